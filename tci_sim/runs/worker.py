"""Runs in one process: worlds built, lived to their ends, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np

from tci_sim.engine.state.arrays import named_arrays
from tci_sim.errors import TciError
from tci_sim.runs.experiment import Experiment, apply_changes
from tci_sim.runs.holders import Holder, select_holders
from tci_sim.runs.run_output import RunOutput, failed_output, run_output
from tci_sim.runs.settling import watched_measures
from tci_sim.runs.shared_past import StopRequested, run_sharing_past
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import OnProgress, Simulation
from tci_sim.world.build import Surroundings, build_surroundings
from tci_sim.world.network import ValueNetwork

Returned = TypeVar("Returned")

_KEPT_CASES = 256
_MOST_ALIKE = 64_000_000
"""Bytes of what is kept of all cases for their further seeds."""

CHUNK = 10
"""Runs that one thread, or one task on a cluster, makes together."""
_MOST_CUSTOMERS = 4_000_000
"""Customers of all worlds of a chunk."""


class Run(NamedTuple):
    """One run of an experiment."""

    case: int
    replication: int
    changes: Mapping[str, Any]
    """What the case changes in its base, by dotted path."""


class _World(NamedTuple):
    scenario: Scenario
    network: ValueNetwork
    holders: tuple[Holder, ...]
    alike: Surroundings | None
    """What is the same under all seeds, where there are several and there is room for it."""


class Worker:
    """Makes runs, in as many threads as call it.

    Parameters
    ----------
    experiment : Experiment
        What is asked; its plan is not looked at, for each run says what it changes.
    share_past : bool
        Whether runs take a past that they share from each other. It changes no result.
    made : mapping of (case, replication) to RunOutput, optional
        Runs that were made for something else, and are not made again.
    """

    def __init__(
        self, experiment: Experiment, *, share_past: bool = True,
        made: Mapping[tuple[int, int], RunOutput] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._experiment = experiment
        self._made = made
        self._share_past = share_past
        self.stop = np.zeros(1, np.int64)
        self._cases: dict[int, _World] = {}
        self._room = _MOST_ALIKE if experiment.limit > 1 else 0

    def run(self, runs: Sequence[Run]) -> list[RunOutput]:
        """Make some runs, each past that they share once; where one fails, it says why.

        Parameters
        ----------
        runs : sequence of Run
            Of one replication, or of several.

        Returns
        -------
        list of RunOutput
            In the order of the runs.

        Raises
        ------
        StopRequested
            If somebody said stop.
        """
        left = [run for run in runs if (run.case, run.replication) not in self._made]
        new = iter(self._make(left) if left else ())
        return [self._made.get((run.case, run.replication)) or next(new) for run in runs]

    def _make(self, runs: Sequence[Run]) -> list[RunOutput]:
        """Make some runs, one at least; parameters and returns are those of `run`."""
        made: dict[int, RunOutput] = {}
        begun: list[tuple[int, Simulation]] = []
        for place, run in enumerate(runs):
            simulation = catch_errors(partial(self._start, run, threads=1))
            if isinstance(simulation, Exception):
                made[place] = failed_output(run.case, run.replication, stored_text(simulation))
            else:
                begun.append((place, simulation))
        for ended, error in run_sharing_past(
            [simulation for _, simulation in begun], share_past=self._share_past
        ):
            place, simulation = begun[ended]
            run = runs[place]
            if error is None:
                made[place] = self.output(run, simulation)
            else:
                made[place] = failed_output(run.case, run.replication, stored_text(error))
        return [made[place] for place in range(len(runs))]

    def run_alone(self, run: Run, threads: int | None, on_progress: OnProgress | None) -> RunOutput:
        """Make one run, whose customers are shared out over threads.

        Raises
        ------
        InputError, ConservationError, RunError
            If it cannot be built, or fails.
        """
        simulation = self._start(run, threads)
        simulation.run(on_progress)
        return self.output(run, simulation)

    def _start(self, run: Run, threads: int | None) -> Simulation:
        world = self._world(run)
        seed = self._experiment.seed + run.replication
        return Simulation(
            world.scenario, world.network, seed, threads=threads, stop=self.stop,
            watched=watched_measures(self._experiment.keep), alike=world.alike,
        )  # fmt: skip

    def output(self, run: Run, simulation: Simulation) -> RunOutput:
        """Return what is kept of a run that has ended."""
        world = self._world(run)
        whose = world.scenario, world.network
        keep = self._experiment.keep
        return run_output(
            run.case, run.replication, simulation.recording, world.holders, keep, whose,
            settled_at=simulation.settled_at,
        )  # fmt: skip

    def _world(self, run: Run) -> _World:
        found = self._cases.get(run.case)
        if found is None:
            scenario = apply_changes(self._experiment.base(run.case), run.changes)
            network = self._experiment.network_of(scenario)
            holders = select_holders(self._experiment.keep.holders, scenario, network)
            found = _World(scenario, network, holders, None)
            if len(self._cases) < _KEPT_CASES:
                found = found._replace(alike=self._alike(scenario, network))
                self._cases[run.case] = found
        return found

    def _alike(self, scenario: Scenario, network: ValueNetwork) -> Surroundings | None:
        """Build what is the same under all seeds of a case, as long as there is room for it."""
        if self._room <= 0:
            return None
        alike = build_surroundings(scenario, network, self._experiment.seed)
        self._room -= sum(array.nbytes for _, array in named_arrays(alike))
        return alike


MakeWorker: TypeAlias = Callable[[Experiment], Worker]
"""Makes who makes the runs of an experiment; sent to the processes of a cluster where they are made there."""


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
    most = min(CHUNK, _MOST_CUSTOMERS // max(customers, 1), -(-len(runs) // threads))
    start = 0
    for end in range(1, len(runs) + 1):
        if end == len(runs) or runs[end][1] != runs[start][1] or end - start >= most:
            yield tuple(runs[start:end])
            start = end


def output_or_failure(run: Run, work: Callable[[], RunOutput]) -> RunOutput:
    """Make a run; where it fails, say why.

    Raises
    ------
    StopRequested
        If somebody said stop.
    """
    found = catch_errors(work)
    if isinstance(found, StopRequested):
        raise found
    return (
        failed_output(run.case, run.replication, stored_text(found))
        if isinstance(found, Exception)
        else found
    )


def catch_errors(work: Callable[[], Returned]) -> Returned | Exception:
    """Do a piece of work that may fail without stopping what goes on around it.

    Parameters
    ----------
    work : callable ()
        One run of many.

    Returns
    -------
    value
        What it returned, or the error that it raised.
    """
    try:
        return work()
    except Exception as error:
        return error


def stored_text(error: Exception) -> str:
    """Put an error into one sentence, as it is kept with a run; one that nobody foresaw with its kind.

    It is in English whatever the language in use: what is kept does not depend on who made it.
    """
    said = " ".join((error.text("en") if isinstance(error, TciError) else str(error)).split())
    return said if isinstance(error, TciError) and said else f"{type(error).__name__}: {said}".rstrip(": ")
