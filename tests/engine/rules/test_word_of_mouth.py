"""Who speaks, who complains, who would recommend."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tci_sim.engine.rules.word_of_mouth import (
    complain,
    expected_satisfaction,
    launch_pace,
    recommendation,
    recover,
    share_reached,
    talk,
    update_reputation,
)

levels = st.floats(0, 100)
shares = st.floats(0, 1)


@given(levels)
def test_nobody_speaks_less_than_the_neutral(satisfaction):
    assert talk(satisfaction, 0.3, 1.2, 0.6, 60.0) >= talk(60.0, 0.3, 1.2, 0.6, 60.0)


@given(levels, levels)
def test_talk_is_a_u(one, other):
    low, high = sorted([one, other])
    assume(low < high)
    if high <= 60:
        assert talk(low, 0.3, 1.2, 0.6, 60.0) >= talk(high, 0.3, 1.2, 0.6, 60.0)
    if low >= 60:
        assert talk(low, 0.3, 1.2, 0.6, 60.0) <= talk(high, 0.3, 1.2, 0.6, 60.0)


def test_the_lowest_tenth_of_the_scale_speaks_up_to_twice_as_much_as_the_highest():
    # Anderson (1998): lowest to highest between 1 and 2
    assert 1.0 < talk(5.0, 0.3, 1.2, 0.6, 60.0) / talk(95.0, 0.3, 1.2, 0.6, 60.0) < 2.0


def test_the_lowest_tenth_of_customers_speaks_more_than_the_highest():
    # ECSI: mean 72, standard deviation 14.7; the tenths of a normal distribution lie 1.755 from its mean
    lowest, highest = 72 - 1.755 * 14.7, 72 + 1.755 * 14.7
    assert 1.0 < talk(lowest, 0.3, 1.2, 0.6, 60.0) / talk(highest, 0.3, 1.2, 0.6, 60.0) < 2.0


@given(levels)
def test_without_a_rate_nobody_speaks(satisfaction):
    assert talk(satisfaction, 0.0, 1.2, 0.6, 60.0) == 0.0


@given(levels, shares)
def test_nobody_speaks_more_than_once_a_month(satisfaction, rate):
    assert 0.0 <= talk(satisfaction, rate, 10.0, 10.0, 60.0) <= 1.0


@given(st.floats(0, 1e6), st.floats(0, 32), st.floats(0, 1e6))
def test_who_heard_is_a_share(said, friends, customers):
    assert 0.0 <= share_reached(said, friends, customers) <= 1.0


def test_more_friends_let_more_hear_and_none_let_nobody():
    assert share_reached(10.0, 0.0, 100.0) == 0.0
    assert share_reached(10.0, 8.0, 100.0) > share_reached(10.0, 4.0, 100.0)


@given(shares, shares, shares, shares, shares)
def test_a_reputation_moves_towards_what_is_reported_and_not_past_it(reputation, told, heard, rate, rise):
    moved = update_reputation(reputation, told, heard, rate, rise)
    assert min(reputation, told) - 1e-12 <= moved <= max(reputation, told) + 1e-12


def test_a_reputation_nobody_heard_of_stays():
    assert update_reputation(0.6, 0.9, 0.0, 0.3, 1.0) == 0.6
    assert update_reputation(0.6, 0.9, 0.5, 0.3, 1.0) > 0.6


def test_an_opinion_falls_faster_than_it_rises():
    up, down = (update_reputation(0.6, told, 0.5, 0.4, 0.25) - 0.6 for told in (0.8, 0.4))
    assert (up, down) == (pytest.approx(0.01), pytest.approx(-0.04))


@given(levels, st.floats(-60, 60), st.floats(-60, 60))
def test_what_is_expected_is_on_the_scale_and_no_greener_than_what_all_feel(by_reputation, usual, told):
    expected = expected_satisfaction(by_reputation, usual, told)
    assert 0.0 <= expected <= 100.0
    assert expected_satisfaction(by_reputation, 0.0, 0.0) == by_reputation
    assert expected_satisfaction(75.0, 67.0 - 75.0, 0.0) == 67.0


@given(levels)
def test_recommendation_is_satisfaction_in_whole_tenths(satisfaction):
    answer = recommendation(satisfaction)
    assert 0 <= answer <= 10
    assert abs(answer - satisfaction / 10) <= 0.5 + 1e-9


@given(st.floats(50, 100), shares)
def test_the_satisfied_never_complain(satisfaction, draw):
    assert not complain(satisfaction, 50.0, 1.0, draw)


def test_few_of_the_dissatisfied_complain():
    assert complain(49.9, 50.0, 0.04, 0.0399)
    assert not complain(0.0, 50.0, 0.04, 0.04)


@given(levels, shares)
def test_a_handled_complaint_never_lowers_satisfaction_and_never_makes_fans(satisfaction, recovery):
    after = recover(satisfaction, recovery)
    assert satisfaction <= after <= max(satisfaction, 70.0) + 1e-9


def test_recovery_by_hand():
    # half the way from 30 to 70
    assert recover(30.0, 0.5) == pytest.approx(50.0)
    assert recover(30.0, 0.0) == 30.0


def test_customers_in_launches_speed_up_what_is_known_and_never_beyond_all_of_it():
    # .3 x 1.5, and no more than the whole distance
    assert launch_pace(0.3, launch=1.0, speeds=0.5) == pytest.approx(0.45)
    assert launch_pace(0.9, launch=1.0, speeds=0.5) == 1.0


@given(shares, shares)
def test_without_customers_in_launches_reputation_moves_as_before_to_the_last_bit(update, speeds):
    assert launch_pace(update, 0.0, speeds) == update
