"""The ratio of two means that come in pairs, such as what was gained per unit of what was spent, with its interval."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.paired import CONFIDENCE, Floats, Interval

_NONE = np.asarray(math.nan)
UNDEFINED = Interval(_NONE, _NONE, _NONE)
"""What is said of a ratio whose lower part cannot be told from nothing."""


def ratio_interval(numerators: Floats, denominators: Floats, confidence: float = CONFIDENCE) -> Interval:
    """Return the ratio of two means, and all ratios that the pairs allow.

    A ratio r is allowed where the interval (Student t) of the mean of numerators - r x denominators holds 0. Nothing is
    divided by what may be nothing: where the interval of the mean denominator is not above 0 as a whole, there is no
    ratio.

    Parameters
    ----------
    numerators, denominators : float array (pair,)
        Two values of each pair.
    confidence : float
        Share of such intervals that hold the true ratio. [-]

    Returns
    -------
    Interval
        Arrays of no dimension; all NaN (`UNDEFINED`) where there is no ratio, or there are fewer than two pairs.

    References
    ----------
    Fieller (1954), "Some problems in interval estimation", Journal of the Royal Statistical Society B 16(2).

    Examples
    --------
    >>> found = ratio_interval(np.array([2.0, 3.0, 4.0]), np.array([1.0, 1.0, 1.0]))
    >>> round(float(found.low), 3), float(found.mean), round(float(found.high), 3)
    (0.516, 3.0, 5.484)
    >>> ratio_interval(np.array([2.0, 3.0, 4.0]), np.array([-1.0, 0.0, 1.0])) == UNDEFINED
    True
    """
    from scipy.special import stdtrit

    count = len(denominators)
    if count < 2:
        return UNDEFINED
    over, under = float(exact_mean(numerators)), float(exact_mean(denominators))
    reach = float(stdtrit(count - 1, (1 + confidence) / 2)) ** 2
    above, below = numerators - over, denominators - under

    def noise(one: Floats, other: Floats) -> float:
        return reach * float(exact_mean(one * other)) / (count - 1)

    certain = under * under - noise(below, below)
    if not (under > 0.0 and certain > 0.0):
        return UNDEFINED
    middle = over * under - noise(above, below)
    spread = math.sqrt(max(middle * middle - certain * (over * over - noise(above, above)), 0.0))
    ends = (middle - spread) / certain, over / under, (middle + spread) / certain
    low, mean, high = (np.asarray(end) for end in ends)
    return Interval(mean, low, high)


def around_ratio(numerators: Floats, denominators: Floats, ratio: float) -> Floats:
    """Return what each pair says of a ratio of means: values whose mean it is, to first order.

    Parameters
    ----------
    numerators, denominators : float array (pair,)
        Two values of each pair.
    ratio : float
        That of their means.

    Returns
    -------
    float array (pair,)
        For comparison with another figure of the same pairs; NaN where there is no ratio.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., section 6.3: the ratio estimator to first order.

    Examples
    --------
    >>> around_ratio(np.array([2.0, 4.0]), np.array([1.0, 1.0]), 3.0)
    array([2., 4.])
    """
    return np.asarray(ratio + (numerators - ratio * denominators) / exact_mean(denominators))
