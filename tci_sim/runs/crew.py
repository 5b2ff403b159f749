"""Who makes the runs of a study: threads of this process. A run lets go of the interpreter while it lives."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol

from tci_sim.designs.study import Study
from tci_sim.runs.interrupt import stop_if_pressed
from tci_sim.runs.one_run import Run, RunRows, Worker, chunks_of, order_of
from tci_sim.runs.sweep_store import Batch
from tci_sim.simulation import Simulation
from tci_sim.warm import ensure_compiled, smallest_scenario
from tci_sim.world.build_network import network_of

_AHEAD = 4
"""Runs that wait for each thread, so that none is idle while a batch is written."""


class Crew(Protocol):
    """Somebody who makes runs."""

    @property
    def at_once(self) -> int:
        """How many runs go on at the same time; 0 where that is not known."""

    def __enter__(self) -> Crew: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def made(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunRows]]]:
        """Make batches of runs.

        Parameters
        ----------
        batches : iterable of Batch
            Asked for the next one only when there is somebody to begin it.
        count : callable (runs)
            Told how many runs have ended since it was told the last time.

        Yields
        ------
        tuple
            A batch and its rows, in the order of its runs; batches in any order.
        """


class Threads:
    """Runs on this machine, one thread each."""

    def __init__(self, study: Study, threads: int, *, share: bool = True) -> None:
        self._threads = threads
        self._study = study
        self._worker = Worker(order_of(study, share=share))
        self._pool: ThreadPoolExecutor | None = None

    @property
    def at_once(self) -> int:
        """Threads."""
        return self._threads

    def __enter__(self) -> Threads:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.stop[0] = 1
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def made(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunRows]]]:
        """Make batches of runs; parameters and what it yields are those of `Crew.made`."""
        waiting: deque[tuple[Batch, Future[list[RunRows]]]] = deque()
        customers = self._study.base.market.customers
        chunks = (
            (batch, chunk) for batch in batches for chunk in chunks_of(batch.runs, customers, self._threads)
        )
        rows: list[RunRows] = []
        while True:
            while len(waiting) < self.at_once * _AHEAD and (following := next(chunks, None)):
                batch, chunk = following
                runs = [Run(case, number, self._study.plan.changes(case)) for case, number in chunk]
                waiting.append((batch, self._started().submit(self._worker.run, runs)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            made = future.result()
            rows += made
            stop_if_pressed()
            count(len(made))
            if len(rows) == len(batch.runs):
                yield batch, rows
                rows = []

    def _started(self) -> ThreadPoolExecutor:
        if self._pool is None:
            ready()
            self._pool = ThreadPoolExecutor(self.at_once)
        return self._pool


def ready() -> None:
    """Compile the model if need be, and link its machine code before threads use it."""
    ensure_compiled(lambda _: None)
    smallest = smallest_scenario()
    Simulation(smallest, network_of(smallest), 1, threads=1).link()
