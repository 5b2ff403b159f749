"""How values move, rule by rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.culture import converge, follow_leader, raise_value

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
