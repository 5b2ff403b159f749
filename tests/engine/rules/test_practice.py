"""Practice apart from conformance: where it goes, what it misses, and what both fail in together."""

from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.practice import (
    caught_by_check,
    fall_short,
    go_own_way,
    missed_share,
    practise,
    practise_as_asked,
    weakest_part,
    weight_of_own_ways,
)

shares = st.floats(0.0, 1.0)
signs = st.sampled_from([-1, 1])


def test_practice_goes_half_the_way_to_the_code_in_a_half_life():
    practice = -1.0
    for _ in range(9):
        practice = practise(practice, code=1, rate=0.6931471805599453 / 9.0, caught=0.0)
    # from 2 away to 1 away
    assert abs(practice) < 1e-12


def test_a_check_catches_what_evidence_speaks_against_and_nothing_else():
    assert caught_by_check(-1, worth=0.5, check=0.8) == 0.4
    assert caught_by_check(-1, worth=-0.5, check=1.0) == caught_by_check(1, worth=0.0, check=1.0) == 0.0


def test_what_is_caught_is_not_done():
    # .5 to -1 in a month of rate ln 2: .75 of the way; .4 of it is given up
    assert abs(practise(0.5, code=-1, rate=0.6931471805599453, caught=0.4) - (0.5 - 0.45)) < 1e-12
    assert practise(0.5, code=-1, rate=0.2, caught=1.0) == 0.5


def test_a_firm_without_a_standard_changes_no_practice():
    assert practise(0.7, code=0, rate=5.0, caught=0.0) == 0.7


@given(st.floats(-1.0, 1.0), st.sampled_from([-1, 0, 1]), st.floats(0.0, 50.0), shares)
def test_practice_moves_to_the_code_and_never_beyond_it(practice, code, rate, caught):
    after = practise(practice, code, rate, caught)
    assert min(practice, code or practice) - 1e-15 <= after <= max(practice, code or practice) + 1e-15


@given(st.floats(-1.0, 1.0), signs)
def test_a_turn_makes_what_was_met_missed(practice, reality):
    assert abs(missed_share(practice, reality) + missed_share(practice, -reality) - 1.0) < 1e-15


def test_work_and_practice_multiply():
    # .8 done well, of which .5 x .4 = .2 is not what was asked for: .64 is left
    assert abs(fall_short(0.2, practice_weight=0.5, missed=0.4) - 0.36) < 1e-15


@given(shares)
def test_where_nothing_is_missed_work_alone_counts_to_the_last_bit(shortfall):
    assert fall_short(shortfall, practice_weight=0.5, missed=0.0) == shortfall
    assert fall_short(shortfall, practice_weight=0.0, missed=0.5) == shortfall


def test_autonomy_without_shared_values_goes_its_own_way():
    # .6 x (1 - .8)
    assert abs(weight_of_own_ways(1.0, autonomy=0.6, shared_value=0.8) - 0.12) < 1e-12
    assert (
        weight_of_own_ways(1.0, 0.0, 0.0)
        == weight_of_own_ways(1.0, 1.0, 1.0)
        == weight_of_own_ways(0.0, 1.0, 0.0)
        == 0.0
    )


def test_who_goes_half_its_own_way_ends_half_way_between_code_and_belief():
    practice = 0.0
    for _ in range(400):
        by_code = practise(practice, code=1, rate=0.1, caught=0.0)
        practice = go_own_way(by_code, practice, believed=-0.5, rate=0.1, caught=0.0, weight=0.5)
    assert abs(practice - 0.25) < 1e-9


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), shares, shares, shares)
def test_an_own_way_stays_between_what_was_done_believed_and_held(
    by_code, practice, believed, rate, caught, weight
):
    after = go_own_way(by_code, practice, believed, rate, caught, weight)
    ends = (by_code, practice, believed)
    assert min(ends) - 1e-12 <= after <= max(ends) + 1e-12
    assert go_own_way(by_code, practice, believed, rate, caught, 0.0) == by_code


def test_with_customers_practice_goes_half_the_way_to_what_they_ask_for_in_a_half_life():
    practice = -1.0
    for _ in range(9):
        practice = practise_as_asked(practice, asked=0.5, rate=0.6931471805599453 / 9.0)
    # from 1.5 away to .75 away
    assert abs(practice + 0.25) < 1e-12


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(0.0, 50.0))
def test_practice_moves_to_what_is_asked_for_and_never_beyond_it(practice, asked, rate):
    after = practise_as_asked(practice, asked, rate)
    assert min(practice, asked) - 1e-15 <= after <= max(practice, asked) + 1e-15


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_a_chain_is_as_good_as_its_weakest_contributor_and_bystanders_do_not_count(own, others):
    assert weakest_part(own, True, others) == min(own, others)
    assert weakest_part(own, False, others) == others


def test_what_half_of_customers_ask_for_and_half_do_not_is_half_missed_whatever_is_done():
    assert missed_share(1.0, reality=0.0) == missed_share(-1.0, reality=0.0) == 0.5
    # three in four ask for it: .75 - .25 = .5 in the mean; a quarter misses it
    assert missed_share(1.0, reality=0.5) == 0.25
