"""Measures of goods: what a node does wrong, makes and holds, and how much orders vary more than demand."""

from __future__ import annotations

from tci_sim.compiled import compiled
from tci_sim.record.measures import OfNodes
from tci_sim.world.phases.unit_cost import sells
from tci_sim.world.state import MICRO, Edges, Floats, Goods, Nodes


@compiled
def tell_of_node(row: Floats, weights: Floats, nodes: Nodes, goods: Goods, orders: float, n: int) -> None:
    """Fill in the columns about a node's work and goods."""
    row[OfNodes.SHORTFALL] = weighted(nodes.shortfall, weights, n)
    row[OfNodes.DEFECT_IN] = weighted(nodes.defect_in, weights, n)
    row[OfNodes.DEFECT_OUT] = weighted(nodes.defect_out, weights, n)
    row[OfNodes.REWORKED] = nodes.reworked[n]
    row[OfNodes.FIRST_PASS_YIELD] = nodes.first_pass_yield[n]
    row[OfNodes.CYCLE_TIME] = nodes.cycle_time[n]
    row[OfNodes.FILL_RATE] = goods.fill_rate[n]
    row[OfNodes.INVENTORY] = goods.inventory[n] / MICRO
    row[OfNodes.DEMAND] = goods.demand[n] / MICRO
    row[OfNodes.ORDERS] = orders
    row[OfNodes.MADE] = goods.made[n] / MICRO
    row[OfNodes.CAPACITY_USED] = goods.made[n] / goods.capacity[n] if goods.capacity[n] > 0 else 0.0


@compiled
def weighted(by_attribute: Floats, weights: Floats, n: int) -> float:
    """Weigh a node's figures by attribute as customers do."""
    total = 0.0
    for a in range(len(weights)):
        total += weights[a] * by_attribute[n, a]
    return total


@compiled
def orders_of(edges: Edges, n: int) -> float:
    """Give what a node ordered, as units of its own output: the mean over its inputs; it needs all."""
    total = 0.0
    inputs = 0.0
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if edges.goods[e]:
            total += edges.order[e] / MICRO * (1000.0 / edges.units[e])
            inputs += 1.0
    return total / inputs if inputs > 0.0 else 0.0


@compiled
def buys_outside(nodes: Nodes, edges: Edges, n: int) -> bool:
    """Tell whether goods come into a node from beyond its own organisation."""
    for e in range(edges.first_in[n], edges.first_in[n + 1]):
        if edges.goods[e] and (edges.source[e] < 0 or nodes.firm[edges.source[e]] != nodes.firm[n]):
            return True
    return False


@compiled
def follow_orders(moments: Floats, orders: Floats, nodes: Nodes, goods: Goods, edges: Edges) -> None:
    """Add the month to the running moments of orders and demand: of each node, then of each organisation."""
    count = len(nodes.firm)
    for n in range(count):
        orders[n] = orders_of(edges, n)
        add_pair(moments, n, orders[n], goods.demand[n] / MICRO)
    for f in range(moments.shape[0] - count):
        ordered = 0.0
        asked = 0.0
        for n in range(count):
            if nodes.firm[n] == f:
                ordered += orders[n] if buys_outside(nodes, edges, n) else 0.0
                asked += goods.demand[n] / MICRO if nodes.carries_goods[n] and sells(nodes, edges, n) else 0.0
        add_pair(moments, count + f, ordered, asked)


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
def order_variance_ratio(moments: Floats, holder: int) -> float:
    """Divide the variance of orders by that of demand, over the months so far; 1 where demand is steady.

    What varies by less than a millionth of its mean counts as steady.
    """
    least = moments[holder, 0] * 1e-12 * moments[holder, 3] * moments[holder, 3]
    return moments[holder, 2] / moments[holder, 4] if moments[holder, 4] > least else 1.0
