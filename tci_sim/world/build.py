"""From a scenario to a world at the start of its burn-in."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from tci_sim.engine.accounts import SIDES, new_books
from tci_sim.engine.aggregates import most_on_the_way, units_a_month
from tci_sim.engine.state import State
from tci_sim.engine.state.arrays import copied
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Changes, Disruption, Future, Run
from tci_sim.engine.state.sums import YEAR, Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import Floats, Record, Records
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import LeverCosts, Policy
from tci_sim.scenario.quantity import Part, quantities
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.timeline import stretches
from tci_sim.scenario.world import World
from tci_sim.world.build_customers import build_customers, first_sums
from tci_sim.world.build_firms import (
    firms_of,
    goods_of,
    members_of,
    nodes_of,
    open_at_start,
    places_of,
    staff_of,
)
from tci_sim.world.build_market import changeable, draw_needs_of, market_of
from tci_sim.world.build_network import flows_of, goods_nodes, links_of
from tci_sim.world.future import future_of
from tci_sim.world.goods_limits import check_goods, check_orders, dearest_holding
from tci_sim.world.market_at_rest import market_at_rest, set_names
from tci_sim.world.network import ValueNetwork
from tci_sim.world.prices_at_rest import of_open, prices_at_rest
from tci_sim.world.records import bounds, put, record, switch_off
from tci_sim.world.set_states import Groups, set_states, starts_of
from tci_sim.world.sizes import Throughput, starting_demand, starting_flow


class Surroundings(NamedTuple):
    """A world without its customers."""

    run: Run
    future: Future
    market: Market
    nodes: Nodes
    staff: Staff
    members: Members
    goods: Goods
    edges: Edges
    firms: Firms
    share: Floats
    """Relative shares of the customers at the start, (selling firm,). [-]"""


def build(scenario: Scenario, network: ValueNetwork, seed: int, alike: Surroundings | None = None) -> State:
    """Build the world that a scenario asks for, as it is at the start of the burn-in.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.
    seed : int
        Seed of all chance in the run, 0 or more.
    alike : Surroundings, optional
        What was built of the same scenario and network under any seed: what is the same under all is copied.

    Returns
    -------
    State

    Raises
    ------
    InputError
        If the scenario names policies, firms, nodes or attributes that are not there, or its network needs more goods
        than can be counted.
    """
    if alike is None or len(starts_of(scenario, network).of):  # chance has a hand in states that are set
        around = build_surroundings(scenario, network, seed)
    else:
        around = under_another_seed(alike, scenario, network, seed)
    run, market, nodes, firms = around.run, around.market, around.nodes, around.firms
    count, selling = len(network.name), len(network.selling_firms)
    customers = build_customers(scenario, run, market, nodes, firms, around.share)
    sums = _sums(selling, market.segments.should.shape[0], market.segments.should.shape[1], count)
    first_sums(run, scenario.market.customers, market.buying, customers, sums)
    members = np.zeros(len(network.firms), np.int64)
    np.add.at(members, nodes.places.firm, around.staff.headcount)
    return State(
        run=run,
        future=around.future,
        changes=changes_of(scenario),
        disruption=_undisturbed(count, len(network.firms)),
        market=market,
        customers=customers,
        members=around.members,
        staff=around.staff,
        nodes=nodes,
        goods=around.goods,
        edges=around.edges,
        firms=firms,
        sums=sums,
        books=new_books(members, selling, count, scenario.market.customers, scenario.months),
    )


def build_surroundings(scenario: Scenario, network: ValueNetwork, seed: int) -> Surroundings:
    """Build all of a world but its customers, who take the most time; parameters and errors are those of `build`."""
    scenario = with_own_levers(scenario)
    run = _run(scenario, seed)
    future = future_of(scenario, network)
    world = run.world[0]
    market = market_of(scenario, run)
    share = relative_shares(network)
    is_open = open_at_start(scenario, network)
    price = prices_at_rest(world, share, is_open)
    rest = market_at_rest(world, market, of_open(share, is_open), price)
    through = throughput_of(scenario, world, network, market, share, rest.buying)
    check_goods(scenario, network, through.flow)
    firms = firms_of(scenario, world, network, market, through)
    set_names(rest, firms.standing)
    staff = staff_of(network)
    nodes = nodes_of(scenario, world, network, market, firms, staff, through)
    edges = Edges(through.links, flows_of(through.links, through.flow))
    holding = dearest_holding(changes_of(scenario).world)
    most = most_on_the_way(world.economy.price, holding, nodes.places, firms.costs.price, edges.links)
    check_orders(scenario, most, edges, through.flow)
    members = members_of(scenario, world, network, nodes, staff, seed)
    goods = goods_of(edges.links, edges.flows, through.flow)
    set_states(Groups(run, market, members, nodes, firms), starts_of(scenario, network), month=0)
    return Surroundings(run, future, market, nodes, staff, members, goods, edges, firms, share)


def relative_shares(network: ValueNetwork) -> Floats:
    """Return the relative shares of customers with each firm at the start, (selling firm,). [-]."""
    return np.asarray(network.market_weight / max(math.fsum(network.market_weight), 1e-300))


def throughput_of(
    scenario: Scenario, world: Record, network: ValueNetwork, market: Market, share: Floats, buying: float
) -> Throughput:
    """Return what passes through each node at the start, where a share of all customers is `buying`."""
    carries = goods_nodes(network)
    links, places = links_of(network, carries), places_of(scenario, network, carries)
    each = units_a_month(world.choice.purchase_rate, market.buying, market.segments.share)
    demand = starting_demand(
        scenario.market.customers * buying * each, world.supply.demand_mean, share, places
    )
    return Throughput(links, places, demand, starting_flow(links, demand))


def under_another_seed(
    around: Surroundings, scenario: Scenario, network: ValueNetwork, seed: int
) -> Surroundings:
    """Copy the surroundings of a scenario and network, but for what chance has a hand in: needs and members."""
    other = copied(around)
    run, nodes, staff = other.run, other.nodes, other.staff
    run.seed[0] = seed
    draw_needs_of(other.market, run)
    return other._replace(members=members_of(scenario, run.world[0], network, nodes, staff, seed))


def _run(scenario: Scenario, seed: int) -> Run:
    return Run(
        seed=np.array([seed], np.uint64),
        burn_in=np.array([scenario.burn_in], np.int64),
        world=world_record(scenario, scenario.world),
        bounds=bounds(),
        captive=np.array([scenario.market.captive]),
        priced=np.array([scenario.market.priced]),
    )


def changes_of(scenario: Scenario) -> Changes:
    """Lay out what the world is like in each stretch of the timeline, the first as it is built."""
    found = stretches(scenario)
    months = [-1, *(scenario.burn_in + stretch.month for stretch in found[1:])]
    worlds = np.concatenate([world_record(scenario, stretch.world) for stretch in found])
    rows = zip(*(changeable(stretch.market) for stretch in found), strict=True)
    return Changes(np.array(months, np.int64), worlds.view(np.recarray), *map(np.stack, rows))


def world_record(scenario: Scenario, uncertainties: World) -> Records:
    """Lay out the uncertainties, one record, (1,): what a scenario, or its kind of market, switches off is off."""
    world = record(uncertainties)
    off = tuple(path.removeprefix("world.") for path in scenario.off if path.startswith("world."))
    switch_off(world, uncertainties, off)
    if scenario.market.captive or not scenario.market.priced:
        put(world, "rivalry.exit_loss", 0.0)
    if scenario.market.captive:
        put(world, "choice.consider_rate", 0.0)
    if not scenario.market.priced:
        put(world, "choice.price_weight", 0.0)
        put(world, "satisfaction.price_in_value", 0.0)
    return world


def _undisturbed(nodes: int, organisations: int) -> Disruption:
    return Disruption(
        broken=np.zeros(nodes),
        demand_factor=np.ones(nodes),
        budget=np.ones(organisations),
        price_kept=np.ones(organisations),
    )


def _sums(selling: int, segments: int, attributes: int, nodes: int) -> Sums:
    return Sums(
        by_segment=np.zeros((len(Sum), selling + 1, segments), np.int64),
        by_attribute=np.zeros((len(SumOfAttribute), selling + 1, attributes), np.int64),
        customers_by_month=np.zeros((YEAR, selling + 1, segments), np.int64),
        asks=np.zeros(nodes + 1, np.int64),
    )


def check_costs(policy: type[Part], costs: type[Part], accounts: Collection[str]) -> None:
    """Refuse a lever that is paid under no account there is or at no cost there is, and what no lever names.

    Raises
    ------
    ValueError
        With one line for each.
    """
    levers = [facts for _, facts in quantities(policy)]
    paid_as = {account for facts in levers for account in facts["paid_as"]}
    named = {cost for facts in levers for cost in (facts["cost"], *facts["prices"])} - {""}
    declared = {name for name, _ in quantities(costs)}
    faults = [
        *(f"{name}: must be an account of a programme." for name in sorted(paid_as.difference(accounts))),
        *(f"{name}: must be paid for a lever." for name in sorted(set(accounts) - paid_as)),
        *(f"{name}: must be a cost of a lever." for name in sorted(named ^ declared)),
    ]
    if faults:
        raise ValueError("\n".join(faults))


check_costs(Policy, LeverCosts, SIDES)
