"""Part of phase 9: what a unit costs, from inputs, processing, wages and overhead."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.rules.value import cost_by_experience, gain_experience, smooth_over_year, standard_cost
from tci_sim.world.state import MICRO, Flags, Floats, Integers, Record


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
def set_unit_costs(
    keep: float,
    working: Flags,
    sold: Integers,
    wages: Integers,
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
            sells_to_customers = f < len(fixed)
            paid_in_any_case = wages[f] / MICRO + (fixed[f] if sells_to_customers else 0.0)
            each = processing[f] if sells_to_customers else 0.0
            unit_cost[f] = standard_cost(paid_in_any_case, volume[f], starting_volume[f], inputs[f], each)
