"""Room for what is seen of a world: one array for each kind of holder, a row a month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, WITHOUT_CHOICE, WITHOUT_PRICE
from tci_sim.engine.state import State
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Integers


class Recording(NamedTuple):
    """What was seen, month by month; the last axis runs over `MEASURES` of the kind."""

    market: Floats
    """(month, measure)"""
    firm: Floats
    """(month, selling firm, measure)"""
    supplier: Floats
    """(month, supplier organisation, measure)"""
    segment: Floats
    """(month, selling firm, segment, measure)"""
    attribute: Floats
    """(month, selling firm, attribute, measure)"""
    node: Floats
    """(month, node, measure)"""
    joins: Integers
    """How firms' figures become the market's, a `Join`, (measure,)."""
    blank: Integers
    """Columns of the market, firms and segments that mean nothing in this world, and stay NaN, (column,)."""
    moments: Floats
    """Running moments of orders and demand of nodes, then of organisations, (node + organisation, 5)."""


def new_recording(state: State, months: int) -> Recording:
    """Make room for what will be seen.

    Parameters
    ----------
    state : State
        The world to be observed.
    months : int
        Months that will be recorded.

    Returns
    -------
    Recording
        Filled with NaN until a month is observed.
    """
    firms, organisations = len(state.firms.standing.open), len(state.firms.costs.price)
    segments, attributes = state.market.segments.weight.shape
    nodes, blank = len(state.nodes.places.firm), blank_measures(state.run)
    return Recording(
        market=np.full((months, len(MEASURES["market"])), np.nan),
        firm=np.full((months, firms, len(MEASURES["firm"])), np.nan),
        supplier=np.full((months, organisations - firms, len(MEASURES["supplier"])), np.nan),
        segment=np.full((months, firms, segments, len(MEASURES["segment"])), np.nan),
        attribute=np.full((months, firms, attributes, len(MEASURES["attribute"])), np.nan),
        node=np.full((months, nodes, len(MEASURES["node"])), np.nan),
        joins=np.array([measure.declared.joins for measure in MEASURES["market"]], np.int64),
        blank=np.array([k for k, m in enumerate(MEASURES["market"]) if m.name in blank], np.int64),
        moments=np.zeros((nodes + organisations, 5)),
    )


def blank_measures(run: Run) -> frozenset[str]:
    """List the measures that mean nothing in a world: without choice, or without a price."""
    choice = WITHOUT_CHOICE if run.captive[0] else frozenset()
    return choice if run.priced[0] else choice | WITHOUT_PRICE
