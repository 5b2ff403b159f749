"""Who is there and who comes next: what phases ask of the value network, member slots and counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.types import Flags, Integers


class Chain(NamedTuple):
    """The few arrays of nodes and edges that say who works where and which process step is next."""

    firm: Integers
    """Firm of each node, (node,)."""
    first_member: Integers
    """First slot of each node, (node + 1,)."""
    target: Integers
    """Node down-stream of each edge, (edge,)."""
    first_out: Integers
    """First place in `out` of the edges out of each node, (node + 1,)."""
    out: Integers
    """Edges sorted by source."""


@compiled
def present(active: Flags, first_member: Integers, node: int) -> Integers:
    """List the occupied slots of a node, (member,)."""
    first, last = first_member[node], first_member[node + 1]
    slots = np.empty(last - first, np.int64)
    count = 0
    for m in range(first, last):
        if active[m]:
            slots[count] = m
            count += 1
    return slots[:count]


@compiled
def employers(node: Integers, firm: Integers) -> Integers:
    """Name the firm that each slot belongs to, (member,)."""
    employer = np.empty(len(node), np.int64)
    for m in range(len(node)):
        employer[m] = firm[node[m]]
    return employer


@compiled
def over_segments(counts: Integers, firm: int) -> int:
    """Add up one row of whole numbers, such as a firm's customers, over the segments."""
    total = 0
    for s in range(counts.shape[1]):
        total += counts[firm, s]
    return total
