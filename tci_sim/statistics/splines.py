"""Smooth curves through many numbers at once: penalised splines, as smooth as cross-validation would have them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.statistics.exact import Floats, exact_mean, product_by_halves, sum_by_halves
from tci_sim.statistics.ranks import ranks

PIECES = 20
"""Pieces of a curve, at most."""

FEWEST_VALUES = 4
"""Different values of the input that a piece is to hold."""

DEGREE = 3
"""Degree of the polynomials."""

RELUCTANCE = 1.4
"""How many free degrees one of a curve costs in cross-validation: above 1, or it follows noise too often."""

_SMOOTHING = 10.0 ** np.linspace(-4.0, 8.0, 37)
"""Weights of the penalty that are tried, where the smallest size of what is penalised is 1."""

_NEGLIGIBLE = 1e-9
"""Share of the largest eigenvalue below which one is taken for 0."""


class Smoother(NamedTuple):
    """What fits smooth functions of one input to any numbers."""

    basis: Floats
    """Functions of the input that are orthonormal over the cases and have mean 0, (case, function)."""
    roughness: Floats
    """How much the penalty weighs each of them, (function,)."""


def smoother(inputs: Floats) -> Smoother:
    """Prepare to fit smooth functions of one input.

    They are functions of the ranks of the input, so that each piece holds as many cases, whatever the distribution.

    Parameters
    ----------
    inputs : float array (case,)
        Finite; whole numbers and numbered categories too.

    Returns
    -------
    Smoother
        Without any function where the input does not vary.

    References
    ----------
    Penalised splines (P-splines: B-splines of equal pieces, second differences of their coefficients penalised), in
    their textbook form; no paper was read for them. Assumed: the ranks, and how many pieces.
    """
    from scipy.interpolate import BSpline

    values = len(np.unique(inputs))
    if values < 2:
        return Smoother(np.zeros((len(inputs), 0)), np.zeros(0))
    placed = ranks(inputs)
    placed = (placed - placed.min()) / np.ptp(placed)
    pieces, degree = max(1, min(PIECES, values // FEWEST_VALUES)), min(DEGREE, values - 1)
    knots = np.arange(-degree, pieces + degree + 1) / pieces
    design = BSpline.design_matrix(np.clip(placed, 0.0, 1.0), knots, degree).toarray()
    straight = np.zeros((1, design.shape[1]))  # of two values there is no curve
    curvature = np.diff(np.eye(design.shape[1]), 2, axis=0) if values > 2 else straight
    return _orthonormal(design - exact_mean(design, axis=0), curvature)


def _orthonormal(design: Floats, curvature: Floats) -> Smoother:
    """Turn functions into such as are orthonormal and penalised each on its own."""
    sizes, turn = np.linalg.eigh(product_by_halves(design.T, design))
    seen = sizes > _NEGLIGIBLE * sizes.max()
    to_unit = turn[:, seen] / np.sqrt(sizes[seen])
    rough = product_by_halves(curvature, to_unit)
    roughness, turn = np.linalg.eigh(product_by_halves(rough.T, rough))
    return Smoother(product_by_halves(design, product_by_halves(to_unit, turn)), np.maximum(roughness, 0.0))


def smooth(by: Smoother, values: Floats) -> Floats:
    """Fit a smooth curve to each column of values, as smooth as generalised cross-validation has it.

    A constant is among what it may choose, so that what does not depend on the input is mostly fitted by its mean.

    Parameters
    ----------
    by : Smoother
        Made of the input.
    values : float array (case, column)
        What is fitted, at least two cases.

    Returns
    -------
    float array (case, column)
        The curves at the cases; each has the mean of its column.

    References
    ----------
    Generalised cross-validation in its textbook form (residual variance over the squared share of free degrees); no
    paper was read for it. Assumed: the `RELUCTANCE`, a usual remedy.

    Examples
    --------
    >>> places = np.arange(12.0)
    >>> smooth(smoother(places), 2.0 * places[:, None])[[0, 11], 0].round(6)
    array([ 0., 22.])
    """
    mean = exact_mean(values, axis=0)
    if not len(by.roughness):
        return np.broadcast_to(mean, values.shape).copy()
    apart = values - mean
    found = product_by_halves(by.basis.T, apart)
    kept = _kept(by, found, sum_by_halves(apart * apart), len(values))
    return np.asarray(mean + product_by_halves(by.basis, found * kept))


def _kept(by: Smoother, found: Floats, total: Floats, cases: int) -> Floats:
    """Return which share of each coefficient is kept, (function, column): by the best weight of the penalty."""
    scale = by.roughness[by.roughness > _NEGLIGIBLE * by.roughness.max()]
    weights = _SMOOTHING / (scale.min() if len(scale) else 1.0)
    choices = np.vstack([1.0 / (1.0 + weights[:, None] * by.roughness), np.zeros_like(by.roughness)])
    explained = product_by_halves(choices * (2.0 - choices), found * found)
    free = cases - 1.0 - RELUCTANCE * sum_by_halves(choices.T)
    score = (total - explained) / np.square(np.where(free > 0.0, free, np.nan))[:, None]
    return np.asarray(choices[np.nanargmin(score, axis=0)].T)
