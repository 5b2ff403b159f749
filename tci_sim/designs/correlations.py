"""Ranges that are drawn together: points of a Latin hypercube, reordered until their ranks correlate as asked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from tci_sim.designs.axes import Axis
from tci_sim.designs.design import Fault
from tci_sim.designs.ranges import Choice
from tci_sim.engine.arithmetic import normal
from tci_sim.errors import meant
from tci_sim.messages import Message, message
from tci_sim.scenario.study import Correlation, StudyFields
from tci_sim.statistics.exact import Floats

Rows = list[list[float]]


def correlated(points: Floats, parts: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """Reorder columns of points so that their rank correlations are near those that are asked for.

    Each column keeps its values: a Latin hypercube stays one, and every range is drawn as it would be alone.

    Parameters
    ----------
    points : float array (point, range)
        Points in the unit cube, no two of a column alike.
    parts : sequence of str, (range,)
        The path of each range.
    correlations : sequence of Correlation
        Pairs of these paths; pairs that are not among them are to be uncorrelated.

    Returns
    -------
    float array (point, range)

    References
    ----------
    Assumed: the textbook form of the method of Iman & Conover (1982), "A distribution-free approach to inducing rank
    correlation among input variables". The normal scores of the ranks are made uncorrelated, then given the linear
    correlations of a Gaussian copula with these rank correlations, 2 sin(pi rank / 6), and each column takes on their
    order.

    Examples
    --------
    >>> points = np.array([[0.1, 0.3], [0.3, 0.9], [0.5, 0.1], [0.7, 0.7], [0.9, 0.5]])
    >>> drawn = correlated(points, ["a", "b"], [Correlation(between=("a", "b"), rank=0.9)])
    >>> drawn[:, 1].tolist()
    [0.1, 0.5, 0.3, 0.7, 0.9]
    """
    names = list(dict.fromkeys(name for pair in correlations for name in pair.between))
    columns = [parts.index(name) for name in names]
    ranks = [np.argsort(np.argsort(points[:, column])) for column in columns]
    scores = [np.array([normal((rank + 1.0) / (len(points) + 1.0)) for rank in each]) for each in ranks]
    wanted = _triangle(_wanted(names, correlations))
    assert wanted is not None  # what cannot be is refused before
    found = _triangle([[_correlation(one, other) for other in scores] for one in scores])
    if found is not None:  # where chance has put two in one order, as may be with few points, it stands
        scores = _undone(scores, found)
    drawn = points.copy()
    for column, row in zip(columns, wanted, strict=True):
        mixed = sum((share * each for share, each in zip(row, scores, strict=True)), np.zeros(len(points)))
        drawn[np.argsort(mixed, kind="stable"), column] = np.sort(points[:, column])
    return drawn


def faults_of_correlations(study: StudyFields, axes: Sequence[Axis]) -> Iterator[Fault]:
    """Find what cannot be drawn together."""
    drawn = {axis.path: axis for axis in axes if not axis.listed}
    before: set[frozenset[str]] = set()
    sound = True
    for number, pair in enumerate(study.correlations):
        wrong = [
            *_faults_of_pair(pair, drawn),
            *([message("fault.study.once")] if frozenset(pair.between) in before else []),
        ]
        yield from ((("correlations", number, "between"), each) for each in wrong)
        before.add(frozenset(pair.between))
        sound = sound and not wrong
    names = list(dict.fromkeys(name for pair in study.correlations for name in pair.between))
    if sound and _triangle(_wanted(names, study.correlations)) is None:
        yield ("correlations",), message("fault.study.ranks")
    if names and study.size and study.size < len(names) + 2:
        yield ("size",), message("fault.study.size_of_ranks", least=len(names) + 2)


def _faults_of_pair(pair: Correlation, drawn: dict[str, Axis]) -> Iterator[Message]:
    if pair.between[0] == pair.between[1]:
        yield message("fault.study.with_itself")
    for name in dict.fromkeys(pair.between):
        if name not in drawn:
            yield meant("fault.study.not_drawn", name, drawn, name=name)
        elif isinstance(drawn[name].range, Choice):
            yield message("fault.study.unordered", name=name)


def _wanted(names: Sequence[str], correlations: Sequence[Correlation]) -> Rows:
    """Return the linear correlations of normal scores whose ranks correlate as asked."""
    rows = [[float(one == other) for other in names] for one in names]
    for pair in correlations:
        one, other = (names.index(name) for name in pair.between)
        rows[one][other] = rows[other][one] = 2.0 * math.sin(math.pi * pair.rank / 6.0)
    return rows


def _triangle(rows: Rows) -> Rows | None:
    """Return the lower triangle whose product with itself turned is a matrix (Cholesky); None where there is none."""
    count = len(rows)
    lower = [[0.0] * count for _ in rows]
    for i in range(count):
        for j in range(i + 1):
            left = rows[i][j] - math.fsum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j and left < 1e-9:
                return None
            lower[i][j] = math.sqrt(left) if i == j else left / lower[j][j]
    return lower


def _undone(scores: Sequence[Floats], lower: Rows) -> list[Floats]:
    """Return scores without the correlations that they have by chance: those times the triangle are the scores."""
    free: list[Floats] = []
    for score, row in zip(scores, lower, strict=True):
        rest = score - sum(
            (share * each for share, each in zip(row, free, strict=False)), np.zeros(len(score))
        )
        free.append(rest / row[len(free)])
    return free


def _correlation(one: Floats, other: Floats) -> float:
    """Return the linear correlation of two columns of scores, whose mean is 0."""
    products = (math.fsum(a * b) for a, b in ((one, other), (one, one), (other, other)))
    both, first, second = products
    return both / math.sqrt(first * second)
