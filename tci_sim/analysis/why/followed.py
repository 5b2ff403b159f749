"""Runs of two scenarios whose focal firm is followed: its ledger month by month, and what its customers felt.

They are made, kept and found by the machinery of all runs. What a customer feels is lived once more beside the world
(`engine.measures.judgement`), so these runs have the bits of any other run, and other runs cost nothing for them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tci_sim.analysis.why.kept import keys_of, store_of
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.judgement import Judgement, Level, OtherCause
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.files import ResultKind
from tci_sim.runs.reuse import ReusableRuns
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.runner import Runner
from tci_sim.runs.shared_past import run_followed, run_until_followed
from tci_sim.runs.table import split_runs
from tci_sim.runs.where import executor_for
from tci_sim.runs.worker import Run, Worker, catch_errors, output_or_failure
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.study import FOCAL
from tci_sim.simulation import Following, Simulation
from tci_sim.statistics.exact import Floats

KIND = ResultKind("accounts", message("rerun.why"), "accounts.json")

OTHER_CAUSES = tuple(cause.name.lower() for cause in OtherCause)
"""What customers feel beside the attributes."""

_LEVELS = tuple(f"level_{level.name.lower()}" for level in Level)
_ACCOUNTS = tuple(f"account_{name}" for name in ACCOUNTS)
_UNITS_SOLD = [measure.name for measure in MEASURES["firm"]].index("units_sold")
_BOOKS = ("units_sold", "memory")


class Followed(NamedTuple):
    """What was followed of the focal firm in all runs; NaN where a run failed."""

    attributes: tuple[str, ...]
    """Quality attributes of either scenario."""
    accounts: Floats
    """What each account brought in the month, below 0 what it cost, (scenario, replication, month, account).
    [micro-currency]"""
    units: Floats
    """Sold in the month, (scenario, replication, month)."""
    causes: Floats
    """Sum over customers of what each cause adds to satisfaction with the month: quality of each attribute, surprise at
    each, then `OTHER_CAUSES`, (scenario, replication, month, cause). [1/FIXED point]"""
    levels: Floats
    """(scenario, replication, month, `Level`)"""
    memory: Floats
    """Share of satisfaction that is remembered, (scenario, replication, month)."""


def columns_of(attributes: Sequence[str]) -> tuple[str, ...]:
    """Name what is written down of each month."""
    felt = [f"{what}_{k}" for what in ("quality", "surprise") for k in range(len(attributes))]
    return (*_BOOKS, *_ACCOUNTS, *felt, *OTHER_CAUSES, *_LEVELS)


def follow(question: WhyQuestion, lived: Lived) -> Followed:
    """Make the runs that are not kept yet, and lay out what was followed in all of them."""
    attributes = lived.attributes
    experiment = _experiment(question, attributes)
    worker = partial(FollowingWorker, lived=lived)
    with (
        executor_for(experiment, question.threads, question.cluster, question.on_message, worker) as executor,
        store_of(experiment, question, KIND, "accounts") as store,
    ):
        known = None
        if question.out is not None and store.folder is not None:
            known = ReusableRuns(question.out, store.folder.name, experiment, (KIND,))
        making = Runner(
            experiment, store, executor, reusable=known, on_progress=question.on_progress, retry_failed=True
        )
        table = making.run()
    columns = experiment.keep.measures["firm"]
    shape = (2, question.replications, question.months, len(columns))
    values = np.full(shape, np.nan)
    for run in split_runs(table, experiment.keep):
        if not run.error:
            values[run.case, run.replication] = run.values["firm"][:, 0]
    place = {name: k for k, name in enumerate(columns)}
    felt = [k for k, name in enumerate(columns) if name not in (*_BOOKS, *_ACCOUNTS, *_LEVELS)]
    return Followed(
        attributes, values[..., [place[name] for name in _ACCOUNTS]], values[..., place["units_sold"]],
        values[..., felt], values[..., [place[name] for name in _LEVELS]], values[..., place["memory"]],
    )  # fmt: skip


class Lived:
    """What runs of both scenarios came to that were made for one part of the answer, so that no other makes them again.

    Parameters
    ----------
    question : WhyQuestion
        What is asked.
    compared : Experiment, optional
        The comparison that such runs are also made for.
    keeps_books : bool
        Whether they are also made for the accounts.
    """

    def __init__(self, question: WhyQuestion, compared: Experiment | None, *, keeps_books: bool) -> None:
        names = (name for each in question.scenarios for name in each.market.attributes)
        self.attributes = tuple(dict.fromkeys(names))
        """Quality attributes of either scenario."""
        self.compared: dict[tuple[int, int], RunOutput] = {}
        self.followed: dict[tuple[int, int], RunOutput] = {}
        self._comparing = None if compared is None else Worker(compared)
        self._keeps_books = keeps_books

    def books(self, simulation: Simulation) -> list[Books]:
        """Return who else follows a run: whoever keeps its books, where accounts are asked for."""
        return [Books(simulation, self.attributes)] if self._keeps_books else []

    def keep(self, run: Run, simulation: Simulation, books: Sequence[Books]) -> None:
        """Keep what a run of a scenario, the case, came to."""
        place = run.case, run.replication
        if self._comparing is not None:
            self.compared[place] = self._comparing.output(run, simulation)
        for each in books:
            self.followed[place] = each.output(run)


class FollowingWorker(Worker):
    """Makes runs whose focal firm is followed.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    lived : Lived
        Knows runs that were made for another part, and is told of all that are made.
    """

    def __init__(self, experiment: Experiment, lived: Lived) -> None:
        super().__init__(experiment, made=lived.followed)
        self._lived = lived

    def _make(self, runs: Sequence[Run]) -> list[RunOutput]:
        worlds = [catch_errors(partial(self._start, run, threads=1)) for run in runs]
        begun = [world for world in worlds if isinstance(world, Simulation)]
        failed = catch_errors(partial(run_until_followed, begun)) if begun else None
        return [
            output_or_failure(run, partial(self._followed, run, failed or world))
            for run, world in zip(runs, worlds, strict=True)
        ]

    def _followed(self, run: Run, world: Simulation | Exception) -> RunOutput:
        if isinstance(world, Exception):
            raise world
        books = Books(world, self._lived.attributes)
        run_followed(world, books)
        self._lived.keep(run, world, [books])
        return books.output(run)


class Books(Following):
    """Writes down the ledger of the focal firm and what its customers felt, beside a world that lives."""

    def __init__(self, simulation: Simulation, attributes: Sequence[str]) -> None:
        scenario, self._name = simulation.scenario, focal_firm(simulation.scenario)
        self._firm = simulation.network.selling_firms.index(self._name)
        self._burn_in, months = scenario.burn_in, scenario.months
        self._places = [attributes.index(name) for name in scenario.market.attributes]
        self._attributes = len(attributes)
        self._judgement = Judgement(simulation.state, self._firm, months)
        self._recorded = simulation.recording.firm
        self._books = np.zeros((months, len(_BOOKS) + len(_ACCOUNTS)))

    def before_experience(self, state: Any, terms: Any, month: int) -> None:
        """Let the customers' judgement be followed."""
        self._judgement.before_experience(state, terms, month)

    def after_month(self, state: Any, month: int) -> None:
        """Write down what was sold, paid and remembered."""
        self._judgement.after_month(state, month)
        if month >= self._burn_in:
            row = month - self._burn_in
            sold = self._recorded[row, self._firm, _UNITS_SOLD]
            memory = state.run.world[0].satisfaction.memory
            self._books[row] = [sold, memory, *state.books.ledger.statement[self._firm]]

    def columns(self) -> Floats:
        """Lay out all that was written down, (month, column), as named by `columns_of`."""
        judged, places, own = self._judgement, self._places, len(self._places)
        felt = np.zeros((len(self._books), 2 * self._attributes + len(OTHER_CAUSES)))
        felt[:, places] = judged.causes[:, :own]
        felt[:, [self._attributes + place for place in places]] = judged.causes[:, own : 2 * own]
        felt[:, 2 * self._attributes :] = judged.causes[:, 2 * own :]
        return np.concatenate([self._books, felt, judged.levels], axis=1)

    def output(self, run: Run) -> RunOutput:
        """Return what is kept of the run."""
        values = self.columns()[:, None]
        return RunOutput(run.case, run.replication, {"firm": (self._name,)}, {"firm": values}, {})


def _experiment(question: WhyQuestion, attributes: Sequence[str]) -> Experiment:
    bases, keys = question.scenarios, keys_of(question)
    asked = {
        "accounts": list(keys.values()),
        "attributes": list(attributes),
        "replications": question.replications,
    }
    months = tuple(range(question.months))
    keep = OutputSpec((FOCAL,), {"firm": columns_of(attributes)}, months, figures=False, fingerprint=False)
    named = digest_of(json.dumps(asked).encode())
    count = question.replications
    return Experiment(named, bases, None, question.seed, count, count, keep, networks_in(bases))
