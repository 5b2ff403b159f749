"""Sums and means whose bits are the same on every machine: each is the exact sum of its terms, rounded once.

NumPy adds along rows in an order that it chooses, and BLAS in one that depends on the processor; both round on the
way. `math.fsum` does neither (Shewchuk 1997, "Adaptive Precision Floating-Point Arithmetic", Discrete &
Computational Geometry 18(3)). Every figure that is shown is made with the functions below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

ROUNDING = 1e-12
"""What rounding may leave of a number, as a share of it: some thousand roundings of a double. [-]"""


def exact_sum(values: ArrayLike, axis: int = -1) -> Floats:
    """Add up along an axis; NaN where one of the terms is, 0 where there are none.

    Examples
    --------
    >>> exact_sum([[1e16, 1.0, -1e16], [0.1, 0.2, 0.3]])
    array([1. , 0.6])
    """
    rows, shape = _rows(values, axis)
    return np.array([math.fsum(row) for row in rows]).reshape(shape)


def exact_mean(values: ArrayLike, axis: int = -1) -> Floats:
    """Average along an axis; NaN where one of the terms is, or there are none.

    Examples
    --------
    >>> exact_mean([[1.0, 3.0], [2.0, 4.0]], axis=0)
    array([1.5, 3.5])
    """
    count = np.shape(values)[axis]
    total = exact_sum(values, axis)
    return np.asarray(total / count if count else np.full_like(total, np.nan))


def mean_of_known(values: ArrayLike, axis: int = -1) -> Floats:
    """Average along an axis over what is finite; NaN where nothing is.

    Examples
    --------
    >>> mean_of_known([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    array([ 2., nan])
    """
    table = np.asarray(values, np.float64)
    known = np.isfinite(table)
    count = np.count_nonzero(known, axis=axis)
    total = exact_sum(np.where(known, table, 0.0), axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def exact_variance(values: ArrayLike, axis: int = -1, *, lost: int = 1) -> Floats:
    """Return the variance along an axis, about the mean that these values have.

    Parameters
    ----------
    values : float array
        More along the axis than are lost.
    axis : int
        Along which.
    lost : int
        Degrees of freedom that the mean has taken: 1 of a sample, 0 where the values are all that there are.

    Examples
    --------
    >>> exact_variance([1.0, 2.0, 3.0]), exact_variance([1.0, 3.0], lost=0)
    (array(1.), array(1.))
    """
    table = np.asarray(values, np.float64)
    apart = table - np.expand_dims(exact_mean(table, axis), axis)
    return np.asarray(exact_sum(apart * apart, axis) / (table.shape[axis] - lost))


def varies(values: ArrayLike, size: float = 0.0) -> bool:
    """Return whether numbers differ by more than rounding leaves of them.

    Parameters
    ----------
    values : float array
        What is not finite is passed over.
    size : float
        Size of the numbers that these were made from, where they are differences of larger ones.

    Examples
    --------
    >>> varies([0.3, 0.1 + 0.2]), varies([0.3, 0.30001]), varies([0.0, 1e-9], size=1e6)
    (False, True, False)
    """
    known = np.asarray(values, np.float64)
    known = known[np.isfinite(known)]
    if known.size < 2:
        return False
    return bool(np.ptp(known) > ROUNDING * max(size, float(np.abs(known).max())))


def running_sums(values: ArrayLike) -> Floats:
    """Add up along the last axis, from the first term to each; NaN from the first term on that is not finite.

    Examples
    --------
    >>> running_sums([1e16, 1.0, -1e16, 2.0])
    array([1.e+16, 1.e+16, 1.e+00, 3.e+00])
    """
    return np.array([list(_running(row)) for row in _rows(values, -1)[0]]).reshape(np.shape(values))


def sum_by_halves(values: Floats) -> Floats:
    """Add up along the first axis: the first half to the second, then again, until one row is left.

    Not exact, but a hundred times as fast, for what is resampled by the thousand. It cannot differ between machines
    either: the order is written here and not chosen by NumPy, every step adds two arrays element by element, and an
    addition of two numbers is rounded alike everywhere (IEEE 754).

    Parameters
    ----------
    values : float array (term, ...)
        At least one term.

    Examples
    --------
    >>> sum_by_halves(np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]))
    array([ 6., 60.])
    """
    while len(values) > 1:
        half = len(values) // 2
        added = values[:half] + values[half : 2 * half]
        if len(values) % 2:
            added[0] += values[-1]
        values = added
    return np.asarray(values[0])


def product_by_halves(left: Floats, right: Floats) -> Floats:
    """Multiply two small matrices, whose sums are those of `sum_by_halves`.

    Examples
    --------
    >>> product_by_halves(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    """
    return sum_by_halves(left.T[:, :, None] * right[:, None, :])


def _running(terms: Sequence[float]) -> Iterator[float]:
    parts: list[float] = []  # together exactly what was added so far, the largest first
    for place, term in enumerate(terms):
        if not math.isfinite(term):
            yield from [math.nan] * (len(terms) - place)
            return
        terms_left, parts = [*parts, term], []
        while part := math.fsum(terms_left):
            parts.append(part)
            terms_left.append(-part)
        yield parts[0] if parts else 0.0


def _rows(values: ArrayLike, axis: int) -> tuple[list[list[float]], tuple[int, ...]]:
    """Lay out what is added up as rows, and give the shape of what comes out."""
    table = np.moveaxis(np.asarray(values, np.float64), axis, -1)
    shape = table.shape[:-1]
    return table.reshape(math.prod(shape), table.shape[-1]).tolist(), shape
