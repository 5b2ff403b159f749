"""Many candidates under common random numbers: those that are surely worse are dropped before they cost all their runs.

All candidates have the same histories, in rounds. After each round a candidate leaves that another one surely beats in
every aim, by the interval of their paired differences, corrected for the number of looks and of rivals; or that surely
exceeds what it may cost. Who wins is decided by the mean of all histories, of which some are there already, so the
interval is that of a mean of finitely many: it narrows as they come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.statistics.futures import mean_of_worst
from tci_sim.statistics.paired import student_interval

ERROR = 0.05
"""Chance that a race drops the candidate that all histories would find best, at most. [-]"""

Criterion = Literal["mean", "worst_decile", "regret"]
"""What of a candidate's histories counts: their mean, the mean of the worst tenth of them, or the worst of them."""

Fate = Literal["finished", "behind", "over", "stopped", "no_value"]
"""How a race ends for a candidate: it has all histories; another is surely better; it surely exceeds what it may cost;
there was no room for more runs; or a history gave it no value."""


class Runs(NamedTuple):
    """What runs gave."""

    values: Floats
    """(aim, candidate, history), the more the better; NaN where there is none."""
    excess: Floats
    """(candidate, history): by how much it exceeds what it may; 0 or less where it does not."""


Run = Callable[[Sequence[int], int, int], Runs]
"""Makes the histories from one number up to another, not included, of some candidates."""


class Race(NamedTuple):
    """How a race went."""

    runs: Runs
    """NaN where no run was made."""
    histories: NDArray[np.int64]
    """How many each candidate has."""
    fates: tuple[Fate, ...]


def judge(values: Floats, criterion: Criterion) -> Floats:
    """Return what histories are worth by a criterion.

    Parameters
    ----------
    values : float array (history, ...)
        The more the better; for `regret` less what the best alternative has in each history, 0 or less. At least one.
    criterion : {"mean", "worst_decile", "regret"}
        What counts.

    Returns
    -------
    float array (...)

    Examples
    --------
    >>> given = np.array([3.0, 1.0, 2.0])
    >>> [float(judge(given, criterion)) for criterion in ("mean", "worst_decile", "regret")]
    [2.0, 1.0, 1.0]
    """
    if criterion == "mean":
        return exact_mean(values, axis=0)
    if criterion == "worst_decile":
        return mean_of_worst(values)
    return np.asarray(values.min(axis=0))


