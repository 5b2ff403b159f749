"""What it would be worth to know what is uncertain before one chooses: everything, or one input.

Without knowing, the alternative with the best mean is chosen; who knows chooses anew in each future. The value of
knowing is what that brings on average, in the unit of the values. It is never below 0, so that luck alone makes it
positive: each value stands beside what the same method finds where the input is shuffled and cannot mean anything.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import Floats, exact_mean, exact_sum, sum_by_halves
from tci_sim.statistics.paired import standard_error
from tci_sim.statistics.resampling import shuffled
from tci_sim.statistics.splines import smooth, smoother

PERMUTATIONS = 20
"""How often each input is shuffled."""


class PerfectInformation(NamedTuple):
    """What it is worth to know everything: the future with all its luck, and the future without."""

    all: float
    """With luck: the best is chosen in each run. No research can bring that."""
    world_most: float
    """The world without luck, from above: the best is chosen by the means of the replications in which it is valued."""
    world_least: float
    """The same from below: it is chosen by the other replications; NaN where there is one only."""

    @property
    def luck_least(self) -> float:
        """What luck alone makes up of `all` at the least."""
        return self.all - self.world_most


class ValueOfInputs(NamedTuple):
    """What it is worth to know each input on its own, beside what it would seem worth if it meant nothing."""

    value: Floats
    """(input,), in the unit of the values, 0 or more."""
    error: Floats
    """Its standard error, (input,): futures are a sample, and values in them noisy. What curves miss is not in it."""
    permuted: Floats
    """The same of each input shuffled, (input, permutation)."""

    @property
    def bound(self) -> float:
        """The largest permuted value of all inputs: what is not above it is only known to be less than that."""
        return float(self.permuted.max())

    @property
    def above(self) -> NDArray[np.bool_]:
        """Which inputs are worth more than luck makes of any, (input,)."""
        return np.asarray(self.value > self.bound)


def perfect_information(values: Floats) -> PerfectInformation:
    """Return what it is worth to know everything before choosing.

    Parameters
    ----------
    values : float array (alternative, future, replication)
        The more the better; the same random numbers for all alternatives.

    Returns
    -------
    PerfectInformation
        0 where one alternative is the best everywhere.

    References
    ----------
    Expected value of perfect information in its textbook form; no paper was read for it. Assumed: the two bounds.

    Examples
    --------
    >>> perfect_information(np.array([[[0.0], [0.0]], [[1.0], [-3.0]]]))
    PerfectInformation(all=0.5, world_most=0.5, world_least=nan)
    """
    means = exact_mean(values)
    best = float(exact_mean(means).max())
    replications = values.shape[2]
    least = math.nan
    if replications > 1:
        others = exact_sum(values)[:, :, None] - values
        chosen = np.take_along_axis(values, np.argmax(others, axis=0)[None], axis=0)
        least = max(0.0, float(exact_mean(chosen.ravel())) - best)
    every = float(exact_mean(values.max(axis=0).ravel()))
    return PerfectInformation(every - best, float(exact_mean(means.max(axis=0))) - best, least)


def value_of_inputs(
    values: Floats, inputs: Floats, *, permutations: int = PERMUTATIONS, seed: int = 1
) -> ValueOfInputs:
    """Return what it is worth to know each input on its own before choosing.

    What is expected of each alternative once an input is known is a smooth curve of the input, fitted to what it has
    more than the best one. Who knows the input chooses by these curves, and gains what is seen then: a curve that is
    too smooth for a step still chooses well. Where the two best are equally good, the one that is better in this sample
    seems so to who knows nothing, and all values are too low by up to 0.4 standard errors of their difference.

    Parameters
    ----------
    values : float array (alternative, future)
        The more the better; where a future has replications, their mean. Twenty futures or more, better hundreds.
    inputs : float array (future, input)
        What is drawn for each future, each input on its own, finite. What was drawn together with another is credited
        with what that one does.
    permutations : int
        How often each is shuffled, 1 or more.
    seed : int
        Seed of these shuffles, 0 or more.

    Returns
    -------
    ValueOfInputs

    Raises
    ------
    InputError
        If the number of permutations or the seed is none.

    References
    ----------
    Expected value of partial perfect information by nonparametric regression on one sample, as the documentation of the
    R package `BCEA` describes it (there a generalised additive model, credited to Strong et al. 2014, which was not
    read). Departs: what is gained is what was seen, not what the curves say. Assumed: the splines, the standard error,
    and the comparison with shuffled inputs.
    """
    ahead = _ahead(values)
    orders = shuffled(values.shape[1], permutations, seed)
    gained = [_gained(column, ahead, orders) for column in inputs.T]
    worth = np.maximum(np.array([sum_by_halves(each) / len(each) for each in gained]), 0.0)
    error = np.array([standard_error(each[:, 0]) for each in gained])
    return ValueOfInputs(worth[:, 0], error, worth[:, 1:])


def _ahead(values: Floats) -> Floats:
    """Return what each alternative has more than the one with the best mean, (future, alternative)."""
    best = int(np.argmax(exact_mean(values)))
    return np.asarray((values - values[best]).T)


def _gained(column: Floats, ahead: Floats, orders: NDArray[np.int64]) -> Floats:
    """Return what each future gains by choosing by an input, then by its shuffles, (future, 1 + permutation).

    It is not the input that is shuffled but what it is to explain, which comes to the same.
    """
    together = np.concatenate([ahead[:, None], ahead[orders]], axis=1)
    curves = smooth(smoother(column), together.reshape(len(ahead), -1)).reshape(together.shape)
    chosen = np.argmax(curves, axis=2)[:, :, None]
    return np.asarray(np.take_along_axis(together, chosen, axis=2)[:, :, 0])
