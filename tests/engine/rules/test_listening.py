"""What is heard and how well, rule by rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.listening import (
    adopt_heard_need,
    answer_item,
    blend,
    courtesy,
    evidence,
    felt_need,
    interviews_held,
    loss_per_point,
    panel_weight,
    raised_norm,
    share_seated,
    stated_weight,
    surveyed_shortfall,
    update_estimate,
    voice,
)

signs = st.sampled_from([-1, 1])
shares = st.floats(0, 1)
uniforms = st.floats(0, 1, exclude_max=True)


@given(st.floats(0, 1e6), st.floats(-1, 1))
def test_evidence_is_never_certain(weight, mean):
    assert abs(evidence(mean * weight, weight)) < 1.0


def test_more_voices_of_one_mind_are_stronger_evidence():
    assert evidence(10.0, 10.0) > evidence(3.0, 3.0) > evidence(0.0, 0.0) == 0.0


@given(st.floats(0, 20), uniforms)
def test_interviews_are_the_whole_number_below_the_rate_or_the_next(rate, draw):
    assert interviews_held(rate, draw) in (math.floor(rate), math.floor(rate) + 1)


def test_interviews_meet_the_rate_in_the_mean():
    held = [interviews_held(1.3, (i + 0.5) / 1000) for i in range(1000)]
    assert sum(held) == 1300


@given(signs, st.integers(0, 1000))
def test_only_a_lead_customer_feels_a_turn_ahead(reality, turns_at):
    assert felt_need(reality, turns_at, True) == -reality
    assert felt_need(reality, turns_at, False) == felt_need(reality, -1, True) == reality


@given(signs, uniforms)
def test_who_is_always_understood_is_heard_as_meant(need, draw):
    assert voice(need, 1.0, draw) == need
    assert voice(need, 0.0, draw) == -need


@given(st.sampled_from([-1, 0, 1]), signs, uniforms)
def test_who_values_no_learning_takes_nothing_up(belief, heard, draw):
    assert adopt_heard_need(belief, heard, 1.0, 0.0, draw) == belief


def test_courtesy_is_stronger_face_to_face():
    assert courtesy(6.0, 2.0, 0.0) > courtesy(6.0, 2.0, 0.7) > courtesy(6.0, 2.0, 1.0)


def test_a_larger_sample_is_sharper():
    # one standard deviation up: draw .8413, 15 points over the root of n
    few, many = (surveyed_shortfall(0.2, 0.0, 15.0, n, 0.841345) for n in (1, 100))
    assert few == pytest.approx(0.35, abs=1e-4)
    assert many == pytest.approx(0.215, abs=1e-5)


@given(st.floats(-1, 1), st.floats(0, 50), st.integers(1, 5000), uniforms)
def test_courtesy_hides_a_shortfall(shortfall, bias, answers, draw):
    honest = surveyed_shortfall(shortfall, 0.0, 15.0, answers, draw)
    assert surveyed_shortfall(shortfall, bias, 15.0, answers, draw) == pytest.approx(honest - bias / 100)


@given(shares, st.floats(0, 5), st.integers(1, 5000), uniforms)
def test_no_attribute_weighs_less_than_nothing(weight, noise, answers, draw):
    assert stated_weight(weight, noise, answers, draw) >= 0.0


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.01, 0.99))
def test_answers_one_by_one_move_as_far_as_answers_together(estimate, news, keep):
    by_one = update_estimate(update_estimate(estimate, news, 1, keep), news, 2, keep)
    assert by_one == pytest.approx(update_estimate(estimate, news, 3, keep), abs=1e-12)


@given(st.floats(-1, 1), st.floats(-1, 1), shares)
def test_no_answers_change_no_estimate(estimate, news, keep):
    assert update_estimate(estimate, news, 0, keep) == estimate


def test_who_asks_more_often_sooner_sees_a_change():
    assert update_estimate(0.4, 0.1, 20, 0.98) < update_estimate(0.4, 0.1, 5, 0.98) < 0.4


@given(shares, shares, shares)
def test_a_broad_panel_is_the_market_and_a_narrow_one_its_segment(all_customers, one_segment, breadth):
    assert panel_weight(all_customers, one_segment, 1.0) == all_customers
    assert panel_weight(all_customers, one_segment, 0.0) == one_segment
    weight = panel_weight(all_customers, one_segment, breadth)
    assert min(all_customers, one_segment) - 1e-12 <= weight <= max(all_customers, one_segment) + 1e-12


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_who_has_no_share_changes_nothing(own, other):
    assert blend(own, other, 0.0) == own
    assert blend(own, other, 1.0) == pytest.approx(other)


@given(shares, shares, shares, shares)
def test_a_norm_that_is_raised_stays_within_perfection(should, lift, participation, market_share):
    assert should <= raised_norm(should, lift, participation, market_share) <= 1.0 + 1e-12


@given(shares, st.floats(0.0, 1e4), st.floats(1.0, 1e6))
def test_nobody_sits_in_a_panel_twice(participation, panel, customers):
    assert 0.0 <= share_seated(participation, panel, customers) <= 1.0


def test_a_panel_is_a_handful_of_many():
    # half of 48 seats, of 4,800 customers
    assert share_seated(0.5, panel=48.0, customers=4800.0) == pytest.approx(0.005)
    assert share_seated(0.5, panel=0.0, customers=4800.0) == 0.5


def test_the_satisfied_cost_more_to_lose():
    # 2 % lost at 75 points: .0008 a point, by hand; nearer to 100 the same loss lies on a steeper line
    assert loss_per_point(20.0, 1000.0, 75.0) == pytest.approx(0.0008)
    assert loss_per_point(20.0, 1000.0, 80.0) > loss_per_point(20.0, 1000.0, 75.0)


def test_full_satisfaction_gives_a_finite_estimate():
    assert loss_per_point(20.0, 1000.0, 100.0) == pytest.approx(0.02)


@given(st.floats(0, 100), uniforms, uniforms)
def test_an_answer_stays_on_the_scale(felt, mood, chance):
    assert 0.0 <= answer_item(felt, 4.0, 6.0, mood, chance) <= 100.0


@given(st.floats(0, 100), uniforms, uniforms)
def test_without_noise_the_answer_is_what_is_felt(felt, mood, chance):
    assert answer_item(felt, 0.0, 0.0, mood, chance) == felt


def test_a_good_mood_raises_an_answer():
    assert answer_item(50.0, 4.0, 6.0, 0.9, 0.5) > answer_item(50.0, 4.0, 6.0, 0.1, 0.5)
