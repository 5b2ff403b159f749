"""Phase 3: goods are made and sent down the value network, with what is wrong with them."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.engine.rules.capacity import output_capacity, redesign_factor, working_time
from tci_sim.engine.rules.quality import (
    intercept,
    join_defects,
    make_defects,
    pass_defects,
    time_to_rework,
)
from tci_sim.engine.rules.satisfaction import (
    perceive,
    perceived_value,
    remember,
    satisfaction_level,
    update_will,
    value_of_gap,
)
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import MICRO, Record

_NO_LIMIT = np.int64(1) << 60


@phase
def deliver(
    run: Run,
    disruption: Disruption,
    market: Market,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    month: int,
) -> None:
    """Let every node receive, make, send and sell, up-stream first; then say how good it was."""
    world = run.world[0]
    for n in range(len(nodes.places.firm)):
        policy = firms.policies.in_force[nodes.places.firm[n]]
        limit_output(world, disruption, staff, nodes, goods, n)
        if nodes.places.carries_goods[n]:
            receive(goods, edges, n, month)
            make(goods, edges, n)
            send(world, nodes, goods, edges, n, month)
        else:
            goods.production.made[n] = min(max(goods.demand.total[n], 0), goods.production.capacity[n])
        take_in_defects(nodes, edges, n)
        work_on(world, market, policy, nodes, goods, n)
        time_the_way(policy, nodes, goods, edges, n)
        serve_next_step(world, nodes, n)


@compiled
def limit_output(
    world: Record, disruption: Disruption, staff: Staff, nodes: Nodes, goods: Goods, n: int
) -> None:
    """Say how much a node can make this month with the people, the time and the capability it has."""
    time = working_time(
        nodes.work.improvement_time[n], nodes.work.interview_time[n], nodes.work.rework_time[n]
    )
    can = output_capacity(nodes.work.capability[n], time, float(staff.headcount[n]), disruption.broken[n])
    unlimited = world.supply.capacity_limits == 0 and disruption.broken[n] < 1.0
    goods.production.capacity[n] = _NO_LIMIT if unlimited else np.int64(math.floor(min(can, 1e12) * MICRO))


@compiled
def receive(goods: Goods, edges: Edges, n: int, month: int) -> None:
    """Take in what arrives this month; the outside sends whatever is ordered."""
    slots = edges.flows.pipeline.shape[1]
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        if not edges.links.goods[e]:
            continue
        if edges.links.source[e] < 0:
            edges.flows.pipeline[e, (month + edges.links.lead_time[e]) % slots] += edges.flows.order[e]
            edges.flows.delivered[e] = edges.flows.order[e]
            edges.flows.shipped_total[e] += edges.flows.order[e]
        arrived = edges.flows.pipeline[e, month % slots]
        edges.flows.pipeline[e, month % slots] = 0
        edges.flows.stock[e] += arrived
        edges.flows.received_total[e] += arrived


@compiled
def make(goods: Goods, edges: Edges, n: int) -> None:
    """Finish as many units as inputs and capacity allow; what is used follows them, without loss by rounding."""
    made = goods.production.capacity[n]
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        if edges.links.goods[e]:
            enough_for = math.floor(edges.flows.stock[e] * (1000.0 / edges.links.units[e]))
            made = min(made, np.int64(min(max(enough_for, 0.0), 1e18)))
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        if edges.links.goods[e]:
            while made > 0 and input_for(made, edges.links.units[e]) > edges.flows.stock[e]:
                made -= 1
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        if edges.links.goods[e]:
            used = input_for(made, edges.links.units[e])
            edges.flows.stock[e] -= used
            edges.flows.used_total[e] += used
    goods.production.made[n] = made
    goods.production.made_total[n] += made
    goods.production.inventory[n] += made


@compiled
def input_for(made: int, units: int) -> int:
    """Give the micro-units of an input that a number of micro-units of output takes, rounded up."""
    return (made // 1000) * units + ((made % 1000) * units + 999) // 1000


@compiled
def send(world: Record, nodes: Nodes, goods: Goods, edges: Edges, n: int, month: int) -> None:
    """Send down-stream what is owed, and sell; where there is not enough, all get the same share."""
    slots = edges.flows.pipeline.shape[1]
    goods.production.shipped[n] = 0
    owed = max(goods.demand.waiting[n] + goods.demand.asked[n], 0)
    back = min(goods.demand.waiting[n] + goods.demand.asked[n], 0)
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        e = edges.links.out[place]
        if edges.links.goods[e]:
            owed += max(edges.flows.owed[e], 0)
            back += min(edges.flows.owed[e], 0)
    goods.production.inventory[n] -= back
    there = max(goods.production.inventory[n], 0)
    share = 1.0 if there >= owed else there / max(owed, 1)
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        e = edges.links.out[place]
        if edges.links.goods[e]:
            sent = portion(edges.flows.owed[e], share)
            edges.flows.owed[e] -= sent
            edges.flows.pipeline[e, (month + edges.links.lead_time[e]) % slots] += sent
            edges.flows.delivered[e] = sent
            edges.flows.shipped_total[e] += sent
            goods.production.shipped[n] += sent
            goods.production.inventory[n] -= max(sent, 0)
    sold = portion(goods.demand.waiting[n] + goods.demand.asked[n], share)
    goods.production.inventory[n] -= max(sold, 0)
    goods.production.sold[n] = sold
    goods.production.sold_total[n] += sold
    goods.production.shipped[n] += sold
    goods.production.fill_rate[n] = share
    unmet = max(goods.demand.waiting[n] + goods.demand.asked[n] - sold, 0)
    goods.demand.waiting[n] = np.int64(math.floor(unmet * world.supply.fill_waiting))
    goods.demand.asked[n] = 0


@compiled
def portion(owed: np.int64, share: float) -> np.int64:
    """Give the share of what is owed, in micro-units; what is to come back (below 0) comes back whole."""
    if owed <= 0 or share >= 1.0:
        return owed
    return np.int64(math.floor(owed * share))


@compiled
def take_in_defects(nodes: Nodes, edges: Edges, n: int) -> None:
    """Say what share of a node's inputs is defective: goods by their mean, work as all needed."""
    for a in range(nodes.quality.defect_in.shape[1]):
        quantity = 0.0
        defective = 0.0
        sound = 0.0
        for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
            source = edges.links.source[e]
            if edges.links.goods[e]:
                sent = max(float(edges.flows.delivered[e]), 0.0) + edges.links.units[e] * 1e-3
                quantity += sent
                if source >= 0:
                    defective += sent * nodes.quality.defect_out[source, a]
            else:
                sound = join_defects(sound, nodes.quality.defect_out[source, a])
        goods_in = defective / quantity if quantity > 0.0 else 0.0
        nodes.quality.defect_in[n, a] = join_defects(goods_in, sound)


