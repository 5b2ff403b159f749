"""Part of phase 9: what a unit costs, from inputs, processing, wages and overhead."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.rules.value import cost_by_experience, gain_experience, smooth_over_year, standard_cost
from tci_sim.world.facts import on_the_market
from tci_sim.world.state import MICRO, Edges, Firms, Floats, Integers, Nodes, Record


@compiled
def set_unit_costs(
    world: Record, nodes: Nodes, edges: Edges, firms: Firms, wages: Integers, sold: Integers
) -> None:
    """Work out each organisation's standard cost of a unit; what programmes cost is left out."""
    inputs = input_costs(nodes, edges, firms)
    for f in range(len(firms.price)):
        units = max(sold[f], 0) / MICRO
        firms.volume[f] = smooth_over_year(firms.volume[f], units)
        firms.experience[f] = gain_experience(firms.experience[f], world.economy.experience_keep, units)
        if on_the_market(firms, f) and firms.starting_volume[f] > 0.0:
            fixed = wages[f] / MICRO + overhead(world, firms, f)
            processing = processing_cost(world, firms, f)
            firms.unit_cost[f] = standard_cost(
                fixed, firms.volume[f], firms.starting_volume[f], inputs[f], processing
            )


@compiled
def overhead(world: Record, firms: Firms, f: int) -> float:
    """Give the fixed cost of an organisation; suppliers have none beyond their wages. [currency/month]."""
    if f >= len(firms.open):
        return 0.0
    fixed: float = world.economy.overhead * world.economy.price * firms.starting_volume[f]
    return fixed


@compiled
def processing_cost(world: Record, firms: Firms, f: int) -> float:
    """Give the cost of processing a unit, which falls with experience; suppliers have none. [currency]."""
    if f >= len(firms.open):
        return 0.0
    economy = world.economy
    left = cost_by_experience(firms.experience[f], firms.starting_experience[f], economy.experience_exponent)
    cost: float = economy.value_added * firms.starting_unit_cost[f] * left
    return cost


@compiled
def input_costs(nodes: Nodes, edges: Edges, firms: Firms) -> Floats:
    """Follow the inputs of a unit to where each organisation sells it, (organisation,). [currency/unit].

    Each input counts by what a unit takes of it, at the price of the organisation or outside source it comes
    from; where an organisation sells at several nodes, they count by their flow at the start.
    """
    into = np.zeros(len(nodes.firm))
    cost = np.zeros(len(firms.price))
    weight = np.zeros(len(firms.price))
    for n in range(len(nodes.firm)):
        for e in range(edges.first_in[n], edges.first_in[n + 1]):
            if edges.goods[e]:
                source = edges.source[e]
                price = nodes.material_cost[n] / MICRO
                if source >= 0:
                    within = nodes.firm[source] == nodes.firm[n]
                    price = into[source] if within else firms.price[nodes.firm[source]]
                into[n] += price * (edges.units[e] / 1000.0)
        if sells(nodes, edges, n):
            cost[nodes.firm[n]] += into[n] * nodes.starting_flow[n]
            weight[nodes.firm[n]] += nodes.starting_flow[n]
    for f in range(len(cost)):
        cost[f] = cost[f] / weight[f] if weight[f] > 0.0 else 0.0
    return cost


@compiled
def sells(nodes: Nodes, edges: Edges, n: int) -> bool:
    """Tell whether goods leave the organisation at a node."""
    if nodes.outlet[n]:
        return True
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        if edges.goods[e] and nodes.firm[edges.target[e]] != nodes.firm[n]:
            return True
    return False
