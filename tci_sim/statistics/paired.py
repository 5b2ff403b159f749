"""Two alternatives with the same random numbers: their differences, pair by pair, and how sure these are.

A pair is two runs under one seed. What the random numbers do to both alike cancels in their difference, so that far
fewer pairs than independent runs are needed (common random numbers: Law 2015, "Simulation Modeling and
Analysis", 5th ed., section 11.2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.arguments import LARGEST_SEED, whole_number
from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.messages import Message, message
from tci_sim.statistics.exact import (
    exact_mean,
    exact_sum,
    exact_variance,
    sum_by_halves,
    varies,
)

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Share of intervals that hold the true mean, where nothing else is asked. [-]"""

RESAMPLES = 2_000
"""How often the bootstrap resamples the pairs."""


FEWEST_RESAMPLED = 10
"""Pairs below which nothing is resampled: the interval would be far too wide by accident.

A bootstrap-t interval covers well in small samples, but its length varies wildly, and may be infinite where values
repeat (Owen 2025, "Better bootstrap t confidence intervals for the mean", arXiv 2508.10083). Of 1,500 samples of normal
differences, the widest was, in lengths of Student's, 1e18 for 3 pairs, 6,255 for 4, 13 for 5, 3.2 for 8, 2.9 for 10 and
1.5 for 20; of exponential ones 3,670 for 4, 8 for 8 and 6 for 10. Of n pairs there are C(2n - 1, n) different
resamples: 35 of 4, 126 of 5, 6,435 of 8, 92,378 of 10.
"""

LEAST_SPREAD = 0.1
"""Standard error of a resample, as a share of that of all pairs, below which what is divided by it explodes. [-]

Where more resamples than belong to a tail are so, as when one of 20 pairs differs and 19 are nearly alike, an end of
the interval would be their accident. Of 400 samples of each of ten distributions, the widest interval that is kept was
5 times as wide as Student's; lumpy ones that are refused were a hundred times as wide, and no normal one is refused.
"""

TOO_FEW, TOO_ALIKE = "too_few_pairs", "pairs_too_alike"
"""Why there is no bootstrap interval, in one word for programs; `BootstrapError` has the sentence."""

MOST_RESAMPLED = 2_000
"""Pairs beyond which nothing is resampled: skewness no longer shows in the mean, and memory would."""


class BootstrapError(ValueError):
    """Pairs that cannot be resampled.

    Parameters
    ----------
    reason : str
        `TOO_FEW` or `TOO_ALIKE`.
    pairs : int
        How many there are.
    """

    def __init__(self, reason: str, pairs: int) -> None:
        super().__init__(reason, pairs)
        self.reason = reason
        self.pairs = pairs

    def __str__(self) -> str:
        return str(bootstrap_refusal(self.reason, self.pairs))


def bootstrap_refusal(reason: str, pairs: int) -> Message:
    """Return the sentence that says why so many pairs have no bootstrap interval."""
    if reason == TOO_FEW:
        return message("bootstrap.too_few", pairs=str(pairs), least=str(FEWEST_RESAMPLED))
    return message("bootstrap.too_alike", pairs=str(pairs))


class Interval(NamedTuple):
    """A mean and where the true one lies; all NaN where nothing can be said."""

    mean: Floats
    low: Floats
    high: Floats

    @property
    def half_width(self) -> Floats:
        """Half the distance between its ends."""
        return (self.high - self.low) / 2

    @property
    def contains_zero(self) -> NDArray[np.bool_]:
        """Whether no difference at all is among what it allows."""
        return (self.low <= 0.0) & (self.high >= 0.0)


def student_interval(differences: Floats, confidence: float = CONFIDENCE) -> Interval:
    """Return the mean difference and its Student t interval.

    Exact where differences are normal; of 95 % intervals over 20 exponential differences, 92 % hold the mean.

    Parameters
    ----------
    differences : float array (pair, ...)
        One value a pair; further axes are treated each on its own.
    confidence : float
        Share of such intervals that hold the true mean. [-]

    Returns
    -------
    Interval
        Arrays (...). The ends are NaN for a single pair; all is NaN if there is none.

    References
    ----------
    Student (1908), "The probable error of a mean", Biometrika 6(1).

    Examples
    --------
    >>> found = student_interval(np.array([1.0, 2.0, 3.0]))
    >>> round(float(found.low), 3), float(found.mean), round(float(found.high), 3)
    (-0.484, 2.0, 4.484)
    """
    from scipy.special import stdtrit

    count = len(differences)
    if count == 0:
        nothing = np.full(np.shape(differences)[1:], np.nan)
        return Interval(nothing, nothing, nothing)
    mean = exact_mean(differences, axis=0)
    if count == 1:
        return Interval(mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan))
    reach = float(stdtrit(count - 1, (1 + confidence) / 2)) * standard_error(differences)
    return Interval(mean, mean - reach, mean + reach)


