"""Turns that are expected, what is prepared for them, and what comes of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.ahead import (
    age_turn_odds,
    chance_of_odds,
    expects_turn,
    go_stale,
    launch,
    prepare,
    share_in_sight,
    turn_odds_at_rest,
    turning_now,
)
from tci_sim.engine.rules.listening import weight_of_voice

odds = st.floats(-50.0, 50.0)
hazards = st.floats(0.0, 0.5)
leads = st.integers(1, 24).map(float)
shares = st.floats(0.0, 1.0)


def test_a_month_passes_over_a_turn_in_sight_by_hand():
    # a chance of .8 that it is in sight, lead 4: .8 x 3/4 stay, and .2 x comes, comes = (1/4) x .04/.96 for h .01
    after = 0.8 * 0.75 + 0.2 * 0.25 * 0.04 / 0.96
    aged = age_turn_odds(math.log(0.8 / 0.2), expected_turning=0.01, lead=4.0)
    assert chance_of_odds(aged) == pytest.approx(after, abs=1e-12)


@given(odds, hazards, leads)
def test_silence_moves_what_is_expected_towards_what_is_expected_of_any_requirement(before, h, lead):
    rest = turn_odds_at_rest(h, lead)
    after = age_turn_odds(before, h, lead)
    assert (
        abs(chance_of_odds(after) - chance_of_odds(rest))
        <= abs(chance_of_odds(before) - chance_of_odds(rest)) + 1e-12
    )
    assert math.isfinite(after)


@given(st.floats(0.0005, 0.02), st.integers(1, 24).map(float))
def test_at_rest_a_requirement_turns_as_often_as_firms_expect(h, lead):
    assert turning_now(turn_odds_at_rest(h, lead), lead) == pytest.approx(h, rel=1e-9)
    assert share_in_sight(h, lead) == pytest.approx(h * lead)


def test_two_voices_more_than_speak_against_it_are_enough_for_a_turn_to_be_expected():
    # ln(.06/.94) = -2.75, and a voice that is believed four times in five is worth 1.39
    rest, each = turn_odds_at_rest(0.005, 12.0), weight_of_voice(0.8)
    assert not expects_turn(rest + 1.0 * each)
    assert expects_turn(rest + 2.0 * each)


def test_years_of_voices_that_nothing_turns_are_outweighed_in_three_months_at_three_voices():
    # what is sure is not surer than the chance that a turn comes into sight allows
    each, believed, months = weight_of_voice(0.8), turn_odds_at_rest(0.005, 12.0), 0
    for _ in range(60):
        believed = age_turn_odds(believed, 0.005, 12.0) - 1.8 * each
    while not expects_turn(believed):
        believed = age_turn_odds(believed, 0.005, 12.0) + 1.8 * each
        months += 1
    assert months <= 3


def test_without_a_lead_no_turn_is_expected():
    assert chance_of_odds(turn_odds_at_rest(0.005, 0.0)) < 1e-9


@given(shares, st.floats(0.0, 5.0))
def test_preparing_comes_nearer_and_never_beyond(ready, rate):
    assert ready <= prepare(ready, rate) <= 1.0 + 1e-12


@given(shares, shares)
def test_what_goes_stale_was_there(ready, fading):
    assert 0.0 <= go_stale(ready, fading) <= ready


@given(st.floats(-1.0, 1.0), shares, st.sampled_from([-1, 1]))
def test_what_is_ready_brings_practice_nearer_to_the_need_and_what_is_not_leaves_it(practice, ready, need):
    after = launch(practice, ready, need)
    assert abs(need - after) == pytest.approx((1.0 - ready) * abs(need - practice), abs=1e-12)
    assert launch(practice, 0.0, need) == practice
    assert launch(practice, 1.0, need) == pytest.approx(need)
