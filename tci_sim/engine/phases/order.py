"""Phase 2: customers ask, and orders pass up the value network within the month, front first."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.engine.arithmetic import normal
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.ordering import base_stock, order_up_to, persist, see_demand, smooth_forecast
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import MICRO, Record

_END_DEMAND = np.uint64(Decision.END_DEMAND)


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
    for n in range(len(nodes.places.firm) - 1, -1, -1):
        if nodes.places.outlet[n]:
            goods.demand.asked[n] = np.int64(
                math.floor(sums.asks[n] * MICRO * disruption.demand_factor[n] + 0.5)
            )
            add_other_demand(run, disruption, goods, n, month)
        take_orders(firms, nodes, goods, edges, n)
        forecast_demand(firms.policies.in_force[nodes.places.firm[n]], goods, n, month)
        for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
            if edges.links.goods[e]:
                place_order(run.world[0], firms.policies.in_force[nodes.places.firm[n]], goods, edges, n, e)


@compiled
def add_other_demand(run: Run, disruption: Disruption, goods: Goods, n: int, month: int) -> None:
    """Add the demand of those who do not live in the model, whose deviations from its mean persist."""
    supply = run.world[0].supply
    if supply.demand_mean > 0.0:
        shock = normal(uniform(run.seed[0], _END_DEMAND, np.uint64(month), np.uint64(n)))
        goods.demand.beyond[n] = persist(
            goods.demand.beyond[n], supply.demand_persistence, supply.demand_sd, shock
        )
        other = supply.demand_mean + goods.demand.beyond[n]
        if supply.returns == 0:
            other = max(other, 0.0)
        goods.demand.asked[n] += np.int64(math.floor(other * MICRO * disruption.demand_factor[n] + 0.5))


@compiled
def take_orders(firms: Firms, nodes: Nodes, goods: Goods, edges: Edges, n: int) -> None:
    """Add up what is asked of a node, and what of it the node sees; work is sized to the largest it serves."""
    demand = goods.demand.asked[n]
    seen = float(goods.demand.asked[n])
    work = np.int64(0)
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        e = edges.links.out[place]
        target = edges.links.target[e]
        if edges.links.goods[e]:
            edges.flows.owed[e] += edges.flows.order[e]
            demand += edges.flows.order[e]
            shared = firms.policies.in_force[nodes.places.firm[target]].integration.shared_demand
            seen += see_demand(
                float(edges.flows.order[e]),
                goods.demand.seen[target] * (edges.links.units[e] / 1000.0),
                shared,
            )
        else:
            work = max(work, goods.demand.total[target])
    if not nodes.places.carries_goods[n]:
        demand = work
        seen = float(work)
    goods.demand.total[n] = demand
    goods.demand.seen[n] = np.int64(math.floor(seen + 0.5))


@compiled
def forecast_demand(policy: Record, goods: Goods, n: int, month: int) -> None:
    """Forecast demand by a moving average, or by exponential smoothing, and estimate how much it varies."""
    slots = goods.demand.window.shape[1]
    goods.demand.window[n, month % slots] = goods.demand.seen[n]
    months = min(policy.value.forecast_months, slots)
    total = 0.0
    for back in range(months):
        total += goods.demand.window[n, (month - back) % slots] / MICRO
    mean = total / months
    squares = 0.0
    for back in range(months):
        distance = goods.demand.window[n, (month - back) % slots] / MICRO - mean
        squares += distance * distance
    goods.demand.deviation[n] = math.sqrt(squares / max(months - 1, 1))
    smoothing = policy.value.smoothing
    smoothed = smooth_forecast(goods.demand.forecast[n], goods.demand.seen[n] / MICRO, smoothing)
    goods.demand.forecast[n] = smoothed if smoothing > 0.0 else mean


@compiled
def place_order(world: Record, policy: Record, goods: Goods, edges: Edges, n: int, e: int) -> None:
    """Order one input up to its base stock; what the supplier still owes counts as on order."""
    owed_down_stream = goods.demand.waiting[n] + goods.demand.asked[n]
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        owed_down_stream += edges.flows.owed[edges.links.out[place]]
    on_the_way = edges.flows.owed[e] + edges.flows.stock[e]
    for slot in range(edges.flows.pipeline.shape[1]):
        on_the_way += edges.flows.pipeline[e, slot]
    units = edges.links.units[e] / 1000.0
    position = on_the_way / MICRO + units * ((goods.production.inventory[n] - owed_down_stream) / MICRO)
    lead_time = float(edges.links.lead_time[e])
    target = units * base_stock(
        goods.demand.forecast[n], goods.demand.deviation[n], lead_time, policy.value.safety
    )
    amount = order_up_to(target, position, world.supply.returns)
    edges.flows.order[e] = np.int64(math.floor(amount * MICRO + 0.5))
