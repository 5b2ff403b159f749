"""How many customers are simulated is precision, not the size of the market: each stands for as many as it takes."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import lived, same_bits, small_market

from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import MICRO
from tci_sim.scenario.schema import Market, Scenario
from tci_sim.simulation import Simulation


def scaled(customers: int, simulated: int, **changes: object) -> Scenario:
    """The small market of so many customers, of whom so many are simulated."""
    size = {"market.customers": customers, "market.simulated": simulated, "months": 6, "burn_in": 3}
    return small_market({**size, **changes})


@pytest.mark.parametrize(
    ("customers", "simulated", "people", "stands_for"),
    [
        (600, 0, 600, (1, 0)),
        (600, 600, 600, (1, 0)),
        (600, 900, 600, (1, 0)),
        (600, 60, 60, (10, 0)),
        (20_000, 3_000, 3_000, (6, 2_000)),
        (0, 0, 0, (1, 0)),
        (0, 50, 0, (1, 0)),
    ],
)
def test_all_who_are_simulated_stand_for_the_whole_market(
    customers: int, simulated: int, people: int, stands_for: tuple[int, int]
) -> None:
    market = small_market({"market.customers": customers, "market.simulated": simulated}).market
    each, more = stands_for
    assert (market.people, market.stands_for) == (people, stands_for)
    assert each * market.people + more == customers


def test_all_simulated_is_the_market_without_the_setting_to_the_last_bit() -> None:
    assert same_bits(lived(scaled(300, 300)).state, lived(scaled(300, 0)).state) == []


def test_customers_units_and_money_are_those_of_the_whole_market_at_the_start() -> None:
    few, all_ = (Simulation(scaled(*size)) for size in ((6_000, 300), (300, 0)))
    assert np.array_equal(few.state.sums.by_segment, 20 * all_.state.sums.by_segment)
    assert np.array_equal(few.state.sums.asks, 20 * all_.state.sums.asks)
    assert np.allclose(few.state.nodes.places.wage, 20 * all_.state.nodes.places.wage, atol=20)
    assert np.allclose(few.state.firms.costs.volume, 20 * all_.state.firms.costs.volume)
    assert np.array_equal(few.state.firms.costs.price, all_.state.firms.costs.price)


def test_every_customer_of_the_market_is_counted_where_some_stand_for_one_more() -> None:
    world = lived(scaled(1_000, 300))
    counted = world.state.sums.by_segment[Sum.CUSTOMERS]
    assert counted.sum() == 1_000
    by_hand = np.bincount(world.state.customers.firm, np.where(np.arange(300) < 100, 4, 3), counted.shape[0])
    assert np.array_equal(counted.sum(axis=1), by_hand)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_change_no_bit_where_some_stand_for_one_more(threads: int) -> None:
    scenario = scaled(4_000, 1_500, months=2, burn_in=1)
    shared = Simulation(scenario, threads=threads)
    shared.step_shared(shared.months)
    assert same_bits(lived(scenario).state, shared.state) == []


def test_a_market_of_which_a_tenth_is_simulated_sells_and_costs_what_all_of_it_does() -> None:
    """Revenue, wages and programmes of all firms in half a year, within what luck leaves."""
    few, all_ = (lived(scaled(6_000, simulated)) for simulated in (600, 0))
    money = [world.state.books.returns.statement[:, 1].sum(axis=0) / MICRO for world in (few, all_)]
    revenue = [each[0] for each in money]
    assert revenue[0] == pytest.approx(revenue[1], rel=0.03)
    shares = [each / each[0] for each in money]
    assert np.abs(shares[0] - shares[1]).max() < 0.01


def test_the_size_of_the_market_is_in_the_schema_as_a_whole_number() -> None:
    assert Market.model_fields["simulated"].annotation is int
