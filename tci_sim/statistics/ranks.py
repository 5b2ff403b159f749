"""Ranks, and how far two numbers rise together."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tci_sim.statistics.exact import Floats, exact_mean, exact_sum


def ranks(values: Floats) -> Floats:
    """Return the rank of each value, from 1 for the least; equal ones share the mean of theirs.

    Parameters
    ----------
    values : float array (value,)
        No NaN.

    Examples
    --------
    >>> ranks(np.array([5.0, 1.0, 5.0, 7.0]))
    array([2.5, 1. , 2.5, 4. ])
    """
    ordered = np.sort(values)
    below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray((below + 1 + upto) / 2.0)


class RankCorrelation(NamedTuple):
    """How far two numbers rise together, and the chance of a coefficient so far from 0 if they did not."""

    coefficient: float
    p_value: float


def rank_correlation(one: Floats, other: Floats) -> RankCorrelation:
    """Return the correlation of the ranks of two numbers (Spearman's), and its p-value by Student's t.

    Parameters
    ----------
    one, other : float array (case,)
        No NaN.

    Returns
    -------
    RankCorrelation
        From -1 to 1, and two-sided. [-] NaN where one of the two is the same in all cases, or there are fewer than
        three; the p-value is an approximation that is good from about ten cases on.

    References
    ----------
    Spearman's rank correlation in its textbook form; no paper was read for it.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 8.0, 4.0, 9.0])).coefficient
    0.8
    """
    from scipy.special import stdtr

    nothing = RankCorrelation(math.nan, math.nan)
    if len(one) < 3:
        return nothing
    a, b = ranks(one), ranks(other)
    a, b = a - exact_mean(a), b - exact_mean(b)
    size = math.sqrt(float(exact_sum(a * a)) * float(exact_sum(b * b)))
    if size == 0.0:
        return nothing
    found = max(-1.0, min(1.0, float(exact_sum(a * b)) / size))
    left, free = 1.0 - found * found, len(one) - 2
    p_value = 2.0 * float(stdtr(free, -abs(found) * math.sqrt(free / left))) if left > 0.0 else 0.0
    return RankCorrelation(found, p_value)
