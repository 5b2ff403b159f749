"""From a scenario to a world at the start of its burn-in."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from tci_sim.engine.accounts import SIDES, new_books
from tci_sim.engine.aggregates import most_on_the_way
from tci_sim.engine.state import State
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Future, Run
from tci_sim.engine.state.sums import YEAR, Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import Floats
from tci_sim.scenario.policy import LeverCosts, Policy
from tci_sim.scenario.quantity import Part, quantities
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_customers import build_customers, first_sums
from tci_sim.world.build_firms import (
    firms_of,
    goods_of,
    members_of,
    nodes_of,
    open_at_start,
    staff_of,
)
from tci_sim.world.build_market import market_of
from tci_sim.world.build_network import edges_of, goods_nodes, starting_demand, starting_flow
from tci_sim.world.future import future_of
from tci_sim.world.goods_limits import check_goods, check_orders
from tci_sim.world.market_at_rest import market_at_rest
from tci_sim.world.network import ValueNetwork
from tci_sim.world.prices_at_rest import prices_at_rest
from tci_sim.world.records import bounds, put, record, switch_off


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


def build(scenario: Scenario, network: ValueNetwork, seed: int) -> State:
    """Build the world that a scenario asks for, as it is at the start of the burn-in.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.
    seed : int
        Seed of all chance in the run, 0 or more.

    Returns
    -------
    State

    Raises
    ------
    InputError
        If the scenario names policies, firms, nodes or attributes that are not there, or its network needs more goods
        than can be counted.
    """
    around = build_surroundings(scenario, network, seed)
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
    run = _run(scenario, seed)
    future = future_of(scenario, network)
    world = run.world[0]
    market = market_of(scenario, run)
    share = relative_shares(network)
    outlet_share = np.where(network.outlet, network.demand_share, 0.0)
    is_open = open_at_start(scenario, network)
    price = prices_at_rest(world, share, is_open)
    rest = market_at_rest(world, market, np.where(is_open, share, 0.0), price)
    demand = starting_demand(scenario.market.customers * rest.buying, network, world, market)
    carries = goods_nodes(network)
    flow = starting_flow(network, demand)
    check_goods(scenario, network, flow)
    firms = firms_of(scenario, world, network, market, flow, demand)
    firms.standing.brand[:] = rest.brand
    firms.standing.awareness[:] = rest.awareness
    firms.standing.usual_taste[:] = rest.usual_taste
    firms.standing.told[:] = rest.told[:, None]
    nodes = nodes_of(scenario, world, network, market, firms, flow, demand, outlet_share, carries)
    staff = staff_of(network)
    edges = edges_of(network, carries, flow)
    economy = world.economy
    most = most_on_the_way(economy.price, economy.holding, nodes.places, firms.costs.price, edges.links)
    check_orders(scenario, most, edges, flow)
    members = members_of(scenario, world, network, nodes, staff, seed)
    goods = goods_of(flow, edges)
    return Surroundings(run, future, market, nodes, staff, members, goods, edges, firms, share)


def relative_shares(network: ValueNetwork) -> Floats:
    """Return the relative shares of customers with each firm at the start, (selling firm,). [-]."""
    return np.asarray(network.market_weight / max(math.fsum(network.market_weight), 1e-300))


def _run(scenario: Scenario, seed: int) -> Run:
    world = record(scenario.world)
    off = tuple(path.removeprefix("world.") for path in scenario.off if path.startswith("world."))
    switch_off(world, scenario.world, off)
    if scenario.market.captive or not scenario.market.priced:
        put(world, "rivalry.exit_loss", 0.0)
    if scenario.market.captive:
        put(world, "choice.consider_rate", 0.0)
    if not scenario.market.priced:
        put(world, "choice.price_weight", 0.0)
        put(world, "satisfaction.price_in_value", 0.0)
    return Run(
        seed=np.array([seed], np.uint64),
        burn_in=np.array([scenario.burn_in], np.int64),
        world=world,
        bounds=bounds(),
        captive=np.array([scenario.market.captive]),
        priced=np.array([scenario.market.priced]),
    )


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
