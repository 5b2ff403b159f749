"""Measures of a group of customers, from whole-number sums."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.record.measures import OfCustomers
from tci_sim.world.state import FIXED, Floats, Integers, Sums


@compiled
def tell_of_customers(
    row: Floats, sums: Sums, first: int, last: int, first_segment: int, last_segment: int, of_all: float
) -> None:
    """Fill in the columns about the customers of firms `first` to before `last` in a range of segments.

    What is a mean over customers is not a number (NaN) where there are none; their count and share are 0.
    `of_all` is how many customers the share is a share of.
    """
    span = (first, last, first_segment, last_segment)
    count = added_up(sums.customers, span)
    won = added_up(sums.won, span)
    left = added_up(sums.left, span)
    start = count + left - won
    row[OfCustomers.CUSTOMERS] = count
    row[OfCustomers.SHARE] = count / of_all if of_all > 0.0 else 0.0
    row[OfCustomers.RETENTION] = 1.0 - left / start if start > 0.0 else np.nan
    row[OfCustomers.SWITCHING] = won / count if count > 0.0 else np.nan
    row[OfCustomers.CONSIDERING] = added_up(sums.considered, span) / start if start > 0.0 else np.nan
    row[OfCustomers.COMPLAINTS] = added_up(sums.complaints, span)
    row[OfCustomers.COMPLAINTS_HANDLED] = added_up(sums.handled, span)
    row[OfCustomers.EXPECTATION] = mean(added_up(sums.expectation, span), FIXED, count)
    row[OfCustomers.PERCEIVED_QUALITY] = mean(added_up(sums.quality, span), FIXED, count)
    row[OfCustomers.GAP] = row[OfCustomers.PERCEIVED_QUALITY] - row[OfCustomers.EXPECTATION]
    row[OfCustomers.IMAGE] = mean(added_up(sums.image, span), FIXED, count)
    row[OfCustomers.INTENT] = mean(added_up(sums.intent, span), FIXED, count)
    row[OfCustomers.TENURE] = mean(added_up(sums.tenure, span), 1.0, count)
    row[OfCustomers.ASKED] = mean(added_up(sums.asked, span), 1.0, count)
    promoters = added_up(sums.promoters, span) - added_up(sums.detractors, span)
    row[OfCustomers.NET_PROMOTER_SCORE] = 100.0 * mean(promoters, 1.0, count)
    tell_of_satisfaction(row, sums, span, count)


@compiled
def tell_of_satisfaction(row: Floats, sums: Sums, span: tuple[int, int, int, int], count: float) -> None:
    """Fill in mean, standard deviation and skew of satisfaction, from its first three moments."""
    first = mean(added_up(sums.satisfaction, span), FIXED * 100.0, count)
    second = mean(added_up(sums.satisfaction_square, span), FIXED, count)
    third = mean(added_up(sums.satisfaction_cube, span), FIXED, count)
    deviation = math.sqrt(max(second - first * first, 0.0)) if count > 0.0 else np.nan
    lopsided = third - 3.0 * first * second + 2.0 * first * first * first
    row[OfCustomers.SATISFACTION] = 100.0 * first
    row[OfCustomers.SATISFACTION_SD] = 100.0 * deviation
    row[OfCustomers.SATISFACTION_SKEW] = 0.0
    if deviation > 1e-3:
        row[OfCustomers.SATISFACTION_SKEW] = lopsided / (deviation * deviation * deviation)
    if count <= 0.0:
        row[OfCustomers.SATISFACTION_SKEW] = np.nan


@compiled
def added_up(sums: Integers, span: tuple[int, int, int, int]) -> float:
    """Add up whole numbers over firms and segments: from first firm to before last, and so for segments."""
    total = 0
    for f in range(span[0], span[1]):
        for g in range(span[2], span[3]):
            total += sums[f, g]
    return float(total)


@compiled
def mean(total: float, step: float, count: float) -> float:
    """Divide a sum in units of 1/`step` by a count; not a number where the count is 0."""
    return total / step / count if count > 0.0 else np.nan
