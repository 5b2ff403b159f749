"""Who makes the runs of a study: the workers of a Dask cluster, a chunk of runs at a time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import TracebackType
from typing import Any

from tci_sim.errors import RunFailed, ScenarioError
from tci_sim.experiments.crew import ready
from tci_sim.experiments.interrupt import stop_if_pressed
from tci_sim.experiments.one_run import Order, RunRows, Worker, order_of
from tci_sim.experiments.provenance import model_version
from tci_sim.experiments.study import Study
from tci_sim.experiments.sweep_store import Batch

CHUNK = 10
"""Runs in one task: a task costs the scheduler a millisecond or two, a small run fifty."""

_AHEAD = 3
"""Tasks that wait for each thread of the cluster."""

_SCHEMES = ("tcp://", "tls://", "ucx://", "ws://", "wss://")
_LOOK_SECONDS = 1.0
_CONNECT_SECONDS = 20

Run = tuple[int, int, Mapping[str, Any]]
"""Case, replication, and what the case changes in the base."""


class Workers:
    """Runs on a cluster.

    Parameters
    ----------
    study : Study
        The question.
    cluster : str or distributed.Client
        The address of the scheduler, or a client of it.

    Raises
    ------
    ScenarioError
        If Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, study: Study, cluster: Any) -> None:
        self._plan = study.plan
        self._order = order_of(study)
        self._own = isinstance(cluster, str)
        self._client: Any = _client(cluster) if self._own else cluster
        self._looked = 0.0
        self._threads = 0
        self._look()

    @property
    def at_once(self) -> int:
        """Threads of the cluster; it may grow and shrink."""
        return self._threads

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._client.close()

    def made(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunRows]]]:
        """Make batches of runs; parameters and what it yields are those of `Crew.made`."""
        waiting: deque[tuple[Batch, Any]] = deque()
        chunks = ((batch, chunk) for batch in batches for chunk in _cut(batch.runs))
        rows: list[RunRows] = []
        try:
            while True:
                self._look()
                room = max(1, self._threads * _AHEAD) - len(waiting)
                for batch, chunk in islice(chunks, max(room, 0)):
                    runs = [(case, replication, self._plan.changes(case)) for case, replication in chunk]
                    task = self._client.submit(runs_made, self._order, model_version(), runs, pure=False)
                    waiting.append((batch, task))
                if not waiting:
                    return
                batch, task = waiting.popleft()
                made = self._result(task)
                stop_if_pressed()
                rows += made
                count(len(made))
                if len(rows) == len(batch.runs):
                    yield batch, rows
                    rows = []
        finally:
            self._client.cancel([task for _, task in waiting], force=True)

    def _result(self, task: Any) -> list[RunRows]:
        from distributed import KilledWorker

        try:
            found: list[RunRows] = task.result()
        except KilledWorker as error:
            raise RunFailed(f"the cluster gave up: a task brought down several workers: {error}") from None
        return found

    def _look(self) -> None:
        """See how large the cluster is now."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._threads = sum(self._client.nthreads().values())
            self._looked = time.monotonic()


def runs_made(order: Order, model: str, runs: list[Run]) -> list[RunRows]:
    """Make a chunk of runs; this is what a worker is sent.

    Raises
    ------
    RunFailed
        If the worker has another version of the model: its numbers would be others.
    """
    if model_version() != model:
        raise RunFailed("a worker has another version of the model: install the same one everywhere.")
    worker = _worker(order)
    return [worker.run(*run) for run in runs]


_workers: dict[str, Worker] = {}
"""By the key of the study."""
_starting = threading.Lock()


def _worker(order: Order) -> Worker:
    """Give the one worker of this process for a study: it remembers the cases that it has built."""
    with _starting:
        if order.study not in _workers:
            ready()
            _workers.clear()  # one study at a time
            _workers[order.study] = Worker(order)
        return _workers[order.study]


def _cut(runs: tuple[tuple[int, int], ...]) -> Iterator[tuple[tuple[int, int], ...]]:
    for first in range(0, len(runs), CHUNK):
        yield runs[first : first + CHUNK]


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError("--cluster needs Dask: install it with `pip install 'tci-sim[dask]'`.") from None
    if not address.startswith(_SCHEMES):
        raise ScenarioError(
            f"--cluster {address}: must be the address of a scheduler, such as tcp://10.0.0.1:8786."
        )
    client: Any = Client
    try:
        return client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ScenarioError(f"--cluster {address}: no scheduler answers there: {error}.") from None
