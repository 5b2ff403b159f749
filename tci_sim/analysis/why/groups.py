"""What each group of levers, or of what else differs, brings of a difference: by Shapley values over branches.

It is a study of the design `shapley`: the same runs, seeds, folders and pairs as any other study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.shapley import MeasureSplit, split_frame, splits
from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.why.question import HowToSplit, WhyQuestion
from tci_sim.analysis.why.runs import Runs
from tci_sim.designs.grouped_changes import Groups, changes_between, grouped
from tci_sim.designs.shapley import SHAPLEY, ShapleyDesign
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import Kind
from tci_sim.frozen import Frozen
from tci_sim.messages import LANGUAGES, message
from tci_sim.runs.holders import has_measure
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.runs.run_output import RunOutput
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.scenario.words import Words

if TYPE_CHECKING:
    import pandas as pd

USUAL = ("value_owners", "value_total", "satisfaction")
"""What is split, where no measure is named: those of these that mean something in the scenario."""


@dataclass(frozen=True)
class GroupsData(Frozen):
    """What each group of what differs brings. Nothing in it can be changed."""

    groups: Mapping[str, tuple[str, ...]]
    """What differs, by dotted path, in each group; none where nothing does."""
    splits: tuple[MeasureSplit, ...]
    """A measure each."""
    base: Scenario
    """In which groups have their names."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", MappingProxyType(dict(self.groups)))

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each measure and group, and one for all together; columns as in `rows_of`."""
        return split_frame(self.splits)


def groups_between(one: Scenario, other: Scenario, how: HowToSplit) -> tuple[Scenario, Groups]:
    """Return the base and the groups of changes that make the other scenario of it; no group where nothing differs.

    Raises
    ------
    InputError
        If a group that is named has nothing that differs, or the scenarios cannot be mixed.
    """
    changes = changes_between(one, other)
    if not changes.values:
        return changes.base, {}
    return changes.base, grouped(changes.values, how.groups, how.opened)


def group_runs(question: WhyQuestion) -> int:
    """Return how many runs the groups take, beside the two that are compared."""
    study = _study(question)
    if study is None:
        return 0
    assert isinstance(study.plan, ShapleyDesign)
    return (len(study.plan.cases_of(0)) - 2) * question.replications


def find_groups(question: WhyQuestion, runs: Runs) -> GroupsData:
    """Split the difference of each measure among the groups of what differs."""
    comparison = runs.comparison
    study = _study(question)
    if study is None:
        return GroupsData({}, (), question.scenarios[0])
    ends = None if comparison.waits else _Ends(study, comparison)
    result = sweep(
        study, question.out, threads=question.threads, cluster=question.cluster,
        on_progress=question.on_progress, reusable=ends,
    )  # fmt: skip
    groups = {name: tuple(values) for name, values in study.groups.items()}
    return GroupsData(groups, splits(result), study.base)


class _Ends:
    """Knows the runs of a study that a comparison has made: those of the base, and those with all groups."""

    def __init__(self, study: Study, comparison: ComparisonData) -> None:
        self._kind: Kind = "firm" if study.holders == (FOCAL,) else "market"
        self._name = study.focal if self._kind == "firm" else "market"
        figures = [comparison.figures(name, kind=self._kind) for name in study.report]
        self._figures = np.stack(figures, axis=-1)

    def find(self, case: int, replication: int) -> RunOutput | None:
        """Return what is kept of a run; None where it was not compared, or nothing was measured in it."""
        figures = self._figures[case, replication] if case < len(self._figures) else np.array([np.nan])
        if not np.isfinite(figures).any():
            return None
        return RunOutput(case, replication, {self._kind: (self._name,)}, {}, {self._kind: figures[None]})


def _study(question: WhyQuestion) -> Study | None:
    """Lay out the study; None where nothing differs."""
    how = question.split
    base, groups = groups_between(*question.scenarios, how)
    if not groups:
        return None
    measures = question.measures or tuple(name for name in USUAL if name not in omitted_measures(base))
    of_firm = all(has_measure("firm", name) for name in measures)
    asked = message("shapley.question", reference=question.names[0], name=question.names[1])
    parts: dict[str, Any] = {"groups": {name: dict(values) for name, values in groups.items()}}
    return Study(
        question=Words.of({language: asked.text(language) for language in LANGUAGES}), base=base,
        design=SHAPLEY.name, all_subsets=how.all_subsets, replications=question.replications, seed=question.seed,
        report=measures, months="none", holders=(FOCAL,) if of_firm else ("market",), **parts,
    )  # fmt: skip
