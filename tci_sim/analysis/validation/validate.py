"""Run published models as scenarios of the one engine, and compare the results with the published values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from typing import NamedTuple

from tci_sim.analysis.validation.folder import read_models
from tci_sim.analysis.validation.probes import get_probe
from tci_sim.analysis.validation.queries.read import read_queries
from tci_sim.analysis.validation.queries.summaries import MEAN, over_runs
from tci_sim.analysis.validation.questions import Asked, Question, Worlds, questions_of
from tci_sim.analysis.validation.readings import (
    Estimate,
    Probe,
    Readings,
    differences,
    each_run,
    estimate,
    quotients,
)
from tci_sim.analysis.validation.replications import run_replications
from tci_sim.analysis.validation.targets import ENDING, Published, Target
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError
from tci_sim.messages import Message
from tci_sim.processors import thread_count
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation

Progress = Callable[[int, int], None]

CHANCE = 3.0
"""Standard errors by which the few runs of the quick set may miss what the many of the full set may not."""


@dataclass(frozen=True)
class Finding:
    """One published value beside the model's."""

    target: Target
    estimate: Estimate
    runs: int
    low: float
    """Least value that passes, chance allowed for."""
    high: float
    """Largest value that passes."""

    @property
    def passes(self) -> bool:
        """Whether the model's value is allowed; an open direction is strict."""
        band = self.target.entry.band is not None
        value = self.estimate.value
        return self.low < value < self.high if band else self.low <= value <= self.high


@dataclass(frozen=True)
class Validation:
    """The results of the published models that were run."""

    full: bool
    findings: tuple[Finding, ...]
    models: tuple[Published, ...]
    samples: Mapping[str, Mapping[Asked, Sequence[Readings]]]
    """What was read of every run, by model and by what differed from its scenario."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Customers of each model's market, and how many of them are simulated."""
    folder: str | None = None
    """The folder whose models they are; None where they are of the library, or named one by one."""

    @property
    def passes(self) -> bool:
        """Whether every gate passes; what is only expected is none."""
        return all(each.passes for each in self.published.findings if each.target.entry.gate)

    @property
    def published(self) -> Validation:
        """The part of it that compares published values."""
        return self._part(expected=False)

    @property
    def expected(self) -> Validation:
        """The part of it that checks what prototypes let expect, and nobody has published."""
        return self._part(expected=True)

    def _part(self, *, expected: bool) -> Validation:
        return replace(
            self,
            findings=tuple(each for each in self.findings if each.target.entry.is_expected == expected),
            models=tuple(each for each in self.models if each.is_expected == expected),
        )


def validate(
    names: str | Sequence[str] = (),
    *,
    folder: str | PathLike[str] | None = None,
    full: bool = False,
    threads: int | None = None,
    on_progress: Progress = lambda done, all_: None,
    on_message: Callable[[str], None] = lambda sentence: None,
) -> Validation:
    """Run models and compare; what is not said here is as for `tci_sim.validate`.

    Parameters
    ----------
    on_progress : callable (done, all)
        Called with how many runs are done.
    on_message : callable (str)
        Called when the model has to be compiled first.
    """
    threads = thread_count(threads)
    plans = _plans(read_models([names] if isinstance(names, str) else names, folder), full)
    ensure_compiled(on_message)
    samples = _samples(plans, threads, on_progress)
    findings = [
        _finding(question, samples[plan.model.name], plan, full)
        for plan in plans
        for question in plan.questions
    ]
    return Validation(
        full,
        tuple(findings),
        tuple(plan.model for plan in plans),
        samples,
        {plan.model.name: _size(plan.worlds.scenario) for plan in plans},
        None if folder is None else fspath(folder),
    )


