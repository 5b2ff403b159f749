"""What resampling has in common: shuffles that are the same on every machine, and ends that hold in small samples."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tci_sim.arguments import LARGEST_SEED, whole_number
from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import CONFIDENCE


def shuffled(count: int, times: int, seed: int) -> NDArray[np.int64]:
    """Return the numbers from 0 in random orders, one a column, (count, times), by SplitMix64 in counter mode.

    Examples
    --------
    >>> sorted(shuffled(4, 2, seed=1)[:, 1].tolist())
    [0, 1, 2, 3]
    """
    times, seed = whole_number("times", times, 1), whole_number("seed", seed, 0, LARGEST_SEED)
    drawn = in_a_row(mix64(np.uint64(seed)), count * times).reshape(count, times)
    return np.argsort(drawn, axis=0, kind="stable").astype(np.int64)


def expanded_percentiles(drawn: Floats, count: int, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return the ends of a percentile interval, moved out for how few draws were resampled.

    Plain percentiles are too narrow in small samples: they divide by the count and not by one less, and use the normal
    where Student's t belongs. The expanded ones are those that would give Student's interval for a mean.

    Parameters
    ----------
    drawn : float array (resample, ...)
        What each resample gave, at least one.
    count : int
        How many were resampled, 2 or more.
    confidence : float
        Share of such intervals that are to hold what is true. [-]

    Returns
    -------
    tuple of float array (...)
        Lower and upper end.

    References
    ----------
    Known as the expanded percentile interval (Hesterberg); the formula is derived from the sentence above, no text was
    read for it.

    Examples
    --------
    >>> low, high = expanded_percentiles(np.arange(1001.0), 10)
    >>> round(float(low)), round(float(high))
    (9, 991)
    """
    from scipy.special import ndtr, stdtrit

    reach = math.sqrt(count / (count - 1)) * float(stdtrit(count - 1, (1 + confidence) / 2))
    tail = float(ndtr(-reach))
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return np.asarray(low), np.asarray(high)