def race(
    run: Run, candidates: int, rounds: Sequence[int], criteria: Sequence[Criterion], *,
    rivals: Runs | None = None, room: int | None = None, error: float = ERROR,
) -> Race:  # fmt: skip
    """Let candidates race: each round adds histories to those that are left.

    Parameters
    ----------
    run : callable (candidates, first, end)
        Makes the histories from `first` to before `end` of some of the candidates, by number; the same for the same.
    candidates : int
        How many there are.
    rounds : sequence of int
        Histories after each round, rising; who is left after the last has all of them.
    criteria : sequence of criterion
        Of each aim. Where the mean is not what counts, nobody leaves as behind who was ahead in any history: the one
        beaten may then be worse by that criterion too, and cannot be better.
    rivals : Runs, optional
        Of earlier races: candidates that may win and have all histories.
    room : int, optional
        Runs that may be made in all; where they do not suffice for all that are left, the best of these go on.
    error : float
        Chance that the best of one aim in all histories leaves, at most, by Bonferroni over looks and rivals. [-]

    Returns
    -------
    Race

    References
    ----------
    Racing: Maron & Moore (1994), and F-race by Birattari et al. (2002); the mean of finitely many: Cochran (1977),
    Sampling Techniques; known from the field and not read. The paired Student intervals and the correction by
    Bonferroni are ours.
    """
    end, aims = rounds[-1], len(criteria)
    values, excess = np.full((aims, candidates, end), np.nan), np.full((candidates, end), np.nan)
    done = np.zeros(candidates, np.int64)
    fates: list[Fate] = ["finished"] * candidates
    left, first = list(range(candidates)), 0
    for number, last in enumerate(rounds):
        if room is not None and room < len(left) * (last - first):
            going = _best(values[:, :, :first], left, room // (last - first), criteria)
            for each in left:
                fates[each] = fates[each] if each in going else "stopped"
            left = going
        if not left:
            break
        made = run(left, first, last)
        values[:, left, first:last], excess[left, first:last] = made
        done[left] = last
        room = None if room is None else room - len(left) * (last - first)
        for each in left:
            if not np.isfinite(values[:, each, :last]).all():
                fates[each] = "no_value"
        left = [each for each in left if fates[each] == "finished"]
        if number < len(rounds) - 1 and left:
            so_far = Runs(values[:, left, :last], excess[left, :last])
            theirs = None if rivals is None else Runs(rivals.values[:, :, :last], rivals.excess[:, :last])
            share = error / (len(rounds) - 1)
            for each, fate in zip(left, _verdicts(so_far, theirs, criteria, share, end), strict=True):
                fates[each] = fate
            left = [each for each in left if fates[each] == "finished"]
        first = last
    return Race(Runs(values, excess), done, tuple(fates))


def beaten_by(
    values: Floats, others: Floats, criteria: Sequence[Criterion], error: float, all_: float = math.inf
) -> bool:
    """Return whether any of some others is surely better in every aim.

    Parameters
    ----------
    values : float array (aim, history)
        Of the candidate.
    others : float array (aim, other, history)
        In the same histories.
    criteria : sequence of criterion
        Of each aim.
    error : float
        Chance to say so of one that none of them beats, at most. [-]
    all_ : float
        How many histories there will be, in the mean of which they are compared; by default any number.

    Examples
    --------
    >>> mine, theirs = np.array([[1.0, 5.0, 3.0]]), np.array([[[2.0, 6.1, 4.0]]])
    >>> beaten_by(mine, theirs, ["mean"], 0.05), beaten_by(theirs[:, 0], mine[:, None], ["mean"], 0.05)
    (True, False)
    """
    count = others.shape[1]
    if not count:
        return False
    apart = others - values[:, None]  # (aim, other, history)
    better = _least(np.moveaxis(apart, -1, 0), error / count, all_) > 0.0
    for aim, criterion in enumerate(criteria):
        if criterion != "mean":
            better[aim] &= (apart[aim] > 0.0).all(axis=-1)
    return bool(better.all(axis=0).any())


def _least(values: Floats, error: float, all_: float) -> Floats:
    """Return what the mean of all histories surely exceeds, of the first of them."""
    found = student_interval(values, 1.0 - 2.0 * error)
    return np.asarray(found.mean - (found.mean - found.low) * math.sqrt(1.0 - len(values) / all_))


def _verdicts(
    mine: Runs, rivals: Runs | None, criteria: Sequence[Criterion], error: float, all_: int
) -> list[Fate]:
    """Return who leaves, and why; only those that keep to what they may cost beat anybody."""
    values, excess = mine if rivals is None else _joined(mine, rivals)
    within = exact_mean(excess, axis=1) <= 0.0
    over = _least(mine.excess.T, error, all_) > 0.0
    found: list[Fate] = []
    for each in range(len(mine.excess)):
        others = [other for other in np.flatnonzero(within).tolist() if other != each]
        if over[each]:
            found.append("over")
        else:
            beaten = beaten_by(mine.values[:, each], values[:, others], criteria, error, all_)
            found.append("behind" if beaten else "finished")
    return found


def _joined(mine: Runs, rivals: Runs) -> Runs:
    return Runs(
        np.concatenate([mine.values, rivals.values], axis=1), np.concatenate([mine.excess, rivals.excess])
    )


def _best(values: Floats, left: Sequence[int], count: int, criteria: Sequence[Criterion]) -> list[int]:
    """Return the best of those left, in their order: those that rank highest in the aim in which each is best."""
    if not values.shape[2]:
        return list(left[:count])
    scores = [judge(values[aim, left].T, criterion) for aim, criterion in enumerate(criteria)]
    ranks = np.min([np.argsort(np.argsort(-score, kind="stable")) for score in scores], axis=0)
    chosen = np.argsort(ranks, kind="stable")[:count]
    return [left[place] for place in sorted(chosen.tolist())]