class _Plan(NamedTuple):
    """What is run of one model."""

    model: Published
    worlds: Worlds
    probe: Probe | None
    questions: tuple[Question, ...]
    seeds: range

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The different worlds that are run, each once."""
        pairs = ((each.asked, each.other) for each in self.questions)
        return tuple(dict.fromkeys(asked for pair in pairs for asked in pair if asked is not None))


def _plans(models: Sequence[Published], full: bool) -> list[_Plan]:
    """Say what is run, once nothing is wrong with any model."""
    plans: list[_Plan] = []
    faults: list[Message | str] = []
    for model in models:
        try:
            probe = (
                get_probe(model.file.probe, str(model.scenario.with_suffix(ENDING)))
                if model.file.probe
                else None
            )
            worlds = Worlds(model)
            targets = [target for target in model.targets if full or target.quick]
            runs = model.file.replications.full if full else model.file.replications.quick
            seeds = range(model.file.seed, model.file.seed + runs)
            plans.append(_Plan(model, worlds, probe, tuple(questions_of(targets, worlds)), seeds))
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*faults)
    return plans


def _samples(
    plans: Sequence[_Plan], threads: int, on_progress: Progress
) -> dict[str, dict[Asked, Sequence[Readings]]]:
    """Run all worlds of all models, each under its seeds, and read every run."""
    total = sum(len(plan.seeds) * len(plan.asked) for plan in plans)
    done = itertools.count(1)

    def on_run_done() -> None:
        on_progress(next(done), total)

    def runs(plan: _Plan, asked: Asked) -> Sequence[Readings]:
        scenario, queries = plan.worlds.of(asked).scenario, _queries(plan, asked)
        # what a query reads may lie in months that a run has not, once it ended because all had settled
        whole = {"until": "months"} if queries else {}
        probe = _probe(plan, queries)
        return run_replications(scenario, whole, probe, plan.seeds, threads=threads, on_progress=on_run_done)

    return {plan.model.name: {asked: runs(plan, asked) for asked in plan.asked} for plan in plans}


def _queries(plan: _Plan, asked: Asked) -> list[str]:
    """Return the queries that are asked for of a run."""
    names = {each.target.entry.quantity: None for each in plan.questions if asked in (each.asked, each.other)}
    return [name for name in names if name in plan.model.queries]


def _probe(plan: _Plan, queries: Sequence[str]) -> Probe:
    """Return what reads a run: the probe of the file, if any, and some queries."""

    def read(simulation: Simulation) -> Readings:
        found = {} if plan.probe is None else plan.probe.read(simulation)
        return {**found, **read_queries(queries, plan.model.queries, simulation)}

    return Probe(read)


def _size(scenario: Scenario) -> tuple[int, int]:
    return scenario.market.customers, scenario.market.people


def _finding(
    question: Question, samples: Mapping[Asked, Sequence[Readings]], plan: _Plan, full: bool
) -> Finding:
    target, runs = question.target, samples[question.asked]
    others = None if question.other is None else samples[question.other]
    found = _estimate(target, runs, others, plan)
    if not math.isfinite(found.value):
        found = Estimate(math.nan, None)
    chance = 0.0 if full else CHANCE * (found.error or 0.0)
    return Finding(target, found, len(runs), target.low - chance, target.high + chance)


def _estimate(
    target: Target, runs: Sequence[Readings], others: Sequence[Readings] | None, plan: _Plan
) -> Estimate:
    """Bring together what was read of all runs, and of those that they are paired with."""
    quantity, over = target.entry.quantity, target.entry.over is not None
    query = plan.model.queries.get(quantity)
    if query is not None and query.over_runs.name != MEAN:
        return over_runs(query.over_runs, each_run(quantity, runs, others, over=over))
    if others is None:
        return estimate(quantity, runs)
    if over:
        return quotients(quantity, runs, others)
    if plan.probe is not None and plan.probe.compare is not None and quantity not in runs[0]:
        together = plan.probe.compare(runs, others)
        if quantity in together:
            return together[quantity]
    return differences(quantity, runs, others)
