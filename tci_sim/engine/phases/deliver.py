"""Phase 3: goods are made and sent down the value network, with what is wrong with them."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.defects import (
    Failing,
    before_work,
    serve_next_step,
    spend_time_on_rework,
    take_in_defects,
    work_on,
)
from tci_sim.engine.phases.flow import months_on_the_way
from tci_sim.engine.phases.practise import (
    count_missed_together,
    failures,
    is_apart,
    segments_differ,
    wanted_by_all,
    wanted_by_segment,
)
from tci_sim.engine.phases.set_ups import work_left_in_a_unit
from tci_sim.engine.rules.capacity import output_capacity, redesign_factor, working_time
from tci_sim.engine.rules.ordering import is_asked, keep_waiting
from tci_sim.engine.rules.quality import work_in_a_good_unit
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Demand, Goods, Production
from tci_sim.engine.state.market import Market, Needs
from tci_sim.engine.state.nodes import Nodes, Quality, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import MICRO, Floats, Record

_NO_LIMIT = 1 << 60


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
    world, places, quality, work = run.world[0], nodes.places, nodes.quality, nodes.work
    demand, production, lead_time = goods.demand, goods.production, nodes.ahead.lead_time
    note_missed(world, market.needs, nodes, edges)
    for n in range(len(places.firm)):
        production.capacity[n] = output_limit(world, disruption, staff, work, n)
        if places.carries_goods[n]:
            receive(edges, lead_time, n, month)
            make(production, edges, n)
            due = demand.waiting[n] + demand.asked[n]
            share = share_met(production, edges, due, n)
            send(production, edges, lead_time, share, n, month)
            sell(world, demand, production, share, n)
        else:
            production.made[n] = min(max(demand.total[n], 0), production.capacity[n])
    failing, found, spoilt = before_work(run, market.attributes, nodes, edges.links, firms.policies, month)
    for n in range(len(places.firm)):
        policy = firms.policies.in_force[firms.policies.of_unit[n]]
        take_in_defects(quality, edges, spoilt[n], n)
        work_on(places.contribution, quality, failing, found, n)
        spend_time_on_rework(world, quality, work, production, n)
        in_hand = units_in_hand(production, edges, n) * work_left_in_a_unit(world, nodes.content, n)
        time_here = throughput_time(world, policy, quality, work.redesign, demand.forecast[n], in_hand, n)
        quality.cycle_time[n] = longest_way_in(quality, lead_time, edges.links, n) + time_here
        serve_next_step(world, quality, n)
    deliver_to_segments(world, market, nodes, edges, failing.standard, found, spoilt)


@inlined
def note_missed(world: Record, needs: Needs, nodes: Nodes, edges: Edges) -> None:
    """Note what share of requirements every node misses, where what it does about them is a thing apart."""
    if is_apart(world):
        kept, missed, wanted = nodes.practice.kept, nodes.practice.missed, wanted_by_all(needs)
        degree = world.partnership.all_practise
        count_missed_together(degree, needs, nodes.places, edges.links, kept, wanted, missed)


@inlined
def deliver_to_segments(
    world: Record, market: Market, nodes: Nodes, edges: Edges, standard: Floats, found: Floats, spoilt: Floats
) -> None:
    """Find what is defective by what each segment asks for, where that differs, once more through the network.

    By their own `standard` nodes fail so much, and inspection finds so much, (node, attribute); so much of what they
    are handed is `spoilt`, (node,).
    """
    needs, places, practice, quality = market.needs, nodes.places, nodes.practice, nodes.quality
    degree, apart, weight = world.partnership.all_practise, market.segments.apart, market.attributes.practice
    missed = np.empty(practice.missed.shape)
    for s in range(len(practice.defect_apart) if segments_differ(world) else 0):
        wanted = wanted_by_segment(needs, apart, s)
        count_missed_together(degree, needs, places, edges.links, practice.kept, wanted, missed)
        failing = Failing(standard, failures(weight, standard, missed))
        seen = as_seen_by_segment(quality, practice.defect_apart[s])
        for n in range(len(places.firm)):
            take_in_defects(seen, edges, spoilt[n], n)
            work_on(places.contribution, seen, failing, found, n)


@compiled
def as_seen_by_segment(quality: Quality, defect_out: Floats) -> Quality:
    """Return room for what is wrong by what one segment asks for: what goes out is written to `defect_out`."""
    return Quality(
        quality.shortfall, np.zeros(defect_out.shape), defect_out, np.zeros(len(defect_out)),
        np.zeros(len(defect_out)), quality.cycle_time, quality.internal_will, quality.internal_satisfaction,
    )  # fmt: skip


@compiled
def output_limit(world: Record, disruption: Disruption, staff: Staff, work: Work, n: int) -> int:
    """Return how much a node can make this month with its people, their time and capability. [micro-unit]."""
    time = working_time(work.improvement_time[n], work.interview_time[n], work.rework_time[n])
    can = output_capacity(work.capability[n], time, float(staff.headcount[n]), disruption.broken[n])
    unlimited = world.supply.capacity_limits == 0 and disruption.broken[n] < 1.0
    return _NO_LIMIT if unlimited else math.floor(min(can, 1e12) * MICRO)


@compiled
def receive(edges: Edges, lead_time: Floats, n: int, month: int) -> None:
    """Take in what arrives this month; the outside sends whatever is ordered.

    `lead_time` are the shares of lead times that nodes still take, (node,), as below.
    """
    links, flows = edges.links, edges.flows
    slots = flows.pipeline.shape[1]
    for e in range(links.first_in[n], links.first_in[n + 1]):
        if not links.goods[e]:
            continue
        if links.source[e] < 0:
            ship(edges, lead_time, flows.order[e], e, month)
        arrived = flows.pipeline[e, month % slots]
        flows.pipeline[e, month % slots] = 0
        flows.stock[e] += arrived
        flows.received_total[e] += arrived


@compiled
def ship(edges: Edges, lead_time: Floats, amount: int, e: int, month: int) -> None:
    """Put an amount on its way along an edge. [micro-unit].

    Where a lead time is no whole number of months, so much of the amount comes a month later than the rest that the
    mean of all is that lead time.
    """
    flows = edges.flows
    slots = flows.pipeline.shape[1]
    months = months_on_the_way(edges.links, lead_time, e)
    whole = math.floor(months)
    later = np.int64(math.floor(amount * (months - whole)))
    flows.pipeline[e, (month + whole) % slots] += amount - later
    flows.pipeline[e, (month + whole + 1) % slots] += later
    flows.delivered[e] = amount
    flows.shipped_total[e] += amount


@compiled
def make(production: Production, edges: Edges, n: int) -> None:
    """Finish as many units as inputs and capacity allow; what is used follows them, without loss by rounding."""
    links, flows = edges.links, edges.flows
    made = production.capacity[n]
    for e in range(links.first_in[n], links.first_in[n + 1]):
        if links.goods[e]:
            enough_for = math.floor(flows.stock[e] * (1000.0 / links.units[e]))
            made = min(made, np.int64(min(max(enough_for, 0.0), 1e18)))
    for e in range(links.first_in[n], links.first_in[n + 1]):
        if links.goods[e]:
            while made > 0 and input_for(made, links.units[e]) > flows.stock[e]:
                made -= 1
    for e in range(links.first_in[n], links.first_in[n + 1]):
        if links.goods[e]:
            used = input_for(made, links.units[e])
            flows.stock[e] -= used
            flows.used_total[e] += used
    production.made[n] = made
    production.made_total[n] += made
    production.inventory[n] += made


@compiled
def input_for(made: int, units: int) -> int:
    """Return the micro-units of an input that a number of micro-units of output takes, rounded up."""
    return (made // 1000) * units + ((made % 1000) * units + 999) // 1000


@compiled
def share_met(production: Production, edges: Edges, due: int, n: int) -> float:
    """Return what share of all it owes a node can meet, the same for all; what comes back joins its inventory first.

    `due` is what customers wait and ask for; below 0 it comes back. [micro-unit]
    """
    owed = max(due, 0)
    back = min(due, 0)
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        e = edges.links.out[place]
        if edges.links.goods[e]:
            owed += max(edges.flows.owed[e], 0)
            back += min(edges.flows.owed[e], 0)
    production.inventory[n] -= back
    there = max(production.inventory[n], 0)
    return 1.0 if there >= owed else there / max(owed, 1)


@compiled
def send(production: Production, edges: Edges, lead_time: Floats, share: float, n: int, month: int) -> None:
    """Send down-stream that share of what is owed to each node."""
    production.shipped[n] = 0
    for place in range(edges.links.first_out[n], edges.links.first_out[n + 1]):
        e = edges.links.out[place]
        if edges.links.goods[e]:
            sent = min(portion(edges.flows.owed[e], share), max(production.inventory[n], 0))
            edges.flows.owed[e] -= sent
            ship(edges, lead_time, sent, e, month)
            production.shipped[n] += sent
            production.inventory[n] -= max(sent, 0)


@compiled
def sell(world: Record, demand: Demand, production: Production, share: float, n: int) -> None:
    """Sell that share of what customers wait and ask for; of what is not met, some is waited for."""
    due = demand.waiting[n] + demand.asked[n]
    sold = min(portion(due, share), max(production.inventory[n], 0))
    production.inventory[n] -= max(sold, 0)
    production.sold[n] = sold
    production.sold_total[n] += sold
    production.shipped[n] += sold
    production.fill_rate[n] = share
    asked = is_asked(demand.seen[n], demand.deviation[n])
    waiting = keep_waiting(float(max(due - sold, 0)), world.supply.fill_waiting, asked)
    demand.waiting[n] = np.int64(math.floor(waiting))
    demand.asked[n] = 0


@compiled
def portion(owed: int, share: float) -> int:
    """Return the share of what is owed, in micro-units; what is to come back (below 0) comes back whole."""
    if owed <= 0 or share >= 1.0:
        return owed
    return math.floor(owed * share)


@compiled
def units_in_hand(production: Production, edges: Edges, n: int) -> float:
    """Return how many units a node has in hand: finished ones, and input for more. [micro-unit].

    Of several inputs, the one that is enough for most counts.
    """
    stock = 0.0
    for e in range(edges.links.first_in[n], edges.links.first_in[n + 1]):
        if edges.links.goods[e]:
            stock = max(stock, edges.flows.stock[e] * (1000.0 / edges.links.units[e]))
    return float(stock + max(production.inventory[n], 0))


@compiled
def throughput_time(
    world: Record, policy: Record, quality: Quality, redesign: Floats, flow: float, in_hand: float, n: int
) -> float:
    """Return how long goods or work take through a node, by what it has in hand, its flow and what fails. [month].

    `redesign` is the progress of redesigns, (node,), and `flow` what is forecast to be asked for a month.
    """
    flow = max(flow, 0.0) * MICRO
    here = in_hand / flow if flow > 0.0 else 0.0
    again = work_in_a_good_unit(1.0 - quality.first_pass_yield[n], world.improving.defect_waste)
    return float(here * redesign_factor(policy.improvement.redesign, redesign[n]) * again)


@compiled
def longest_way_in(quality: Quality, lead_time: Floats, links: Links, n: int) -> float:
    """Find the longest time in which goods or work come from an outside source to a node. [month]."""
    longest = 0.0
    for e in range(links.first_in[n], links.first_in[n + 1]):
        before = quality.cycle_time[links.source[e]] if links.source[e] >= 0 else 0.0
        longest = max(longest, before + months_on_the_way(links, lead_time, e))
    return longest
