"""What a series of numbers says in one: sums and spreads of its values, how it moves, and when it gets somewhere.

A value that is not known is NaN and is passed over; where nothing is known, or too little, nothing is said: NaN.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import exact_mean, exact_sum, exact_variance

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def known(series: Floats) -> Floats:
    """Return the values that are known, in their order."""
    return np.asarray(series[np.isfinite(series)])


def sum_of_squares(series: Floats) -> float:
    """Add up the squared distances of known values from their mean.

    Examples
    --------
    >>> sum_of_squares(np.array([1.0, 3.0]))
    2.0
    """
    values = known(series)
    apart = values - exact_mean(values)
    return float(exact_sum(apart * apart)) if len(values) else math.nan


def sample_variance(series: Floats) -> float:
    """Return the variance of known values, with one degree of freedom taken by their mean.

    Examples
    --------
    >>> sample_variance(np.array([1.0, 3.0])), sample_variance(np.array([1.0]))
    (2.0, nan)
    """
    values = known(series)
    return float(exact_variance(values)) if len(values) > 1 else math.nan


def fitted_line(x: Floats, y: Floats) -> tuple[float, float]:
    """Fit a straight line by least squares; give its slope and the share of variance it explains.

    Examples
    --------
    >>> fitted_line(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]))
    (2.0, 1.0)
    """
    dx, dy = x - exact_mean(x), y - exact_mean(y)
    rise = _rise(dx, dy)
    left = dy - rise * dx
    return rise, 1.0 - float(exact_sum(left * left) / exact_sum(dy * dy))


def slope(series: Floats) -> float:
    """Return by how much a series rises in a step, on a straight line fitted to its known values.

    Examples
    --------
    >>> slope(np.array([1.0, 3.0, np.nan, 7.0]))
    2.0
    """
    steps = np.flatnonzero(np.isfinite(series)).astype(np.float64)
    if len(steps) < 2:
        return math.nan
    values = known(series)
    return _rise(steps - exact_mean(steps), values - exact_mean(values))


def _rise(dx: Floats, dy: Floats) -> float:
    return float(exact_sum(dx * dy) / exact_sum(dx * dx))


def half_life(series: Floats) -> float:
    """Return the steps in which a series is halved, on a straight line fitted to its logarithms.

    Below 0 where it grows; NaN where a known value is not above 0, or where it does not move.

    Examples
    --------
    >>> round(half_life(np.array([8.0, 4.0, 2.0])), 12)
    1.0
    """
    if not len(known(series)) or (known(series) <= 0.0).any():
        return math.nan
    logarithms = np.array([math.log(value) if math.isfinite(value) else math.nan for value in series])
    fall = slope(logarithms)
    return -math.log(2.0) / fall if fall else math.nan


def autocorrelation(series: Floats, lag: int) -> float:
    """Return the correlation of a series with itself some steps before.

    Parameters
    ----------
    series : float array (step,)
        What is compared.
    lag : int
        How many steps before, at least 1.

    Returns
    -------
    float
        Products of deviations from the mean of the whole series, over the sum of its squares.

    Examples
    --------
    >>> autocorrelation(np.array([1.0, -1.0, 1.0, -1.0]), 1)
    -0.75
    """
    squares = sum_of_squares(series)
    if not squares > 0.0:
        return math.nan
    apart = series - exact_mean(known(series))
    return float(exact_sum(known(apart[lag:] * apart[:-lag]))) / squares


def first_time(holds: Booleans) -> float:
    """Return at which step something first holds, counted from 1; one more than there are steps where it never does.

    Examples
    --------
    >>> first_time(np.array([False, True, False])), first_time(np.array([False]))
    (2.0, 2.0)
    """
    steps = np.flatnonzero(holds)
    return float(steps[0] + 1) if len(steps) else float(len(holds) + 1)
