"""How far deviations from one's own mean are gone a step later."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST_STEPS = 5
"""With fewer steps a mean of one's own says next to nothing."""


def share_returned(series: Floats) -> float:
    """Return what share of a deviation from one's own mean is gone a step later: 1 less the slope of an AR(1).

    One slope is fitted to the deviations of all holders, each from the mean of its own known values. In short series
    a mean follows its few values, so that more seems to return than does: by about (1 + slope)/(steps - 1).

    Parameters
    ----------
    series : float array (holder, step)
        NaN where nothing is known; a step counts where it and the one before are known.

    Returns
    -------
    float
        The share; NaN where nothing deviates, or there are fewer than five steps.

    References
    ----------
    Nickell (1981), Econometrica 49(6), 1417-1426: the bias of an autoregression with means of one's own.

    Examples
    --------
    >>> round(share_returned(np.array([[1.0, -1.0, 1.0, -1.0, 1.0, -1.0]])), 9)
    2.0
    """
    products, squares = [], []
    for row in series:
        known = row[np.isfinite(row)]
        if len(known) >= FEWEST_STEPS:
            deviation = row - math.fsum(known) / len(known)
            pairs = np.isfinite(deviation[1:]) & np.isfinite(deviation[:-1])
            before, after = deviation[:-1][pairs], deviation[1:][pairs]
            products += (before * after).tolist()
            squares += (before * before).tolist()
    total = math.fsum(squares)
    return 1.0 - math.fsum(products) / total if total > 0.0 else math.nan
