"""Measures of the market: what firms add up to or are on average, and what means nothing in this world."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.columns import FIRM
from tci_sim.engine.measures.customers import OfCustomers, record_group
from tci_sim.engine.measures.declaration import Join, first_column
from tci_sim.engine.measures.organisations import OfOrganisations
from tci_sim.engine.measures.people import OfPeople
from tci_sim.engine.measures.recording import Recording
from tci_sim.engine.measures.sellers import OfSellers
from tci_sim.engine.state.firms import Survival
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import Floats, Integers

_NOT_OF_CUSTOMERS = first_column(FIRM, OfSellers)
_CUSTOMERS = int(OfCustomers.CUSTOMERS)
_SUMS = len(Sum)
_UNITS = first_column(FIRM, OfOrganisations) + int(OfOrganisations.UNITS_SOLD)
_HEADS = first_column(FIRM, OfPeople) + int(OfPeople.HEADCOUNT)
_SUM, _BY_UNITS, _BY_HEADS = int(Join.SUM), int(Join.BY_UNITS), int(Join.BY_MEMBERS)


@compiled
def record_market(market: Floats, firm: Floats, joins: Integers) -> None:
    """Fill in the market: firms' figures, other than those about customers, added up or averaged.

    Parameters
    ----------
    market : array of float, shape (measure,)
    firm : array of float, shape (selling firm, measure)
        What has been recorded of firms this month.
    joins : array of int, shape (measure,)
        How each column joins: a `Join`.
    """
    for column in range(_NOT_OF_CUSTOMERS, len(market)):
        market[column] = joined(firm, column, joins[column])


@compiled
def joined(firms: Floats, column: int, how: int) -> float:
    """Join one column of all firms: their sum, or their mean by customers, units sold or members.

    Where all weights are 0 the mean is over all firms alike; else a firm that weighs nothing is left out.
    """
    by = _CUSTOMERS
    if how == _BY_UNITS:
        by = _UNITS
    if how == _BY_HEADS:
        by = _HEADS
    total = 0.0
    weights = 0.0
    plain = 0.0
    for f in range(firms.shape[0]):
        weight = 1.0 if how == _SUM else max(firms[f, by], 0.0)
        plain += firms[f, column]
        if weight > 0.0:
            total += weight * firms[f, column]
            weights += weight
    if how == _SUM:
        return total
    return total / weights if weights > 0.0 else plain / max(firms.shape[0], 1)


@compiled
def leave_out(recording: Recording, row: int, survival: Survival) -> None:
    """Leave out of a month, row `row`, what firms do not own that have left, and what means nothing in this world."""
    firm, segment = recording.firm[row], recording.segment[row]
    clear_gone(firm, recording.attribute[row], segment, recording.joins, survival)
    leave_blank(recording.market[row], firm, segment, recording.blank)


@compiled
def clear_gone(firm: Floats, attribute: Floats, segment: Floats, joins: Integers, survival: Survival) -> None:
    """Count nothing for a firm from the month after it left: an entrant in its place counts in the market alone.

    Counts and money are 0, and means are not numbers (NaN), as of a firm that has no customers and no members.

    Parameters
    ----------
    firm, attribute, segment : array of float
        What has been recorded this month, by selling firm on the first axis.
    joins : array of int, shape (measure,)
        How each column of firms joins: a `Join`.
    """
    nobody = np.zeros(_SUMS, np.int64)
    for f in range(len(survival.replaced)):
        if survival.replaced[f] > 0 or survival.vacant[f] > 1:
            for column in range(_NOT_OF_CUSTOMERS, firm.shape[1]):
                firm[f, column] = 0.0 if joins[column] == _SUM else np.nan
            record_group(firm[f], nobody, 1.0)
            for g in range(segment.shape[1]):
                record_group(segment[f, g], nobody, 1.0)
            attribute[f] = np.nan


@compiled
def leave_blank(market: Floats, firm: Floats, segment: Floats, blank: Integers) -> None:
    """Take out what means nothing in this world; segments have the first columns of firms.

    `blank` lists columns of the market and firms, (column,).
    """
    for column in blank:
        market[column] = np.nan
        for f in range(firm.shape[0]):
            firm[f, column] = np.nan
            for g in range(segment.shape[1]):
                if column < segment.shape[2]:
                    segment[f, g, column] = np.nan
