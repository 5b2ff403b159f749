"""Phase 3: goods are made and sent down the value network, with what is wrong with them."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.rules.capacity import output_capacity, redesign_factor, working_time
from tci_sim.rules.quality import (
    intercept,
    join_defects,
    make_defects,
    pass_defects,
    time_to_rework,
)
from tci_sim.rules.satisfaction import (
    perceive,
    perceived_value,
    remember,
    satisfaction_level,
    update_will,
    value_of_gap,
)
from tci_sim.world.state import MICRO, Edges, Firms, Goods, Market, Nodes, Record, Run

_NO_LIMIT = np.int64(1) << 60


@phase
def deliver(
    run: Run, market: Market, firms: Firms, nodes: Nodes, goods: Goods, edges: Edges, month: int
) -> None:
    """Let every node receive, make, send and sell, up-stream first; then say how good it was."""
    world = run.world[0]
    for n in range(len(nodes.firm)):
        policy = firms.policy[nodes.firm[n]]
        limit_output(world, nodes, goods, n)
        if nodes.carries_goods[n]:
            receive(goods, edges, n, month)
            make(goods, edges, n)
            send(world, nodes, goods, edges, n, month)
        else:
            goods.made[n] = min(max(goods.demand[n], 0), goods.capacity[n])
        take_in_defects(nodes, edges, n)
        work_on(world, market, policy, nodes, goods, n)
        time_the_way(policy, nodes, goods, edges, n)
        serve_next_step(world, nodes, n)


@compiled
def limit_output(world: Record, nodes: Nodes, goods: Goods, n: int) -> None:
    """Say how much a node can make this month with the people, the time and the capability it has."""
    time = working_time(nodes.improvement_time[n], nodes.interview_time[n], nodes.rework_time[n])
    can = output_capacity(nodes.capability[n], time, float(nodes.headcount[n]), nodes.broken[n])
    unlimited = world.supply.capacity_limits == 0 and nodes.broken[n] < 1.0
    goods.capacity[n] = _NO_LIMIT if unlimited else np.int64(math.floor(min(can, 1e12) * MICRO))


@compiled
def receive(goods: Goods, edges: Edges, n: int, month: int) -> None:
    """Take in what arrives this month; the outside sends whatever is ordered."""
    slots = edges.pipeline.shape[1]
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if not edges.goods[e]:
            continue
        if edges.source[e] < 0:
            edges.pipeline[e, (month + edges.lead_time[e]) % slots] += edges.order[e]
            edges.delivered[e] = edges.order[e]
            edges.shipped_total[e] += edges.order[e]
        arrived = edges.pipeline[e, month % slots]
        edges.pipeline[e, month % slots] = 0
        edges.stock[e] += arrived
        edges.received_total[e] += arrived


@compiled
def make(goods: Goods, edges: Edges, n: int) -> None:
    """Finish as many units as inputs and capacity allow; what is used follows them, without loss by rounding."""
    made = goods.capacity[n]
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if edges.goods[e]:
            enough_for = math.floor(edges.stock[e] * (1000.0 / edges.units[e]))
            made = min(made, np.int64(min(max(enough_for, 0.0), 1e18)))
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if edges.goods[e]:
            while made > 0 and input_for(made, edges.units[e]) > edges.stock[e]:
                made -= 1
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if edges.goods[e]:
            used = input_for(made, edges.units[e])
            edges.stock[e] -= used
            edges.used_total[e] += used
    goods.made[n] = made
    goods.made_total[n] += made
    goods.inventory[n] += made


@compiled
def input_for(made: int, units: int) -> int:
    """Give the micro-units of an input that a number of micro-units of output takes, rounded up."""
    return (made // 1000) * units + ((made % 1000) * units + 999) // 1000


@compiled
def send(world: Record, nodes: Nodes, goods: Goods, edges: Edges, n: int, month: int) -> None:
    """Send down-stream what is owed, and sell; where there is not enough, all get the same share."""
    slots = edges.pipeline.shape[1]
    goods.shipped[n] = 0
    owed = max(goods.waiting[n] + goods.asked[n], 0)
    back = min(goods.waiting[n] + goods.asked[n], 0)
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        if edges.goods[e]:
            owed += max(edges.owed[e], 0)
            back += min(edges.owed[e], 0)
    goods.inventory[n] -= back
    there = max(goods.inventory[n], 0)
    share = 1.0 if there >= owed else there / max(owed, 1)
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        if edges.goods[e]:
            sent = portion(edges.owed[e], share)
            edges.owed[e] -= sent
            edges.pipeline[e, (month + edges.lead_time[e]) % slots] += sent
            edges.delivered[e] = sent
            edges.shipped_total[e] += sent
            goods.shipped[n] += sent
            goods.inventory[n] -= max(sent, 0)
    sold = portion(goods.waiting[n] + goods.asked[n], share)
    goods.inventory[n] -= max(sold, 0)
    goods.sold[n] = sold
    goods.sold_total[n] += sold
    goods.shipped[n] += sold
    goods.fill_rate[n] = share
    unmet = max(goods.waiting[n] + goods.asked[n] - sold, 0)
    goods.waiting[n] = np.int64(math.floor(unmet * world.supply.fill_waiting))
    goods.asked[n] = 0


@compiled
def portion(owed: np.int64, share: float) -> np.int64:
    """Give the share of what is owed, in micro-units; what is to come back (below 0) comes back whole."""
    if owed <= 0 or share >= 1.0:
        return owed
    return np.int64(math.floor(owed * share))


@compiled
def take_in_defects(nodes: Nodes, edges: Edges, n: int) -> None:
    """Say what share of a node's inputs is defective: goods by their mean, work as all needed."""
    for a in range(nodes.defect_in.shape[1]):
        quantity = 0.0
        defective = 0.0
        sound = 0.0
        for e in range(edges.first_in[n], edges.first_in[n + 1]):
            source = edges.source[e]
            if edges.goods[e]:
                sent = max(float(edges.delivered[e]), 0.0) + edges.units[e] * 1e-3
                quantity += sent
                if source >= 0:
                    defective += sent * nodes.defect_out[source, a]
            else:
                sound = join_defects(sound, nodes.defect_out[source, a])
        goods_in = defective / quantity if quantity > 0.0 else 0.0
        nodes.defect_in[n, a] = join_defects(goods_in, sound)


