"""Measures of goods: what a node does wrong, makes and holds, and how much orders vary more than demand."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.measures.columns import OfNodes
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers


@compiled
def copy_column(rows: Floats, column: int, figures: Floats) -> None:
    """Fill in one column as it is."""
    for n in range(len(figures)):
        rows[n, column] = figures[n]


@compiled
def copy_units(rows: Floats, column: int, micro_units: Integers) -> None:
    """Fill in one column of goods, as units."""
    for n in range(len(micro_units)):
        rows[n, column] = micro_units[n] / MICRO


@compiled
def owed_by_nodes(waiting: Integers, source: Integers, owed: Integers) -> Integers:
    """Add up what each node owes to customers who wait and to nodes down-stream, (node,). [micro-unit]."""
    total = waiting.copy()
    for e in range(len(source)):
        if source[e] >= 0:
            total[source[e]] += max(owed[e], 0)
    return total


@compiled
def weigh_attributes(rows: Floats, column: int, by_attribute: Floats, weights: Floats) -> None:
    """Fill in one column, with its figures by attribute weighed as customers weigh them."""
    for n in range(len(by_attribute)):
        total = 0.0
        for a in range(len(weights)):
            total += weights[a] * by_attribute[n, a]
        rows[n, column] = total


@compiled
def tell_of_capacity(rows: Floats, made: Integers, capacity: Integers) -> None:
    """Fill in how much of what could be made was made."""
    for n in range(len(made)):
        rows[n, OfNodes.CAPACITY_USED] = made[n] / capacity[n] if capacity[n] > 0 else 0.0


@compiled
def orders_of_nodes(goods: Flags, target: Integers, units: Integers, order: Integers, nodes: int) -> Floats:
    """Give what each node ordered, as units of its own output: the mean over its inputs, (node,)."""
    orders = np.zeros(nodes)
    inputs = np.zeros(nodes)
    for e in range(len(target)):
        if goods[e]:
            orders[target[e]] += order[e] / MICRO * (1000.0 / units[e])
            inputs[target[e]] += 1.0
    for n in range(nodes):
        orders[n] = orders[n] / inputs[n] if inputs[n] > 0.0 else 0.0
    return orders


@compiled
def comes_in_here(firm: Integers, goods: Flags, source: Integers, target: Integers) -> Flags:
    """Tell at which nodes goods come in from beyond their own organisation, (node,)."""
    comes = np.zeros(len(firm), np.bool_)
    for e in range(len(source)):
        if goods[e] and (source[e] < 0 or firm[source[e]] != firm[target[e]]):
            comes[target[e]] = True
    return comes


@compiled
def follow_orders(
    moments: Floats, orders: Floats, demand: Integers, firm: Integers, comes: Flags, leaves: Flags
) -> None:
    """Add the month to the running moments of orders and demand: of each node, then of each organisation.

    An organisation orders where goods come in, and is asked where they leave.
    """
    nodes = len(firm)
    of_organisations = np.zeros((len(moments) - nodes, 2))
    for n in range(nodes):
        asked = demand[n] / MICRO
        add_pair(moments, n, orders[n], asked)
        of_organisations[firm[n], 0] += orders[n] if comes[n] else 0.0
        of_organisations[firm[n], 1] += asked if leaves[n] else 0.0
    for f in range(len(of_organisations)):
        add_pair(moments, nodes + f, of_organisations[f, 0], of_organisations[f, 1])


@compiled
def add_pair(moments: Floats, holder: int, orders: float, demand: float) -> None:
    """Add one month to count, mean and sum of squared deviations of orders and of demand (Welford 1962)."""
    moments[holder, 0] += 1.0
    step = orders - moments[holder, 1]
    moments[holder, 1] += step / moments[holder, 0]
    moments[holder, 2] += step * (orders - moments[holder, 1])
    step = demand - moments[holder, 3]
    moments[holder, 3] += step / moments[holder, 0]
    moments[holder, 4] += step * (demand - moments[holder, 3])


@compiled
def tell_of_variance(rows: Floats, column: int, moments: Floats, first: int) -> None:
    """Fill in the variance of orders over that of demand, over the months so far; 1 where demand is steady.

    What varies by less than a millionth of its mean counts as steady.
    """
    for h in range(len(rows)):
        orders, demand = moments[first + h, 2], moments[first + h, 4]
        least = moments[first + h, 0] * 1e-12 * moments[first + h, 3] * moments[first + h, 3]
        rows[h, column] = orders / demand if demand > least else 1.0
