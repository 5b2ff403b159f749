"""Occasions: contracts that end after a year, durables that are bought once in years, and what is measured of both."""

import numpy as np
import pytest
from worlds import small_market

from tci_sim.engine.aggregates import units_a_month
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.customer_occasions import satisfaction_class
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

SEGMENTS = ("value", "performance", "care")
CONTRACT = {f"market.segments.{name}.considers": "anniversary" for name in SEGMENTS}
FIRM = [measure.name for measure in MEASURES["firm"]]


def durable(interval):
    """Return what makes all customers buy once in so many months, and look round when they do."""
    return {
        **{f"market.segments.{name}.considers": "purchase" for name in SEGMENTS},
        **{f"market.segments.{name}.purchase_interval": float(interval) for name in SEGMENTS},
    }


def world_of(changes, customers=2000, months=36):
    """A world before its first month, in which firms are alike and open."""
    scenario = small_market({"market.customers": customers, "burn_in": 0, "months": months, **changes})
    return Simulation(scenario, network_of(scenario), seed=3, threads=2)


def told(world, name, row=-1):
    """What was recorded of each firm in a month."""
    return world.recording.firm[world.clock - 1 if row < 0 else row, :, FIRM.index(name)]


def test_a_contract_is_left_after_whole_years_only():
    world = world_of(CONTRACT)
    customers, moved = world.state.customers, 0
    for _ in range(14):
        firm, tenure = customers.firm.copy(), customers.tenure.copy()
        world.step()
        left = (customers.firm != firm) & (firm < len(world.state.firms.standing.open))
        moved += left.sum()
        assert ((tenure[left] + 1) % 12 == 0).all()
    assert moved > 100


def test_as_many_leave_their_contract_as_would_have_looked_round_in_a_month_of_the_year():
    # satisfaction counts for nothing, so that every customer's chance is the rate, and nobody is bound by habit
    flat = {
        "world.choice.consider_slope": 0.0,
        "world.choice.consider_rate": 0.1,
        "world.choice.asked_effect": 0.0,
    }
    world = world_of({**CONTRACT, **flat}, customers=5000)
    occasions = considered = 0
    for _ in range(6):
        due = (world.state.customers.tenure + 1) % 12 == 0
        due &= world.state.customers.firm < len(world.state.firms.standing.open)
        world.step()
        occasions += due.sum()
        considered += world.state.sums.by_segment[Sum.CONSIDERED, :-1].sum()
    chance = 1 - 0.9**12
    assert considered / occasions == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / occasions))


def test_a_durable_is_bought_once_in_its_interval_and_all_the_rest_of_the_chain_is_sized_to_it():
    world = world_of(durable(10))
    state, asked = world.state, []
    usual = world_of({}).state.goods.demand.forecast.sum()
    assert state.goods.demand.forecast.sum() == pytest.approx(usual / 10)
    for _ in range(12):
        asked.append(
            state.sums.asks[:-1].sum() / (state.customers.firm < state.sums.by_segment.shape[1] - 1).sum()
        )
        world.step()
    assert np.mean(asked) == pytest.approx(0.8 / 10, rel=0.15)
    assert told(world, "purchase_frequency").mean() == pytest.approx(12 * 0.8 / 10, rel=0.5)


def test_whoever_comes_to_the_maker_of_a_durable_buys_one():
    # nobody is due at an interval of 50 years, and everybody begins without a firm
    world = world_of(durable(600))
    none = len(world.state.firms.standing.open)
    world.state.customers.firm[:] = none
    world.state.customers.outlet[:] = world.state.sums.asks.shape[0] - 1
    world.step()
    came = (world.state.customers.firm != none).sum()
    assert came > 500
    assert world.state.sums.asks[:-1].sum() == came


def test_a_durable_is_felt_in_use_in_every_month():
    world = world_of(durable(600))
    before = world.state.customers.satisfaction.copy()
    world.step()
    assert (world.state.customers.satisfaction != before).mean() > 0.95


def test_customers_of_a_firm_that_closes_do_not_wait_for_an_occasion():
    world = world_of(durable(600))
    world.state.firms.standing.open[0] = False
    world.step()
    assert (world.state.customers.firm == 0).sum() == 0


@pytest.mark.parametrize("changes", [{}, CONTRACT, durable(12)], ids=["monthly", "contract", "durable"])
def test_yearly_retention_is_the_share_of_last_years_customers_who_never_left(changes):
    world = world_of(changes)
    customers, firms = world.state.customers, []
    for _ in range(20):
        world.step()
        firms.append(customers.firm.copy())
    assert np.isnan(told(world, "retention_year", row=5)).all()
    for row in (14, 19):
        then = firms[row - 12]
        stayed = np.all([firms[k] == then for k in range(row - 11, row + 1)], axis=0)
        for f in range(len(world.state.firms.standing.open)):
            expected = (stayed & (then == f)).sum() / (then == f).sum()
            assert told(world, "retention_year", row)[f] == pytest.approx(expected)
            assert told(world, "churn_year", row)[f] == pytest.approx(1 - expected)


