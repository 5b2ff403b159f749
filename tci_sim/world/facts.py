"""What can be read off the world about one organisation: counts, sums and means in a fixed order."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.world.state import Books, Edges, Firms, Floats, Goods, Integers, Market, Nodes


@compiled
def on_the_market(firms: Firms, f: int) -> bool:
    """Tell whether an organisation is at work: suppliers always, selling firms once they have entered."""
    return f >= len(firms.open) or firms.open[f]


@compiled
def claimable_defects(market: Market, nodes: Nodes) -> Floats:
    """Say what share of what each node sends out comes back as a claim, (node,).

    Only what an inspector could have seen can be claimed; attributes count by what customers weigh them.
    """
    share = np.zeros(len(nodes.firm))
    for n in range(len(share)):
        for a in range(market.weight.shape[1]):
            if market.inspectable[a]:
                for g in range(market.weight.shape[0]):
                    share[n] += market.segment_share[g] * market.weight[g, a] * nodes.defect_out[n, a]
    return share


@compiled
def wage_bills(nodes: Nodes, organisations: int, front_line_only: bool) -> Integers:
    """Add up a month's wages by organisation: of all, or of those who meet customers, (organisation,)."""
    bill = np.zeros(organisations, np.int64)
    for n in range(len(nodes.firm)):
        if nodes.front_line[n] or not front_line_only:
            bill[nodes.firm[n]] += nodes.headcount[n] * nodes.wage[n]
    return bill


@compiled
def mean_wage(nodes: Nodes, f: int) -> float:
    """Give the mean wage of an organisation, of its units where nobody is left. [micro-currency]."""
    bill = 0.0
    heads = 0.0
    units = 0.0
    rates = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            bill += float(nodes.headcount[n]) * float(nodes.wage[n])
            heads += float(nodes.headcount[n])
            rates += float(nodes.wage[n])
            units += 1.0
    return bill / heads if heads > 0.0 else rates / max(units, 1.0)


@compiled
def units_sold(nodes: Nodes, goods: Goods, edges: Edges, organisations: int) -> Integers:
    """Count what each organisation sold to customers and to others, (organisation,). [micro-unit]."""
    sold = np.zeros(organisations, np.int64)
    for n in range(len(nodes.firm)):
        sold[nodes.firm[n]] += goods.sold[n]
    for e in range(len(edges.source)):
        if edges.goods[e] and edges.source[e] >= 0:
            seller = nodes.firm[edges.source[e]]
            if seller != nodes.firm[edges.target[e]]:
                sold[seller] += edges.delivered[e]
    return sold


@compiled
def statement_sum(books: Books, holder: int) -> int:
    """Add up a holder's statement: what the month left him. [micro-currency]."""
    total = 0
    for kind in range(books.statement.shape[1]):
        total += books.statement[holder, kind]
    return total


@compiled
def headcount_of(nodes: Nodes, f: int, front_line_only: bool) -> int:
    """Count an organisation's members, all or those who meet customers."""
    heads = 0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f and (nodes.front_line[n] or not front_line_only):
            heads += nodes.headcount[n]
    return heads


@compiled
def mean_weights(market: Market) -> Floats:
    """Give what each attribute weighs with customers on average, summing to 1, (attribute,)."""
    weights = np.zeros(market.weight.shape[1])
    for a in range(market.weight.shape[1]):
        for g in range(market.weight.shape[0]):
            weights[a] += market.segment_share[g] * market.weight[g, a]
    return weights


@compiled
def defects_at_outlets(nodes: Nodes, weights: Floats, f: int) -> float:
    """Give the weighted share of what is wrong where customers buy from a firm, 0..1."""
    wrong = 0.0
    customers = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f and nodes.outlet[n]:
            customers += nodes.outlet_share[n]
            for a in range(len(weights)):
                wrong += nodes.outlet_share[n] * weights[a] * nodes.defect_out[n, a]
    return wrong / customers if customers > 0.0 else 0.0


@compiled
def cycle_time_of(nodes: Nodes, f: int) -> float:
    """Give the longest time on the way from an outside source through an organisation. [month]."""
    longest = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            longest = max(longest, nodes.cycle_time[n])
    return longest


@compiled
def internal_satisfaction_of(nodes: Nodes, f: int) -> float:
    """Give the mean satisfaction of an organisation's units with what they get, by their members, 0..100."""
    total = 0.0
    heads = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            total += nodes.internal_satisfaction[n] * nodes.headcount[n]
            heads += nodes.headcount[n]
    return total / heads if heads > 0.0 else 0.0
