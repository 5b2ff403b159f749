"""Shocks that last, looking at the better one, losses that end a firm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.rivalry import (
    add_to_loss,
    carry_shock,
    chance_to_search,
    chance_to_turn_round,
    disturbed_cost,
    is_ruined,
    move_count,
    move_practice,
)

shares = st.floats(0.0, 1.0)
returns = st.floats(-1.0, 1.0)
amounts = st.floats(0.0, 1e9)


@given(st.floats(0.0, 0.999), st.floats(0.0, 10.0))
def test_a_shock_that_has_its_spread_keeps_it(keep, spread):
    # the variance of keep x before + new is keep^2 s^2 + (1 - keep^2) s^2
    lasting, new = carry_shock(spread, keep, spread, 0.0), carry_shock(0.0, keep, spread, 1.0)
    assert lasting**2 + new**2 == pytest.approx(spread**2)


def test_a_shock_without_spread_dies_out():
    shock = 1.0
    for _ in range(14):
        shock = carry_shock(shock, 0.95, 0.0, 2.0)
    assert shock == pytest.approx(0.95**14)


def test_a_series_of_shocks_has_the_spread_and_persistence_asked_for():
    drawn, shock = np.random.default_rng(5).standard_normal(100_000), 0.0
    series = np.array([shock := carry_shock(shock, 0.95, 0.3, each) for each in drawn])
    assert series.std() == pytest.approx(0.3, rel=0.05)
    assert np.corrcoef(series[1:], series[:-1])[0, 1] == pytest.approx(0.95, abs=0.01)


def test_a_shock_of_a_twentieth_of_unit_cost_makes_a_unit_dearer_by_that():
    assert disturbed_cost(24.0, 0.05, 80.0) == pytest.approx(28.0)
    assert disturbed_cost(24.0, 0.0, 80.0) == 24.0


@given(amounts, st.floats(-10.0, 10.0), amounts)
def test_nobody_is_paid_for_processing(cost, shock, unit_cost):
    assert disturbed_cost(cost, shock, unit_cost) >= 0.0


def test_a_firm_a_tenth_behind_its_peers_searches_at_the_rate():
    assert chance_to_search(-0.02, peers=0.08, rate=0.05) == pytest.approx(0.05)
    assert chance_to_search(0.03, peers=0.08, rate=0.05) == pytest.approx(0.025)


@given(returns, returns, shares)
def test_who_does_as_well_as_the_others_does_not_search(own, peers, rate):
    chance = chance_to_search(own, peers, rate)
    assert 0.0 <= chance <= 1.0
    if own >= peers:
        assert chance == 0.0


def test_the_further_behind_the_likelier_it_searches():
    chances = [chance_to_search(own, 0.1, 0.05) for own in (0.1, 0.05, 0.0, -0.1)]
    assert chances == sorted(set(chances))


def test_a_practice_moves_its_share_of_the_way():
    assert move_practice(0.05, theirs=0.15, share=0.3) == pytest.approx(0.08)
    assert move_count(200, theirs=100, share=0.3) == 170


@given(st.floats(-100, 100), st.floats(-100, 100), shares)
def test_a_practice_stays_between_what_both_do(own, theirs, share):
    moved = move_practice(own, theirs, share)
    assert min(own, theirs) - 1e-9 <= moved <= max(own, theirs) + 1e-9


@given(st.integers(0, 5000), st.integers(0, 5000), shares)
def test_a_count_stays_between_what_both_do(own, theirs, share):
    assert min(own, theirs) <= move_count(own, theirs, share) <= max(own, theirs)


def test_nothing_moves_at_a_share_of_nothing_and_all_at_1():
    assert move_practice(0.2, 0.9, 0.0) == 0.2
    assert move_practice(0.2, 0.9, 1.0) == pytest.approx(0.9)
    assert (move_count(3, 12, 0.0), move_count(3, 12, 1.0)) == (3, 12)


def test_profit_makes_losses_good_and_is_not_put_by():
    loss = 0.0
    for profit in (-30.0, -20.0, 10.0, 100.0, -5.0):
        loss = add_to_loss(loss, profit)
    assert loss == 5.0


def test_two_years_of_losing_an_eighth_of_sales_end_a_firm_at_a_limit_of_a_seventh():
    # sales of 100 a month, 12.5 lost in each: 0.15 x 1200 = 180 is passed in month 15
    loss, month = 0.0, 0
    while not is_ruined(loss, 1200.0, 0.15):
        loss, month = add_to_loss(loss, -12.5), month + 1
    assert month == 15


@given(amounts, st.floats(0.01, 1.0))
def test_a_firm_that_has_lost_nothing_is_never_ruined(sales, limit):
    assert not is_ruined(0.0, sales, limit)


def test_a_firm_that_sells_nothing_and_loses_is_ruined():
    assert is_ruined(1e-6, 0.0, 0.15)


@given(amounts, amounts, st.floats(0.01, 1.0), shares)
def test_who_turns_round_is_half_way_to_the_end_and_whoever_is_at_the_end_may(loss, sales, limit, rate):
    chance = chance_to_turn_round(loss, sales, limit, rate)
    assert chance in (0.0, rate)
    assert chance == rate or not is_ruined(loss, sales, limit)
    assert chance_to_turn_round(loss, sales, 2.0 * limit, rate) == (rate if loss > limit * sales else 0.0)
