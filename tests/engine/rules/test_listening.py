"""What is heard and how well, rule by rule."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.rules.listening import (
    adopt_heard_need,
    age_log_odds,
    answer_item,
    blend,
    complaint_recorded,
    courtesy,
    evidence,
    evidence_of_odds,
    fade_estimate,
    felt_need,
    interviews_held,
    loss_per_point,
    panel_weight,
    raised_norm,
    share_seated,
    stages_joined,
    stated_weight,
    surveyed_shortfall,
    update_estimate,
    voice,
    weight_of_voice,
)

signs = st.sampled_from([-1, 1])
shares = st.floats(0, 1)
uniforms = st.floats(0, 1, exclude_max=True)


@given(st.floats(0, 1e6), st.floats(-1, 1))
def test_evidence_is_never_certain(weight, mean):
    assert abs(evidence(mean * weight, weight)) < 1.0


def test_more_voices_of_one_mind_are_stronger_evidence():
    assert evidence(10.0, 10.0) > evidence(3.0, 3.0) > evidence(0.0, 0.0) == 0.0


odds = st.floats(-1e9, 1e9)
turning = st.floats(1e-6, 0.5)


def test_one_voice_believed_four_times_in_five_is_evidence_of_three_fifths():
    assert evidence_of_odds(weight_of_voice(0.8)) == pytest.approx(0.6, abs=1e-12)
    assert evidence_of_odds(-2 * weight_of_voice(0.8)) == pytest.approx(-15 / 17, abs=1e-12)  # odds of 16


@given(st.floats(0.5, 0.999))
def test_a_voice_weighs_as_much_as_it_is_believed(believed):
    assert evidence_of_odds(weight_of_voice(believed)) == pytest.approx(2 * believed - 1, abs=1e-12)


def test_voices_that_are_right_as_often_as_wrong_weigh_nothing():
    assert weight_of_voice(0.5) == 0.0


@given(st.floats(-30, 30), turning)
def test_a_month_takes_twice_the_chance_of_a_turn_from_evidence(log_odds, expected):
    # p becomes (1 - h) p + h (1 - p), so that 2p - 1 becomes (1 - 2h)(2p - 1)
    aged = evidence_of_odds(age_log_odds(log_odds, expected))
    assert aged == pytest.approx((1 - 2 * expected) * evidence_of_odds(log_odds), abs=1e-12)


@given(st.floats(-30, 30), st.floats(0.001, 0.5))
def test_a_month_is_that_of_glaze_kable_and_gold_where_theirs_does_not_overflow(log_odds, expected):
    k = (1 - expected) / expected
    theirs = log_odds + math.log(k + math.exp(-log_odds)) - math.log(k + math.exp(log_odds))
    assert age_log_odds(log_odds, expected) == pytest.approx(theirs, abs=1e-9)


@given(odds, turning)
def test_after_a_month_nobody_is_surer_than_that_nothing_has_turned(log_odds, expected):
    bound = math.log((1 - expected) / expected)
    assert abs(age_log_odds(log_odds, expected)) <= bound + 1e-9
    assert age_log_odds(-log_odds, expected) == -age_log_odds(log_odds, expected)


@pytest.mark.parametrize("voices", [511, 512, 513, 10_000, 10**8])
def test_no_number_of_voices_in_a_month_is_too_much(voices):
    heard = voices * weight_of_voice(0.8)  # e to this power overflows above 512 voices
    assert evidence_of_odds(heard) == 1.0
    assert age_log_odds(heard, 0.005) == pytest.approx(math.log(0.995 / 0.005), abs=1e-12)


def test_where_nothing_is_expected_to_turn_nothing_is_forgotten_but_beyond_all_doubt():
    assert age_log_odds(3.0, 0.0) == pytest.approx(3.0, abs=1e-12)
    assert age_log_odds(1e9, 0.0) == pytest.approx(700.0)


@given(odds)
def test_evidence_has_the_sign_of_the_odds_and_stays_within_one(log_odds):
    assert abs(evidence_of_odds(log_odds)) <= 1.0
    assert evidence_of_odds(log_odds) * log_odds >= 0.0


def followed(rate, *, log_odds, believed=0.005, months=600, needs=400):
    """Follow many needs that turn (.005 a month), each voiced `rate` times a month, four in five rightly.

    Returns the share of right evidence after a hundred months, and the months until a turn is seen.
    """
    chance = np.random.default_rng(1)
    need, heard, waiting = np.ones(needs), np.zeros(needs), np.full(needs, -1)
    right, lags = [], []
    for month in range(months):
        turned = chance.random(needs) < 0.005
        lags += waiting[turned & (waiting >= 0)].tolist()  # it turns back before it was seen
        need[turned] *= -1
        waiting = np.where(turned, 0, np.where(waiting >= 0, waiting + 1, -1))
        count = chance.poisson(rate, needs)
        signs = need * (2 * chance.binomial(count, 0.8) - count)
        if log_odds:
            heard = on_arrays(age_log_odds)(heard, believed) + signs * weight_of_voice(0.8)
        else:
            heard = 0.98 * heard + signs  # evidence has the sign of this sum
        seen = heard * need > 0
        lags += waiting[seen & (waiting >= 0)].tolist()
        waiting[seen] = -1
        if month >= 100:
            right.append(seen.mean())
    return float(np.mean(right)), float(np.mean(lags))


@pytest.mark.parametrize(
    ("log_odds", "rate", "right", "months"),
    [(False, 0.3, 0.88, 23.0), (False, 3.0, 0.88, 23.0), (True, 0.3, 0.92, 11.0), (True, 3.0, 0.99, 1.7)],
)
def test_log_odds_follow_the_number_of_voices_where_a_fading_mean_does_not(log_odds, rate, right, months):
    # a filter in NumPy, written apart, over 60,000 months; here some 1,200 turns: a tenth is three standard errors
    found = followed(rate, log_odds=log_odds)
    assert found[0] == pytest.approx(right, abs=0.02)
    assert found[1] == pytest.approx(months, rel=0.1, abs=0.3)


def test_who_expects_four_times_too_few_or_too_many_turns_is_right_nearly_as_often():
    knows = followed(0.3, log_odds=True)[0]
    for believed in (0.00125, 0.02):
        assert 0.0 < knows - followed(0.3, log_odds=True, believed=believed)[0] < 0.04


@given(shares, shares, uniforms)
def test_at_one_every_complaint_is_recorded_and_at_none_no_one(recorded, heard_unhandled, draw):
    assert complaint_recorded(True, 1.0, heard_unhandled, draw)
    assert complaint_recorded(False, 1.0, 1.0, draw)
    assert not complaint_recorded(True, 0.0, heard_unhandled, draw)
    assert not complaint_recorded(False, recorded, 0.0, draw)


def test_a_complaint_that_is_not_handled_is_recorded_as_far_as_it_is_heard():
    found = [complaint_recorded(False, 0.5, 0.4, (i + 0.5) / 1000) for i in range(1000)]
    assert sum(found) == 200


@given(shares, shares)
def test_an_estimate_fades_to_ignorance_and_not_beyond(estimate, ignorance):
    assert fade_estimate(estimate, ignorance, 0.0) == estimate
    assert fade_estimate(estimate, ignorance, 1.0) == pytest.approx(ignorance, abs=1e-15)
    faded = fade_estimate(estimate, ignorance, 0.3)
    assert min(estimate, ignorance) - 1e-15 <= faded <= max(estimate, ignorance) + 1e-15


def test_an_estimate_of_which_a_fiftieth_fades_a_month_is_halved_in_three_years():
    left = 1.0
    for _ in range(34):
        left = fade_estimate(left, 0.0, 0.02)
    assert left == pytest.approx(0.98**34, abs=1e-12)
    assert left == pytest.approx(0.5, abs=0.01)


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


def test_who_takes_part_in_two_stages_sits_in_two_panels_but_nobody_sits_twice_at_once():
    assert stages_joined(0.25, 0.5, 0.125, 0.125) == 1.0
    # all four stages in full, of all customers: all of them, and no more
    assert share_seated(stages_joined(1.0, 1.0, 1.0, 1.0), panel=0.0, customers=10.0) == 1.0


@given(shares)
def test_a_plan_step_alone_counts_as_before_to_the_last_bit(plan):
    assert stages_joined(plan, 0.0, 0.0, 0.0) == plan


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
