"""When an investment has paid for itself, what it is worth today, and how often it does not pay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import power
from tci_sim.statistics.exact import Floats, running_sums, sum_by_halves
from tci_sim.statistics.paired import CONFIDENCE, FEWEST_RESAMPLED, RESAMPLES, resampled

MONTHS_A_YEAR = 12

_MOST_AT_ONCE = 4_000_000


def present_value(monthly: Floats, yearly: float) -> Floats:
    """Discount amounts of money to the beginning of month 0; each is due at the end of its month.

    Parameters
    ----------
    monthly : float array (..., month)
        Amount of each month, from month 0. [currency]
    yearly : float
        Rate of discount, above -1. [1/year]

    Returns
    -------
    float array (..., month)
        What each is worth at the beginning. [currency]

    Examples
    --------
    >>> round(float(present_value(np.array([0.0] * 11 + [110.0]), 0.1)[-1]), 9)
    100.0
    """
    months = range(1, monthly.shape[-1] + 1)
    factors = [power(1.0 + yearly, -month / MONTHS_A_YEAR) for month in months]
    return np.asarray(monthly * np.array(factors))


class Payback(NamedTuple):
    """The month from which an alternative stays ahead, by the mean of all pairs, and where the true one lies."""

    month: int | None
    """None where it is not ahead at the end. [month]"""
    low: int | None
    """Lower end of the interval; None where even that is beyond the last month, or no interval could be given."""
    high: int | None
    """Upper end; None where it is beyond the last month, or no interval could be given."""
    resampled: bool
    """Whether there were enough pairs for an interval."""


def payback(differences: Floats, confidence: float = CONFIDENCE, *, seed: int = 1) -> Payback:
    """Find the month from which the mean cumulative difference stays above zero, and its bootstrap interval.

    The interval is of percentiles: pairs are drawn again with replacement, and a draw that is not ahead at the end
    counts as beyond the last month. It says how sure the mean's month is, not when a single run breaks even.

    Parameters
    ----------
    differences : float array (pair, month)
        Difference of each pair in each month. [currency]
    confidence : float
        Share of such intervals that hold the true month. [-]
    seed : int
        Seed of the draws.

    Returns
    -------
    Payback

    References
    ----------
    Efron & Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13: the percentile interval.

    Examples
    --------
    >>> payback(np.tile([-2.0, 1.0, 2.0, 1.0], (12, 1)))
    Payback(month=2, low=2, high=2, resampled=True)
    """
    pairs, months = differences.shape
    if pairs == 0 or months == 0:
        return Payback(None, None, None, resampled=False)
    cumulative = running_sums(differences)
    found = int(_months_behind(sum_by_halves(cumulative)[None])[0])
    month = found if found < months else None
    if pairs < FEWEST_RESAMPLED:
        return Payback(month, None, None, resampled=False)
    drawn = resampled(pairs, RESAMPLES, seed)
    step = max(1, _MOST_AT_ONCE // (pairs * months))
    behind = np.concatenate(
        [_months_behind(sum_by_halves(cumulative[drawn[:, k : k + step]])) for k in range(0, RESAMPLES, step)]
    )
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(behind, [tail, 1.0 - tail], method="nearest").astype(int).tolist()
    return Payback(month, low if low < months else None, high if high < months else None, resampled=True)


def _months_behind(cumulative: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the month from which each row stays above zero, (row,); how many months there are where none is."""
    below = ~(cumulative > 0.0)
    months = cumulative.shape[-1]
    last = months - 1 - np.argmax(below[:, ::-1], axis=1)
    return np.where(below.any(axis=1), last + 1, 0).astype(np.int64)


class Share(NamedTuple):
    """How often something happens, and where the true share lies."""

    share: float
    low: float
    high: float


def share_of(happened: np.ndarray[tuple[int], np.dtype[np.bool_]], confidence: float = CONFIDENCE) -> Share:
    """Return the share of runs in which something happened, with its exact interval.

    Parameters
    ----------
    happened : bool array (run,)
        Whether it did.
    confidence : float
        Share of such intervals that hold the true share at the least. [-]

    Returns
    -------
    Share
        All NaN where there is no run. [-]

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26(4), 404-413.

    Examples
    --------
    >>> found = share_of(np.array([True] + [False] * 19))
    >>> found.share, round(found.low, 4), round(found.high, 4)
    (0.05, 0.0013, 0.2487)
    """
    from scipy.special import betaincinv

    runs, times = len(happened), int(np.count_nonzero(happened))
    if runs == 0:
        return Share(float("nan"), float("nan"), float("nan"))
    tail = (1.0 - confidence) / 2.0
    low = float(betaincinv(times, runs - times + 1, tail)) if times > 0 else 0.0
    high = float(betaincinv(times + 1, runs - times, 1.0 - tail)) if times < runs else 1.0
    return Share(times / runs, low, high)
