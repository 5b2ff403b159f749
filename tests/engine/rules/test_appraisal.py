"""What a firm can work out of a step beforehand."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.appraisal import (
    alignment_at_rest,
    arrived,
    cut_cost,
    error_of_two,
    failures_left,
    pace_of_knowing,
    pace_of_two,
    pay_follows_work,
)

shares = st.floats(0.0, 1.0)
paces = st.floats(0.001, 1.0)


def test_a_gap_closes_and_saturates() -> None:
    left = [1.0]
    for _ in range(200):
        left.append(failures_left(left[-1], closing=0.1, reopening=0.0))
    assert left[2] == pytest.approx(0.81)
    assert 0.0 < left[-1] < 1e-8
    assert all(later < before for before, later in pairwise(left))


def test_what_is_kept_up_comes_back_where_effort_stops() -> None:
    assert failures_left(1.0, closing=0.05, reopening=0.05) == 1.0  # upkeep alone
    assert failures_left(1.0, closing=0.0, reopening=0.05) == 1.05


@given(paces, paces)
def test_failures_rest_where_as_much_comes_up_as_is_put_right(closing: float, reopening: float) -> None:
    rest = reopening / closing
    assert failures_left(rest, closing, reopening) == pytest.approx(rest)


def test_half_of_a_change_has_come_after_its_half_life() -> None:
    assert arrived(math.log(2.0) / 6.0, 6.0) == pytest.approx(0.5)
    assert arrived(0.5, 0.0) == 0.0


@given(st.floats(0.01, 20.0), st.floats(0.0001, 0.05), st.floats(0.55, 0.99))
def test_at_rest_voices_make_good_what_goes_stale(voices: float, turning: float, right: float) -> None:
    square = alignment_at_rest(voices, turning, right) ** 2
    a = (2.0 * right - 1.0) ** 2
    gained = voices * a * (1.0 - square) ** 2 / (1.0 - a * square)
    assert gained == pytest.approx(4.0 * turning * square, rel=1e-6, abs=1e-12)


@given(st.floats(0.01, 10.0), st.floats(0.001, 0.02))
def test_who_hears_more_is_more_often_right_and_each_voice_adds_less(voices: float, turning: float) -> None:
    once, twice, thrice = (alignment_at_rest(voices * k, turning, 0.8) for k in (1.0, 2.0, 3.0))
    assert once < twice < thrice < 1.0
    assert thrice - twice < twice - once


def test_who_hears_nothing_or_nothing_clear_knows_nothing_and_where_nothing_turns_all_is_known() -> None:
    assert alignment_at_rest(0.0, 0.005, 0.8) == alignment_at_rest(5.0, 0.005, 0.5) == 0.0
    assert alignment_at_rest(0.1, 0.0, 0.8) == 1.0


@given(st.floats(0.0, 10.0), st.floats(0.0001, 0.05), shares)
def test_knowledge_goes_stale_at_least_as_fast_as_needs_turn(
    voices: float, turning: float, alignment: float
) -> None:
    assert pace_of_knowing(voices, turning, 0.8, alignment) >= 4.0 * turning


@given(paces, paces)
def test_two_steps_one_after_the_other_take_the_time_of_both(first: float, second: float) -> None:
    assert 1.0 / pace_of_two(first, second) == pytest.approx(1.0 / first + 1.0 / second)
    assert pace_of_two(first, 0.0) == 0.0


@given(st.floats(1.0, 100.0), st.floats(1.0, 100.0), st.floats(0.01, 1.0), shares)
def test_pay_follows_work_by_a_share(heads: float, needed: float, spare: float, security: float) -> None:
    for more in (1.0, -1.0):
        assert 0.0 <= pay_follows_work(heads, needed, spare, security, more) <= 1.0


def test_a_full_unit_hires_and_an_empty_one_lets_go_whom_nothing_secures() -> None:
    assert pay_follows_work(10.0, 10.0, 0.25, 0.0, 1.0) == 1.0
    assert pay_follows_work(10.0, 10.0, 0.25, 0.0, -1.0) == 0.0
    assert pay_follows_work(15.0, 10.0, 0.25, 0.0, 1.0) == 0.0
    assert pay_follows_work(15.0, 10.0, 0.25, 0.0, -1.0) == 1.0
    assert pay_follows_work(15.0, 10.0, 0.25, 1.0, -1.0) == 0.0


@given(st.floats(0.5, 1.0), st.floats(0.0, 2.0))
def test_cost_falls_towards_its_floor_and_never_below(left: float, rate: float) -> None:
    floor = 0.5
    assert floor <= cut_cost(left, floor, rate) <= left


def test_half_of_what_can_be_cut_is_cut_in_a_half_life_and_nothing_at_a_floor_of_1() -> None:
    assert cut_cost(1.0, floor=0.85, rate=math.log(2.0)) == pytest.approx(0.925)
    assert cut_cost(1.0, floor=1.0, rate=5.0) == 1.0


@given(st.floats(-1e6, 1e6), shares, shares)
def test_a_product_is_no_surer_than_either_estimate(product: float, first: float, second: float) -> None:
    error = error_of_two(product, first, second)
    assert error >= abs(product) * max(first, second) - 1e-9
    assert error_of_two(product, 0.0, 0.0) == 0.0
