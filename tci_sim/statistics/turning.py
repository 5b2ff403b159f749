"""When a difference turns for good, when half of it is there and where it ends, by histories that are paired."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.statistics.exact import Floats, exact_mean, sum_by_halves
from tci_sim.statistics.paired import (
    CONFIDENCE,
    FEWEST_RESAMPLED,
    RESAMPLES,
    Interval,
    resampled,
    student_interval,
)
from tci_sim.statistics.resampling import expanded_percentiles

END = 12
"""Months at the end over which a difference is averaged to say where it ends."""

FEWEST_FLIPPED = 8
"""Pairs below which the largest of all months is not found by turning signs: there are too few ways to turn them."""

_MOST_AT_ONCE = 4_000_000


class Course(NamedTuple):
    """How a difference goes on."""

    pairs: int
    band: Interval
    """Mean of all pairs, and between which ends it lies in all months at once, (month,)."""
    end: Interval
    """Mean of the last months, and between which ends it lies, ()."""
    against: NDArray[np.int64]
    """Months in which the band lies wholly on the other side of zero than the end, (month,)."""
    turns: int | None
    """Month from which the band lies wholly on the side of the end and stays there; None where it does not."""
    half: int | None
    """Month from which half of the end is there; None where the difference does not turn for good."""
    half_low: int | None
    half_high: int | None
    """Between which months that lies; None where there are too few pairs to say."""

    @property
    def ever_differs(self) -> bool:
        """Whether the band leaves zero in any month."""
        return bool((~self.band.contains_zero).any())


def course(differences: Floats, confidence: float = CONFIDENCE, *, seed: int = 1) -> Course:
    """Follow a difference over its months.

    Parameters
    ----------
    differences : float array (pair, month)
        Difference of each pair in each month; all are known, and there are 2 pairs or more.
    confidence : float
        Share of bands that hold the true mean in all of their months, and of intervals that hold what is true. [-]
    seed : int
        Seed of what is resampled.

    Returns
    -------
    Course

    Examples
    --------
    >>> steps = np.repeat([0.0, 2.0], [10, 20]) + np.linspace(-0.1, 0.1, 12)[:, None]
    >>> found = course(steps)
    >>> found.turns, found.half, round(float(found.end.mean), 9)
    (10, 10, 2.0)
    """
    band = band_over_months(differences, confidence, seed=seed)
    last = exact_mean(differences[:, -END:])
    end = student_interval(last, confidence)
    side = np.sign(float(end.mean))
    above, below = band.low > 0.0, band.high < 0.0
    with_end, against = (above, below) if side > 0 else (below, above)
    turns = _from_then_on(with_end) if side else None
    half, low, high = (None, None, None) if turns is None else _half(differences, confidence, seed)
    return Course(
        len(differences),
        band,
        end,
        np.flatnonzero(against) if side else np.zeros(0, np.int64),
        turns,
        half,
        low,
        high,
    )


def band_over_months(differences: Floats, confidence: float = CONFIDENCE, *, seed: int = 1) -> Interval:
    """Return the mean of each month, and a band that holds the true means of all months at once.

    How far the largest of all months strays, in standard errors, is found by turning the signs of whole pairs, which
    keeps how months hang together. Where there are fewer than `FEWEST_FLIPPED`, every month is allowed its share
    of error.

    Parameters
    ----------
    differences : float array (pair, month)
        2 pairs or more.
    confidence : float
        Share of bands that hold all. [-]
    seed : int
        Seed of the signs.

    Returns
    -------
    Interval
        Arrays (month,).

    References
    ----------
    Westfall & Young (1993), "Resampling-based Multiple Testing": the distribution of the largest statistic. Known from
    how it is used; the book was not read for it.

    Examples
    --------
    >>> found = band_over_months(np.zeros((12, 3)))
    >>> bool(found.contains_zero.all())
    True
    """
    from scipy.special import stdtrit

    count, months = differences.shape
    alone = student_interval(differences, confidence)
    reach = float(stdtrit(count - 1, (1.0 + confidence) / 2.0))
    if count >= FEWEST_FLIPPED:
        needed = max(reach, float(np.quantile(_largest(differences - alone.mean, seed), confidence)))
    else:
        needed = float(stdtrit(count - 1, 1.0 - (1.0 - confidence) / (2.0 * months)))
    width = alone.half_width * (needed / reach)
    return Interval(alone.mean, np.asarray(alone.mean - width), np.asarray(alone.mean + width))


def _largest(residuals: Floats, seed: int) -> Floats:
    """Return the largest t of all months for pairs whose signs are turned by chance, (turning,)."""
    count = len(residuals)
    signs = np.where(
        in_a_row(mix64(np.uint64(seed)), RESAMPLES * count).reshape(RESAMPLES, count) < 0.5, -1.0, 1.0
    )
    squares = sum_by_halves(residuals * residuals)
    means = _products(signs, residuals) / count
    spread = np.maximum(squares[None] - count * means * means, 0.0) / (count - 1) / count
    size = np.sqrt(squares / (count - 1) / count)
    known = size > 1e-12 * max(float(np.abs(residuals).max(initial=0.0)), 1e-300)
    if not known.any():
        return np.zeros(RESAMPLES)
    floor = 0.1 * size[known]
    return np.asarray(np.max(np.abs(means[:, known]) / np.maximum(np.sqrt(spread[:, known]), floor), axis=1))


def _products(signs: Floats, values: Floats) -> Floats:
    """Add up values (pair, month) with signs (turning, pair), in one order everywhere."""
    step = max(1, _MOST_AT_ONCE // max(values.size, 1))
    parts = [
        sum_by_halves(signs[k : k + step].T[:, :, None] * values[:, None, :])
        for k in range(0, len(signs), step)
    ]
    return np.concatenate(parts)


def _from_then_on(holds: NDArray[np.bool_]) -> int | None:
    """Return the first month from which something holds in all; None where it does not in the last."""
    missed = np.flatnonzero(~holds)
    first = int(missed[-1]) + 1 if len(missed) else 0
    return first if first < len(holds) else None


def _half(differences: Floats, confidence: float, seed: int) -> tuple[int, int | None, int | None]:
    """Return from which month half of the end is there, and between which it lies."""
    pairs, months = differences.shape
    found = int(half_months((sum_by_halves(differences) / pairs)[None])[0])
    if pairs < FEWEST_RESAMPLED:
        return found, None, None
    drawn = resampled(pairs, RESAMPLES, seed)
    step = max(1, _MOST_AT_ONCE // (pairs * months))
    each = np.concatenate(
        [
            half_months(sum_by_halves(differences[drawn[:, k : k + step]]) / pairs)
            for k in range(0, RESAMPLES, step)
        ]
    )
    low, high = expanded_percentiles(each.astype(np.float64), pairs, confidence)
    return found, int(np.floor(low)), int(np.ceil(high))


def half_months(means: Floats) -> NDArray[np.int64]:
    """Return from which month half of its end is there, for each row, (row,).

    It is the month that best parts those in which less than half is there from those in which at least half is: single
    months that chance puts on the wrong side do not move it far.

    Parameters
    ----------
    means : float array (row, month)

    Examples
    --------
    >>> half_months(np.array([[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]))
    array([2])
    """
    end = sum_by_halves(means[:, -END:].T) / min(END, means.shape[1])
    there = means * np.sign(end)[:, None] >= np.abs(end)[:, None] / 2.0
    early = np.cumsum(there, axis=1) - there  # that hold before a month
    late = np.cumsum(~there[:, ::-1], axis=1)[:, ::-1]  # that do not hold from it on
    return np.asarray(np.argmin(early + late, axis=1), np.int64)
