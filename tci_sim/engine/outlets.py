"""Outlets: where the customers of each firm buy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import Floats, Integers


class Outlets(NamedTuple):
    """Where the customers of each firm buy."""

    first: Integers
    """First place in `node` of each firm's outlets, (selling firm + 1,)."""
    node: NDArray[np.uint16]
    """Outlets, by firm, (node,)."""
    until: Floats
    """Cumulative share of its firm's customers at each outlet, (node,)."""


def room_for_outlets(firms: int, nodes: int) -> Outlets:
    """Make room for the outlets of so many selling firms."""
    return Outlets(np.zeros(firms + 1, np.int64), np.zeros(nodes, np.uint16), np.zeros(nodes))


@compiled
def list_outlets(places: Places, outlets: Outlets) -> None:
    """List each firm's outlets with the share of its customers up to and including each."""
    place, firms = 0, outlets.first.shape[0] - 1
    for f in range(firms):
        outlets.first[f] = place
        until = 0.0
        for n in range(places.firm.shape[0]):
            if places.firm[n] == f and places.outlet[n]:
                until += places.outlet_share[n]
                outlets.node[place] = n
                outlets.until[place] = until
                place += 1
    outlets.first[firms] = place


@compiled
def outlet_of(outlets: Outlets, firm: int, draw: float) -> int:
    """Find the outlet where a customer buys, by the customer's lasting draw; the number of nodes for none."""
    first, last = outlets.first[firm], outlets.first[firm + 1]
    if first == last:
        return int(outlets.node.shape[0])
    place = first
    while place < last - 1 and draw * outlets.until[last - 1] >= outlets.until[place]:
        place += 1
    return int(outlets.node[place])
