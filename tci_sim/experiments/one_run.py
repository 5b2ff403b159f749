"""One run of a study: a world lived to its end in one native call, and what is kept of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, Kind, is_added_up
from tci_sim.engine.measures.recording import Recording
from tci_sim.experiments.holders import Holder, holders_of
from tci_sim.experiments.result import LAST_MONTHS, exact_mean
from tci_sim.experiments.runner import attempted, sentence
from tci_sim.experiments.study import Study
from tci_sim.experiments.study_key import study_key
from tci_sim.runs.pasts import run_together
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.statistics.paired import Floats
from tci_sim.world.build_network import network_of
from tci_sim.world.network import ValueNetwork

Files = tuple[str | None, ...]
"""Names of the files of a network: nodes, edges, graphml, willems."""

_KEPT_CASES = 256

CHUNK = 10
"""Runs that one thread, or one task on a cluster, makes together."""
_MOST_CUSTOMERS = 4_000_000
"""Customers of all worlds of a chunk."""


class RunRows(NamedTuple):
    """What is kept of one run: a row for each month reported and holder, and one without month for the whole run."""

    case: int
    replication: int
    holders: tuple[Holder, ...]
    values: Floats
    """(month reported, then the whole run; holder; measure); NaN where nothing was measured."""
    error: str
    """Why the run failed, in one sentence; empty where it did not."""


class Run(NamedTuple):
    """One run of a study."""

    case: int
    replication: int
    changes: Mapping[str, Any]
    """What the case changes in the base, by dotted path."""


class Order(NamedTuple):
    """What all runs of a study have in common."""

    base: Scenario
    seed: int
    report: tuple[str, ...]
    months: tuple[int, ...]
    """Months that are kept."""
    holders: tuple[str, ...]
    networks: Mapping[Files, ValueNetwork]
    """Networks that are read from files, by the names of these files."""
    study: str
    """Key of the study, by which its orders are told from those of any other."""
    share: bool = True
    """Whether runs take a past that they share from each other."""


class Worker:
    """Makes runs, in as many threads as call it.

    Parameters
    ----------
    order : Order
        What they have in common.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self.stop = np.zeros(1, np.int64)
        self._cases: dict[int, tuple[Scenario, ValueNetwork, tuple[Holder, ...]]] = {}

    def run(self, runs: Sequence[Run]) -> list[RunRows]:
        """Make some runs, each past that they share once; where one fails, its rows say why.

        Parameters
        ----------
        runs : sequence of Run
            Of one replication, or of several.

        Returns
        -------
        list of RunRows
            In the order of the runs.

        Raises
        ------
        Stopped
            If somebody said stop.
        """
        rows: dict[int, RunRows] = {}
        begun: list[tuple[int, Simulation, tuple[Holder, ...]]] = []
        for place, run in enumerate(runs):
            built = attempted(partial(self._begin, run))
            if isinstance(built, str):
                rows[place] = self._failed(run, built)
            else:
                begun.append((place, *built))
        for ended, error in run_together([each for _, each, _ in begun], share=self._order.share):
            place, simulation, holders = begun[ended]
            if error is None:
                values = kept(simulation.recording, holders, self._order.report, self._order.months)
                rows[place] = RunRows(runs[place].case, runs[place].replication, holders, values, "")
            else:
                rows[place] = self._failed(runs[place], sentence(error))
        return [rows[place] for place in range(len(runs))]

    def _begin(self, run: Run) -> tuple[Simulation, tuple[Holder, ...]]:
        scenario, network, holders = self._built(run.case, run.changes)
        seed = self._order.seed + run.replication
        return Simulation(scenario, network, seed, threads=1, stop=self.stop), holders

    def _failed(self, run: Run, why: str) -> RunRows:
        nothing = np.full((1, 1, len(self._order.report)), np.nan)
        return RunRows(run.case, run.replication, (), nothing, why)

    def _built(
        self, case: int, changes: Mapping[str, Any]
    ) -> tuple[Scenario, ValueNetwork, tuple[Holder, ...]]:
        found = self._cases.get(case)
        if found is None:
            scenario = variant(self._order.base, changes)
            network = self._order.networks.get(files_of(scenario)) or network_of(scenario)
            found = scenario, network, holders_of(self._order.holders, scenario, network)
            if len(self._cases) < _KEPT_CASES:
                self._cases[case] = found
        return found


def order_of(study: Study, *, share: bool = True) -> Order:
    """Gather what all runs of a study have in common; files of networks that it names are read."""
    varied = any(path.startswith("network.") for path in (*study.plan.levers, *study.plan.uncertainties))
    numbers = range(len(study.plan)) if varied else range(1)
    networks: dict[Files, ValueNetwork] = {}
    for number in numbers:
        scenario = variant(study.base, study.plan.changes(number))
        if any(files_of(scenario)) and files_of(scenario) not in networks:
            networks[files_of(scenario)] = network_of(scenario)
    return Order(
        study.base, study.seed, study.report, study.reported_months, study.holders, networks, study_key(study),
        share,
    )  # fmt: skip


def files_of(scenario: Scenario) -> Files:
    """Give the names of the network files of a scenario."""
    asked = scenario.network
    return (asked.nodes, asked.edges, asked.graphml, asked.willems)


def kept(
    recording: Recording, holders: Sequence[Holder], report: Sequence[str], months: Sequence[int]
) -> Floats:
    """Pick what a study keeps out of all that was seen, (month reported, then the whole run; holder; measure).

    The figure of a whole run is the sum over all months where money comes in by the month, else the mean of the
    last 12 months.
    """
    values = np.full((len(months) + 1, len(holders), len(report)), np.nan)
    chosen = list(months)
    for h, holder in enumerate(holders):
        seen = _seen(recording, holder)
        for m, measure in enumerate(report):
            column = _column(holder.kind, measure)
            if column is not None:
                history = seen[:, column]
                values[:-1, h, m] = history[chosen]
                values[-1, h, m] = figure(history, measure)
    return values


def figure(history: Floats, measure: str) -> float:
    """Give the one figure of a run from a measure in all its months, (month,); NaN where nothing was measured."""
    if is_added_up(measure):
        return math.fsum(history.tolist())  # exact, and so the same everywhere
    return exact_mean(history[-LAST_MONTHS:])


def _seen(recording: Recording, holder: Holder) -> Floats:
    array: Any = getattr(recording, holder.kind)
    months = len(array)
    flat: Floats = array.reshape(months, -1, array.shape[-1])
    return flat[:, holder.place]


@cache
def _column(kind: Kind, measure: str) -> int | None:
    names = [each.name for each in MEASURES[kind]]
    return names.index(measure) if measure in names else None


def chunks_of(
    runs: Sequence[tuple[int, int]], customers: int, threads: int = 1
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Cut runs into chunks that one thread makes together, so that they share what past they can.

    Parameters
    ----------
    runs : sequence of (case, replication)
        All cases of a replication stand together.
    customers : int
        Customers of one run: all worlds of a chunk are in memory at once.
    threads : int
        No chunk is so large that one of so many threads would have none.

    Yields
    ------
    tuple of (case, replication)
        At most `CHUNK` neighbours of one replication.
    """
    most = min(CHUNK, _MOST_CUSTOMERS // customers, -(-len(runs) // threads))
    start = 0
    for end in range(1, len(runs) + 1):
        if end == len(runs) or runs[end][1] != runs[start][1] or end - start >= most:
            yield tuple(runs[start:end])
            start = end
