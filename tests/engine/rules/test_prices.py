"""What levers cost in people, working time and money."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.prices import (
    binomial,
    binomial_below,
    choosing_entrants,
    hours_of_round,
    persons_behind,
    start_of_effort,
    time_for_projects,
    time_of_culture,
    time_of_learning,
    voices_of_right_sign,
    wages_of_leading,
)

shares = st.floats(0.0, 1.0)
draws = st.floats(0.0, 1.0, exclude_max=True)


def test_a_member_is_as_many_people_as_its_wage_pays() -> None:
    # 160 hours at .28 of a price of 100 are 4,480 a month.
    assert persons_behind(4_480.0, 0.28, 100.0) == pytest.approx(1.0)
    assert persons_behind(0.0, 0.28, 100.0) == 0.0
    assert persons_behind(1e9, 0.0, 100.0) == 1.0


@given(st.integers(0, 100_000), shares, draws)
def test_no_more_succeed_than_try(trials: int, chance: float, draw: float) -> None:
    assert 0 <= binomial(trials, chance, draw) <= trials


@given(st.integers(1, 400), st.floats(0.01, 0.99), draws, draws)
def test_a_larger_draw_never_means_fewer_successes(
    trials: int, chance: float, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert binomial(trials, chance, low) <= binomial(trials, chance, high)


@pytest.mark.parametrize(("trials", "chance"), [(3, 0.2), (40, 0.16), (40, 0.84), (300, 0.5), (5_000, 0.16)])
def test_successes_have_the_mean_and_the_variance_of_a_binomial(trials: int, chance: float) -> None:
    found = np.array([binomial(trials, chance, (k + 0.5) / 4_000) for k in range(4_000)])
    assert found.mean() == pytest.approx(trials * chance, rel=2e-3)
    assert found.var() == pytest.approx(trials * chance * (1 - chance), rel=2e-2)


def test_one_trial_succeeds_with_its_chance() -> None:
    assert (binomial_below(1, 0.25, 0.74), binomial_below(1, 0.25, 0.76)) == (0, 1)


@given(shares, shares)
def test_who_leads_is_heard_wrongly_only_before_a_turn(right: float, leading: float) -> None:
    assert voices_of_right_sign(right, leading, turning=False) == right
    assert 0.0 <= voices_of_right_sign(right, leading, turning=True) <= 1.0


def test_time_of_levers_by_hand() -> None:
    # Two hours of 160 for a meeting a month, half of 2.5 % for deciding, two hours for .01 of 200.
    assert time_of_culture(1.0, 2.0, 0.5, 0.025, 0.01, 200.0) == pytest.approx(0.0125 + 0.0125 + 0.0125)
    assert time_of_learning(0.06, 0.3, 0.8, 3.0) == pytest.approx(0.018 + 0.015)
    assert time_of_culture(1.0, 0.0, 1.0, 0.0, 1.0, 0.0) == 0.0


def test_planning_every_month_and_checking_all_leave_two_thirds_of_full_effort() -> None:
    # .15 less four hours a month is .125; less .7 of a quarter is .103: the figure of the design.
    assert time_for_projects(0.15, 1.0, 4.0, 0.7, 0.25) == pytest.approx(0.125 * 0.825)


@given(shares, st.floats(1.0, 60.0), shares)
def test_without_a_price_all_improvement_time_is_left(time: float, cadence: float, check: float) -> None:
    assert time_for_projects(time, cadence, 0.0, check, 0.0) == time


def test_supervision_costs_what_deciding_in_the_unit_saves() -> None:
    costs = [
        wages_of_leading(0.0, 0.0, 0.2, 0.03, autonomy, 0.025) + 0.025 * autonomy for autonomy in (0, 0.5, 1)
    ]
    assert costs == pytest.approx([0.025] * 3)


def test_ordinary_push_is_free() -> None:
    assert wages_of_leading(0.0, 0.01, 0.2, 0.03, 1.0, 0.0) == 0.0


def test_ten_applicants_for_a_post_take_a_quarter_of_a_month() -> None:
    assert choosing_entrants(1.0, 9 / 23, 23.0, 4.0) == pytest.approx(10 * 4 / 160)
    assert choosing_entrants(0.0, 1.0, 23.0, 4.0) == 0.0


@given(shares, shares)
def test_a_programme_is_started_once(effort: float, before: float) -> None:
    assert start_of_effort(effort, max(effort, before), 0.75) == 0.0
    assert start_of_effort(effort, 0.0, 0.75) == pytest.approx(0.75 * effort)


def test_a_round_costs_its_parts_and_outsiders_more():
    # 300 for the round, 10 for half of 20, .5 for each of 120, 1 more for each of 20
    assert hours_of_round(100.0, 20.0, 0.5, 300.0, 0.5, 1.0, 20.0) == pytest.approx(300 + 10 + 60 + 20)
    assert hours_of_round(0.0, 20.0, 0.0, 300.0, 0.5, 1.0, 20.0) > hours_of_round(
        20.0, 0.0, 0.0, 300.0, 0.5, 1.0, 20.0
    )


def test_a_round_that_nobody_answers_costs_nothing():
    assert hours_of_round(0.0, 0.0, 1.0, 300.0, 0.5, 1.0, 20.0) == 0.0
