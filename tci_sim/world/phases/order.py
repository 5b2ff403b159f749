"""Phase 2: customers ask, and orders pass up the value network within the month, front first."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.arithmetic import normal
from tci_sim.compiled import compiled, phase
from tci_sim.randomness import Decision, uniform
from tci_sim.rules.ordering import base_stock, order_up_to, persist, see_demand, smooth_forecast
from tci_sim.world.state import MICRO, Edges, Firms, Goods, Nodes, Record, Run, Sums

_END_DEMAND = np.uint64(Decision.END_DEMAND)


@phase
def order(run: Run, firms: Firms, nodes: Nodes, goods: Goods, edges: Edges, sums: Sums, month: int) -> None:
    """Let every node see its demand, forecast it, and order up-stream, nearest to the customer first."""
    for n in range(len(nodes.firm) - 1, -1, -1):
        if nodes.outlet[n]:
            goods.asked[n] = np.int64(math.floor(sums.asks[n] * MICRO * goods.demand_factor[n] + 0.5))
            add_other_demand(run, goods, n, month)
        take_orders(firms, nodes, goods, edges, n)
        forecast_demand(firms.policy[nodes.firm[n]], goods, n, month)
        for e in range(edges.first_in[n], edges.first_in[n + 1]):
            if edges.goods[e]:
                place_order(run.world[0], firms.policy[nodes.firm[n]], goods, edges, n, e)


@compiled
def add_other_demand(run: Run, goods: Goods, n: int, month: int) -> None:
    """Add the demand of those who do not live in the model, whose deviations from its mean persist."""
    supply = run.world[0].supply
    if supply.demand_mean > 0.0:
        shock = normal(uniform(run.seed[0], _END_DEMAND, np.uint64(month), np.uint64(n)))
        goods.beyond[n] = persist(goods.beyond[n], supply.demand_persistence, supply.demand_sd, shock)
        other = supply.demand_mean + goods.beyond[n]
        if supply.returns == 0:
            other = max(other, 0.0)
        goods.asked[n] += np.int64(math.floor(other * MICRO * goods.demand_factor[n] + 0.5))


@compiled
def take_orders(firms: Firms, nodes: Nodes, goods: Goods, edges: Edges, n: int) -> None:
    """Add up what is asked of a node, and what of it the node sees; work is sized to the largest it serves."""
    demand = goods.asked[n]
    seen = float(goods.asked[n])
    work = np.int64(0)
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        target = edges.target[e]
        if edges.goods[e]:
            edges.owed[e] += edges.order[e]
            demand += edges.order[e]
            shared = firms.policy[nodes.firm[target]].integration.shared_demand
            seen += see_demand(float(edges.order[e]), goods.seen[target] * (edges.units[e] / 1000.0), shared)
        else:
            work = max(work, goods.demand[target])
    if not nodes.carries_goods[n]:
        demand = work
        seen = float(work)
    goods.demand[n] = demand
    goods.seen[n] = np.int64(math.floor(seen + 0.5))


@compiled
def forecast_demand(policy: Record, goods: Goods, n: int, month: int) -> None:
    """Forecast demand by a moving average, or by exponential smoothing, and estimate how much it varies."""
    slots = goods.window.shape[1]
    goods.window[n, month % slots] = goods.seen[n]
    months = min(policy.value.forecast_months, slots)
    total = 0.0
    for back in range(months):
        total += goods.window[n, (month - back) % slots] / MICRO
    mean = total / months
    squares = 0.0
    for back in range(months):
        distance = goods.window[n, (month - back) % slots] / MICRO - mean
        squares += distance * distance
    goods.deviation[n] = math.sqrt(squares / max(months - 1, 1))
    smoothing = policy.value.smoothing
    smoothed = smooth_forecast(goods.forecast[n], goods.seen[n] / MICRO, smoothing)
    goods.forecast[n] = smoothed if smoothing > 0.0 else mean


@compiled
def place_order(world: Record, policy: Record, goods: Goods, edges: Edges, n: int, e: int) -> None:
    """Order one input up to its base stock; what the supplier still owes counts as on order."""
    owed_down_stream = goods.waiting[n] + goods.asked[n]
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        owed_down_stream += edges.owed[edges.out[place]]
    on_the_way = edges.owed[e] + edges.stock[e]
    for slot in range(edges.pipeline.shape[1]):
        on_the_way += edges.pipeline[e, slot]
    units = edges.units[e] / 1000.0
    position = on_the_way / MICRO + units * ((goods.inventory[n] - owed_down_stream) / MICRO)
    lead_time = float(edges.lead_time[e])
    target = units * base_stock(goods.forecast[n], goods.deviation[n], lead_time, policy.value.safety)
    amount = order_up_to(target, position, world.supply.returns)
    edges.order[e] = np.int64(math.floor(amount * MICRO + 0.5))
