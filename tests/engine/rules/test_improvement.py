"""The half-life, the family of improvement curves, commitment and know-how."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.improvement import (
    borrow_know_how,
    commitment_kept,
    commitment_target,
    improve_shortfall,
    improvement_effort,
    improvement_rate,
    joint_speed_up,
    learn_from_peers,
    move_commitment,
    smooth_results,
    train,
    usable_knowledge,
    visible_results,
    weigh_results,
)

shares = st.floats(0.0, 1.0)


@pytest.mark.parametrize("half_life", [1.0, 3.0, 9.0, 22.0])
def test_a_shortfall_halves_in_its_half_life_when_all_factors_are_1(half_life):
    # Schneiderman (1988): corners of the matrix are 1 and 22 months
    effort = improvement_effort(0.15, full_time=0.15, priority=0.2, attributes=5.0)
    knowledge = usable_knowledge(1.0, right=1.0, wrong=0.0, check=0.0)
    rate = improvement_rate(half_life, 1.0, effort, 1.0, knowledge)
    shortfall = 0.4
    for _ in range(int(half_life)):
        shortfall = improve_shortfall(shortfall, rate, curvature=0.0)
    assert abs(shortfall - 0.2) < 1e-9


@pytest.mark.parametrize("curvature", [0.2, 0.5, 1.0, 2.0])
def test_a_power_law_follows_its_closed_form(curvature):
    # Zangwill & Kantor (1998): E = (E0^-k + a k n)^(-1/k)
    shortfall = 0.6
    for month in range(1, 61):
        shortfall = improve_shortfall(shortfall, 0.08, curvature)
        closed = (0.6**-curvature + 0.08 * curvature * month) ** (-1.0 / curvature)
        assert abs(shortfall - closed) < 1e-6 * closed


def test_a_negative_curvature_ends_in_finite_time():
    # dE/dt = -a E^(1/2): sqrt(E) falls by a/2 a month, from sqrt(.36) = .6 to 0 in 12 months at a = .1
    shortfall, months = 0.36, 0
    while shortfall > 0.0 and months < 100:
        shortfall = improve_shortfall(shortfall, 0.1, curvature=-0.5)
        months += 1
        expected = max(0.0, 0.6 - 0.05 * months) ** 2
        assert abs(shortfall - expected) < 1e-6
    assert months in (12, 13)


@given(shares, st.floats(-2.0, 2.0), st.floats(-0.9, 3.0))
def test_a_shortfall_stays_between_0_and_1(shortfall, rate, curvature):
    assert 0.0 <= improve_shortfall(shortfall, rate, curvature) <= 1.0


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_a_small_curvature_is_nearly_exponential(shortfall, rate):
    curved = improve_shortfall(shortfall, rate, curvature=1e-7)
    assert abs(curved - improve_shortfall(shortfall, rate, curvature=0.0)) < 1e-5


@given(shares, st.floats(-0.9, 3.0))
def test_no_rate_leaves_a_shortfall_as_it_is_to_the_last_bit(shortfall, curvature):
    assert improve_shortfall(shortfall, 0.0, curvature) == shortfall


def test_wrong_beliefs_do_harm_and_the_check_step_catches_it():
    unchecked = usable_knowledge(0.5, right=0.3, wrong=0.5, check=0.0)
    assert unchecked < 0.0 < usable_knowledge(0.5, right=0.3, wrong=0.5, check=0.9)
    assert improve_shortfall(0.3, unchecked, curvature=0.0) > 0.3


def test_half_the_time_is_half_the_effort_and_double_is_no_more_than_full():
    assert improvement_effort(0.075, full_time=0.15, priority=0.5, attributes=2.0) == 0.5
    assert improvement_effort(0.3, full_time=0.15, priority=0.5, attributes=2.0) == 1.0


def target(**changes: float) -> float:
    """Commitment that an ordinary unit would reach, but for what is changed."""
    ordinary = {
        "push": 0.4, "culture": 0.4, "results": 0.2, "laid_off": 0.1, "internal_satisfaction": 60.0,
        "contact": 0.5, "culture_effect": 0.3, "results_effect": 0.6, "layoffs_effect": 0.5,
        "internal_effect": 0.1, "contact_effect": 0.05,
    }  # fmt: skip
    return commitment_target(**{**ordinary, **changes})


def test_push_results_and_layoffs_alone_give_repennings_target():
    # .4 + .6 x .5 - .5 x .2 = .6
    effects_off = {"culture_effect": 0.0, "internal_effect": 0.0, "contact_effect": 0.0}
    assert abs(target(results=0.5, laid_off=0.2, **effects_off) - 0.6) < 1e-15


@pytest.mark.parametrize("name", ["push", "culture", "results", "internal_satisfaction", "contact"])
def test_what_carries_commitment_raises_it(name):
    assert target(**{name: 0.0}) < target(**{name: 0.5 if name != "internal_satisfaction" else 90.0})


def test_layoffs_lower_commitment():
    assert target(laid_off=0.5) < target(laid_off=0.0)


def test_commitment_moves_exactly_by_its_time_constant():
    commitment = 0.2
    for _ in range(6):
        commitment = move_commitment(commitment, 0.8, months=6.0)
    assert abs(commitment - (0.8 - 0.6 * math.exp(-1.0))) < 1e-12


def test_know_how_settles_where_training_makes_up_for_forgetting():
    # training / (training + decay) = .06 / .08
    know_how = 0.0
    for _ in range(500):
        know_how = train(know_how, training=0.06, decay=0.02)
    assert abs(know_how - 0.75) < 1e-12


@given(shares, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_know_how_stays_between_0_and_1(know_how, training, decay):
    assert 0.0 <= train(know_how, training, decay) <= 1.0


@given(shares, shares, shares)
def test_a_buyer_never_makes_its_supplier_forget(own, buyers, joint):
    assert own <= borrow_know_how(own, buyers, joint) <= max(own, buyers) + 1e-15


def test_results_are_what_fell_of_what_could_fall():
    assert np.isclose(visible_results(0.01, full_fall=0.04), 0.25)
    assert visible_results(0.1, full_fall=0.04) == 1.0
    assert visible_results(0.0, full_fall=0.0) == 0.0


def committed(push, knowledge, beta=0.6, norm=0.15, begun=True, months=240, campaign=(0.0, 0)):
    """Commitment in the end, at full effort; a programme begins at its push and with the results that are expected."""
    commitment, seen = (push, norm) if begun else (0.0, 0.0)
    for month in range(months):
        pushed = max(push, campaign[0]) if month < campaign[1] else push
        results = commitment * knowledge
        seen = smooth_results(seen, results, 6.0)
        speaking = weigh_results(results, seen, norm)
        target = commitment_target(pushed, 0.5, speaking, 0.0, 50.0, 0.0, 0.3, beta, 0.5, 0.1, 0.05)
        commitment = move_commitment(commitment, target, 6.0)
    return commitment


def threshold(knowledge, *, begun=True):
    """The least push, in hundredths, with which a programme lives."""
    return next(push for push in range(101) if committed(push / 100, knowledge, begun=begun) > 0.5)


def test_a_programme_lives_or_dies_and_the_more_is_known_the_less_push_it_takes():
    # know-how times right beliefs: .3, .45, .6
    least = [threshold(knowledge) for knowledge in (0.3, 0.45, 0.6)]
    assert least == [43, 26, 18]
    for push, knowledge in zip(least, (0.3, 0.45, 0.6), strict=True):
        below, above = (committed(p / 100, knowledge) for p in (push - 1, push))
        assert below < 0.2 < 0.8 < above


def test_between_two_pushes_what_a_programme_comes_to_is_what_it_was():
    for knowledge in (0.3, 0.45, 0.6):
        revived = threshold(knowledge, begun=False)
        assert revived > threshold(knowledge)
        between = (revived + threshold(knowledge)) / 200
        assert committed(between, knowledge, begun=False) < 0.2 < 0.8 < committed(between, knowledge)


def test_a_campaign_carries_itself_afterwards_only_if_it_lasts_and_something_is_known():
    assert committed(0.15, 0.45, campaign=(0.6, 7)) < 0.2
    assert committed(0.15, 0.45, campaign=(0.6, 8)) > 0.8
    assert committed(0.15, 0.3, campaign=(0.6, 120)) < 0.2


def test_where_results_do_not_count_commitment_is_graded_and_has_no_threshold():
    ends = [committed(push / 100, 0.45, beta=0.0) for push in range(101)]
    steps = [after - before for before, after in itertools.pairwise(ends)]
    assert max(steps) < 0.01
    assert min(steps) > 0.0
    assert all(
        abs(committed(push / 10, 0.45, beta=0.0, begun=False) - ends[10 * push]) < 1e-9 for push in range(11)
    )


@given(shares, shares, st.floats(0.01, 1.0))
def test_results_speak_from_minus_1_to_1_and_for_nothing_at_what_is_expected(results, seen, norm):
    assert -1.0 <= weigh_results(results, seen, norm) <= 1.0
    assert weigh_results(results, norm, norm) == 0.0
    assert weigh_results(results, seen, 0.0) == results


def test_results_are_seen_by_63_percent_after_their_time():
    seen = 0.2
    for _ in range(6):
        seen = smooth_results(seen, results=0.8, months=6.0)
    assert abs(seen - (0.8 - 0.6 * math.exp(-1.0))) < 1e-9


@given(shares, shares, st.floats(0.0, 50.0), shares)
def test_layoffs_break_commitment_and_never_build_it(commitment, laid_off, shock, fairness):
    kept = commitment_kept(commitment, laid_off, shock, fairness)
    assert 0.0 <= kept <= commitment
    assert commitment_kept(commitment, 0.0, shock, fairness) == commitment


def test_a_tenth_laid_off_costs_three_tenths_and_less_where_it_is_fair():
    assert abs(commitment_kept(0.8, 0.1, shock=3.0, fairness=0.0) - 0.5) < 1e-12
    assert abs(commitment_kept(0.8, 0.1, shock=3.0, fairness=0.3) - 0.59) < 1e-12
    assert commitment_kept(0.8, 1.0, shock=3.0, fairness=1.0) == 0.8


@given(shares, shares, st.floats(0.0, 60.0), shares)
def test_nobody_learns_more_from_peers_than_they_know(know_how, level, meetings, rate):
    after = learn_from_peers(know_how, level, meetings, rate)
    assert know_how <= after <= max(know_how, level) + 1e-12


def test_two_peers_close_six_percent_of_the_distance():
    # 1 - e^(-.06) of .5
    assert (
        abs(learn_from_peers(0.3, 0.8, meetings=2.0, rate=0.03) - (0.3 + 0.5 * (1.0 - math.exp(-0.06))))
        < 1e-12
    )
    assert learn_from_peers(0.3, 0.8, meetings=0.0, rate=0.03) == 0.3


@pytest.mark.parametrize("half_life", [1.0, 5.0, 7.0, 9.0, 11.0])
def test_partners_speed_up_nothing_that_one_firm_makes_alone(half_life):
    # Schneiderman (1988): the rows of one function and of several functions of one firm
    assert joint_speed_up(half_life, joint=1.0, faster=0.3) == 1.0


@pytest.mark.parametrize("half_life", [14.0, 18.0, 22.0])
def test_what_is_made_across_firms_halves_sooner_where_they_decide_jointly(half_life):
    # 1 - .3 x .5
    assert joint_speed_up(half_life, joint=0.5, faster=0.3) == pytest.approx(0.85)
    assert joint_speed_up(half_life, joint=0.0, faster=0.3) == 1.0
