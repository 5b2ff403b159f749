"""Parts that add up to their whole to the last digit: the method of the largest remainder."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tci_sim.statistics.exact import Floats

Integers = NDArray[np.int64]


def apportion(parts: ArrayLike, total: ArrayLike) -> Integers:
    """Round parts to whole numbers that add up to a whole number.

    Each is rounded down; what is left is given, one by one, to those from which most was taken, the first of equals
    first. Where parts do not add up to the total, all take the same part of what is missing.

    Parameters
    ----------
    parts : float array (..., part)
        All finite; at least one part.
    total : int array (...)
        What they are to add up to.

    Returns
    -------
    int array (..., part)

    References
    ----------
    The method of Hamilton, or of the largest remainder: Balinski & Young (2001), "Fair Representation". Known from how
    it is used; the book was not read for it.

    Examples
    --------
    >>> apportion([1.4, 2.4, -0.8], 3)
    array([ 2,  2, -1])
    >>> apportion([0.0, 0.0], 0)
    array([0, 0])
    """
    values = np.asarray(parts, np.float64)
    down = np.floor(values)
    whole = down.astype(np.int64)
    missing = np.asarray(total, np.int64) - whole_sum(whole)
    each, left = np.divmod(missing, values.shape[-1])
    order = np.argsort(-(values - down), axis=-1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(values.shape[-1]), order.shape), axis=-1)
    return np.asarray(whole + each[..., None] + (rank < left[..., None]), np.int64)


def mean_of_wholes(wholes: Integers) -> tuple[Integers, int]:
    """Return the mean of parts over their first axis as whole numbers that add up to the mean of their sums, and that.

    Parameters
    ----------
    wholes : int array (case, part)
        At least one case.

    Examples
    --------
    >>> mean_of_wholes(np.array([[1, 2], [2, 2]]))
    (array([2, 2]), 4)
    """
    count = len(wholes)
    sums = [sum(column) for column in wholes.T.tolist()]  # of any size
    total = round_half_up(sum(sums), count)
    below = [each // count for each in sums]
    rest: Floats = np.array([(each % count) / count for each in sums])
    return np.array(below, np.int64) + apportion(rest, total - sum(below)), total


def round_half_up(value: int, divisor: int) -> int:
    """Divide whole numbers and round to the nearest, halves up.

    Examples
    --------
    >>> round_half_up(7, 2), round_half_up(-7, 2)
    (4, -3)
    """
    return (2 * value + divisor) // (2 * divisor)


def whole_sum(wholes: Integers, axis: int = -1) -> Integers:
    """Add up whole numbers along an axis: exact in any order.

    Examples
    --------
    >>> whole_sum(np.array([[1, 2], [3, 4]]))
    array([3, 7])
    """
    return np.asarray(np.asarray(wholes, np.int64).sum(axis=axis), np.int64)
