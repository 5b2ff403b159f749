"""Saltelli's design for first-order and total Sobol indices: `size` * (ranges + 2) points.

Saltelli et al. 2010, Computer Physics Communications 181(2). Where it is `grouped`, the entries of the study count and
not the ranges.
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

_DRAWN_BY = "sample.sobol"


def _drawn(study: StudyFields, parts: Sequence[str]) -> Floats:
    sampler, seed = salib(_DRAWN_BY), study.seed % 2**32
    return np.asarray(
        sampler.sample(problem_of(parts), study.size, calc_second_order=False, seed=seed), float
    )


def _faults(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    if study.correlations:
        yield ("correlations",), message("fault.study.independent", design="Sobol")
    if study.size == 1:
        yield ("size",), message("fault.study.size", least=2, design="Sobol")
    if study.size and study.size & (study.size - 1):
        yield ("size",), message("fault.study.power_of_two")


_SAMPLER = Sampler(count=lambda study, ranges: (study.size or 0) * (ranges + 2), draw=_drawn)
SOBOL = DesignKind(
    "sobol",
    partial(CrossedDesign, sampler=_SAMPLER),
    needs=("size",),
    optional=("grouped", "correlations"),
    sampled=True,
    drawn_by=_DRAWN_BY,
    faults=_faults,
)
