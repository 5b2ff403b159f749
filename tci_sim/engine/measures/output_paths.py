"""The paths of goods through each organisation: what part of its output passes each node, and how it fares there."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.quality import weigh_input
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import Flags, Floats, Integers


@compiled
def record_paths(
    rolled: Floats,
    node_yield: Floats,
    places: Places,
    links: Links,
    leaves: Flags,
    delivered: Integers,
    sold: Integers,
) -> Floats:
    """Fill in rolled yields, (organisation,), and return what share of the output each node has a part in, (node,).

    Parameters
    ----------
    rolled : array of float, shape (organisation,)
        Filled in; see `record_rolled_yields`. [-]
    node_yield : array of float, shape (node,)
        First-pass yield. [-]
    leaves : array of bool, shape (node,)
        Whether goods leave the organisation.
    delivered : array of int, shape (edge,)
        Sent along each edge this month. [micro-unit]
    sold : array of int, shape (node,)
        Sold to customers this month. [micro-unit]
    """
    ends = end_nodes(places.firm, links, leaves, len(rolled))
    leaving = leaving_shares(places, links, delivered, sold, ends, len(rolled))
    own = own_inputs(places.firm, links, delivered)
    share = passing_shares(leaving, own, places.firm, links)
    record_rolled_yields(rolled, node_yield, leaving, share, own, places.firm, links)
    return share[:, 1]


@compiled
def end_nodes(firm: Integers, links: Links, leaves: Flags, organisations: int) -> Flags:
    """Return at which nodes each organisation's output leaves it, (node,); `leaves` is where goods do, (node,).

    One that sells no goods ends at the nodes that work for no other node of its own.
    """
    ends = leaves.copy()
    sells = np.zeros(organisations, np.bool_)
    for n in range(len(leaves)):
        sells[firm[n]] |= leaves[n]
    if not sells.all():
        for n in range(len(leaves)):
            ends[n] = leaves[n] or not sells[firm[n]]
        for e in range(len(links.source)):
            source = links.source[e]
            if source >= 0 and firm[source] == firm[links.target[e]] and not sells[firm[source]]:
                ends[source] = False
    return ends


@compiled
def leaving_shares(
    places: Places, links: Links, delivered: Integers, sold: Integers, ends: Flags, organisations: int
) -> Floats:
    """Return the share of its organisation's output that leaves at each of its last nodes, (node,).

    By what was sold and sent this month; where nothing was, by the flow at the start. `sold` is what nodes sold to
    customers, (node,), and `delivered` what was sent along edges, (edge,). [micro-unit]
    """
    firm = places.firm
    out, total = np.zeros(len(firm)), np.zeros(organisations)
    for e in range(len(links.source)):
        source = links.source[e]
        if links.goods[e] and source >= 0 and firm[source] != firm[links.target[e]]:
            out[source] += delivered[e]
    for n in range(len(firm)):
        if ends[n]:
            out[n] = max(out[n] + sold[n], 0.0) + places.starting_flow[n] * 1e-3 + 1e-9
            total[firm[n]] += out[n]
    for n in range(len(firm)):
        out[n] = out[n] / total[firm[n]] if ends[n] else 0.0
    return out


@compiled
def own_inputs(firm: Integers, links: Links, delivered: Integers) -> Floats:
    """Return what part of its target's goods comes along each edge from the target's own organisation, (edge,)."""
    own = np.zeros(len(links.source))
    for n in range(len(firm)):
        total = 0.0
        for e in range(links.first_in[n], links.first_in[n + 1]):
            if links.goods[e]:
                own[e] = weigh_input(float(delivered[e]), float(links.units[e]))
                total += own[e]
        for e in range(links.first_in[n], links.first_in[n + 1]):
            source = links.source[e]
            own[e] = own[e] / total if own[e] > 0.0 and source >= 0 and firm[source] == firm[n] else 0.0
    return own


@compiled
def passing_shares(leaving: Floats, own: Floats, firm: Integers, links: Links) -> Floats:
    """Return the share of its organisation's output that passes each node, as goods, and as goods or work, (node, 2).

    What passes a node came to it from the nodes before it, in proportion to what they sent. What a node works for
    passes it too; however many nodes it works for, all of the output is the most. `leaving` is what leaves at each
    node, (node,), and `own` what comes along each edge, (edge,).
    """
    share = np.empty((len(leaving), 2))
    for n in range(len(leaving)):
        share[n, 0] = leaving[n]
        share[n, 1] = leaving[n]
    for n in range(len(leaving) - 1, -1, -1):
        share[n, 1] = min(share[n, 1], 1.0)
        for e in range(links.first_in[n], links.first_in[n + 1]):
            source = links.source[e]
            if own[e] > 0.0:
                share[source, 0] += own[e] * share[n, 0]
                share[source, 1] += own[e] * share[n, 1]
            elif source >= 0 and not links.goods[e] and firm[source] == firm[n]:
                share[source, 1] += share[n, 1]
    return share


@compiled
def record_rolled_yields(
    rolled: Floats,
    node_yield: Floats,
    leaving: Floats,
    share: Floats,
    own: Floats,
    firm: Integers,
    links: Links,
) -> None:
    """Fill in the rolled throughput yield of each organisation.

    Along each path of goods through the organisation the first-pass yields of the nodes on it are multiplied;
    paths count by what flows along them, so that nodes in parallel are alternatives and like ones give what one
    of them gives. A path begins where goods come in from beyond the organisation. A node off these paths, which
    only works for others, has a part in all that it works for: its yield is a factor once, to the power of the
    share of the output that it has a part in.

    Parameters
    ----------
    rolled : array of float, shape (organisation,)
        Filled in. [-]
    node_yield : array of float, shape (node,)
        First-pass yield. [-]
    leaving : array of float, shape (node,)
        Share of the output that leaves at each node; see `leaving_shares`. [-]
    share : array of float, shape (node, 2)
        Share of the output that passes each node; see `passing_shares`. [-]
    own : array of float, shape (edge,)
        Part of a node's goods that comes along each edge from its own organisation; see `own_inputs`. [-]

    References
    ----------
    Rolled throughput yield: Breyfogle (2003), Implementing Six Sigma, ch. 1: yields of the steps that a unit passes
    multiply. Assumed: the mean over paths, and the power for work.
    """
    rolled[:] = 0.0
    through = np.empty(len(node_yield))
    for n in range(len(through)):
        before, outside = 0.0, 1.0
        for e in range(links.first_in[n], links.first_in[n + 1]):
            if own[e] > 0.0:
                before += own[e] * through[links.source[e]]
                outside -= own[e]
        through[n] = node_yield[n] * (before + outside)
        rolled[firm[n]] += leaving[n] * through[n]
    for n in range(len(through)):
        if share[n, 0] == 0.0:
            part = share[n, 1]
            rolled[firm[n]] *= node_yield[n] if part == 1.0 else power(node_yield[n], part)
