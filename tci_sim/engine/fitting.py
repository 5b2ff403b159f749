"""Statistics that firms use, least squares and a logistic curve, in plain sums: the same bits everywhere."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.arithmetic import squash
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.types import Floats, Integers

RIDGE = 0.01
"""What is added to each sum of squares, as a share of their mean, so that the equations can always be solved."""

_STEPS = 25
_LONGEST_STEP = 2.0
_VARIANCE_OF_SLOPE = 1.0
_VARIANCE_OF_CONSTANT = 100.0


@compiled
def solve(matrix: Floats, right: Floats) -> Floats:
    """Solve equations whose matrix is symmetric and positive (Cholesky), (unknown, unknown) and (unknown,)."""
    count = len(right)
    root, found = np.zeros((count, count)), right.copy()
    for i in range(count):
        for j in range(i + 1):
            rest = matrix[i, j]
            for k in range(j):
                rest -= root[i, k] * root[j, k]
            root[i, j] = math.sqrt(rest) if i == j else rest / root[j, j]
    for i in range(count):
        for k in range(i):
            found[i] -= root[i, k] * found[k]
        found[i] /= root[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            found[i] -= root[k, i] * found[k]
        found[i] /= root[i, i]
    return found


@compiled
def regress(answers: Floats, group: Integers, groups: int) -> Floats:
    """Regress the first column of answers on all others, within groups, by least squares with a slight ridge.

    Parameters
    ----------
    answers : array of float, shape (answer, 1 + regressor)
    group : array of int, shape (answer,)
        Each answer's group, the mean of which is taken off.
    groups : int
        How many groups there are at most.

    Returns
    -------
    array of float, shape (regressor,)
        Coefficients; all 0 where there are too few answers to tell, or they do not differ.
    """
    apart = answers - means_of_groups(answers, group, groups)[group]
    regressors, seen = answers.shape[1] - 1, np.zeros(groups, np.int64)
    squares, products = np.zeros((regressors, regressors)), np.zeros(regressors)
    for i in range(len(apart)):
        seen[group[i]] = 1
        for a in range(regressors):
            products[a] += apart[i, 1 + a] * apart[i, 0]
            for b in range(regressors):
                squares[a, b] += apart[i, 1 + a] * apart[i, 1 + b]
    trace, used = 0.0, 0
    for a in range(regressors):
        trace += squares[a, a]
    for g in range(groups):
        used += seen[g]
    if len(apart) <= regressors + used or trace <= 0.0:
        return np.zeros(regressors)
    for a in range(regressors):
        squares[a, a] += RIDGE * trace / regressors
    return solve(squares, products)


@compiled
def means_of_groups(answers: Floats, group: Integers, groups: int) -> Floats:
    """Return the mean of each column in each group, 0 where it is empty, (group, column)."""
    means, count = np.zeros((groups, answers.shape[1])), np.zeros(groups)
    for i in range(len(answers)):
        count[group[i]] += 1.0
        for column in range(answers.shape[1]):
            means[group[i], column] += answers[i, column]
    for g in range(groups):
        for column in range(answers.shape[1]):
            means[g, column] /= max(count[g], 1.0)
    return means


@compiled
def shares_of(coefficients: Floats, otherwise: Floats) -> Floats:
    """Return what is above 0 as shares that sum to 1; others' shares where nothing is, both (attribute,)."""
    total, shares = 0.0, otherwise.copy()
    for a in range(len(coefficients)):
        total += max(coefficients[a], 0.0)
    for a in range(len(coefficients) if total > 0.0 else 0):
        shares[a] = max(coefficients[a], 0.0) / total
    return shares


@compiled
def logistic_slope(classes: Floats) -> float:
    """Fit a logistic curve of leaving on satisfaction to counts by class, and return its slope. [1/point].

    Newton's method on ten classes instead of single answers: a firm keeps no more. The constant and the slope are held
    near 0 by normal priors of 10 and of .1 a point, so that there is a slope where all or none have left.

    Parameters
    ----------
    classes : array of float, shape (class, 2)
        Answers, and leavers among them, in classes of equal width from 0 to 100 points.
    """
    constant, slope = 0.0, 0.0
    width = 10.0 / len(classes)
    for _ in range(_STEPS):
        pull, turn = -constant / _VARIANCE_OF_CONSTANT, -slope / _VARIANCE_OF_SLOPE
        one, both, two = 1.0 / _VARIANCE_OF_CONSTANT, 0.0, 1.0 / _VARIANCE_OF_SLOPE
        for k in range(len(classes)):
            x = (k + 0.5) * width - 6.0
            share = squash(constant + slope * x)
            missed, weight = classes[k, 1] - classes[k, 0] * share, classes[k, 0] * share * (1.0 - share)
            pull, turn = pull + missed, turn + missed * x
            one, both, two = one + weight, both + weight * x, two + weight * x * x
        area = one * two - both * both
        constant += held((pull * two - turn * both) / area)
        slope += held((turn * one - pull * both) / area)
    return slope / 10.0


@compiled
def held(step: float) -> float:
    """Hold a step of Newton's method within what keeps it from running away."""
    return min(max(step, -_LONGEST_STEP), _LONGEST_STEP)
