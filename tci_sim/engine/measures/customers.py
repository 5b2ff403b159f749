"""Measures of a group of customers, from whole-number sums that any order of adding leaves exact."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.state.books import Checks
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import FIXED, Floats, Integers


class OfCustomers(Columns):
    """Columns about a group of customers: those of the market, of a firm, or of a firm in one segment."""

    CUSTOMERS = measure("customer", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)
    SHARE = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    SATISFACTION = measure("points of 100", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=100.0)
    SATISFACTION_SD = measure("points of 100", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=100.0)
    SATISFACTION_SKEW = measure("standardised", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)
    EXPECTATION = measure("quality", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)
    PERCEIVED_QUALITY = measure("quality", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)
    GAP = measure("quality", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)
    IMAGE = measure("-", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)
    INTENT = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    RETENTION = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    SWITCHING = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    CONSIDERING = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    COMPLAINTS = measure("complaint/month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)
    COMPLAINTS_HANDLED = measure("complaint/month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)
    NET_PROMOTER_SCORE = measure("points of 100", Join.ANEW, Summary.LAST_YEAR, low=-100.0, high=100.0)
    TENURE = measure("month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)
    ASKED = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY)
    RETENTION_YEAR = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    CHURN_YEAR = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    CUSTOMERS_WON = measure(
        "customer/month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY, needs=("choice",)
    )
    CUSTOMERS_LOST = measure(
        "customer/month", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=ANY, needs=("choice",)
    )
    REPURCHASE = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    REPURCHASE_LOW = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    REPURCHASE_MIDDLE = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    REPURCHASE_HIGH = measure("-", Join.ANEW, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))
    PERCEIVED_GAP = measure("quality", Join.ANEW, Summary.LAST_YEAR, low=-ANY, high=ANY)


@compiled
def record_customers(segment: Floats, firm: Floats, market: Floats, sums: Sums, checks: Checks) -> None:
    """Fill in the columns about customers: of each firm in each segment, of each firm, and of the market.

    Parameters
    ----------
    segment : array of float, shape (selling firm, segment, measure)
        A firm's share is that of the segment's customers who buy from any firm.
    firm : array of float, shape (selling firm, measure)
        A firm's share is that of all customers who buy from any firm.
    market : array of float, shape (measure,)
        The market's share is that of all customers who live in the world.
    sums : Sums
        What customers did and felt this month.
    checks : Checks
        Holds how many customers live in the world.
    """
    totals = sums_by_firm(sums.by_segment)
    record_segments(segment, sums.by_segment)
    buyers = float(totals[Sum.CUSTOMERS, len(firm)])
    for f in range(len(firm)):
        record_group(firm[f], totals[:, f], buyers)
    record_group(market, totals[:, len(firm)], float(checks.customers[0]))


@compiled
def sums_by_firm(by_segment: Integers) -> Integers:
    """Add up sums over segments: of each selling firm, then of the market, (`Sum`, selling firm + 1)."""
    firms = by_segment.shape[1] - 1
    totals = np.zeros((by_segment.shape[0], firms + 1), np.int64)
    for k in range(by_segment.shape[0]):
        for f in range(firms):
            for g in range(by_segment.shape[2]):
                totals[k, f] += by_segment[k, f, g]
            totals[k, firms] += totals[k, f]
    return totals


@compiled
def record_segments(rows: Floats, by_segment: Integers) -> None:
    """Fill in every firm's customers in every segment, (selling firm, segment, measure)."""
    for g in range(rows.shape[1]):
        buyers = 0
        for f in range(rows.shape[0]):
            buyers += by_segment[Sum.CUSTOMERS, f, g]
        for f in range(rows.shape[0]):
            record_group(rows[f, g], by_segment[:, f, g], float(buyers))


@compiled
def record_group(row: Floats, total: Integers, of_all: float) -> None:
    """Fill in the columns about one group of customers, which come first in a row.

    What is a mean over customers is not a number (NaN) where there are none; their count and share are 0.

    Parameters
    ----------
    row : array of float, shape (measure,)
        Of the market, of a firm, or of a firm in one segment.
    total : array of int, shape (`Sum`,)
        Sums over the group.
    of_all : float
        How many customers the group's share is a share of.
    """
    count = float(total[Sum.CUSTOMERS])
    row[OfCustomers.CUSTOMERS] = count
    row[OfCustomers.SHARE] = count / of_all if of_all > 0.0 else 0.0
    record_behaviour(row, total, count)
    record_loyalty(row, total)
    record_attitudes(row, total, count)
    record_satisfaction(row, total, count)


