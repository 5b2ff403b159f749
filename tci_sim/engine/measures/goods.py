"""Measures of goods: what a node does wrong, makes and holds, and how much orders vary more than demand."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.state.edges import Flows, Links
from tci_sim.engine.state.goods import Demand, Production
from tci_sim.engine.state.nodes import Places, Quality
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers


class OfNodes(Columns):
    """Columns about a node of the value network."""

    SHORTFALL = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    DEFECT_IN = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    DEFECT_OUT = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    REWORKED = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    FIRST_PASS_YIELD = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    CYCLE_TIME = measure("month", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    FILL_RATE = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    INVENTORY = measure("unit", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    DEMAND = measure("unit/month", Join.APART, Summary.LAST_YEAR, low=-ANY, high=ANY)
    ORDERS = measure("unit/month", Join.APART, Summary.LAST_YEAR, low=-ANY, high=ANY)
    MADE = measure("unit/month", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    CAPACITY_USED = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    ORDER_VARIANCE_RATIO = measure("ratio", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    BACKLOG = measure("unit", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)


@compiled
def record_production(rows: Floats, weights: Floats, quality: Quality, production: Production) -> None:
    """Fill in what each node made and how well, (node, measure); customers' weights join attributes."""
    weigh_attributes(rows, OfNodes.SHORTFALL, quality.shortfall, weights)
    weigh_attributes(rows, OfNodes.DEFECT_IN, quality.defect_in, weights)
    weigh_attributes(rows, OfNodes.DEFECT_OUT, quality.defect_out, weights)
    copy_column(rows, OfNodes.REWORKED, quality.reworked)
    copy_column(rows, OfNodes.FIRST_PASS_YIELD, quality.first_pass_yield)
    copy_column(rows, OfNodes.CYCLE_TIME, quality.cycle_time)
    copy_column(rows, OfNodes.FILL_RATE, production.fill_rate)
    copy_units(rows, OfNodes.INVENTORY, production.inventory)
    copy_units(rows, OfNodes.MADE, production.made)
    made, capacity = production.made, production.capacity
    for n in range(len(rows)):
        rows[n, OfNodes.CAPACITY_USED] = made[n] / capacity[n] if capacity[n] > 0 else 0.0


@compiled
def record_orders(rows: Floats, demand: Demand, links: Links, flows: Flows) -> None:
    """Fill in what each node was asked for, what it ordered itself, and what it owes, (node, measure)."""
    copy_units(rows, OfNodes.DEMAND, demand.total)
    copy_column(rows, OfNodes.ORDERS, orders_of_nodes(links, flows, len(rows)))
    copy_units(rows, OfNodes.BACKLOG, owed_by_nodes(demand, links, flows))


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
def weigh_attributes(rows: Floats, column: int, by_attribute: Floats, weights: Floats) -> None:
    """Fill in one column, with its shares by attribute weighed as customers weigh them; rounding adds nothing to 1."""
    for n in range(len(by_attribute)):
        total = 0.0
        for a in range(len(weights)):
            total += weights[a] * by_attribute[n, a]
        rows[n, column] = min(total, 1.0)


@compiled
def orders_of_nodes(links: Links, flows: Flows, nodes: int) -> Floats:
    """Return what each node ordered, as units of its own output: the mean over its inputs, (node,). [unit]."""
    orders = np.zeros(nodes)
    inputs = np.zeros(nodes)
    for e in range(len(links.target)):
        if links.goods[e]:
            orders[links.target[e]] += flows.order[e] / MICRO * (1000.0 / links.units[e])
            inputs[links.target[e]] += 1.0
    for n in range(nodes):
        orders[n] = orders[n] / inputs[n] if inputs[n] > 0.0 else 0.0
    return orders


@compiled
def owed_by_nodes(demand: Demand, links: Links, flows: Flows) -> Integers:
    """Add up what each node owes to customers who wait and to nodes down-stream, (node,). [micro-unit]."""
    total = demand.waiting.copy()
    for e in range(len(links.source)):
        if links.source[e] >= 0:
            total[links.source[e]] += max(flows.owed[e], 0)
    return total


@compiled
def entry_nodes(places: Places, links: Links) -> Flags:
    """Return at which nodes goods come in from beyond their own organisation, (node,)."""
    comes = np.zeros(len(places.firm), np.bool_)
    for e in range(len(links.source)):
        source, target = links.source[e], links.target[e]
        if links.goods[e] and (source < 0 or places.firm[source] != places.firm[target]):
            comes[target] = True
    return comes


@compiled
def follow_orders(moments: Floats, node: Floats, places: Places, comes: Flags, leaves: Flags) -> None:
    """Add the month to the running moments of orders and demand: of each node, then of each organisation.

    An organisation orders where goods come in, and is asked where they leave. Its orders are put into units of
    what it is asked for, by the flow at the start of the nodes where goods come in and of those where they leave:
    else an organisation that takes twenty parts for a unit would seem to order twenty times its demand, and its
    orders to vary four hundred times as much. So counted, it is comparable whatever is
    made of how much.

    Parameters
    ----------
    moments : array of float, shape (node + organisation, 5)
        Changed; see `add_pair`.
    node : array of float, shape (node, measure)
        What has been recorded of nodes' orders and demand this month.
    comes, leaves : array of bool, shape (node,)
        Whether goods come in from, or leave to, beyond the organisation.
    """
    nodes = len(node)
    total, flow = np.zeros((len(moments) - nodes, 2)), np.zeros((len(moments) - nodes, 2))
    for n in range(nodes):
        orders, demand, f = node[n, OfNodes.ORDERS], node[n, OfNodes.DEMAND], places.firm[n]
        add_pair(moments[n], orders, demand)
        if comes[n]:
            total[f, 0] += orders
            flow[f, 0] += places.starting_flow[n]
        if leaves[n]:
            total[f, 1] += demand
            flow[f, 1] += places.starting_flow[n]
    for f in range(len(total)):
        known = flow[f, 0] > 0.0 and flow[f, 1] > 0.0
        units = flow[f, 1] / flow[f, 0] if known else 1.0
        add_pair(moments[nodes + f], total[f, 0] * units, total[f, 1])


@compiled
def add_pair(moments: Floats, orders: float, demand: float) -> None:
    """Add one month to count, mean and sum of squared deviations of orders and of demand (Welford 1962), (5,)."""
    moments[0] += 1.0
    step = orders - moments[1]
    moments[1] += step / moments[0]
    moments[2] += step * (orders - moments[1])
    step = demand - moments[3]
    moments[3] += step / moments[0]
    moments[4] += step * (demand - moments[3])


@compiled
def record_order_variance(rows: Floats, column: int, moments: Floats) -> None:
    """Fill in the variance of orders over that of demand, over the months so far; 1 where demand is steady.

    What varies by less than a millionth of its mean counts as steady. The holders of `moments` are those of `rows`.
    """
    for h in range(len(rows)):
        orders, demand = moments[h, 2], moments[h, 4]
        least = moments[h, 0] * 1e-12 * moments[h, 3] * moments[h, 3]
        rows[h, column] = orders / demand if demand > least else 1.0
