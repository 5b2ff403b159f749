"""Mixtures of two runs: customers alone, lived once more with what reaches them door by door from either.

Customers alone are lived by `tci_sim.runs.doors`, in runs that are made, kept and found by the machinery of all runs: a
case is which doors are those of the second scenario.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from tci_sim.analysis.why.followed import Lived
from tci_sim.analysis.why.kept import keys_of, store_of
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.doors import MEASURES, CustomersAlone, can_be_mixed, doors_of
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.files import ResultKind
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.runner import Runner
from tci_sim.runs.shared_past import StopRequested, run_until_followed
from tci_sim.runs.table import split_runs
from tci_sim.runs.where import executor_for
from tci_sim.runs.worker import Run, Worker, catch_errors, output_or_failure
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.shapley import Order, combinations_in, orders_of_history

KIND = ResultKind("doors", message("rerun.why"), "doors.json")

Mixtures = Mapping[tuple[int, int], Floats]
"""What customers came to in each mixture and replication, (month, measure); NaN where it failed."""


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


def doors_between(question: WhyQuestion) -> tuple[str, ...]:
    """List the doors that are told apart."""
    return doors_of(*question.scenarios, word_of_mouth=question.split.word_of_mouth)


def plan_of(question: WhyQuestion) -> DoorsPlan:
    """Say which mixtures each replication needs."""
    return DoorsPlan(len(doors_between(question)), question.seed, all_subsets=question.split.all_subsets)


def mix(question: WhyQuestion, lived: Lived) -> Mixtures | None:
    """Make the mixtures that are not kept yet; None where there are no customers, or not the same to begin with."""
    plan = plan_of(question)
    experiment = _experiment(question, plan)
    worker = partial(DoorsWorker, question=question.to_send, lived=lived)
    if not (question.scenarios[0].market.people and worker(experiment).can_mix()):
        return None
    with (
        executor_for(experiment, question.threads, question.cluster, question.on_message, worker) as executor,
        store_of(experiment, question, KIND, "doors") as store,
    ):
        making = Runner(experiment, store, executor, on_progress=question.on_progress, retry_failed=True)
        table = making.run()
    return {
        (run.case, run.replication): np.full((question.months, len(MEASURES)), np.nan)
        if run.error else run.values["firm"][:, 0]
        for run in split_runs(table, experiment.keep)
    }  # fmt: skip


class DoorsWorker(Worker):
    """Lets customers live through mixtures of two runs.

    Parameters
    ----------
    experiment : Experiment
        The mixtures.
    question : WhyQuestion
        What is asked.
    lived : Lived
        Is told what the two runs came to.
    """

    def __init__(self, experiment: Experiment, question: WhyQuestion, lived: Lived) -> None:
        super().__init__(experiment)
        self._scenarios, self._doors, self._lived = question.scenarios, doors_between(question), lived

    def _make(self, runs: Sequence[Run]) -> list[RunOutput]:
        pairs = {
            number: catch_errors(partial(self._pair, number)) for number in {run.replication for run in runs}
        }
        return [output_or_failure(run, partial(self._mixed, run, pairs[run.replication])) for run in runs]

    def can_mix(self) -> bool:
        """Return whether the customers of both are the same to begin with."""
        return can_be_mixed(*self._started(0))

    def _pair(self, replication: int) -> CustomersAlone:
        """Make both runs, for all who look at them."""
        worlds = self._started(replication)
        run_until_followed(worlds)
        books = [self._lived.books(world) for world in worlds]
        made = CustomersAlone(*worlds, self._doors, books)
        for case, world in enumerate(worlds):
            self._lived.keep(Run(case, replication, {}), world, books[case])
        return made

    def _started(self, replication: int) -> tuple[Simulation, Simulation]:
        one, other = self._scenarios
        return self._world_of(one, replication), self._world_of(other, replication)

    def _world_of(self, scenario: Scenario, replication: int) -> Simulation:
        network, seed = self._experiment.network_of(scenario), self._experiment.seed + replication
        return Simulation(scenario, network, seed, threads=1, stop=self.stop)

    def _mixed(self, run: Run, pair: CustomersAlone | Exception) -> RunOutput:
        if isinstance(pair, Exception):
            raise pair
        if self.stop[0]:
            raise StopRequested
        values = pair.lived(run.case)[:, None]
        name = focal_firm(self._scenarios[0])
        return RunOutput(run.case, run.replication, {"firm": (name,)}, {"firm": values}, {})


def _experiment(question: WhyQuestion, plan: DoorsPlan) -> Experiment:
    count = question.replications
    keep = OutputSpec(
        (FOCAL,), {"firm": MEASURES}, tuple(range(question.months)), figures=False, fingerprint=False
    )
    asked = {
        "doors": doors_between(question), "all_subsets": question.split.all_subsets, "seed": question.seed,
        "keys": list(keys_of(question).values()), "replications": count, "months": question.months,
    }  # fmt: skip
    named = digest_of(json.dumps(asked).encode())
    bases = question.scenarios[:1]
    return Experiment(named, bases, plan, question.seed, count, count, keep, networks_in(question.scenarios))
