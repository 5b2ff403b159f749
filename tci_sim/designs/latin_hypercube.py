"""A Latin hypercube: each range cut into as many equal parts as there are points, and each part met once.

McKay, Beckman & Conover 1979, Technometrics 21(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from tci_sim.designs.correlations import correlated
from tci_sim.designs.crossed import CrossedDesign, Sampler
from tci_sim.designs.design import DesignKind
from tci_sim.engine.randomness import in_a_row, mix64
from tci_sim.scenario.study import StudyFields
from tci_sim.statistics.paired import Floats


def latin_hypercube(seed: int, points: int, ranges: int) -> Floats:
    """Draw points so that each of as many equal parts of each range holds one of them, (point, range).

    Examples
    --------
    >>> drawn = latin_hypercube(1, 5, 2)
    >>> sorted(int(5 * u) for u in drawn[:, 0])
    [0, 1, 2, 3, 4]
    """
    order = np.argsort(_uniforms(seed, 0, (points, ranges)), axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    return np.asarray((rank + _uniforms(seed, 1, (points, ranges))) / points)


def _uniforms(seed: int, stream: int, shape: tuple[int, int]) -> Floats:
    start = mix64(np.uint64(seed) ^ mix64(np.uint64(stream + 1)))
    return in_a_row(start, shape[0] * shape[1]).reshape(shape)


def _drawn(study: StudyFields, parts: Sequence[str]) -> Floats:
    points = latin_hypercube(study.seed, study.size or 0, len(parts))
    return correlated(points, parts, study.correlations) if study.correlations else points


_SAMPLER = Sampler(count=lambda study, ranges: study.size or 0, draw=_drawn)
LATIN_HYPERCUBE = DesignKind(
    "latin_hypercube",
    partial(CrossedDesign, sampler=_SAMPLER),
    needs=("size",),
    optional=("correlations",),
    sampled=True,
)
