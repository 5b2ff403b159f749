"""How values move, rule by rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.culture import (
    agreement_of,
    converge,
    employee_satisfaction,
    execution_error,
    follow_leader,
    raise_value,
    spoilt_at_hand_over,
)

values = st.floats(0, 1)


@given(values, values, values, st.floats(0, 0.5))
def test_two_colleagues_keep_their_sum_and_do_not_cross(one, other, bound, convergence):
    a, b = converge(one, other, bound, convergence), converge(other, one, bound, convergence)
    assert a + b == pytest.approx(one + other)
    assert abs(a - b) <= abs(one - other) + 1e-12


def test_who_differs_too_much_is_not_heard():
    # Deffuant et al. (2000), p. 88: only |x - x'| < d
    assert converge(0.1, 0.4, 0.3, 0.5) == 0.1
    assert converge(0.1, 0.39, 0.3, 0.5) == pytest.approx(0.245)


@given(values, values, values, st.floats(0, 5), st.floats(0, 5), st.integers(0, 600))
def test_a_follower_never_passes_the_leader(own, leader, leadership, rate, fading, tenure):
    after = follow_leader(own, leader, leadership, rate, fading, tenure)
    assert min(own, leader) - 1e-12 <= after <= max(own, leader) + 1e-12


def test_the_first_two_months_move_as_published():
    # c += (ref - c) * .3 * exp(-.3 (t - 1)) at t = 1 and 2, c from 0 to ref 1
    first = follow_leader(0.0, 1.0, 1.0, 0.3, 0.3, 0)
    second = follow_leader(first, 1.0, 1.0, 0.3, 0.3, 1)
    assert first == pytest.approx(0.3)
    assert second == pytest.approx(0.3 + 0.7 * 0.3 * math.exp(-0.3))


def test_an_entrant_moves_more_than_an_old_hand():
    assert follow_leader(0.2, 0.8, 0.5, 0.3, 0.3, 1) > follow_leader(0.2, 0.8, 0.5, 0.3, 0.3, 2)


@given(values, values, st.integers(0, 600))
def test_nobody_follows_where_nobody_leads(own, leader, tenure):
    assert follow_leader(own, leader, 0.0, 0.3, 0.3, tenure) == own


@given(values, st.floats(-2, 2))
def test_a_value_that_is_raised_rises_and_stays_below_1(own, rate):
    assert own <= raise_value(own, rate) <= 1.0 + 1e-12


@given(values)
def test_no_results_raise_nothing(own):
    assert raise_value(own, 0.0) == own


def test_the_more_is_there_the_less_is_added():
    assert raise_value(0.2, 0.1) - 0.2 > raise_value(0.6, 0.1) - 0.6 > 0.0


def test_agreement_is_what_the_spread_of_values_leaves():
    # half say 0 and half say 1: a standard deviation of .5, the largest that there is
    assert agreement_of(0.5) == 0.0
    assert agreement_of(0.1) == pytest.approx(0.8)
    assert agreement_of(0.0) == 1.0


def test_shared_values_steady_only_where_the_code_is_known_too():
    alone = [execution_error(0.03, 0.6, a, h, 0.9) for a, h in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
    both = execution_error(0.03, 0.6, 1.0, 1.0, 0.9)
    assert alone[0] == alone[1] == alone[2] > both
    assert both == pytest.approx(0.4 * alone[0])


@given(values, values, values, values, st.floats(0.001, 0.999))
def test_errors_are_as_often_good_as_bad_and_no_larger_for_any_agreement(most, steadying, a, h, draw):
    here, there = (execution_error(most, steadying, a, h, d) for d in (draw, 1.0 - draw))
    assert here == pytest.approx(-there, abs=1e-9)
    assert abs(here) <= abs(execution_error(most, 0.0, a, h, draw)) + 1e-12


def test_no_error_is_made_where_there_is_none_to_make():
    assert execution_error(0.0, 0.6, 0.2, 0.2, draw=0.99) == 0.0


def test_who_decides_nothing_or_agrees_on_all_spoils_no_hand_over():
    assert spoilt_at_hand_over(0.1, agreement=0.0, autonomy=0.0) == 0.0
    assert spoilt_at_hand_over(0.1, agreement=1.0, autonomy=1.0) == 0.0
    assert spoilt_at_hand_over(0.1, agreement=0.7, autonomy=0.6) == pytest.approx(0.018)


@given(values, values, values, values)
def test_employees_are_satisfied_between_0_and_1_and_never_more_for_layoffs(
    commitment, laid_off, autonomy, shared
):
    content = employee_satisfaction(commitment, laid_off, autonomy, shared)
    assert 0.0 <= content <= employee_satisfaction(commitment, 0.0, autonomy, shared) <= 1.0


def test_a_say_pleases_only_where_values_are_shared():
    assert (
        employee_satisfaction(0.4, 0.0, 1.0, 0.0)
        == employee_satisfaction(0.4, 0.0, 0.0, 1.0)
        == pytest.approx(0.5)
    )
    # .5 x .4 + .3 (1 - 4 x .1) + .2 x .5 x .5, by hand
    assert employee_satisfaction(0.4, laid_off=0.1, autonomy=0.5, shared_value=0.5) == pytest.approx(0.43)
