"""Measures of each quality attribute of a selling firm: what it weighs and lacks, and what is done about it.

Cells are (selling firm, attribute, measure).
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.measures.goods import OfNodes
from tci_sim.engine.phases.evidence import mean_shortfall, mean_weight
from tci_sim.engine.state.firms import Estimates
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.nodes import Places, Practice, Quality, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.sums import Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import Floats


class OfDefects(Columns):
    """Columns about all quality attributes of a selling firm together."""

    DEFECTS = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)


class OfAttributes(Columns):
    """Columns about one quality attribute of a selling firm."""

    WEIGHT = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    ESTIMATED_WEIGHT = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    FELT_GAP = measure("quality", Join.APART, Summary.LAST_YEAR, low=-ANY, high=ANY)
    ESTIMATED_GAP = measure("quality", Join.APART, Summary.LAST_YEAR, low=-ANY, high=ANY)
    EFFORT = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    MISSED = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    SHORTFALL = OfNodes.SHORTFALL.for_other_holder(Join.APART)
    DEFECTS = OfDefects.DEFECTS.for_other_holder(Join.APART)


@compiled
def record_estimates(cells: Floats, segments: Segments, sums: Sums, estimates: Estimates) -> None:
    """Fill in what attributes weigh and lack, to the firm's mean customer and as it estimates it.

    Weights and gaps are 0 where a firm has no customers.
    """
    customers = sums.by_segment[Sum.CUSTOMERS]
    felt = mean_shortfall(sums.by_attribute[SumOfAttribute.PERCEIVED], customers)
    for f in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            cells[f, a, OfAttributes.WEIGHT] = mean_weight(segments.weight, customers, f, a)
            cells[f, a, OfAttributes.ESTIMATED_WEIGHT] = estimates.weight[f, a]
            cells[f, a, OfAttributes.FELT_GAP] = felt[f, a]
            cells[f, a, OfAttributes.ESTIMATED_GAP] = estimates.gap[f, a]


@compiled
def record_efforts(cells: Floats, places: Places, staff: Staff, work: Work) -> None:
    """Fill in the share of each firm's improvement time that is spent on each attribute."""
    sums = np.zeros((cells.shape[0], cells.shape[1], 2))
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(cells):
            time = staff.headcount[n] * work.improvement_time[n]
            for a in range(cells.shape[1]):
                add_weighed(sums[f, a], time, work.priority[n, a])
    record_means(cells, OfAttributes.EFFORT, sums)


@compiled
def record_shortfalls(
    cells: Floats,
    rows: Floats,
    weights: Floats,
    places: Places,
    quality: Quality,
    practice: Practice,
    part: Floats,
) -> None:
    """Fill in shortfalls and what is missed, by the part that nodes have in it, and defects where customers buy.

    Parameters
    ----------
    rows : array of float, shape (selling firm, measure)
        From the column on at which defects over all attributes stand.
    weights : array of float, shape (attribute,)
        What attributes weigh in the market, summing to 1. [-]
    part : array of float, shape (node,)
        Share of its firm's output that a node has a part in. [-]
    """
    not_met = np.zeros((cells.shape[0], cells.shape[1], 2))
    shortfalls = np.zeros((cells.shape[0], cells.shape[1], 2))
    defects = np.zeros((cells.shape[0], cells.shape[1], 2))
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(cells):
            for a in range(cells.shape[1]):
                add_weighed(shortfalls[f, a], part[n] * places.contribution[n, a], quality.shortfall[n, a])
                add_weighed(not_met[f, a], part[n] * places.contribution[n, a], practice.missed[n, a])
                if places.outlet[n]:
                    add_weighed(defects[f, a], places.outlet_share[n], quality.defect_out[n, a])
    record_means(cells, OfAttributes.SHORTFALL, shortfalls)
    record_means(cells, OfAttributes.MISSED, not_met)
    record_means(cells, OfAttributes.DEFECTS, defects)
    record_defects(rows, cells, weights)


@compiled
def add_weighed(sums: Floats, weight: float, figure: float) -> None:
    """Add a node's figure, and what it counts, to a sum and the sum of its weights, (2,)."""
    sums[0] += weight * figure
    sums[1] += weight


@compiled
def record_means(cells: Floats, column: int, sums: Floats) -> None:
    """Fill in one column with means from sums and their weights; 0 where nothing weighs."""
    for f in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            total, weights = sums[f, a, 0], sums[f, a, 1]
            cells[f, a, column] = total / weights if weights > 0.0 else 0.0


@compiled
def record_defects(rows: Floats, cells: Floats, weights: Floats) -> None:
    """Fill in each firm's defects over all attributes, as the market weighs them."""
    for f in range(len(rows)):
        rows[f, OfDefects.DEFECTS] = 0.0
        for a in range(len(weights)):
            rows[f, OfDefects.DEFECTS] += weights[a] * cells[f, a, OfAttributes.DEFECTS]
