"""What can be read off the world about each organisation: counts, sums and means in a fixed order."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import to_whole
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import chance_to_buy
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.goods import Production
from tci_sim.engine.state.market import Attributes, Buying, Segments
from tci_sim.engine.state.nodes import Places, Quality
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MICRO, MOST_GOODS, MOST_MOVED, Flags, Floats, Integers

_BUY = np.uint64(Decision.PURCHASE)

_YEARS_OF_HOLDING = 3.75
"""Years' cost of holding that goods may cost beside their price: balances bear fifteen years of it four times."""


@compiled
def is_operating(is_open: Flags, organisations: int) -> Flags:
    """Return which organisations are at work: suppliers always, selling firms once they have entered."""
    present = np.ones(organisations, np.bool_)
    for f in range(len(is_open)):
        present[f] = is_open[f]
    return present


@compiled
def mean_weights(segments: Segments) -> Floats:
    """Return what each attribute weighs with customers on average, summing to 1, (attribute,)."""
    weights = np.zeros(segments.weight.shape[1])
    for a in range(segments.weight.shape[1]):
        for g in range(segments.weight.shape[0]):
            weights[a] += segments.share[g] * segments.weight[g, a]
    return weights


@compiled
def units_a_month(purchase_rate: float, buying: Buying, count: Floats | Integers) -> float:
    """Return how many units a customer buys in a month on average, where `count` are in each segment."""
    units, customers, everywhere = 0.0, 0.0, True
    for g in range(len(buying.interval)):
        everywhere = everywhere and buying.interval[g] == 1.0
        units += count[g] * chance_to_buy(purchase_rate, buying.interval[g])
        customers += count[g]
    return purchase_rate if everywhere or customers == 0.0 else units / customers


@compiled
def is_about_to_buy(
    seed: np.uint64, month: np.uint64, who: np.uint64, purchase_rate: float, interval: float
) -> int:
    """Return 1 if it is in that month that a customer who considers alternatives at a purchase asks for a unit."""
    return 1 if uniform(seed, _BUY, month, who) < chance_to_buy(purchase_rate, interval) else 0


@compiled
def claimable_defects(weights: Floats, attributes: Attributes, quality: Quality) -> Floats:
    """Return what share of what each node sends out comes back as a claim, (node,).

    Only what an inspector could have seen can be claimed; attributes count by what customers weigh them.
    """
    share = np.zeros(len(quality.defect_out))
    for n in range(len(share)):
        for a in range(len(weights)):
            if attributes.inspectable[a]:
                share[n] += weights[a] * quality.defect_out[n, a]
    return share


@compiled
def count_heads(places: Places, staff: Staff, counted: Flags, organisations: int) -> Integers:
    """Count the members of each organisation at the nodes that count, (organisation,)."""
    heads = np.zeros(organisations, np.int64)
    for n in range(len(counted)):
        if counted[n]:
            heads[places.firm[n]] += staff.headcount[n]
    return heads


@compiled
def wage_bills(places: Places, staff: Staff, counted: Flags, organisations: int) -> Integers:
    """Add up a month's wages of each organisation at the nodes that count, (organisation,)."""
    bill = np.zeros(organisations, np.int64)
    for n in range(len(counted)):
        if counted[n]:
            bill[places.firm[n]] += staff.headcount[n] * places.wage[n]
    return bill


@compiled
def mean_wages(places: Places, staff: Staff, organisations: int) -> Floats:
    """Return the mean wage of each organisation, of its units where nobody is left. [micro-currency]."""
    bill = np.zeros((organisations, 4))
    for n in range(len(places.firm)):
        f = places.firm[n]
        bill[f, 0] += float(staff.headcount[n]) * float(places.wage[n])
        bill[f, 1] += float(staff.headcount[n])
        bill[f, 2] += float(places.wage[n])
        bill[f, 3] += 1.0
    mean = np.zeros(organisations)
    for f in range(organisations):
        mean[f] = bill[f, 0] / bill[f, 1] if bill[f, 1] > 0.0 else bill[f, 2] / max(bill[f, 3], 1.0)
    return mean


@compiled
def crosses_organisations(places: Places, links: Links, e: int) -> bool:
    """Return whether goods on an edge pass from one organisation of the network to another."""
    source, target = links.source[e], links.target[e]
    return bool(links.goods[e] and source >= 0 and places.firm[source] != places.firm[target])


@compiled
def exit_nodes(places: Places, links: Links) -> Flags:
    """Tell at which nodes goods leave their organisation, (node,)."""
    leaves = places.outlet.copy()
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            leaves[links.source[e]] = True
    return leaves


@compiled
def units_sold(
    places: Places, sold: Integers, links: Links, delivered: Integers, organisations: int
) -> Integers:
    """Count what each organisation sold to customers and to others, (organisation,). [micro-unit].

    `sold` is what nodes sold to customers, (node,), and `delivered` what was sent along edges, (edge,).
    """
    units = np.zeros(organisations, np.int64)
    for n in range(len(places.firm)):
        units[places.firm[n]] += sold[n]
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            units[places.firm[links.source[e]]] += delivered[e]
    return units


@compiled
def over_all_segments(counts: Integers) -> Integers:
    """Add up whole numbers, such as customers, over the segments of each firm, (selling firm + 1,)."""
    total = np.zeros(counts.shape[0], np.int64)
    for f in range(counts.shape[0]):
        for g in range(counts.shape[1]):
            total[f] += counts[f, g]
    return total


@compiled
def over_segments(counts: Integers, firm: int) -> int:
    """Add up one row of whole numbers, such as a firm's customers, over the segments."""
    total = 0
    for s in range(counts.shape[1]):
        total += counts[firm, s]
    return total


@compiled
def delivered_quality(attributes: Attributes, quality: Quality, production: Production) -> Floats:
    """Return the quality that each node delivers in each attribute, (node, attribute). [quality]."""
    delivered: Floats = np.empty(quality.defect_out.shape)
    for n in range(delivered.shape[0]):
        for a in range(delivered.shape[1]):
            carries = attributes.carries_fill_rate[a]
            delivered[n, a] = deliver_quality(quality.defect_out[n, a], production.fill_rate[n], carries)
    return delivered


@compiled
def most_on_the_way(
    starting_price: float, holding: float, places: Places, price: Floats, links: Links
) -> int:
    """Return how much of each input can be counted and paid for while it is on its way, all alike. [micro-unit].

    Half of what may move in a month pays for all of them at the dearest price: it may double until they come. Where
    `holding` them costs more over the years than anybody may spend, there may be so much less. [1/year]
    """
    goods = 1
    for e in range(len(links.goods)):
        goods += 1 if links.goods[e] else 0
    dearest = max(starting_price, price.max(), places.material_cost.max() / MICRO)
    times = max(1.0, holding * _YEARS_OF_HOLDING)
    return to_whole(MOST_MOVED / 2 / (dearest * goods * times), MOST_GOODS / 4)
