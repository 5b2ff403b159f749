"""Pairs of runs of two alternatives wherever they are wanted: each a study of listed cases, kept and made once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tci_sim.analysis.sweep import KIND, build_experiment, load, sweep
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.messages import LANGUAGES, message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.estimate import seconds_of_run
from tci_sim.runs.files import is_there
from tci_sim.runs.folder_names import folder_name, words_in_name
from tci_sim.runs.provenance import run_key
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.words import Words
from tci_sim.statistics.exact import Floats

Point = tuple[tuple[str, Any], ...]
"""What is changed in both alternatives, by dotted path; nothing where they are as they are."""

AS_IT_IS: Point = ()


class FailedPair(NamedTuple):
    """A run that did not reach its end."""

    alternative: str
    point: Point
    seed: int
    error: str
    """Why, in one sentence."""


@dataclass(frozen=True)
class Alternatives:
    """Two ways to act, what of them is compared, and under which seeds."""

    scenarios: Mapping[str, Scenario]
    """Two, by name; the first is the reference."""
    measure: str
    holder: str
    seed: int
    """Of the first replication."""

    @property
    def names(self) -> tuple[str, str]:
        """Return what they are called."""
        reference, other = self.scenarios
        return reference, other

    @cached_property
    def key(self) -> str:
        """Hash of all that decides by how much one leads. [64 hexadecimal digits]."""
        keys = [run_key(scenario, self.seed) for scenario in self.scenarios.values()]
        return digest_of(json.dumps([*keys, self.measure, self.holder]).encode())

    @property
    def folder_name(self) -> str:
        """Return what the folder of all their runs is called."""
        return f"{words_in_name('flip ' + ' '.join(self.names))}-{self.key[:8]}"

    @cached_property
    def one_base(self) -> bool:
        """Whether they differ in the policy of the focal firm alone: then both are cases of one study."""
        first, second = self.scenarios.values()
        policy = second.firms[focal_firm(second)].policy
        if policy not in first.policies:
            return False
        return variant(first, {f"firms.{focal_firm(first)}.policy": policy}) == second

    def settings(self) -> Iterator[tuple[Scenario, tuple[tuple[str, dict[str, Any]], ...]]]:
        """Go through the bases of studies, each with the alternatives in it and what makes each of them."""
        if not self.one_base:
            for name, scenario in self.scenarios.items():
                yield scenario, ((name, {}),)
            return
        first = next(iter(self.scenarios.values()))
        at = f"firms.{focal_firm(first)}.policy"
        policies = {name: each.firms[focal_firm(each)].policy for name, each in self.scenarios.items()}
        yield first, tuple((name, {at: policy}) for name, policy in policies.items())


class NotKeptError(Exception):
    """Runs that were to be read only are not there."""


@dataclass
class PairedRuns:
    """By how much the second alternative leads, at each point that was wanted so far."""

    asked: Alternatives
    out: Path | None
    """The folder of all their runs; None: nothing is kept."""
    options: Mapping[str, Any]
    """The other arguments of `sweep`."""
    leads: dict[Point, Floats] = field(default_factory=dict)
    """At each point, (replication,), from the first seed on; NaN where a run failed or has no such figure."""
    failed: list[FailedPair] = field(default_factory=list)
    runs: int = 0
    """How many runs the answer rests on."""
    kept_only: bool = False
    """Whether runs are read and none is made."""

    def want(
        self, points: Sequence[Point], replications: int, on_message: Callable[[str], None] | None = None
    ) -> None:
        """Make the runs of some points that are not made yet, so many at each."""
        behind: dict[int, list[Point]] = {}
        for point in dict.fromkeys(points):
            known = len(self.leads.get(point, ()))
            if known < replications:
                behind.setdefault(known, []).append(point)
        for known, some in behind.items():
            found = self._simulate(some, known, replications - known, on_message)
            for point, more in zip(some, found, strict=True):
                self.leads[point] = np.concatenate([self.leads.get(point, np.empty(0)), more])

    def seconds_of_run(self) -> float:
        """Measure how long one run takes, by its first year; 0 where that cannot be told. [s]."""
        base, alternatives = next(self.asked.settings())
        return seconds_of_run(build_experiment(self._study(base, [AS_IT_IS], alternatives, 0, 1)))

    def _simulate(
        self, points: list[Point], first: int, count: int, on_message: Callable[[str], None] | None
    ) -> Floats:
        """Return by how much the second alternative leads, (point, replication)."""
        levels: dict[str, Floats] = {}
        for base, alternatives in self.asked.settings():
            found = self._made(self._study(base, points, alternatives, first, count), on_message)
            table = _figures(found, self.asked)
            for place, (name, _) in enumerate(alternatives):
                levels[name] = table[place :: len(alternatives)]
            self._note(found, points, [name for name, _ in alternatives])
        reference, other = self.asked.names
        return levels[other] - levels[reference]

    def _made(self, study: Study, on_message: Callable[[str], None] | None) -> SweepData:
        """Make the runs of a study, or read them."""
        if not self.kept_only:
            return sweep(study, self.out, on_message=on_message, **self.options)
        assert self.out is not None
        words = study.question.text("en")
        folder = self.out / folder_name(self.out, words, study_key(study), KIND, "study")
        if not is_there(folder):
            raise NotKeptError
        return load(folder)

    def _study(
        self,
        base: Scenario,
        points: list[Point],
        alternatives: Sequence[tuple[str, dict[str, Any]]],
        first: int,
        count: int,
    ) -> Study:
        """Lay out a case for each point and alternative; those of one point are neighbours and share a past."""
        cases = [{**changes, **dict(point)} for point in points for _, changes in alternatives]
        reference, other = self.asked.names
        asked = message("flip.question", reference=reference, other=other)
        return Study(
            question=Words.of({each: asked.text(each) for each in LANGUAGES}), base=base, design="list",
            cases={f"case_{number}": case for number, case in enumerate(cases)},
            replications=count, seed=self.asked.seed + first, report=(self.asked.measure,), months="none",
            holders=(self.asked.holder,),
        )  # fmt: skip

    def _note(self, found: SweepData, points: list[Point], names: Sequence[str]) -> None:
        self.runs += len(found.runs.runs["case"])
        for run in found.failed:
            place, which = divmod(int(run.case.removeprefix("case_")), len(names))
            self.failed.append(FailedPair(names[which], points[place], run.seed, run.error))


def _figures(found: SweepData, asked: Alternatives) -> Floats:
    """Return the figure of the measure in each run, (case, replication); NaN where all runs failed."""
    if not found.holders:
        return np.full((len(found.study.plan), found.study.replications), np.nan)
    return found.table(asked.measure, asked.holder)