def bootstrap_interval(
    differences: Floats, confidence: float = CONFIDENCE, *, resamples: int = RESAMPLES, seed: int = 1
) -> Interval:
    """Return the mean difference and its bootstrap-t interval, which follows the differences where they are skewed.

    Of 95 % intervals over 20 exponential differences, 95 % hold the mean. Over thousands of pairs a mean is normal,
    and the interval is Student's.

    Parameters
    ----------
    differences : float array (pair,)
        One value a pair.
    confidence : float
        Share of such intervals that hold the true mean. [-]
    resamples : int
        How often the pairs are resampled.
    seed : int
        Seed of these draws, 0 or more.

    Returns
    -------
    Interval
        Arrays of no dimension.

    Raises
    ------
    BootstrapError
        If there are fewer than `FEWEST_RESAMPLED` pairs, or so many of them are alike that what is divided by is near
        0 in more resamples than belong to a tail.

    References
    ----------
    Efron & Tibshirani (1993), "An Introduction to the Bootstrap", section 12.5.
    """
    count = len(differences)
    plain = student_interval(differences, confidence)
    if count < FEWEST_RESAMPLED:
        raise BootstrapError(TOO_FEW, count)
    error = standard_error(differences)
    if count > MOST_RESAMPLED or not error > 0.0:
        return plain
    drawn = differences[resampled(count, resamples, seed)]
    means = sum_by_halves(drawn) / count
    apart = drawn - means
    errors = np.sqrt(sum_by_halves(apart * apart) / (count - 1) / count)
    tail = (1 - confidence) / 2
    if np.count_nonzero(errors <= LEAST_SPREAD * error) > tail * resamples:
        raise BootstrapError(TOO_ALIKE, count)
    known = errors > 0.0
    scores = (means[known] - plain.mean) / errors[known]
    low, high = np.quantile(scores, [tail, 1 - tail])
    return Interval(plain.mean, plain.mean - high * error, plain.mean - low * error)


def apart_since(differences: Floats, confidence: float = CONFIDENCE) -> int | None:
    """Find the step from which the interval of the mean difference leaves zero for good: on one side, to the last step.

    Parameters
    ----------
    differences : float array (pair, step)
        One series a pair.
    confidence : float
        Share of intervals that hold the true mean, each step on its own. [-]

    Returns
    -------
    int or None
        A step from 0; None where the interval of the last step holds zero, or there is none.

    Examples
    --------
    >>> apart_since(np.array([[0.0, 1.0, -1.0, 2.0, 3.0], [0.0, 1.1, 1.0, 2.1, 3.1]]))
    3
    """
    found = student_interval(differences, confidence)
    sides = np.where(found.low > 0.0, 1, np.where(found.high < 0.0, -1, 0))
    if not len(sides) or sides[-1] == 0:
        return None
    other = np.flatnonzero(sides != sides[-1])
    return int(other[-1]) + 1 if len(other) else 0


class Crossed(NamedTuple):
    """A mean over worlds and replications, its interval, and the chance of one so large if there were none."""

    mean: float
    low: float
    high: float
    p_value: float


