"""What can be read off the world about each organisation: counts, sums and means in a fixed order."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.state.types import Flags, Floats, Integers


@compiled
def at_work(is_open: Flags, organisations: int) -> Flags:
    """Tell which organisations are at work: suppliers always, selling firms once they have entered."""
    present = np.ones(organisations, np.bool_)
    for f in range(len(is_open)):
        present[f] = is_open[f]
    return present


@compiled
def mean_weights(segment_share: Floats, weight: Floats) -> Floats:
    """Give what each attribute weighs with customers on average, summing to 1, (attribute,)."""
    weights = np.zeros(weight.shape[1])
    for a in range(weight.shape[1]):
        for g in range(weight.shape[0]):
            weights[a] += segment_share[g] * weight[g, a]
    return weights


@compiled
def claimable_defects(weights: Floats, inspectable: Flags, defect_out: Floats) -> Floats:
    """Say what share of what each node sends out comes back as a claim, (node,).

    Only what an inspector could have seen can be claimed; attributes count by what customers weigh them.
    """
    share = np.zeros(len(defect_out))
    for n in range(len(share)):
        for a in range(len(weights)):
            if inspectable[a]:
                share[n] += weights[a] * defect_out[n, a]
    return share


@compiled
def heads_of(firm: Integers, headcount: Integers, counted: Flags, organisations: int) -> Integers:
    """Count the members of each organisation at the nodes that count, (organisation,)."""
    heads = np.zeros(organisations, np.int64)
    for n in range(len(firm)):
        if counted[n]:
            heads[firm[n]] += headcount[n]
    return heads


@compiled
def wage_bills(
    firm: Integers, headcount: Integers, wage: Integers, counted: Flags, organisations: int
) -> Integers:
    """Add up a month's wages of each organisation at the nodes that count, (organisation,)."""
    bill = np.zeros(organisations, np.int64)
    for n in range(len(firm)):
        if counted[n]:
            bill[firm[n]] += headcount[n] * wage[n]
    return bill


@compiled
def mean_wages(firm: Integers, headcount: Integers, wage: Integers, organisations: int) -> Floats:
    """Give the mean wage of each organisation, of its units where nobody is left. [micro-currency]."""
    bill = np.zeros((organisations, 4))
    for n in range(len(firm)):
        bill[firm[n], 0] += float(headcount[n]) * float(wage[n])
        bill[firm[n], 1] += float(headcount[n])
        bill[firm[n], 2] += float(wage[n])
        bill[firm[n], 3] += 1.0
    mean = np.zeros(organisations)
    for f in range(organisations):
        mean[f] = bill[f, 0] / bill[f, 1] if bill[f, 1] > 0.0 else bill[f, 2] / max(bill[f, 3], 1.0)
    return mean


@compiled
def leaves_here(firm: Integers, outlet: Flags, goods: Flags, source: Integers, target: Integers) -> Flags:
    """Tell at which nodes goods leave their organisation, (node,)."""
    leaves = outlet.copy()
    for e in range(len(source)):
        if goods[e] and source[e] >= 0 and firm[source[e]] != firm[target[e]]:
            leaves[source[e]] = True
    return leaves


@compiled
def units_sold(
    firm: Integers,
    sold: Integers,
    goods: Flags,
    source: Integers,
    target: Integers,
    delivered: Integers,
    organisations: int,
) -> Integers:
    """Count what each organisation sold to customers and to others, (organisation,). [micro-unit]."""
    units = np.zeros(organisations, np.int64)
    for n in range(len(firm)):
        units[firm[n]] += sold[n]
    for e in range(len(source)):
        if goods[e] and source[e] >= 0 and firm[source[e]] != firm[target[e]]:
            units[firm[source[e]]] += delivered[e]
    return units


@compiled
def over_all_segments(counts: Integers) -> Integers:
    """Add up whole numbers, such as customers, over the segments of each firm, (selling firm + 1,)."""
    total = np.zeros(counts.shape[0], np.int64)
    for f in range(counts.shape[0]):
        for g in range(counts.shape[1]):
            total[f] += counts[f, g]
    return total
