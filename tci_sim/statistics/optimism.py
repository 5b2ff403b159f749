"""How far one alternative leads another by some criterion, and how much less where it was not chosen by its lead.

The best of many in the draws that were searched was partly lucky there. What it leads by in those draws, less what it
leads by in fresh ones, is its optimism.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import (
    CONFIDENCE,
    FEWEST_RESAMPLED,
    RESAMPLES,
    Interval,
    resampled,
    standard_error,
    student_interval,
)
from tci_sim.statistics.racing import Criterion, judge
from tci_sim.statistics.resampling import expanded_percentiles


def lead(
    ours: Floats, theirs: Floats, criterion: Criterion = "mean", confidence: float = CONFIDENCE
) -> Interval:
    """Return by how much we are better, with its interval: Student's for a mean, else of resampled histories.

    Parameters
    ----------
    ours, theirs : float array (history,)
        The more the better; in the same histories.
    criterion : criterion
        What of them counts, as in `racing.judge`.
    confidence : float
        Share of intervals that hold the true lead. [-]

    Returns
    -------
    Interval
        Arrays of no dimension. Ends are NaN of one history, and for other criteria than the mean of fewer than
        `FEWEST_RESAMPLED`.

    Examples
    --------
    >>> float(lead(np.array([3.0, 5.0]), np.array([1.0, 4.0])).mean)
    1.5
    """
    if criterion == "mean":
        return student_interval(ours - theirs, confidence)
    value = judge(ours, criterion) - judge(theirs, criterion)
    if len(ours) < FEWEST_RESAMPLED:
        return Interval(value, np.asarray(np.nan), np.asarray(np.nan))
    return Interval(value, *expanded_percentiles(_again(ours, theirs, criterion, 1), len(ours), confidence))


def optimism(
    searched: tuple[Floats, Floats], fresh: tuple[Floats, Floats], criterion: Criterion = "mean",
    confidence: float = CONFIDENCE,
) -> Interval:  # fmt: skip
    """Return a lead in draws that were searched less that in fresh draws, which are independent of them.

    Parameters
    ----------
    searched, fresh : pair of float array (history,)
        Ours and theirs, the more the better.
    criterion, confidence
        As of `lead`.

    Returns
    -------
    Interval
        Of Welch and Satterthwaite for a mean, else of resampled histories. It holds for what was chosen without a look
        at its lead; for the best of many the lead that was searched is too large, which is what this shows.

    References
    ----------
    Welch (1947), "The generalization of Student's problem", Biometrika 34; known from the field and not read.

    Examples
    --------
    >>> mine, other = np.array([3.0, 5.0, 4.0]), np.array([1.0, 4.0, 1.0])
    >>> float(optimism((mine, other), (mine - 1.0, other)).mean)
    1.0
    """
    from scipy.special import stdtrit

    first, second = (lead(*pair, criterion, confidence) for pair in (searched, fresh))
    value = first.mean - second.mean
    sizes = [len(pair[0]) for pair in (searched, fresh)]
    if min(sizes) < (2 if criterion == "mean" else FEWEST_RESAMPLED):
        return Interval(value, np.asarray(np.nan), np.asarray(np.nan))
    if criterion != "mean":
        apart = _again(*searched, criterion, 1) - _again(*fresh, criterion, 2)
        return Interval(value, *expanded_percentiles(apart, min(sizes), confidence))
    parts = [float(standard_error(ours - theirs)) ** 2 for ours, theirs in (searched, fresh)]
    whole = math.fsum(parts)
    if whole == 0.0:
        return Interval(value, value, value)
    free = whole**2 / math.fsum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    reach = float(stdtrit(free, (1 + confidence) / 2)) * math.sqrt(whole)
    return Interval(value, value - reach, value + reach)


def _again(ours: Floats, theirs: Floats, criterion: Criterion, seed: int) -> Floats:
    """Return the leads in resampled histories, (resample,)."""
    places = resampled(len(ours), RESAMPLES, seed)
    return judge(ours[places], criterion) - judge(theirs[places], criterion)