def crossed_interval(differences: Floats, confidence: float = CONFIDENCE) -> Crossed:
    """Return the mean difference over worlds that all had the same random numbers, with an interval for both.

    Two-way random effects: what worlds do, what the random numbers do to all of them alike, and what they do to each.
    With one replication the second cannot be told from the mean, and the interval holds for those random numbers
    alone; with one world it is Student's over the replications. Degrees of freedom by Satterthwaite (1946, Biometrics
    Bulletin 2(6)).

    Parameters
    ----------
    differences : float array (world, replication)
        No NaN.
    confidence : float
        Share of such intervals that hold the true mean. [-]

    Returns
    -------
    Crossed
        The ends and p_value are NaN where there is one run, all is NaN if there is none.
    """
    from scipy.special import stdtr, stdtrit

    worlds, replications = differences.shape
    mean = float(exact_mean(differences.ravel()))
    if differences.size < 2:
        return Crossed(mean, np.nan, np.nan, np.nan)
    by_world, replication_sd = exact_mean(differences, axis=1), exact_mean(differences, axis=0)
    parts = []
    if worlds > 1:
        parts.append((float(exact_variance(by_world)) / worlds, worlds - 1))
    if replications > 1:
        of_luck = float(exact_variance(replication_sd)) / replications
        if worlds > 1:  # what random variation does to each world is in the first part already
            each = differences - by_world[:, None] - replication_sd + mean
            of_luck -= (
                float(exact_sum((each * each).ravel()))
                / ((worlds - 1) * (replications - 1))
                / differences.size
            )
        parts.append((max(0.0, of_luck), replications - 1))
    variance = math.fsum(part for part, _ in parts)
    if variance == 0.0:
        return Crossed(mean, mean, mean, float(mean == 0.0))
    free = variance * variance / math.fsum(part * part / freedom for part, freedom in parts)
    error = float(np.sqrt(variance))
    reach = float(stdtrit(free, (1 + confidence) / 2)) * error
    return Crossed(mean, mean - reach, mean + reach, float(2 * stdtr(free, -abs(mean) / error)))


def standard_error(differences: Floats) -> Floats:
    """Return the standard error of the mean over the first axis, for two pairs or more."""
    return np.sqrt(exact_variance(differences, axis=0) / len(differences))


def p_value(differences: Floats) -> float:
    """Return the chance of a mean difference at least this large if there were none (Student's t, two-sided).

    Parameters
    ----------
    differences : float array (pair,)
        One value a pair.

    Returns
    -------
    float
        NaN for fewer than two pairs; where all differences are equal, 1 if they are 0 and 0 if not. [-]
    """
    from scipy.special import stdtr

    if len(differences) < 2:
        return float("nan")
    mean, error = float(exact_mean(differences)), float(standard_error(differences))
    if error == 0.0:
        return float(mean == 0.0)
    return float(2 * stdtr(len(differences) - 1, -abs(mean) / error))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for how many questions were asked at once (step-down Bonferroni).

    Parameters
    ----------
    p_values : sequence of float
        One a question; NaN where nothing could be said: those are not counted. [-]

    Returns
    -------
    list of float
        Calling those below .05 real errs in any of them in at most 5 % of studies. [-]

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian J. of Statistics 6(2).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [float("nan")] * len(p_values)
    known = sorted((p, i) for i, p in enumerate(p_values) if p == p)
    largest = 0.0
    for rank, (p, i) in enumerate(known):
        largest = max(largest, min(1.0, p * (len(known) - rank)))
        adjusted[i] = largest
    return adjusted


def variance_reduction(ours: Floats, reference: Floats) -> float:
    """Return how many times more runs independent seeds would need for the same precision.

    Parameters
    ----------
    ours, reference : float array (pair,)
        What the two alternatives gave, pair by pair.

    Returns
    -------
    float
        Var(ours) + Var(reference) over Var(ours - reference): 1 if pairing gains nothing, infinite if all
        pairs differ by the same but for rounding, NaN if there are fewer than two pairs or nothing varies. [-]

    Examples
    --------
    >>> round(variance_reduction(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])), 6)
    10.0
    """
    if len(ours) < 2:
        return float("nan")
    size = float(np.abs([ours, reference]).max())
    if not varies(ours - reference, size):
        return float("inf") if varies(ours) or varies(reference) else float("nan")
    return float(exact_variance(ours) + exact_variance(reference)) / float(exact_variance(ours - reference))


def resampled(count: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """Draw pairs with replacement, (pair, resample), by SplitMix64 in counter mode."""
    resamples, seed = whole_number("resamples", resamples, 1), whole_number("seed", seed, 0, LARGEST_SEED)
    drawn = (in_a_row(mix64(np.uint64(seed)), count * resamples) * count).astype(np.int64)
    return drawn.reshape(count, resamples)
