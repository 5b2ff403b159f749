"""Links of the value network, and what flows along them."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.engine.state.types import Flags, Integers


class Links(NamedTuple):
    """Who supplies whom, by target; a node without goods suppliers has a link from outside (source -1)."""

    source: Integers
    """(edge,)"""
    target: Integers
    """(edge,)"""
    goods: Flags
    """Whether goods flow, or work, (edge,)."""
    lead_time: Integers
    """Months from shipment to arrival, (edge,)."""
    units: Integers
    """Input for one unit of output, (edge,). [1/1000 unit]"""
    first_in: Integers
    """First edge into each node; edges are sorted by target, (node + 1,)."""
    first_out: Integers
    """First place in `out` of the edges out of each node, (node + 1,)."""
    out: Integers
    """Edges sorted by source; those from outside are left out."""


class Flows(NamedTuple):
    """What is ordered and under way along each edge."""

    order: Integers
    """Ordered this month; below 0 where goods are sent back, (edge,). [micro-unit]"""
    owed: Integers
    """Ordered and not yet shipped, (edge,). [micro-unit]"""
    pipeline: Integers
    """On the way, by month of arrival, a ring, (edge, month). [micro-unit]"""
    stock: Integers
    """Input at the target, not yet worked on, (edge,). [micro-unit]"""
    delivered: Integers
    """Shipped this month, (edge,). [micro-unit]"""
    shipped_total: Integers
    """(edge,). [micro-unit]"""
    received_total: Integers
    """(edge,). [micro-unit]"""
    used_total: Integers
    """(edge,). [micro-unit]"""


class Edges(NamedTuple):
    """Links of the value network, and what flows along them."""

    links: Links
    flows: Flows
