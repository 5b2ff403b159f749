"""Measures of a group of customers, from whole-number sums."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.measures.columns import OfCustomers
from tci_sim.engine.state.types import FIXED, Floats, Integers


class Total(IntEnum):
    """Sums over a group of customers, from which its measures follow."""

    CUSTOMERS = 0
    LEFT = 1
    WON = 2
    CONSIDERED = 3
    ASKED = 4
    COMPLAINTS = 5
    HANDLED = 6
    PROMOTERS = 7
    DETRACTORS = 8
    TENURE = 9
    SATISFACTION = 10
    SATISFACTION_SQUARE = 11
    SATISFACTION_CUBE = 12
    INTENT = 13
    IMAGE = 14
    QUALITY = 15
    EXPECTATION = 16


@compiled
def take_in(totals: Integers, which: int, sums: Integers) -> None:
    """Copy one kind of sum of all selling firms and segments, (selling firm, segment, total)."""
    for f in range(totals.shape[0]):
        for g in range(totals.shape[1]):
            totals[f, g, which] = sums[f, g]


@compiled
def tell_of_segments(rows: Floats, totals: Integers) -> None:
    """Fill in every firm's customers in every segment, (selling firm, segment, measure)."""
    for g in range(totals.shape[1]):
        buyers = 0
        for f in range(totals.shape[0]):
            buyers += totals[f, g, Total.CUSTOMERS]
        for f in range(totals.shape[0]):
            tell_of_customers(rows[f, g], totals[f, g], float(buyers))


@compiled
def tell_of_firms(rows: Floats, market: Floats, totals: Integers, all_customers: int) -> None:
    """Fill in every firm's customers, (selling firm, measure), and those of the whole market, (measure,)."""
    everybody = np.zeros(totals.shape[2], np.int64)
    of_firm = np.zeros((totals.shape[0], totals.shape[2]), np.int64)
    for f in range(totals.shape[0]):
        for g in range(totals.shape[1]):
            for k in range(totals.shape[2]):
                of_firm[f, k] += totals[f, g, k]
                everybody[k] += totals[f, g, k]
    for f in range(totals.shape[0]):
        tell_of_customers(rows[f], of_firm[f], float(everybody[Total.CUSTOMERS]))
    tell_of_customers(market, everybody, float(all_customers))


@compiled
def tell_of_customers(row: Floats, total: Integers, of_all: float) -> None:
    """Fill in the columns about one group of customers; `of_all` is how many its share is a share of.

    What is a mean over customers is not a number (NaN) where there are none; their count and share are 0.
    """
    count = float(total[Total.CUSTOMERS])
    start = float(total[Total.CUSTOMERS] + total[Total.LEFT] - total[Total.WON])
    row[OfCustomers.CUSTOMERS] = count
    row[OfCustomers.SHARE] = count / of_all if of_all > 0.0 else 0.0
    row[OfCustomers.RETENTION] = 1.0 - mean(total[Total.LEFT], 1.0, start)
    row[OfCustomers.SWITCHING] = mean(total[Total.WON], 1.0, count)
    row[OfCustomers.CONSIDERING] = mean(total[Total.CONSIDERED], 1.0, start)
    row[OfCustomers.COMPLAINTS] = total[Total.COMPLAINTS]
    row[OfCustomers.COMPLAINTS_HANDLED] = total[Total.HANDLED]
    row[OfCustomers.EXPECTATION] = mean(total[Total.EXPECTATION], FIXED, count)
    row[OfCustomers.PERCEIVED_QUALITY] = mean(total[Total.QUALITY], FIXED, count)
    row[OfCustomers.GAP] = row[OfCustomers.PERCEIVED_QUALITY] - row[OfCustomers.EXPECTATION]
    row[OfCustomers.IMAGE] = mean(total[Total.IMAGE], FIXED, count)
    row[OfCustomers.INTENT] = mean(total[Total.INTENT], FIXED, count)
    row[OfCustomers.TENURE] = mean(total[Total.TENURE], 1.0, count)
    row[OfCustomers.ASKED] = mean(total[Total.ASKED], 1.0, count)
    more_promoters = total[Total.PROMOTERS] - total[Total.DETRACTORS]
    row[OfCustomers.NET_PROMOTER_SCORE] = 100.0 * mean(more_promoters, 1.0, count)
    first = mean(total[Total.SATISFACTION], FIXED * 100.0, count)
    second = mean(total[Total.SATISFACTION_SQUARE], FIXED, count)
    third = mean(total[Total.SATISFACTION_CUBE], FIXED, count)
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
