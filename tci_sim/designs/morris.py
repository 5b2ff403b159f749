"""Morris's design: `size` trajectories of (ranges + 1) points that change one value at a time.

Morris 1991, Technometrics 33(2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial

import numpy as np

from tci_sim.designs.crossed import CrossedDesign, Sampler
from tci_sim.designs.design import DesignKind, Fault
from tci_sim.designs.salib import problem_of, salib
from tci_sim.messages import message
from tci_sim.scenario.study import StudyFields
from tci_sim.statistics.paired import Floats

_DRAWN_BY = "sample.morris"


def _drawn(study: StudyFields, parts: Sequence[str]) -> Floats:
    sampler, seed = salib(_DRAWN_BY), study.seed % 2**32
    points = sampler.sample(problem_of(parts), study.size, num_levels=study.levels, seed=seed)
    return np.asarray(points, dtype=np.float64)


def _faults(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    if study.correlations:
        yield ("correlations",), message("fault.study.independent", design="Morris")
    if study.levels % 2:
        yield ("levels",), message("fault.even")
    if study.size == 1:
        yield ("size",), message("fault.study.size", least=2, design="Morris")


_SAMPLER = Sampler(count=lambda study, ranges: (study.size or 0) * (ranges + 1), draw=_drawn)
MORRIS = DesignKind(
    "morris",
    partial(CrossedDesign, sampler=_SAMPLER),
    needs=("size",),
    optional=("correlations",),
    sampled=True,
    drawn_by=_DRAWN_BY,
    faults=_faults,
)
