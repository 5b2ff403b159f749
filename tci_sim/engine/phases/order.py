"""Phase 2: customers ask, and orders pass up the value network within the month, front first."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.aggregates import most_on_the_way
from tci_sim.engine.arithmetic import normal, to_whole
from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.flow import months_on_the_way
from tci_sim.engine.phases.platform import platform_of
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.ordering import (
    base_stock,
    cancel_orders,
    hold_order,
    is_asked,
    order_up_to,
    persist,
    see_demand,
    smooth_forecast,
)
from tci_sim.engine.rules.platform import demand_carried
from tci_sim.engine.state.edges import Edges, Flows, Links
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.goods import Demand, Goods
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import MICRO, MOST_GOODS, Floats, Record

_END_DEMAND = np.uint64(Decision.END_DEMAND)

MOST_ORDERED = float(MOST_GOODS)
"""What an order, or what customers ask for, is held at: the checks at the end of the month find it. [micro-unit]"""

_MOST_SEEN = float(1 << 62)


@phase
def order(
    run: Run,
    disruption: Disruption,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let every node see its demand, forecast it, and order up-stream, nearest to the customer first."""
    places, demand, flows = nodes.places, goods.demand, edges.flows
    shown = shares_shown(run.world[0], places, firms.policies, firms.foresight.platform)
    economy = run.world[0].economy
    most = most_on_the_way(economy.price, economy.holding, places, firms.costs.price, edges.links)
    for n in range(len(places.firm) - 1, -1, -1):
        policy = firms.policies.in_force[firms.policies.of_unit[n]]
        if places.outlet[n]:
            ask(disruption, demand, sums, n)
            add_other_demand(run, disruption, demand, n, month)
        if places.carries_goods[n]:
            take_orders(demand, edges, shown, n)
        else:
            size_work(demand, edges.links, n)
        forecast_demand(policy, demand, n, month)
        free = goods.production.inventory[n] - owed_down_stream(demand, edges, n)
        for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
            if edges.links.goods[e]:
                months = months_on_the_way(edges.links, nodes.ahead.lead_time, e)
                place_order(run.world[0], policy, demand, edges, free, months, e)
                flows.order[e] = hold_order(flows.order[e], on_the_way(flows, e), most)


@compiled
def shares_shown(world: Record, places: Places, policies: Policies, platform: Floats) -> Floats:
    """Return the share of its own demand that each node shows to its suppliers, (node,).

    `platform` is how far the platforms of firms stand, (firm,).
    """
    shown = np.empty(len(places.firm))
    for n in range(len(shown)):
        f = places.firm[n]
        shared, needed = policies.in_force[f].integration.shared_demand, world.supply.platform_carries_demand
        shown[n] = demand_carried(shared, platform_of(policies, platform, f), needed)
    return shown


@compiled
def ask(disruption: Disruption, demand: Demand, sums: Sums, n: int) -> None:
    """Let the customers of an outlet ask for what they want this month."""
    demand.asked[n] = to_whole(sums.asks[n] * MICRO * disruption.demand_factor[n], MOST_ORDERED)


@compiled
def add_other_demand(run: Run, disruption: Disruption, demand: Demand, n: int, month: int) -> None:
    """Add the demand of those who do not live in the model, whose deviations from its mean persist."""
    supply = run.world[0].supply
    if supply.demand_mean > 0.0:
        shock = normal(uniform(run.seed[0], _END_DEMAND, np.uint64(month), np.uint64(n)))
        demand.exogenous[n] = persist(demand.exogenous[n], supply.demand_persistence, supply.demand_sd, shock)
        other = supply.demand_mean + demand.exogenous[n]
        if supply.returns == 0:
            other = max(other, 0.0)
        demand.asked[n] += to_whole(other * MICRO * disruption.demand_factor[n], MOST_ORDERED)


@compiled
def take_orders(demand: Demand, edges: Edges, shown: Floats, n: int) -> None:
    """Add up what is asked of a node that goods pass through, and what of it the node sees."""
    links, flows = edges.links, edges.flows
    total = demand.asked[n]
    seen = float(demand.asked[n])
    for place in range(links.first_out[n], links.first_out[n + 1]):
        e = links.out[place]
        if links.goods[e]:
            buyer = links.target[e]
            flows.owed[e] += flows.order[e]
            total += flows.order[e]
            down_stream = demand.seen[buyer] * (links.units[e] / 1000.0)
            seen += see_demand(float(flows.order[e]), down_stream, shown[buyer])
    demand.total[n] = total
    demand.seen[n] = to_whole(seen, _MOST_SEEN)


@compiled
def size_work(demand: Demand, links: Links, n: int) -> None:
    """Size what is asked of a node that only works for others to the largest demand that it serves."""
    work = np.int64(0)
    for place in range(links.first_out[n], links.first_out[n + 1]):
        work = max(work, demand.total[links.target[links.out[place]]])
    demand.total[n] = work
    demand.seen[n] = work


@compiled
def forecast_demand(policy: Record, demand: Demand, n: int, month: int) -> None:
    """Forecast demand by a moving average, or by exponential smoothing, and estimate how much it varies."""
    slots = demand.window.shape[1]
    demand.window[n, month % slots] = demand.seen[n]
    months = min(policy.value.forecast_months, slots)
    total = 0.0
    for back in range(months):
        total += demand.window[n, (month - back) % slots] / MICRO
    mean = total / months
    squares = 0.0
    for back in range(months):
        distance = demand.window[n, (month - back) % slots] / MICRO - mean
        squares += distance * distance
    demand.deviation[n] = math.sqrt(squares / max(months - 1, 1))
    smoothing = policy.value.smoothing
    smoothed = smooth_forecast(demand.forecast[n], demand.seen[n] / MICRO, smoothing)
    demand.forecast[n] = smoothed if smoothing > 0.0 else mean


@compiled
def owed_down_stream(demand: Demand, edges: Edges, n: int) -> int:
    """Add up what a node owes to customers and to other nodes; below 0 more comes back than is owed."""
    owed = demand.waiting[n] + demand.asked[n]
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        owed += edges.flows.owed[edges.links.out[place]]
    return int(owed)


@compiled
def on_the_way(flows: Flows, e: int) -> int:
    """Add up what of an input is owed, on its way and in stock. [micro-unit]."""
    total = flows.owed[e] + flows.stock[e]
    for slot in range(flows.pipeline.shape[1]):
        total += flows.pipeline[e, slot]
    return int(total)


@compiled
def place_order(
    world: Record, policy: Record, demand: Demand, edges: Edges, free: int, lead_time: float, e: int
) -> None:
    """Order one input up to its base stock; what the supplier still owes counts as on order, and may be cancelled.

    `free` is what the node has in stock beyond what it owes, or below 0 what it lacks. [micro-unit]
    """
    n = edges.links.target[e]
    units = edges.links.units[e] / 1000.0
    position = on_the_way(edges.flows, e) / MICRO + units * (free / MICRO)
    target = units * base_stock(demand.forecast[n], demand.deviation[n], lead_time, policy.value.safety)
    if world.supply.returns == 0:
        asked = is_asked(demand.seen[n], demand.deviation[n])
        cancelled = cancel_orders(position - target, edges.flows.owed[e] / MICRO, asked)
        edges.flows.owed[e] -= np.int64(math.floor(cancelled * MICRO + 0.5))
    amount = order_up_to(target, position, world.supply.returns)
    edges.flows.order[e] = to_whole(amount * MICRO, MOST_ORDERED)