def test_the_customers_of_the_start_count_as_those_of_a_year_ago_at_the_end_of_the_first_year():
    world = world_of({})
    start = np.bincount(world.state.customers.firm, minlength=7)[:6]
    for _ in range(12):
        world.step()
    stayed = world.state.sums.by_segment[Sum.KEPT, :-1].sum(axis=1)
    assert told(world, "retention_year") == pytest.approx(stayed / start)


def test_won_and_lost_are_what_the_number_of_customers_moves_by():
    world = world_of({})
    world.step()
    before = told(world, "customers").copy()
    world.step()
    moved = told(world, "customers_won") - told(world, "customers_lost")
    assert (told(world, "customers") - before == moved).all()
    assert told(world, "customers_lost").sum() > 0


def test_repurchase_is_counted_by_satisfaction_at_the_occasion():
    world = world_of(CONTRACT, customers=4000)
    customers = world.state.customers
    none = len(world.state.firms.standing.open)
    world.step()
    firm, tenure = customers.firm.copy(), customers.tenure.copy()
    world.step()
    due, stayed = (firm < none) & ((tenure + 1) % 12 == 0), customers.firm == firm
    sums = world.state.sums.by_segment
    assert sums[Sum.OCCASIONS_LOW : Sum.REPURCHASES_LOW, :-1].sum() == due.sum()
    assert sums[Sum.REPURCHASES_LOW : Sum.REPURCHASES_HIGH + 1, :-1].sum() == (due & stayed).sum()
    # whoever stayed still has the satisfaction that was counted
    classes = np.array([satisfaction_class(each) for each in customers.satisfaction[due & stayed]])
    assert [sums[Sum.REPURCHASES_LOW + of, :-1].sum() for of in range(3)] == [
        (classes == of).sum() for of in range(3)
    ]
    assert told(world, "repurchase") == pytest.approx(
        [(due & stayed & (firm == f)).sum() / (due & (firm == f)).sum() for f in range(none)]
    )


def test_the_classes_of_satisfaction_begin_where_the_page_says():
    assert [satisfaction_class(each) for each in (0.0, 59.9, 60.0, 79.9, 80.0, 100.0)] == [0, 0, 1, 1, 2, 2]


def test_nobody_has_an_occasion_where_all_can_choose_in_any_month():
    world = world_of({})
    world.step()
    assert np.isnan(told(world, "repurchase")).all()
    assert world.state.sums.by_segment[Sum.OCCASIONS_LOW : Sum.REPURCHASES_HIGH + 1].sum() == 0


def test_the_perceived_gap_weighs_the_gaps_of_all_attributes():
    world = world_of(
        {"market.segments": {"value": None, "performance": None}, "market.segments.care.share": 1.0}
    )
    world.step()
    state = world.state
    gaps = state.sums.by_attribute[SumOfAttribute.GAP, :-1] / FIXED
    weight, count = state.market.segments.weight[0], state.sums.by_segment[Sum.CUSTOMERS, :-1, 0]
    assert told(world, "perceived_gap") == pytest.approx((gaps * weight).sum(axis=1) / count, abs=1e-6)


def test_contract_and_durable_live_side_by_side_with_those_who_choose_in_any_month():
    mixed = {
        "market.segments.value.considers": "anniversary",
        "market.segments.performance.considers": "purchase",
        "market.segments.performance.purchase_interval": 24.0,
    }
    world = world_of(mixed)
    customers, segment = world.state.customers, world.state.customers.segment
    for _ in range(6):
        firm, tenure = customers.firm.copy(), customers.tenure.copy()
        world.step()
        left = (customers.firm != firm) & (firm < len(world.state.firms.standing.open))
        assert ((tenure[left & (segment == 0)] + 1) % 12 == 0).all()
    assert (left & (segment == 2)).sum() > 0
    assert world.state.sums.by_segment[Sum.OCCASIONS_LOW : Sum.REPURCHASES_LOW, :, 2].sum() == 0


def test_units_a_month_follow_the_segments_that_customers_are_in():
    world = world_of({"market.segments.performance.purchase_interval": 4.0})
    buying = world.state.market.buying
    assert units_a_month(0.8, buying, np.array([2, 2, 0])) == pytest.approx((2 * 0.8 + 2 * 0.2) / 4)
    assert units_a_month(0.8, buying, np.array([0, 0, 0])) == 0.8


def test_a_purchase_that_all_look_round_at_every_month_is_sized_like_a_monthly_one():
    looked = {f"market.segments.{name}.considers": "purchase" for name in SEGMENTS}
    one, other = world_of(looked).state.goods.demand.forecast, world_of({}).state.goods.demand.forecast
    assert (one == other).all()
