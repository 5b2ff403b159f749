"""What several things bring alone, together, and beyond their sum, when every combination of them was tried.

Combinations are numbered by bits: in number 5 = 1 + 4 the first and the third are there. All functions take one
figure for each combination and replication, and give one for each replication, so that intervals follow pair by pair.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.statistics.exact import Floats, exact_mean, exact_sum


def alone(figures: Floats, which: int) -> Floats:
    """Return what one of them brings where nothing else is there, (replication,).

    Parameters
    ----------
    figures : float array (combination, replication)
        One figure for each of the 2^n combinations and each replication.
    which : int
        Its number, from 0.

    Examples
    --------
    >>> alone(np.array([[1.0], [3.0], [2.0], [9.0]]), 0)
    array([2.])
    """
    return np.asarray(figures[1 << which] - figures[0])


def last(figures: Floats, which: int) -> Floats:
    """Return what one of them brings where all others are there, (replication,); parameters as for `alone`.

    Examples
    --------
    >>> last(np.array([[1.0], [3.0], [2.0], [9.0]]), 0)
    array([7.])
    """
    return np.asarray(figures[-1] - figures[len(figures) - 1 - (1 << which)])


def shapley(figures: Floats, which: int) -> Floats:
    """Return what one of them brings on average over all orders in which they may come, (replication,).

    The shares of all add up to what all bring together. Parameters as for `alone`.

    References
    ----------
    Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    >>> shapley(np.array([[1.0], [3.0], [2.0], [9.0]]), 0)
    array([4.5])
    """
    count = _count(figures)
    parts = []
    for number in range(len(figures)):
        if not number >> which & 1:
            there = number.bit_count()
            weight = math.factorial(there) * math.factorial(count - there - 1) / math.factorial(count)
            parts.append(weight * (figures[number | 1 << which] - figures[number]))
    return exact_sum(parts, axis=0)


def beyond_sum(figures: Floats) -> Floats:
    """Return by how much all together bring more than the sum of what each brings alone, (replication,).

    Examples
    --------
    >>> beyond_sum(np.array([[1.0], [3.0], [2.0], [9.0]]))
    array([5.])
    """
    parts = exact_sum([alone(figures, which) for which in range(_count(figures))], axis=0)
    return np.asarray(figures[-1] - figures[0] - parts)


def pair(figures: Floats, one: int, other: int) -> Floats:
    """Return by how much two bring more together than each adds, on average over all combinations of the rest.

    Parameters
    ----------
    figures : float array (combination, replication)
        One figure for each of the 2^n combinations and each replication.
    one, other : int
        Their numbers, from 0.

    Returns
    -------
    float array (replication,)
        Above 0: more than the sum; below 0: less.

    References
    ----------
    Box, Hunter & Hunter (2005), "Statistics for Experimenters", 2nd ed., section 5.4: twice their two-factor
    interaction effect, so that it is in the unit of what one brings.

    Examples
    --------
    >>> pair(np.array([[1.0], [3.0], [2.0], [9.0]]), 0, 1)
    array([5.])
    """
    a, b = 1 << one, 1 << other
    rest = [number for number in range(len(figures)) if not number & (a | b)]
    parts = [figures[n | a | b] - figures[n | a] - figures[n | b] + figures[n] for n in rest]
    return exact_mean(parts, axis=0)


def _count(figures: Floats) -> int:
    """Count what is combined."""
    return len(figures).bit_length() - 1
