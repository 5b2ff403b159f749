"""Who answers, who is followed, and what is made of it, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.asking import (
    answers_of_kind,
    beside_rivals,
    chance_to_answer,
    class_of_satisfaction,
    hold_back,
    kept_by_a_point,
    lacks,
)

shares = st.floats(0, 1)
points = st.floats(0, 100)


def test_extremes_answer_half_as_often_again_and_alike_on_both_sides():
    assert chance_to_answer(60.0, 0.2, 0.5) == 0.2
    # 30 points away: .2 x 1.5
    assert chance_to_answer(30.0, 0.2, 0.5) == chance_to_answer(90.0, 0.2, 0.5) == pytest.approx(0.3)


@given(points, shares, st.floats(0, 10))
def test_nobody_answers_more_than_surely(satisfaction, rate, extremes):
    assert rate <= chance_to_answer(satisfaction, rate, extremes) <= 1.0


@given(points)
def test_where_nobody_answers_extremes_do_not_either(satisfaction):
    assert chance_to_answer(satisfaction, 0.0, 1.5) == 0.0


@given(st.integers(0, 5000), shares, shares)
def test_quotas_never_exceed_what_is_paid_for(answers, lost, outside):
    first = answers_of_kind(answers, lost, 0)
    second = answers_of_kind(answers, outside, first)
    assert first >= 0
    assert second >= 0
    assert first + second <= answers


def test_half_of_a_round_is_half_of_its_answers():
    assert answers_of_kind(201, 0.5, 0) == 100


def test_what_rivals_give_counts_once_more_and_what_they_do_not_give_counts_nothing():
    assert beside_rivals(0.3, 0.7, 0.8) == pytest.approx(0.4)
    assert beside_rivals(0.3, 0.7, 0.6) == 0.3


@given(shares, shares, shares)
def test_rivals_never_make_a_shortfall_look_smaller(gap, own, rivals):
    assert beside_rivals(gap, own, rivals) >= gap


@given(points, st.integers(1, 20))
def test_every_answer_has_a_class(stated, classes):
    assert 0 <= class_of_satisfaction(stated, classes) < classes


def test_a_class_begins_where_the_one_before_ends():
    assert [class_of_satisfaction(stated, 10) for stated in (69.9, 70.0, 100.0)] == [6, 7, 9]


def test_what_a_point_keeps_is_the_slope_of_the_monthly_share():
    # of those at 70 points a share P leaves in six months; a point more lowers its log-odds by .05
    before, after = 0.3, 1 / (1 + (0.7 / 0.3) * 2.718281828459045 ** (0.05 * 0.01))
    monthly = [1 - (1 - share) ** (1 / 6) for share in (before, after)]
    assert kept_by_a_point(-0.05, 0.3, 6.0) == pytest.approx((monthly[0] - monthly[1]) / 0.01, rel=1e-3)


@given(st.floats(-1, 1), shares)
def test_satisfaction_is_never_thought_to_drive_customers_away(slope, left):
    assert kept_by_a_point(slope, left, 6.0) >= 0.0


def test_without_leavers_nobody_is_kept():
    assert kept_by_a_point(-0.05, 0.0, 6.0) == 0.0


@given(st.floats(0, 1), st.floats(0, 1e5), st.floats(1, 1e4))
def test_an_estimate_is_used_in_part(estimate, answers, half):
    assert 0.0 <= hold_back(estimate, answers, half) <= estimate


def test_as_many_answers_as_it_takes_use_half():
    assert hold_back(0.01, 200.0, 200.0) == 0.005
    assert hold_back(0.01, 0.0, 0.0) == 0.0


def test_who_sees_everything_kindly_lacks_less():
    assert lacks(0.25, 0.8, 0.6, 0.0) == pytest.approx(0.05)
    assert lacks(0.25, 0.8, 0.6, 0.1) < lacks(0.25, 0.8, 0.6, 0.0)
    assert lacks(0.0, 0.8, 0.0, 0.0) == 0.0
