"""Where what is missed is least, if each trial is dear and not quite smooth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def least_squares(
    missed: Callable[[Floats], Floats], start: Floats, low: Floats, high: Floats, probe: float, rounds: int
) -> Floats:
    """Find the place where the sum of squared misses is least, by Gauss and Newton within bounds.

    Parameters
    ----------
    missed : callable (array (place,)) -> array (miss,)
        What is missed at a place.
    start, low, high : array (place,)
        Where to begin, and the bounds.
    probe : float
        How far to step aside for a slope; wide, so that small jumps do no harm.
    rounds : int
        Largest number of places tried, those stepped aside to not counted.

    Returns
    -------
    array (place,)

    References
    ----------
    Branch, Coleman & Li (1999), SIAM Journal on Scientific Computing 21(1): the trust region of scipy's `trf`.

    Examples
    --------
    >>> least_squares(lambda x: x - 1.5, np.ones(1), np.zeros(1), np.full(1, 2.0), 0.1, 10).round(6)
    array([1.5])
    """
    from scipy.optimize import least_squares as trust_region

    def slopes(place: Floats) -> Floats:
        here, columns = missed(place), []
        for k in range(len(place)):
            aside = place.copy()
            aside[k] += probe if place[k] + probe <= high[k] else -probe
            columns.append((missed(aside) - here) / (aside[k] - place[k]))
        return np.column_stack(columns)

    margin = 0.01 * (high - low)  # the method cannot leave a bound that it begins at
    inside = np.clip(start, low + margin, high - margin)
    found = trust_region(missed, inside, slopes, (low, high), ftol=1e-4, xtol=1e-3, max_nfev=rounds)
    return np.clip(np.asarray(found.x, np.float64), low, high)
