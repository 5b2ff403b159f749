"""Lifetime values, unit costs, cost experience, shared gains and returns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.value import (
    cost_by_experience,
    earned_above_reservation,
    follow_in_steps,
    gain_experience,
    labour_in_a_unit,
    lifetime_elasticity,
    lifetime_value,
    monthly_rate,
    return_on_quality,
    saving_from_suppliers,
    smooth_over_year,
    tax_on,
    units_that_teach,
    worth_of_keeping,
)

shares = st.floats(0.0, 1.0)
rates = st.floats(0.01, 0.5)
amounts = st.floats(-1e9, 1e9)
positive = st.floats(1e-3, 1e6)


@pytest.mark.parametrize(("retention", "elasticity"), [(0.7, 2.67), (0.8, 3.50), (0.9, 5.09)])
def test_elasticity_of_lifetime_value_is_as_published(retention, elasticity):
    # Gupta, Lehmann & Stuart (2004), JMR 41(1): at a discount of 12 per cent
    assert round(lifetime_elasticity(retention, 0.12), 2) == elasticity


@given(st.floats(0.05, 0.95), rates)
def test_elasticity_is_the_slope_of_lifetime_value(retention, discount):
    step = 1e-6
    rise = lifetime_value(1.0, retention + step, discount) - lifetime_value(1.0, retention - step, discount)
    slope = rise / (2.0 * step) * retention / lifetime_value(1.0, retention, discount)
    assert slope == pytest.approx(lifetime_elasticity(retention, discount), rel=1e-6)


def test_lifetime_value_is_the_sum_of_discounted_margins():
    # 100 a year, 8 of 10 stay: 100 (.8/1.12 + (.8/1.12)**2 + ...) = 250
    total = sum(100.0 * (0.8 / 1.12) ** year for year in range(1, 400))
    assert lifetime_value(100.0, 0.8, 0.12) == pytest.approx(total, rel=1e-6)


@given(shares, shares, rates)
def test_a_customer_who_stays_longer_is_worth_more(first, second, discount):
    low, high = sorted((first, second))
    if high - low > 1e-6:
        assert lifetime_value(1.0, low, discount) < lifetime_value(1.0, high, discount)


def test_lifetime_value_stays_finite_without_loss_and_discount():
    assert lifetime_value(1.0, 1.0, 0.0) == pytest.approx(1e6)


@given(st.floats(0.0, 0.5))
def test_twelve_monthly_rates_make_the_yearly_one(yearly):
    assert (1.0 + monthly_rate(yearly)) ** 12 == pytest.approx(1.0 + yearly, rel=1e-12)


@given(positive, st.floats(0.0, 0.99))
def test_steady_volume_keeps_experience_where_it_starts(volume, keep):
    start = volume / (1.0 - keep)
    assert gain_experience(start, keep, volume) == pytest.approx(start, rel=1e-9)


@pytest.mark.parametrize("doublings", [1, 2, 5])
def test_each_doubling_takes_a_fifth_off_the_cost(doublings):
    # Wright (1936): the 80 per cent curve, exponent .322
    assert cost_by_experience(2.0**doublings, 1.0, 0.322) == pytest.approx(0.8**doublings, rel=1e-3)


@given(positive, positive)
def test_without_an_exponent_experience_teaches_no_cost(experience, start):
    assert cost_by_experience(experience, start, 0.0) == 1.0


def test_a_firm_that_never_made_anything_has_its_starting_cost():
    assert cost_by_experience(50.0, 0.0, 0.322) == 1.0


def test_labour_at_the_start_costs_the_wages_over_the_flow():
    # 8 members at 3,000 make 87 units of the 100 they could: 24,000 / 87.
    assert labour_in_a_unit(3000.0, 12.5, 1.0, 0.87) == pytest.approx(24_000.0 / 87.0)


@given(positive, positive)
def test_time_for_improvement_makes_labour_dearer_until_capability_follows(wage, capability):
    assert labour_in_a_unit(wage, capability, 0.8, 0.87) > labour_in_a_unit(wage, capability, 1.0, 0.87)
    assert labour_in_a_unit(wage, 1.25 * capability, 0.8, 0.87) == pytest.approx(
        labour_in_a_unit(wage, capability, 1.0, 0.87)
    )


def test_a_node_without_people_has_no_labour_in_its_units():
    assert labour_in_a_unit(3000.0, 0.0, 1.0, 0.87) == 0.0


@given(st.floats(0.0, 0.02, exclude_min=True))
def test_next_to_no_time_worked_counts_as_a_fiftieth_so_that_a_unit_has_a_cost_that_can_be_counted(working):
    assert labour_in_a_unit(3000.0, 100.0, working, 0.5) == pytest.approx(3000.0)
    assert labour_in_a_unit(3000.0, 100.0, 0.04, 0.5) == pytest.approx(1500.0)


@given(amounts)
def test_what_does_not_move_is_not_moved_by_smoothing(figure):
    assert smooth_over_year(figure, figure) == figure


def test_a_supplier_that_becomes_better_saves_more_and_one_that_becomes_worse_nothing():
    a_little, a_lot, worse = (saving_from_suppliers(10.0, 100.0, 0.5, 0.3, now) for now in (0.25, 0.1, 0.4))
    assert 0.0 == worse < a_little < a_lot


@given(amounts, shares)
def test_tax_takes_from_profit_alone_and_no_more_than_all(profit, rate):
    assert 0.0 <= tax_on(profit, rate) <= max(profit, 0.0)


@given(st.floats(1.0, 1e6), st.floats(1.0, 1e6))
def test_a_programme_pays_when_it_brings_more_than_it_costs(gain, cost):
    assert (return_on_quality(gain, cost) > 0.0) == (gain > cost)


def test_nothing_spent_returns_nothing():
    assert return_on_quality(100.0, 0.0) == 0.0


def test_a_unit_of_ones_own_teaches_three_times_what_a_rivals_does():
    # Irwin & Klenow (1994): 10 of one's own and 30 of others at a third: 10 + 10
    assert units_that_teach(10.0, 30.0, 1.0 / 3.0) == pytest.approx(20.0)
    own, rivals = units_that_teach(1.0, 0.0, 1.0 / 3.0), units_that_teach(0.0, 1.0, 1.0 / 3.0)
    assert own == pytest.approx(3.0 * rivals)


@given(positive, positive)
def test_where_nothing_spills_over_only_own_units_teach(own, others):
    assert units_that_teach(own, others, 0.0) == own


@given(positive, positive, st.floats(0.01, 1.0))
def test_what_is_fixed_comes_within_a_step_of_volume_and_stays(size, volume, step):
    for _ in range(4000):
        size = follow_in_steps(size, volume, step)
    rested = follow_in_steps(size, volume, step)
    assert 1.0 / (1.0 + step) <= volume / rested <= 1.0 + step


def test_what_is_fixed_does_not_move_within_a_step():
    assert follow_in_steps(100.0, 109.0, 0.1) == 100.0
    assert follow_in_steps(100.0, 92.0, 0.1) == 100.0
    assert follow_in_steps(100.0, 111.0, 0.1) == pytest.approx(110.0)
    assert follow_in_steps(100.0, 10.0, 0.1) == pytest.approx(100.0 / 1.1)


def test_wages_are_worth_what_they_exceed_the_reservation_wage_by():
    assert earned_above_reservation(200.0, reservation=0.75) == 50.0
    assert earned_above_reservation(200.0, reservation=0.0) == 200.0
    assert earned_above_reservation(200.0, reservation=1.0) == 0.0


def test_customers_kept_are_worth_what_they_still_bring():
    # 100 points x .002 a point = a fifth stays who would have gone, each worth 300 for each unit a month
    assert worth_of_keeping(1.0, loss_per_point=0.002, worth_of_unit=300.0) == pytest.approx(60.0)
    assert worth_of_keeping(0.5, loss_per_point=0.002, worth_of_unit=300.0) == pytest.approx(30.0)


@given(shares, st.floats(-1.0, 0.0), positive)
def test_a_firm_that_sees_nobody_stay_for_satisfaction_counts_nobody(told, loss_per_point, worth):
    assert worth_of_keeping(told, loss_per_point, worth) == 0.0
