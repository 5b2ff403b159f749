"""Practice apart from conformance: where it goes, what it misses, and what both fail in together."""

from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.practice import fall_short, missed_share, practise

shares = st.floats(0.0, 1.0)
signs = st.sampled_from([-1, 1])


def test_practice_goes_half_the_way_to_the_code_in_a_half_life():
    practice = -1.0
    for _ in range(9):
        practice = practise(practice, code=1, rate=0.6931471805599453 / 9.0, check=0.0, against=0.0)
    # from 2 away to 1 away
    assert abs(practice) < 1e-12


def test_no_half_life_depends_on_a_check_that_has_nothing_to_catch():
    free, checked = (practise(0.0, code=1, rate=0.1, check=check, against=0.0) for check in (0.0, 1.0))
    assert free == checked


def test_a_check_catches_what_evidence_speaks_against_and_as_far_as_it_does():
    free = practise(0.5, code=-1, rate=0.2, check=0.0, against=0.5)
    checked = practise(0.5, code=-1, rate=0.2, check=0.8, against=0.5)
    assert abs((0.5 - checked) - 0.6 * (0.5 - free)) < 1e-15
    assert practise(0.5, code=-1, rate=0.2, check=1.0, against=1.0) == 0.5


def test_a_firm_without_a_standard_changes_no_practice():
    assert practise(0.7, code=0, rate=5.0, check=0.0, against=0.0) == 0.7


@given(st.floats(-1.0, 1.0), st.sampled_from([-1, 0, 1]), st.floats(0.0, 50.0), shares, shares)
def test_practice_moves_to_the_code_and_never_beyond_it(practice, code, rate, check, against):
    after = practise(practice, code, rate, check, against)
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
