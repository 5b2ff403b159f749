"""Goods and orders at nodes, in micro-units."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.engine.state.types import Floats, Integers


class Demand(NamedTuple):
    """What is asked of each node, and what it expects."""

    asked: Integers
    """Units that customers ask for this month, (node,)."""
    exogenous: Floats
    """Deviation of demand without customers from its mean, (node,). [unit]"""
    total: Integers
    """Orders and customers' demand that came in this month, (node,)."""
    seen: Integers
    """Demand as far as the node sees it, for its forecast, (node,)."""
    window: Integers
    """Demand seen in recent months, a ring, (node, month)."""
    forecast: Floats
    """(node,)"""
    deviation: Floats
    """Standard deviation of demand seen, (node,)."""
    waiting: Integers
    """Units owed to customers who wait, (node,)."""


class Production(NamedTuple):
    """What each node makes, sells and keeps."""

    inventory: Integers
    """Finished units, (node,)."""
    made: Integers
    """Units made this month, (node,)."""
    sold: Integers
    """Units sold to customers this month, (node,)."""
    shipped: Integers
    """Units sent or sold down-stream this month, (node,)."""
    capacity: Integers
    """Units that the node could make this month, (node,)."""
    fill_rate: Floats
    """Share of this month's demand that was met at once, (node,)."""
    made_total: Integers
    """(node,)"""
    sold_total: Integers
    """(node,)"""


class Goods(NamedTuple):
    """Goods and orders at nodes, in micro-units."""

    demand: Demand
    production: Production
