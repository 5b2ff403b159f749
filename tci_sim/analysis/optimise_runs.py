"""The runs of an optimisation: candidates and policies as cases of lists, made, kept and resumed as any study is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tci_sim.analysis.optimise_values import Outcome, search_of
from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.sweep_result import FailedCase, SweepData
from tci_sim.designs.study import Study
from tci_sim.scenario.study import FOCAL, Aim
from tci_sim.statistics.exact import Floats

SPENT = ("programme_cost", "own_time_at_wages", "platform_cost")
"""Measures that are what levers cost over a run: money for programmes, own working time, and the platform."""
REVENUE = "revenue"


class Histories:
    """Makes and finds runs.

    Parameters
    ----------
    study : Study
        The optimisation.
    out : Path, optional
        The folder below which runs are kept; by default nothing is.
    on_runs : callable (done), optional
        Told how many runs are there so far.
    **options
        Of `sweep`: threads, cluster, share_past.
    """

    def __init__(
        self, study: Study, out: Path | None, on_runs: Callable[[int], None] | None = None, **options: Any
    ) -> None:
        self._study, self._out, self._options, self._on_runs = study, out, options, on_runs
        self._aims = search_of(study).aims
        self._holders = tuple(dict.fromkeys((FOCAL, *(aim.holder for aim in self._aims))))
        named = (*(aim.measure for aim in self._aims), *study.report, *SPENT, REVENUE)
        self._measures = tuple(dict.fromkeys(named))
        self.runs = 0
        """How many there are so far, of cases and histories."""
        self.failed: list[FailedCase] = []

    def of(self, cases: Mapping[str, Mapping[str, Any]], first: int, end: int) -> Outcome:
        """Make the histories from one number up to another, not included, of some cases, each by what it changes."""
        study = Study(
            question=self._study.question, base=self._study.base, design="list", cases=cases,
            replications=end - first, seed=self._study.seed + first, report=self._measures,
            holders=self._holders, months="none",
        )  # fmt: skip
        before = self.runs
        found = sweep(
            study, self._out, on_progress=lambda done, _: self._tell(before + done), **self._options
        )
        self.runs += len(cases) * (end - first)
        self.failed += found.failed
        return self._outcome(found)

    def _tell(self, runs: int) -> None:
        if self._on_runs is not None:
            self._on_runs(runs)

    def _outcome(self, found: SweepData) -> Outcome:
        shape = (len(found.study.plan), found.study.replications)
        if not found.holders:  # every run failed
            nothing = np.full(shape, np.nan)
            return Outcome(
                np.stack([nothing for _ in self._aims]), nothing, dict.fromkeys(self._study.report, nothing)
            )
        aims = np.stack([self._filled(found, aim, shape) for aim in self._aims])
        spent = [found.table(measure, FOCAL) for measure in SPENT]
        revenue = found.table(REVENUE, FOCAL)
        with np.errstate(divide="ignore", invalid="ignore"):
            cost = np.where(revenue > 0.0, 100.0 * (spent[0] + spent[1] + spent[2]) / revenue, np.nan)
        return Outcome(aims, cost, {name: found.table(name, FOCAL) for name in self._study.report})

    def _filled(self, found: SweepData, aim: Aim, shape: tuple[int, int]) -> Floats:
        values = found.table(aim.measure, aim.holder)
        filled = np.full(shape, np.nan)
        filled[:, : values.shape[1]] = values
        return filled
