"""Worlds built where there is no Python: of any uncertainties and any seed, over a world of the same scenario."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.aggregates import most_on_the_way, units_a_month
from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.state.books import Checks
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms, Standing
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Changes, Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import Floats, Integers, Record
from tci_sim.simulation import Simulation
from tci_sim.world.build import relative_shares
from tci_sim.world.build_customers import draw_customers, first_sums
from tci_sim.world.build_firms import chain_numbers, draw_members, starting_markup
from tci_sim.world.build_market import BETA_STEPS, draw_needs, tabulate_beta
from tci_sim.world.build_network import starting_worth
from tci_sim.world.goods_limits import can_be_counted, dearest_holding, most_needed
from tci_sim.world.market_at_rest import find_rest, set_names
from tci_sim.world.prices_at_rest import of_open, prices_at_rest
from tci_sim.world.sizes import (
    Throughput,
    fill_edges,
    fill_shelves,
    pay_nodes,
    size_firms,
    size_nodes,
    starting_demand,
    starting_flow,
    starting_volume,
    turning_at_start,
)


class Given(NamedTuple):
    """What a scenario and its network say of the start, whatever the uncertainties and the seed."""

    share: Floats
    """Relative shares of the customers with each firm, (selling firm,). [-]"""
    rewired: Floats
    """Share of links between customers that lead anywhere, (1,). [-]"""
    worth: Floats
    """What a unit of each organisation costs, in what customers pay for one, (organisation,). [-]"""
    markup: Floats
    """Markup on unit cost, (1,). [-]"""
    chain: Integers
    """Number of the chain that each node is in, (node,)."""
    months: Integers
    """Months from the start of the burn-in to the end of the run, (1,)."""


def given_of(world: Simulation) -> Given:
    """Return what is said of the start of a world that is still as it was built."""
    scenario, network, flow = world.scenario, world.network, world.state.nodes.places.starting_flow
    return Given(
        share=relative_shares(network),
        rewired=np.array([scenario.market.rewired]),
        worth=starting_worth(scenario, network, flow),
        markup=np.array([starting_markup(scenario)]),
        chain=chain_numbers(scenario, network),
        months=np.array([world.months], np.int64),
    )


def given_to_draw(world: Simulation, given: Given) -> tuple[Any, ...]:
    """Return what `draw_world` is given for a world."""
    s, checks = world.state, world.state.books.checks
    around = (s.nodes.places, s.firms.standing, s.customers, s.sums, checks)
    return (s.run, s.market, s.members, *around, given)


def given_to_prepare(world: Simulation, given: Given) -> tuple[Any, ...]:
    """Return what `prepare_world` is given for a world."""
    s = world.state
    around = (s.staff, s.nodes, s.goods, s.edges, s.firms, s.books.checks)
    return (s.run, s.changes, s.market, *around, given)


@phase
def draw_world(
    run: Run, market: Market, members: Members, places: Places, standing: Standing, customers: Customers, sums: Sums,
    checks: Checks, given: Given,
) -> None:  # fmt: skip
    """Draw all that depends on the seed, which is in `run`: what customers ask for, members, customers.

    All else stays: the world must be as it was built, or prepared.
    """
    world = run.world[0]
    distribution, at = np.empty(BETA_STEPS + 1), np.empty(BETA_STEPS + 1)
    tabulate_beta(world.voices.need_a, world.voices.need_b, distribution, at)
    draw_needs(run.seed[0], world, distribution, at, market)
    draw_members(run.seed[0], world.staff, members)
    if customers.firm.shape[0] > 0:
        draw_customers(run, market, places, standing, given.share, given.rewired[0], customers)
    clear(sums)
    first_sums(run, checks.customers[0], market.buying, customers, sums)


@compiled
def clear(sums: Sums) -> None:
    """Let nothing have been added up."""
    sums.by_segment[:] = 0
    sums.by_attribute[:] = 0
    sums.customers_by_month[:] = 0
    sums.asks[:] = 0


@phase
def prepare_world(
    run: Run, changes: Changes, market: Market, staff: Staff, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms,
    checks: Checks, given: Given,
) -> None:  # fmt: skip
    """Work out all that follows from uncertainties, which are in `run`, and from no seed: prices, brands, sizes.

    All else stays: the world must be as it was built. Customers are to be drawn after it.
    """
    world, links, flows = run.world[0], edges.links, edges.flows
    buying = name_firms(world, market, firms.standing, given.share)
    through = pass_through(world, market, checks.customers[0] * buying, given.share, links, nodes.places)
    if not can_be_counted(through.flow, given.months[0]):
        raise ValueError("so many goods would pass through the network that they cannot be counted")
    starting_volume(
        links, nodes.places.firm, len(given.share), through.flow, through.demand, firms.costs.volume
    )
    size_firms(world.economy, len(given.share), given.worth, given.markup[0], firms.costs)
    pay_nodes(world.economy, given.chain, staff, links, through.flow, through.demand, nodes.places)
    size_nodes(world, staff, nodes.work.improvement_time, through.flow, nodes.work)
    fill_edges(links, through.flow, flows)
    fill_shelves(links, flows.shipped_total, through.flow, goods.demand, goods.production)
    price, holding = world.economy.price, dearest_holding(changes.world)
    if most_needed(links, through.flow) > most_on_the_way(
        price, holding, nodes.places, firms.costs.price, links
    ):
        raise ValueError("so many goods could hardly be paid for at such prices")
    firms.foresight.turning[:] = turning_at_start(world)
    nodes.minds.results_seen[:] = world.people.results_norm
    nodes.competence.culture[:] = world.staff.value_at_entry


@compiled
def name_firms(world: Record, market: Market, standing: Standing, share: Floats) -> float:
    """Let firms stand in the market as at rest, and return the share of customers who are with one."""
    price = prices_at_rest(world, share, standing.open)
    rest = find_rest(world, market, of_open(share, standing.open), price)
    set_names(rest, standing)
    return rest.buying


@compiled
def pass_through(
    world: Record, market: Market, buyers: float, share: Floats, links: Any, places: Places
) -> Throughput:
    """Return what passes through each node where so many customers buy."""
    each = units_a_month(world.choice.purchase_rate, market.buying, market.segments.share)
    demand = starting_demand(buyers * each, world.supply.demand_mean, share, places)
    return Throughput(links, places, demand, starting_flow(links, demand))
