"""How a change reaches customers: what they make of mixtures of two runs, door by door, split by Shapley values.

Customers alone are lived once more (`tci_sim.runs.doors`), in runs that are made, kept and found by the machinery of
all runs: a case is which doors are those of the second scenario.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.shapley import History, MeasureSplit, split_frame, split_of
from tci_sim.analysis.why.kept import keys_of, store_of
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.compile_model import to_stderr
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.frozen import Frozen
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.doors import MEASURES, CustomersAlone, can_be_mixed, doors_of
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.figures import figure
from tci_sim.runs.files import ResultKind
from tci_sim.runs.run_output import RunOutput, failed_output
from tci_sim.runs.runner import Runner
from tci_sim.runs.shared_past import StopRequested
from tci_sim.runs.table import split_runs
from tci_sim.runs.threads import ThreadExecutor
from tci_sim.runs.worker import Run, Worker, catch_errors, stored_text
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.shapley import Order, combinations_in, orders_of_history

if TYPE_CHECKING:
    import pandas as pd

KIND = ResultKind("doors", message("rerun.why"), "doors.json")


@dataclass(frozen=True)
class DoorsData(Frozen):
    """What comes through each door. Nothing in it can be changed."""

    doors: tuple[str, ...]
    """What is told apart; none where there is nothing to tell apart: no customers, or not the same ones."""
    splits: tuple[MeasureSplit, ...]
    """A measure each; the groups are the doors."""

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each measure and door, and one for all together; columns as in `rows_of`."""
        return split_frame(self.splits)


class DoorsPlan:
    """All mixtures of two runs, of which each replication needs a few; bits of a case are doors of the second run."""

    levers: tuple[str, ...] = ()
    uncertainties: tuple[str, ...] = ()

    def __init__(self, doors: int, seed: int, *, all_subsets: bool) -> None:
        self._doors, self._seed, self._all = doors, seed, all_subsets

    def __len__(self) -> int:
        return int(1 << self._doors)

    def changes(self, number: int) -> Mapping[str, Any]:
        """Return what a case changes in its base: nothing."""
        return {}

    def orders_of(self, replication: int) -> tuple[Order, ...]:
        """Return the orders of doors that a replication goes through; none where it goes through all mixtures."""
        return () if self._all else orders_of_history(self._doors, replication, self._seed)

    def cases_of(self, replication: int) -> Sequence[int]:
        """List the mixtures that a replication needs."""
        return range(len(self)) if self._all else sorted(combinations_in(self.orders_of(replication)))


def door_runs(question: WhyQuestion) -> int:
    """Return how many runs the doors take, customers alone counted as half a run."""
    plan = _plan(question)
    return question.replications * (2 + len(plan.cases_of(0)) // 2)


def find_doors(question: WhyQuestion, comparison: ComparisonData) -> DoorsData:
    """Split what changes with customers among the doors through which they meet it."""
    doors, plan = _doors(question), _plan(question)
    asked = [name for name in question.measures if name in MEASURES] or MEASURES
    experiment = _experiment(question, plan)
    worker = DoorsWorker(experiment, question.scenarios, doors)
    if not (question.scenarios[0].market.people and worker.can_mix()):
        return DoorsData((), ())
    with (
        ThreadExecutor(experiment, question.threads, to_stderr, worker=worker) as executor,
        store_of(experiment, question, KIND, "doors") as store,
    ):
        making = Runner(experiment, store, executor, on_progress=question.on_progress, retry_failed=True)
        table = making.run()
    figures: dict[tuple[int, int], Floats] = {
        (run.case, run.replication): np.full((question.months, len(MEASURES)), np.nan)
        if run.error else run.values["firm"][:, 0]
        for run in split_runs(table, experiment.keep)
    }  # fmt: skip
    return DoorsData(
        doors,
        tuple(
            split_of(
                measure, unit_of_run(measure), doors, _histories(question, plan, figures, place, measure)
            )
            for place, measure in enumerate(MEASURES)
            if measure in asked
        ),
    )


def _histories(
    question: WhyQuestion, plan: DoorsPlan, months: Mapping[tuple[int, int], Floats], place: int, measure: str
) -> list[History]:
    return [
        (
            {case: figure(months[case, number][:, place], measure) for case in plan.cases_of(number)},
            plan.orders_of(number),
        )
        for number in range(question.replications)
    ]


class DoorsWorker(Worker):
    """Lets customers live through mixtures of two runs.

    Parameters
    ----------
    experiment : Experiment
        What is asked; its cases are mixtures.
    scenarios : tuple of Scenario
        The two.
    doors : sequence of str
        What is told apart, by the bits of a case.
    """

    def __init__(
        self, experiment: Experiment, scenarios: tuple[Scenario, Scenario], doors: Sequence[str]
    ) -> None:
        super().__init__(experiment)
        self._scenarios, self._doors = scenarios, tuple(doors)

    def run(self, runs: Sequence[Run]) -> list[RunOutput]:
        """Make some runs; parameters and returns are those of `Worker.run`."""
        made: list[RunOutput] = []
        pairs: dict[int, CustomersAlone | Exception] = {}
        for run in runs:
            if run.replication not in pairs:
                pairs[run.replication] = catch_errors(partial(self._recorded, run.replication))
            pair = pairs[run.replication]
            found = pair if isinstance(pair, Exception) else catch_errors(partial(self._lived, run, pair))
            if isinstance(found, StopRequested):
                raise found
            if isinstance(found, Exception):
                found = failed_output(run.case, run.replication, stored_text(found))
            made.append(found)
        return made

    def can_mix(self) -> bool:
        """Return whether the customers of both are the same to begin with."""
        return can_be_mixed(*self._pair(0))

    def _recorded(self, replication: int) -> CustomersAlone:
        return CustomersAlone(*self._pair(replication), self._doors)

    def _pair(self, replication: int) -> tuple[Simulation, Simulation]:
        seed, (one, other) = self._experiment.seed + replication, self._scenarios
        return self._started(one, seed), self._started(other, seed)

    def _started(self, scenario: Scenario, seed: int) -> Simulation:
        network = self._experiment.network_of(scenario)
        return Simulation(scenario, network, seed, threads=1, stop=self.stop)

    def _lived(self, run: Run, pair: CustomersAlone) -> RunOutput:
        if self.stop[0]:
            raise StopRequested
        values = pair.lived(run.case)[:, None]
        name = focal_firm(self._scenarios[0])
        return RunOutput(run.case, run.replication, {"firm": (name,)}, {"firm": values}, {})


def _doors(question: WhyQuestion) -> tuple[str, ...]:
    return doors_of(*question.scenarios, word_of_mouth=question.split.word_of_mouth)


def _plan(question: WhyQuestion) -> DoorsPlan:
    return DoorsPlan(len(_doors(question)), question.seed, all_subsets=question.split.all_subsets)


def _experiment(question: WhyQuestion, plan: DoorsPlan) -> Experiment:
    count = question.replications
    keep = OutputSpec(
        (FOCAL,), {"firm": MEASURES}, tuple(range(question.months)), figures=False, fingerprint=False
    )
    asked = {
        "doors": _doors(question), "all_subsets": question.split.all_subsets, "seed": question.seed,
        "keys": list(keys_of(question).values()), "replications": count, "months": question.months,
    }  # fmt: skip
    named = digest_of(json.dumps(asked).encode())
    bases = question.scenarios[:1]
    return Experiment(named, bases, plan, question.seed, count, count, keep, networks_in(question.scenarios))
