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
from tci_sim.compile_model import to_stderr
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.judgement import Judgement, Level, OtherCause
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.files import ResultKind
from tci_sim.runs.reuse import ReusableRuns
from tci_sim.runs.run_output import RunOutput, failed_output
from tci_sim.runs.runner import Runner
from tci_sim.runs.shared_past import StopRequested
from tci_sim.runs.table import split_runs
from tci_sim.runs.threads import ThreadExecutor
from tci_sim.runs.worker import Run, Worker, catch_errors, stored_text
from tci_sim.scenario.study import FOCAL
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import Floats
from tci_sim.world.shared_past import divergence_month

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


def follow(question: WhyQuestion) -> Followed:
    """Make the runs that are not kept yet, and lay out what was followed in all of them."""
    attributes = tuple(dict.fromkeys(name for each in question.scenarios for name in each.market.attributes))
    experiment = _experiment(question, attributes)
    with (
        ThreadExecutor(
            experiment, question.threads, to_stderr, worker=FollowingWorker(experiment, attributes)
        ) as executor,
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


class FollowingWorker(Worker):
    """Makes runs whose focal firm is followed.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    attributes : sequence of str
        Quality attributes of all cases.
    """

    def __init__(self, experiment: Experiment, attributes: Sequence[str]) -> None:
        super().__init__(experiment)
        self._attributes = tuple(attributes)

    def run(self, runs: Sequence[Run]) -> list[RunOutput]:
        """Make some runs; parameters and returns are those of `Worker.run`."""
        made: dict[int, RunOutput] = {}
        by_replication: dict[int, dict[int, Simulation]] = {}
        for place, run in enumerate(runs):
            simulation = catch_errors(partial(self._start, run, threads=1))
            if isinstance(simulation, Exception):
                made[place] = failed_output(run.case, run.replication, stored_text(simulation))
            else:
                by_replication.setdefault(run.replication, {})[place] = simulation
        for alike in by_replication.values():
            errors = _live_until_followed(list(alike.values()))
            for (place, simulation), error in zip(alike.items(), errors, strict=True):
                run = runs[place]
                found = catch_errors(partial(self._followed, run, simulation)) if error is None else error
                if isinstance(found, StopRequested):
                    raise found
                if isinstance(found, Exception):
                    made[place] = failed_output(run.case, run.replication, stored_text(found))
                else:
                    made[place] = found
        return [made[place] for place in range(len(runs))]

    def _followed(self, run: Run, simulation: Simulation) -> RunOutput:
        world = self._world(run)
        [holder] = world.holders
        months, attributes = simulation.scenario.months, list(world.scenario.market.attributes)
        books = Books(simulation, holder.place, months)
        simulation.run_followed(books)
        if simulation.clock < simulation.months:
            raise StopRequested
        values = books.columns([self._attributes.index(name) for name in attributes], len(self._attributes))
        return RunOutput(run.case, run.replication, {"firm": (holder.name,)}, {"firm": values[:, None]}, {})


def _live_until_followed(simulations: Sequence[Simulation]) -> list[Exception | None]:
    """Let worlds live until the month before the burn-in ends, a past that they share with the first once.

    Returns why each failed, if it did.
    """
    first = simulations[0]
    month = max(first.scenario.burn_in - 1, 0)
    alike = [
        other.scenario.burn_in == first.scenario.burn_in
        and first.shares_past(other)
        and _parted(first, other) >= month
        for other in simulations
    ]
    errors: list[Exception | None] = [catch_errors(partial(_live, first, month))]
    for other, same in zip(simulations[1:], alike[1:], strict=True):
        if same and errors[0] is None:
            other.copy_past(first)
            errors.append(None)
        else:
            errors.append(catch_errors(partial(_live, other, max(other.scenario.burn_in - 1, 0))))
    return errors


def _parted(one: Simulation, other: Simulation) -> int:
    """Return the month from which two worlds part that share a past; beyond the last where they never do."""
    found = divergence_month(one.state, other.state)
    return one.months if found is None else found


def _live(simulation: Simulation, month: int) -> None:
    """Let a world live until a month, counted from the start of the burn-in."""
    simulation.step(month)
    if simulation.clock < month:
        raise StopRequested


class Books:
    """Writes down the ledger of a firm and what its customers felt, beside a world that lives."""

    def __init__(self, simulation: Simulation, firm: int, months: int) -> None:
        self._firm, self._burn_in = firm, simulation.scenario.burn_in
        self._judgement = Judgement(simulation.state, firm, months)
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

    def columns(self, places: Sequence[int], attributes: int) -> Floats:
        """Lay out all that was written down, (month, column), with attributes at their places among all."""
        judged, own = self._judgement, len(places)
        felt = np.zeros((len(self._books), 2 * attributes + len(OTHER_CAUSES)))
        felt[:, list(places)] = judged.causes[:, :own]
        felt[:, [attributes + place for place in places]] = judged.causes[:, own : 2 * own]
        felt[:, 2 * attributes :] = judged.causes[:, 2 * own :]
        return np.concatenate([self._books, felt, judged.levels], axis=1)


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
