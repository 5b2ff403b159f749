"""What follows from an interview: who is found dissatisfied, who can act, what is mended, and what trust is left."""

from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.acting import (
    ability_to_act,
    chance_to_pass_on,
    is_dissatisfied,
    mend,
    remember_follow_up,
    share_reworked,
    trust_left,
)

shares = st.floats(0.0, 1.0)
points = st.floats(0.0, 100.0)


def test_a_failure_counts_however_satisfied_the_customer_is():
    assert is_dissatisfied(95.0, usual=70.0, below=8.0, gap=-0.5, failure=0.45)
    assert not is_dissatisfied(95.0, usual=70.0, below=8.0, gap=-0.45, failure=0.45)


def test_who_is_just_as_far_below_as_it_takes_is_not_yet_dissatisfied():
    assert not is_dissatisfied(62.0, usual=70.0, below=8.0, gap=0.0, failure=0.45)
    assert is_dissatisfied(61.9, usual=70.0, below=8.0, gap=0.0, failure=0.45)


@given(shares, shares)
def test_nobody_acts_well_alone_or_against_his_will(commitment, collaboration):
    assert ability_to_act(0.0, collaboration) == ability_to_act(commitment, 0.0) == 0.0
    assert 0.0 <= ability_to_act(commitment, collaboration) <= min(commitment, collaboration)


@given(shares, shares, shares)
def test_no_trouble_is_both_mended_and_passed_on(authority, ability, sharing):
    passed = chance_to_pass_on(authority, ability, sharing)
    assert passed >= 0.0
    assert authority * ability + passed <= authority + 1e-12


@given(shares, shares)
def test_without_authority_or_sharing_nothing_goes_up(ability, other):
    assert chance_to_pass_on(0.0, ability, other) == chance_to_pass_on(other, ability, 0.0) == 0.0


def test_a_paradox_adds_to_what_is_won_back():
    # .6 of the way from 40 to 70 is 58, and 2 more
    assert mend(40.0, usual=65.0, recovery=0.6, paradox=2.0) == 60.0
    assert mend(75.0, usual=65.0, recovery=0.6, paradox=0.0) == 75.0


def test_where_more_is_usual_more_is_won_back():
    # .5 of the way from 70 to 90
    assert mend(70.0, usual=90.0, recovery=0.5, paradox=0.0) == 80.0


@given(points, points, shares, st.floats(0.0, 10.0))
def test_whoever_is_helped_is_never_less_satisfied_and_never_beyond_the_scale(
    before, usual, recovery, paradox
):
    assert before <= mend(before, usual, recovery, paradox) <= 100.0


def test_lots_are_shares_of_what_members_make():
    # 3 of 4 x 20 lots
    assert share_reworked(3.0, members=4.0, lots=20.0) == 0.0375
    assert share_reworked(500.0, members=4.0, lots=20.0) == 1.0


def test_trust_falls_by_two_thirds_within_the_patience_of_people_for_whom_nothing_follows():
    followed = 1.0
    for _ in range(6):
        followed = remember_follow_up(followed, found=5.0, dealt_with=0.0, months=6.0)
    assert abs(followed - 0.36787944117144233) < 1e-12


@given(shares, st.floats(0.0, 1e6), st.floats(0.0, 1e6), st.floats(1.0, 120.0))
def test_trust_stays_between_none_and_full(followed, found, dealt_with, months):
    assert 0.0 <= remember_follow_up(followed, found, dealt_with, months) <= 1.0


@given(shares)
def test_where_nothing_is_expected_being_asked_is_worth_the_same_to_the_last_bit(followed):
    assert trust_left(followed, turned=0.0) == 1.0


def test_half_of_what_is_followed_up_leaves_nothing_of_being_asked():
    assert trust_left(0.5, turned=1.0) == 0.0
