"""Part of phase 9: what a unit costs, from inputs, processing, wages and overhead."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import exit_nodes
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.rules.capacity import working_time
from tci_sim.engine.rules.rivalry import disturbed_cost
from tci_sim.engine.rules.value import (
    cost_by_experience,
    follow_in_steps,
    gain_experience,
    labour_in_a_unit,
    smooth_over_year,
    units_that_teach,
)
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Costs, Firms
from tci_sim.engine.state.nodes import Nodes, Places, Work
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


@inlined
def set_unit_costs(run: Run, nodes: Nodes, edges: Edges, firms: Firms, counted: MonthTotals) -> None:
    """Work out each organisation's standard cost of a unit; what programmes cost is left out."""
    economy, costs = run.world[0].economy, firms.costs
    inputs = input_costs(nodes.places, edges.links, costs.price)
    labour = labour_costs(economy.normal_use, nodes.places, nodes.work, costs.starting_volume)
    add_up_unit_costs(economy, firms.standing.open, costs, counted.working, inputs, labour)
    taught = units_taught(economy.spill_over, len(firms.standing.open), counted.sold)
    gain_from_volume(economy.experience_keep, costs, counted.sold, taught)
    if economy.overhead_step > 0.0:
        resize_overhead(economy.overhead_step, firms.standing.open, costs)


@compiled
def overhead_of(economy: Record, is_open: Flags, costs: Costs, f: int) -> float:
    """Return the fixed cost of a selling firm, 0 before it is on the market. [currency/month].

    Suppliers have none beyond their wages.
    """
    fixed: float = economy.overhead * economy.price * costs.overhead_volume[f]
    return fixed if is_open[f] else 0.0


@compiled
def processing_of(economy: Record, costs: Costs, f: int) -> float:
    """Return what it costs a selling firm to process a unit: less with experience and cost projects, and by chance.

    Suppliers process nothing beyond the work of their members.
    """
    exponent = economy.experience_exponent
    unit_cost: float = costs.starting_unit_cost[f]
    left = cost_by_experience(costs.experience[f], costs.starting_experience[f], exponent)
    left *= costs.processing_left[f]
    return disturbed_cost(economy.value_added * unit_cost * left, costs.shock[f], unit_cost)


@compiled
def bought_for_a_unit(places: Places, links: Links, price: Floats) -> Floats:
    """Follow the inputs of a unit to each node, (node,). [currency/unit].

    Each input counts by what a unit takes of it, at the price of the organisation or outside source it comes
    from, and within an organisation at what was bought for it.
    """
    into = np.zeros(len(places.firm))
    for n in range(len(into)):
        for e in range(links.first_in[n], links.first_in[n + 1]):
            if links.goods[e]:
                into[n] += cost_of_input(places, links, price, into, n, e) * (links.units[e] / 1000.0)
    return into


@compiled
def cost_of_input(places: Places, links: Links, price: Floats, bought: Floats, n: int, e: int) -> float:
    """Return what one of an input cost: its price outside or elsewhere; of one's own goods, what was bought for it.

    `bought` is what was bought for a unit of the nodes before this one, (node,). [currency/unit]
    """
    source = links.source[e]
    if source < 0:
        return float(places.material_cost[n] / MICRO)
    own = places.firm[source] == places.firm[n]
    return float(bought[source] if own else price[places.firm[source]])


@compiled
def input_costs(places: Places, links: Links, price: Floats) -> Floats:
    """Return what is bought for a unit that leaves each organisation, (organisation,). [currency/unit].

    Where an organisation sells at several nodes, they count by their flow at the start.
    """
    into, leaves = bought_for_a_unit(places, links, price), exit_nodes(places, links)
    cost, weight = np.zeros(len(price)), np.zeros(len(price))
    for n in range(len(into)):
        if leaves[n]:
            cost[places.firm[n]] += into[n] * places.starting_flow[n]
            weight[places.firm[n]] += places.starting_flow[n]
    for f in range(len(cost)):
        cost[f] = cost[f] / weight[f] if weight[f] > 0.0 else 0.0
    return cost


@compiled
def labour_costs(normal_use: float, places: Places, work: Work, starting_volume: Floats) -> Floats:
    """Add up the labour in a unit over the nodes of each organisation, (organisation,). [currency/unit]."""
    cost = np.zeros(len(starting_volume))
    for n in range(len(places.firm)):
        f = places.firm[n]
        working = working_time(work.improvement_time[n], work.interview_time[n], work.rework_time[n])
        each = labour_in_a_unit(places.wage[n] / MICRO, work.capability[n], working, normal_use)
        if starting_volume[f] > 0.0:
            cost[f] += each * (places.starting_flow[n] / starting_volume[f])
    return cost


@compiled
def add_up_unit_costs(
    economy: Record, is_open: Flags, costs: Costs, working: Flags, inputs: Floats, labour: Floats
) -> None:
    """Add up the standard cost of a unit where one is made; suppliers have neither processing nor overhead."""
    for f in range(len(working)):
        volume = costs.starting_volume[f]
        if working[f] and volume > 0.0:
            costs.unit_cost[f] = inputs[f] + labour[f]
            if f < len(is_open):
                overhead = overhead_of(economy, is_open, costs, f)
                costs.unit_cost[f] += processing_of(economy, costs, f) + overhead / costs.overhead_volume[f]


@compiled
def units_taught(spill_over: float, selling: int, sold: Integers) -> Floats:
    """Return how many units teach each organisation: its own, and a part of those of other selling firms. [unit]."""
    taught = np.zeros(len(sold))
    market = 0
    for f in range(selling):
        market += max(sold[f], 0)
    for f in range(len(sold)):
        own = max(sold[f], 0)
        others = market - own if f < selling else 0
        taught[f] = units_that_teach(own / MICRO, others / MICRO, spill_over)
    return taught


@compiled
def gain_from_volume(keep: float, costs: Costs, sold: Integers, taught: Floats) -> None:
    """Follow what each organisation sells over the year, and let it learn from every unit that teaches it."""
    for f in range(len(sold)):
        costs.volume[f] = smooth_over_year(costs.volume[f], max(sold[f], 0) / MICRO)
        costs.experience[f] = gain_experience(costs.experience[f], keep, taught[f])


@compiled
def resize_overhead(step: float, is_open: Flags, costs: Costs) -> None:
    """Let the overhead of firms on the market follow what they sell over the year."""
    for f in range(len(is_open)):
        if is_open[f]:
            costs.overhead_volume[f] = follow_in_steps(costs.overhead_volume[f], costs.volume[f], step)
