"""Which of several alternatives to choose when nobody knows which future comes: four ways to judge, and what is worse.

A future is one set of what nobody here decides, and all alternatives are valued in the same ones, so that they are
resampled together: what a kind future does for all cancels when two are compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import Floats, exact_mean, sum_by_halves
from tci_sim.statistics.paired import CONFIDENCE, FEWEST_RESAMPLED, RESAMPLES, resampled
from tci_sim.statistics.payback import share_of
from tci_sim.statistics.resampling import expanded_percentiles

WORST_SHARE = 0.1
"""Share of futures that make up the worst decile. [-]"""

MEAN, WORST_DECILE, LARGEST_REGRET, SHARE_REACHED = "mean", "worst_decile", "largest_regret", "share_reached"
"""What alternatives are judged by."""

_MOST_AT_ONCE = 4_000_000


class Standing(NamedTuple):
    """How alternatives stand by one of the ways to judge them; all arrays (alternative,).

    Ends are NaN where there are too few futures to resample (`paired.FEWEST_RESAMPLED`); those of a share are exact,
    and always there.
    """

    value: Floats
    """In the unit of the values; of `SHARE_REACHED` a share."""
    low: Floats
    high: Floats
    rank: NDArray[np.int64]
    """From 1 for the best; equal ones share the better rank."""
    rank_low: Floats
    rank_high: Floats
    first: Floats
    """Share of resamples in which it is the best, or one of the best. [-]"""
    behind: Floats
    """How much worse than the first of the best, 0 or more."""
    behind_low: Floats
    """Ends of that, over the same resamples for both; below 0 where it may be the better one."""
    behind_high: Floats


def regrets(values: Floats) -> Floats:
    """Return what is missed in each future by not having chosen what turns out to be best there.

    Parameters
    ----------
    values : float array (alternative, future)
        The more the better.

    Returns
    -------
    float array (alternative, future)
        0 for the best of each future, in the unit of the values.

    Examples
    --------
    >>> regrets(np.array([[1.0, 5.0], [3.0, 4.0]]))
    array([[2., 0.],
           [0., 1.]])
    """
    return np.asarray(values.max(axis=0) - values)


def mean_of_worst(values: Floats, share: float = WORST_SHARE) -> Floats:
    """Return the mean over the worst share of futures; where that is no whole number, the last one counts in part.

    It is a mean and no quantile, so that what happens beyond the quantile counts, and so that it moves smoothly.

    Parameters
    ----------
    values : float array (future, ...)
        The more the better; at least one future.
    share : float
        Which share is meant, above 0. [-]

    Returns
    -------
    float array (...)
        In the unit of the values.

    Examples
    --------
    >>> mean_of_worst(np.array([4.0, 1.0, 2.0, 9.0]), 0.5), mean_of_worst(np.array([4.0, 1.0, 2.0]), 0.5)
    (array(1.5), array(1.33333333))
    """
    count = share * len(values)
    whole = math.ceil(count)
    weights = np.clip(count - np.arange(whole), 0.0, 1.0).reshape(-1, *[1] * (values.ndim - 1))
    worst = np.sort(values, axis=0)[:whole]
    return np.asarray(worst[0] + sum_by_halves((worst - worst[0]) * weights) / count)


def dominated_by(values: Floats) -> tuple[tuple[int, ...], ...]:
    """Return for each alternative those that are nowhere worse and somewhere better.

    Parameters
    ----------
    values : float array (alternative, future)
        The more the better. In place of futures there may be aims, to see what is dominated in all of them.

    Returns
    -------
    tuple of tuple of int
        Numbers from 0 of what dominates; empty for what nothing does.

    Examples
    --------
    >>> dominated_by(np.array([[1.0, 2.0], [1.0, 3.0], [5.0, 0.0]]))
    ((1,), (), ())
    """
    return tuple(
        tuple(
            number
            for number, other in enumerate(values)
            if (other >= one).all() and (other > one).any()
        )
        for one in values
    )  # fmt: skip


def over_futures(
    values: Floats, threshold: float | None = None, confidence: float = CONFIDENCE, *, seed: int = 1
) -> Mapping[str, Standing]:
    """Judge alternatives over many futures, in four ways, each with ranks and intervals.

    The interval of the largest regret says how far it hangs on single futures that were drawn. It cannot see futures
    that were not: one more future exceeds it with a chance of 1 in (futures + 1).

    Parameters
    ----------
    values : float array (alternative, future)
        The more the better, at least one of each, all finite. Where a future has replications, their mean.
    threshold : float, optional
        What is to be reached, in the unit of the values; without it nothing is said of the share that does.
    confidence : float
        Share of intervals that hold the true value. [-]
    seed : int
        Seed of the resamples, 0 or more.

    Returns
    -------
    mapping of str to Standing
        `MEAN`, `WORST_DECILE` (`mean_of_worst`), `LARGEST_REGRET` (the least is the best) and, with a threshold,
        `SHARE_REACHED`.

    Raises
    ------
    InputError
        If the seed is none.

    References
    ----------
    The mean, the mean of the worst tenth (known as conditional value at risk), minimax regret (Savage) and satisficing
    in their textbook forms; no paper was read for them.

    Examples
    --------
    >>> found = over_futures(np.array([[1.0, 5.0], [3.0, 4.0]]), threshold=2.0)
    >>> found["mean"].rank.tolist(), found["largest_regret"].value.tolist(), found["share_reached"].value.tolist()
    ([2, 1], [2.0, 1.0], [0.5, 1.0])
    """
    judges = _judges(threshold)
    table = np.stack([values.T, regrets(values).T])
    drawn = _resamples(judges, table, seed) if values.shape[1] >= FEWEST_RESAMPLED else None
    found = {}
    for name, judge in judges.items():
        value = exact_mean(values) if name == MEAN else judge(table)
        again = None if drawn is None else drawn[name]
        found[name] = _standing(value, again, name == LARGEST_REGRET, values.shape[1], confidence)
    if threshold is not None:
        exact = [share_of(row >= threshold, confidence) for row in values]
        low, high = np.array([each.low for each in exact]), np.array([each.high for each in exact])
        found[SHARE_REACHED] = found[SHARE_REACHED]._replace(low=low, high=high)
    return found


_Judge = Callable[[Floats], Floats]
"""From values and regrets (2, future, ..., alternative) to one number for each alternative (..., alternative)."""


def _judges(threshold: float | None) -> dict[str, _Judge]:
    judges: dict[str, _Judge] = {
        MEAN: lambda table: np.asarray(sum_by_halves(table[0]) / table.shape[1]),
        WORST_DECILE: lambda table: mean_of_worst(table[0]),
        LARGEST_REGRET: lambda table: np.asarray(table[1].max(axis=0)),
    }
    if threshold is not None:
        judges[SHARE_REACHED] = lambda table: np.count_nonzero(table[0] >= threshold, axis=0) / table.shape[1]
    return judges


def _resamples(judges: Mapping[str, _Judge], table: Floats, seed: int) -> dict[str, Floats]:
    """Judge resampled futures, (resample, alternative)."""
    _, futures, alternatives = table.shape
    places = resampled(futures, RESAMPLES, seed)
    step = max(1, _MOST_AT_ONCE // (2 * futures * alternatives))
    parts: dict[str, list[Floats]] = {name: [] for name in judges}
    for k in range(0, RESAMPLES, step):
        again = table[:, places[:, k : k + step]]
        for name, judge in judges.items():
            parts[name].append(judge(again))
    return {name: np.concatenate(each) for name, each in parts.items()}


def _standing(
    value: Floats, drawn: Floats | None, less_is_better: bool, futures: int, confidence: float
) -> Standing:
    sign = -1.0 if less_is_better else 1.0
    rank, best = _ranked(sign * value), int(np.argmax(sign * value))
    behind = sign * (value[best] - value)
    if drawn is None:
        unknown = np.full(len(value), np.nan)
        return Standing(value, unknown, unknown, rank, unknown, unknown, unknown, behind, unknown, unknown)

    def ends(of: Floats) -> tuple[Floats, Floats]:
        return expanded_percentiles(of, futures, confidence)

    ranked = _ranked(sign * drawn)
    first = np.count_nonzero(ranked == 1, axis=0) / len(drawn)
    rank_low, rank_high = (np.rint(end) for end in ends(ranked.astype(np.float64)))
    missing = ends(sign * (drawn[:, best, None] - drawn))
    return Standing(value, *ends(drawn), rank, rank_low, rank_high, first, behind, *missing)


def _ranked(goodness: Floats) -> NDArray[np.int64]:
    """Return ranks along the last axis, 1 for the most."""
    better = goodness[..., None, :] > goodness[..., :, None]
    return np.asarray(1 + np.count_nonzero(better, axis=-1))
