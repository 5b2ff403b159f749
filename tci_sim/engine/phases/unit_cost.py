"""Part of phase 9: what a unit costs, from inputs, processing, wages and overhead."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.capacity import working_time
from tci_sim.engine.rules.value import cost_by_experience, gain_experience, labour_in_a_unit, smooth_over_year
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


@compiled
def overheads(economy: Record, is_open: Flags, starting_volume: Floats) -> Floats:
    """Give the fixed cost of selling firms on the market, (selling firm,). [currency/month].

    Suppliers have none beyond their wages.
    """
    fixed = np.zeros(len(is_open))
    for f in range(len(is_open)):
        if is_open[f]:
            fixed[f] = economy.overhead * economy.price * starting_volume[f]
    return fixed


@compiled
def processing_costs(
    economy: Record,
    selling: int,
    experience: Floats,
    starting_experience: Floats,
    starting_unit_cost: Floats,
) -> Floats:
    """Give the cost of processing a unit, which falls with experience, (selling firm,). [currency/unit].

    Suppliers process nothing beyond the work of their members.
    """
    cost = np.zeros(selling)
    for f in range(selling):
        left = cost_by_experience(experience[f], starting_experience[f], economy.experience_exponent)
        cost[f] = economy.value_added * starting_unit_cost[f] * left
    return cost


@compiled
def input_costs(
    firm: Integers,
    material_cost: Integers,
    starting_flow: Floats,
    leaves: Flags,
    price: Floats,
    goods: Flags,
    source: Integers,
    units: Integers,
    first_in: Integers,
) -> Floats:
    """Follow the inputs of a unit to where each organisation sells it, (organisation,). [currency/unit].

    Each input counts by what a unit takes of it, at the price of the organisation or outside source it comes
    from; where an organisation sells at several nodes, they count by their flow at the start.
    """
    into = np.zeros(len(firm))
    cost = np.zeros(len(price))
    weight = np.zeros(len(price))
    for n in range(len(firm)):
        for e in range(first_in[n], first_in[n + 1]):
            if goods[e]:
                each = material_cost[n] / MICRO
                if source[e] >= 0:
                    within = firm[source[e]] == firm[n]
                    each = into[source[e]] if within else price[firm[source[e]]]
                into[n] += each * (units[e] / 1000.0)
        if leaves[n]:
            cost[firm[n]] += into[n] * starting_flow[n]
            weight[firm[n]] += starting_flow[n]
    for f in range(len(cost)):
        cost[f] = cost[f] / weight[f] if weight[f] > 0.0 else 0.0
    return cost


@compiled
def labour_costs(
    normal_use: float,
    firm: Integers,
    wage: Integers,
    capability: Floats,
    improvement_time: Floats,
    interview_time: Floats,
    rework_time: Floats,
    starting_flow: Floats,
    starting_volume: Floats,
) -> Floats:
    """Add up the labour in a unit over the nodes of each organisation, (organisation,). [currency/unit]."""
    cost = np.zeros(len(starting_volume))
    for n in range(len(firm)):
        working = working_time(improvement_time[n], interview_time[n], rework_time[n])
        each = labour_in_a_unit(wage[n] / MICRO, capability[n], working, normal_use)
        if starting_volume[firm[n]] > 0.0:
            cost[firm[n]] += each * (starting_flow[n] / starting_volume[firm[n]])
    return cost


@compiled
def set_unit_costs(
    keep: float,
    working: Flags,
    sold: Integers,
    labour: Floats,
    fixed: Floats,
    processing: Floats,
    inputs: Floats,
    starting_volume: Floats,
    volume: Floats,
    experience: Floats,
    unit_cost: Floats,
) -> None:
    """Work out each organisation's standard cost of a unit; what programmes cost is left out."""
    for f in range(len(working)):
        units = max(sold[f], 0) / MICRO
        volume[f] = smooth_over_year(volume[f], units)
        experience[f] = gain_experience(experience[f], keep, units)
        if working[f] and starting_volume[f] > 0.0:
            unit_cost[f] = inputs[f] + labour[f]
            if f < len(fixed):
                unit_cost[f] += processing[f] + fixed[f] / starting_volume[f]