@compiled
def work_on(world: Record, market: Market, policy: Record, nodes: Nodes, goods: Goods, n: int) -> None:
    """Add the node's own defects, inspect, rework what is found, and note the first-pass yield."""
    first_pass = 1.0
    not_reworked = 1.0
    for a in range(nodes.quality.defect_in.shape[1]):
        made_here = make_defects(nodes.quality.shortfall[n, a], nodes.places.contribution[n, a])
        found = 0.0
        if market.attributes.inspectable[a]:
            found = intercept(policy.improvement.inspection, nodes.competence.right[n, a])
        before = pass_defects(nodes.quality.defect_in[n, a], made_here, 0.0)
        nodes.quality.defect_out[n, a] = pass_defects(nodes.quality.defect_in[n, a], made_here, found)
        first_pass *= 1.0 - made_here
        not_reworked *= 1.0 - before * found
    nodes.quality.first_pass_yield[n] = first_pass
    nodes.quality.reworked[n] = 1.0 - not_reworked
    made, capacity = goods.production.made[n] / MICRO, goods.production.capacity[n] / MICRO
    nodes.work.rework_time[n] = time_to_rework(
        nodes.quality.reworked[n], world.improving.rework_time, made, capacity
    )


@compiled
def time_the_way(policy: Record, nodes: Nodes, goods: Goods, edges: Edges, n: int) -> None:
    """Find the longest time in which goods or work reach the end of this node, by its stocks and its flow."""
    longest = 0.0
    stock = 0.0
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        before = nodes.quality.cycle_time[edges.links.source[e]] if edges.links.source[e] >= 0 else 0.0
        longest = max(longest, before + float(edges.links.lead_time[e]))
        stock = (
            max(stock, edges.flows.stock[e] * (1000.0 / edges.links.units[e]))
            if edges.links.goods[e]
            else stock
        )
    flow = max(goods.demand.forecast[n], 0.0) * MICRO
    here = (stock + max(goods.production.inventory[n], 0)) / flow if flow > 0.0 else 0.0
    nodes.quality.cycle_time[n] = longest + here * redesign_factor(
        policy.improvement.redesign, nodes.work.redesign[n]
    )


@compiled
def serve_next_step(world: Record, nodes: Nodes, n: int) -> None:
    """Let a node judge what it was given as an internal customer, by the rules that customers judge by."""
    s = world.satisfaction
    attributes = nodes.quality.defect_in.shape[1]
    quality = 0.0
    disconfirmation = 0.0
    for a in range(attributes):
        will = nodes.quality.internal_will[n, a]
        perceived = perceive(1.0 - nodes.quality.defect_in[n, a], 0.0, 0.0, will, s.assimilation)
        gap = perceived - will
        quality += perceived / attributes
        disconfirmation += value_of_gap(gap, 0.5, s.curvature, s.loss_aversion) / attributes
        nodes.quality.internal_will[n, a] = update_will(
            will, perceived, s.image_centre, 0.0, 0.0, s.will_update, s.image_on_will, s.image_centre
        )
    value = perceived_value(quality, 1.0, 0.0, s.price_in_value)
    now = satisfaction_level(
        quality, disconfirmation, value, s.image_centre,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    nodes.quality.internal_satisfaction[n] = remember(nodes.quality.internal_satisfaction[n], now, s.memory)