@compiled
def record_behaviour(row: Floats, total: Integers, count: float) -> None:
    """Fill in how many of a group stayed, came, considered the market, complained and were asked."""
    start = float(total[Sum.CUSTOMERS] + total[Sum.LEFT] - total[Sum.WON])
    row[OfCustomers.RETENTION] = 1.0 - mean(total[Sum.LEFT], 1.0, start)
    row[OfCustomers.SWITCHING] = mean(total[Sum.WON], 1.0, count)
    row[OfCustomers.CONSIDERING] = mean(total[Sum.CONSIDERED], 1.0, start)
    row[OfCustomers.COMPLAINTS] = total[Sum.COMPLAINTS]
    row[OfCustomers.COMPLAINTS_HANDLED] = total[Sum.HANDLED]
    row[OfCustomers.TENURE] = mean(total[Sum.TENURE], 1.0, count)
    row[OfCustomers.ASKED] = mean(total[Sum.ASKED], 1.0, count)
    row[OfCustomers.CUSTOMERS_WON] = total[Sum.WON]
    row[OfCustomers.CUSTOMERS_LOST] = total[Sum.LEFT]


@compiled
def record_loyalty(row: Floats, total: Integers) -> None:
    """Fill in how many of a group stayed for a year, and how many stayed when they had an occasion to choose anew."""
    row[OfCustomers.RETENTION_YEAR] = mean(total[Sum.KEPT], 1.0, float(total[Sum.YEAR_AGO]))
    row[OfCustomers.CHURN_YEAR] = 1.0 - row[OfCustomers.RETENTION_YEAR]
    occasions, repurchases = 0, 0
    for of in range(OfCustomers.REPURCHASE_HIGH - OfCustomers.REPURCHASE_LOW + 1):
        due, stayed = total[Sum.OCCASIONS_LOW + of], total[Sum.REPURCHASES_LOW + of]
        row[OfCustomers.REPURCHASE_LOW + of] = mean(stayed, 1.0, float(due))
        occasions += due
        repurchases += stayed
    row[OfCustomers.REPURCHASE] = mean(repurchases, 1.0, float(occasions))


@compiled
def record_attitudes(row: Floats, total: Integers, count: float) -> None:
    """Fill in what a group expects, perceives, thinks of its firm, intends and would recommend."""
    row[OfCustomers.EXPECTATION] = mean(total[Sum.EXPECTATION], FIXED, count)
    row[OfCustomers.PERCEIVED_QUALITY] = mean(total[Sum.QUALITY], FIXED, count)
    row[OfCustomers.GAP] = row[OfCustomers.PERCEIVED_QUALITY] - row[OfCustomers.EXPECTATION]
    row[OfCustomers.PERCEIVED_GAP] = mean(total[Sum.PERCEIVED_GAP], FIXED, count)
    row[OfCustomers.IMAGE] = mean(total[Sum.IMAGE], FIXED, count)
    row[OfCustomers.INTENT] = mean(total[Sum.INTENT], FIXED, count)
    more_promoters = total[Sum.PROMOTERS] - total[Sum.DETRACTORS]
    row[OfCustomers.NET_PROMOTER_SCORE] = 100.0 * mean(more_promoters, 1.0, count)


@compiled
def record_satisfaction(row: Floats, total: Integers, count: float) -> None:
    """Fill in mean, standard deviation and skew of a group's satisfaction."""
    first = mean(total[Sum.SATISFACTION], FIXED * 100.0, count)
    second = mean(total[Sum.SATISFACTION_SQUARE], FIXED, count)
    third = mean(total[Sum.SATISFACTION_CUBE], FIXED, count)
    deviation = math.sqrt(max(second - first * first, 0.0)) if count > 0.0 else np.nan
    lopsided = third - 3.0 * first * second + 2.0 * first * first * first
    row[OfCustomers.SATISFACTION] = 100.0 * first
    row[OfCustomers.SATISFACTION_SD] = 100.0 * deviation
    # customers who are all alike lean to no side
    row[OfCustomers.SATISFACTION_SKEW] = lopsided / max(deviation * deviation * deviation, 1e-9)


@compiled
def mean(total: int, step: float, count: float) -> float:
    """Divide a sum in units of 1/`step` by a count; not a number where the count is 0."""
    return total / step / count if count > 0.0 else np.nan
