"""Time, capability and people; the capability trap as published."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.capacity import (
    advance_redesign,
    chance_to_leave,
    entrant_belief,
    entrant_value,
    grow_capability,
    members_needed,
    output_capacity,
    redesign_dip,
    redesign_factor,
    staff_change,
    working_time,
)

shares = st.floats(0.0, 1.0)
FADING = 1.0 / 12.0


def output_after_moving_time(old: float, new: float, months: int) -> np.ndarray:
    """Output of each month, as a share of what it was, when improvement time moves for good."""
    gain = FADING / old  # capability starts at 1 and at rest
    capability, output = 1.0, []
    for _ in range(months):
        output.append(output_capacity(capability, working_time(new, 0.0, 0.0), headcount=1.0, broken=0.0))
        capability = grow_capability(capability, gain, given=0.0, improvement=new, fading=FADING)
    return np.array(output) / working_time(old, 0.0, 0.0)


def crossing(output: np.ndarray) -> float:
    """Month, between two of them, in which output is again what it was."""
    later = int(np.argmax((output[0] - 1.0) * (output - 1.0) < 0.0))
    before, after = output[later - 1] - 1.0, output[later] - 1.0
    return later - 1 + before / (before - after)


def test_working_harder_is_the_published_capability_trap():
    # Repenning & Sterman (2002), Ti .3 -> .2: +14.3 % at once, break-even 5.64 months, -23.8 % in the end
    output = output_after_moving_time(0.3, 0.2, months=240)
    assert abs((output[0] - 1.0) - 0.143) < 0.02 * 0.143
    assert abs(crossing(output) - 5.64) < 0.02 * 5.64
    assert abs((output[-1] - 1.0) + 0.238) < 0.02 * 0.238


def test_working_smarter_is_worse_before_it_is_better():
    # Ti .3 -> .4: -14.3 % at once, crossover 8.32 months, +14.3 % in the end
    output = output_after_moving_time(0.3, 0.4, months=240)
    assert abs((output[0] - 1.0) + 0.143) < 0.02 * 0.143
    assert abs(crossing(output) - 8.32) < 0.02 * 8.32
    assert abs((output[-1] - 1.0) - 0.143) < 0.02 * 0.143


def test_capability_that_does_not_fade_only_grows_by_improvement():
    assert grow_capability(2.0, gain=0.5, given=0.0, improvement=0.0, fading=0.0) == 2.0


@given(st.floats(0.1, 10.0), shares, shares)
def test_two_half_months_of_capability_make_a_whole_one(start, improvement, given_share):
    def grow(capability, months):
        return grow_capability(capability, 0.1 * months, given_share, improvement, FADING * months)

    assert abs(grow(grow(start, 0.5), 0.5) - grow(start, 1.0)) < 1e-12


@given(shares, shares, shares)
def test_no_unit_works_less_than_no_time(improvement, interviews, rework):
    assert 0.0 <= working_time(improvement, interviews, rework) <= 1.0


def test_a_redesign_takes_its_months_and_then_pays():
    progress, dips = 0.0, 0
    for _ in range(20):
        dips += redesign_dip(0.4, progress, cost=0.5) == 0.2
        progress = advance_redesign(0.4, progress, months=12.0)
    assert dips == 12
    assert progress == 1.0
    assert redesign_factor(0.4, progress) == 0.6


def test_no_redesign_has_no_dip_no_progress_and_no_gain():
    assert redesign_dip(0.0, 0.0, cost=0.5) == 0.0
    assert advance_redesign(0.0, 0.0, months=12.0) == 0.0
    assert redesign_factor(0.0, 1.0) == 1.0


def test_twelve_members_are_laid_off_where_half_of_thirty_are_kept():
    # need 5 of 30; band .2 keeps 6; of the other 24 security .5 keeps 12
    assert staff_change(30, needed=5.0, band=0.2, job_security=0.5) == -12


@given(st.integers(1, 50), st.floats(0.0, 100.0), shares, shares)
def test_one_member_always_stays(headcount, needed, band, security):
    assert headcount + staff_change(headcount, needed, band, security) >= 1


@given(st.integers(1, 50), st.floats(0.0, 100.0), shares)
def test_full_job_security_lays_nobody_off(headcount, needed, band):
    assert staff_change(headcount, needed, band, job_security=1.0) >= 0


@given(st.integers(1, 50), st.floats(0.0, 100.0), shares, shares)
def test_who_was_hired_because_part_of_a_member_was_needed_is_not_laid_off(headcount, needed, band, security):
    rounded = headcount + max(0, staff_change(headcount, needed, band, security))
    if rounded > headcount:
        assert staff_change(rounded, needed, band, security) == 0


@given(st.integers(1, 50), st.floats(0.0, 1.0, exclude_max=True), shares)
def test_a_surplus_of_less_than_a_member_lays_nobody_off(headcount, part, security):
    assert staff_change(headcount, max(headcount - part, 0.0), 0.0, security) >= 0


def test_less_capable_units_need_more_members():
    assert members_needed(100.0, capability=10.0, working=0.8) > members_needed(100.0, 10.0, working=0.9)


def test_entrants_beliefs_are_drawn_evenly():
    draws = (np.arange(300) + 0.5) / 300
    assert np.bincount(np.asarray(entrant_belief(draws)) + 1).tolist() == [100, 100, 100]


@given(shares, shares, shares, st.floats(0.0, 0.5), st.floats(0.0, 0.999))
def test_entrants_values_stay_between_0_and_1(labour_market, leader, fit, spread, draw):
    for even in (0, 1):
        assert 0.0 <= entrant_value(labour_market, leader, fit, spread, even, draw) <= 1.0


def test_even_values_are_the_draw_itself_where_nobody_is_chosen():
    assert entrant_value(0.4, leader=0.8, fit=0.0, spread=0.1, even=1, draw=0.123) == 0.123


def test_chosen_entrants_are_nearer_to_the_leader_be_he_good_or_bad():
    as_they_come = entrant_value(0.4, leader=0.8, fit=0.0, spread=0.1, even=0, draw=0.5)
    assert entrant_value(0.4, leader=0.8, fit=0.5, spread=0.1, even=0, draw=0.5) > as_they_come
    assert entrant_value(0.4, leader=0.2, fit=0.5, spread=0.1, even=0, draw=0.5) < as_they_come


def test_twice_as_many_leave_after_a_third_was_laid_off():
    # .018 (1 + 3 / 3)
    assert abs(chance_to_leave(0.018, 1.0 / 3.0, flight=3.0, satisfaction=0.6, leaving=0.0) - 0.036) < 1e-15


def test_a_tenth_more_satisfied_is_a_seventh_fewer_who_leave():
    # e^(-1.5 x .1) = .861
    content = chance_to_leave(0.02, 0.0, flight=3.0, satisfaction=0.7, leaving=1.5)
    assert abs(content / chance_to_leave(0.02, 0.0, 3.0, 0.6, 1.5) - 0.8607) < 1e-4


@given(shares, shares, st.floats(0.0, 50.0), shares, st.floats(0.0, 10.0))
def test_a_chance_to_leave_is_a_chance_and_no_smaller_after_layoffs(
    turnover, laid_off, flight, content, leaving
):
    chance = chance_to_leave(turnover, laid_off, flight, content, leaving)
    assert chance_to_leave(turnover, 0.0, flight, content, leaving) <= chance <= 1.0


@given(shares, shares, shares)
def test_who_leaves_hangs_on_nothing_where_nothing_of_it_is_on(turnover, laid_off, content):
    assert chance_to_leave(turnover, laid_off, 0.0, content, 0.0) == turnover