@compiled
def work_on(world: Record, market: Market, policy: Record, nodes: Nodes, goods: Goods, n: int) -> None:
    """Add the node's own defects, inspect, rework what is found, and note the first-pass yield."""
    first_pass = 1.0
    not_reworked = 1.0
    for a in range(nodes.defect_in.shape[1]):
        made_here = make_defects(nodes.shortfall[n, a], nodes.contribution[n, a])
        found = 0.0
        if market.inspectable[a]:
            found = intercept(policy.improvement.inspection, nodes.right[n, a])
        before = pass_defects(nodes.defect_in[n, a], made_here, 0.0)
        nodes.defect_out[n, a] = pass_defects(nodes.defect_in[n, a], made_here, found)
        first_pass *= 1.0 - made_here
        not_reworked *= 1.0 - before * found
    nodes.first_pass_yield[n] = first_pass
    nodes.reworked[n] = 1.0 - not_reworked
    made, capacity = goods.made[n] / MICRO, goods.capacity[n] / MICRO
    nodes.rework_time[n] = time_to_rework(nodes.reworked[n], world.improving.rework_time, made, capacity)


@compiled
def time_the_way(policy: Record, nodes: Nodes, goods: Goods, edges: Edges, n: int) -> None:
    """Find the longest time in which goods or work reach the end of this node, by its stocks and its flow."""
    longest = 0.0
    stock = 0.0
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        before = nodes.cycle_time[edges.source[e]] if edges.source[e] >= 0 else 0.0
        longest = max(longest, before + float(edges.lead_time[e]))
        stock = max(stock, edges.stock[e] * (1000.0 / edges.units[e])) if edges.goods[e] else stock
    flow = max(goods.forecast[n], 0.0) * MICRO
    here = (stock + max(goods.inventory[n], 0)) / flow if flow > 0.0 else 0.0
    nodes.cycle_time[n] = longest + here * redesign_factor(policy.improvement.redesign, nodes.redesign[n])


@compiled
def serve_next_step(world: Record, nodes: Nodes, n: int) -> None:
    """Let a node judge what it was given as an internal customer, by the rules that customers judge by."""
    s = world.satisfaction
    attributes = nodes.defect_in.shape[1]
    quality = 0.0
    disconfirmation = 0.0
    for a in range(attributes):
        will = nodes.internal_will[n, a]
        perceived = perceive(1.0 - nodes.defect_in[n, a], 0.0, 0.0, will, s.assimilation)
        gap = perceived - will
        quality += perceived / attributes
        disconfirmation += value_of_gap(gap, 0.5, s.curvature, s.loss_aversion) / attributes
        nodes.internal_will[n, a] = update_will(
            will, perceived, s.image_centre, 0.0, 0.0, s.will_update, s.image_on_will, s.image_centre
        )
    value = perceived_value(quality, 1.0, 0.0, s.price_in_value)
    now = satisfaction_level(
        quality, disconfirmation, value, s.image_centre,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    nodes.internal_satisfaction[n] = remember(nodes.internal_satisfaction[n], now, s.memory)
