"""One run of a study: a world lived to its end in one native call, and what is kept of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.engine.measures.observe import Recording
from tci_sim.experiments.comparison import is_sum
from tci_sim.experiments.holders import Holder, holders_of
from tci_sim.experiments.result import LAST_MONTHS, exact_mean
from tci_sim.experiments.runner import attempted
from tci_sim.experiments.study import Study
from tci_sim.experiments.study_key import study_key
from tci_sim.history import History, pass_months
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats
from tci_sim.world.build_network import network_of
from tci_sim.world.conservation import raise_if_broken
from tci_sim.world.network import ValueNetwork

Files = tuple[str | None, ...]
"""Names of the files of a network: nodes, edges, graphml, willems."""

_KEPT_CASES = 256


class RunRows(NamedTuple):
    """What is kept of one run: a row for each month reported and holder, and one without month for the whole run."""

    case: int
    replication: int
    holders: tuple[Holder, ...]
    values: Floats
    """(month reported, then the whole run; holder; measure); NaN where nothing was measured."""
    error: str
    """Why the run failed, in one sentence; empty where it did not."""


class Stopped(Exception):
    """Somebody said stop: the run under way is given up."""


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

    def run(self, case: int, replication: int, changes: Mapping[str, Any]) -> RunRows:
        """Make one run; where it fails, its rows say why.

        Parameters
        ----------
        case, replication : int
            Their numbers.
        changes : mapping of str to value
            What the case changes in the base, by dotted path.

        Raises
        ------
        Stopped
            If somebody said stop.
        """
        found = attempted(lambda: self._run(case, replication, changes))
        if self.stop[0]:
            raise Stopped
        if isinstance(found, str):
            return RunRows(case, replication, (), np.full((1, 1, len(self._order.report)), np.nan), found)
        return found

    def _run(self, case: int, replication: int, changes: Mapping[str, Any]) -> RunRows:
        scenario, network, holders = self._built(case, changes)
        history = History(scenario, network, self._order.seed + replication, threads=1)
        done = np.zeros(1, np.int64)
        pass_months(history.state, history.terms, history.recording, 0, history.months, self.stop, done)
        raise_if_broken(history.state, network)
        values = kept(history.recording, holders, self._order.report, self._order.months)
        return RunRows(case, replication, holders, values, "")

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


def order_of(study: Study) -> Order:
    """Gather what all runs of a study have in common; files of networks that it names are read."""
    varied = any(path.startswith("network.") for path in (*study.plan.levers, *study.plan.uncertainties))
    numbers = range(len(study.plan)) if varied else range(1)
    networks: dict[Files, ValueNetwork] = {}
    for number in numbers:
        scenario = variant(study.base, study.plan.changes(number))
        if any(files_of(scenario)) and files_of(scenario) not in networks:
            networks[files_of(scenario)] = network_of(scenario)
    return Order(
        study.base, study.seed, study.report, study.reported_months, study.holders, networks, study_key(study)
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
    if is_sum(measure):
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
