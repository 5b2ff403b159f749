"""Runs in threads of this process: a run lets go of the interpreter while it lives."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from tci_sim.compile_model import OnMessage
from tci_sim.processors import thread_count
from tci_sim.runs.batches import Batch
from tci_sim.runs.executors import compile_and_link
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.interrupt import raise_if_interrupted
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.worker import MakeWorker, Run, Worker, chunks_of

_AHEAD = 4
"""Runs that wait for each thread, so that none is idle while a batch is written."""


class ThreadExecutor:
    """Runs on this machine, one thread each.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    threads : int or None
        Runs that go on at once; as many as there are processors where none are given. They change no result.
    on_message : callable (sentence)
        Told that the model is compiled first, where it is.
    worker : callable (experiment)
        Makes who makes the runs of a thread; one who keeps what the experiment asks for by default.

    Raises
    ------
    InputError
        If it is no whole number, at least 1.
    """

    def __init__(
        self,
        experiment: Experiment,
        threads: int | None,
        on_message: OnMessage,
        *,
        worker: MakeWorker = Worker,
    ) -> None:
        self._threads = thread_count(threads)
        self._say = on_message
        self._experiment = experiment
        self._worker = worker(experiment)
        self._pool: ThreadPoolExecutor | None = None

    @property
    def concurrency(self) -> int:
        """Threads."""
        return self._threads

    def __enter__(self) -> ThreadExecutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.stop[0] = 1
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run_batches(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunOutput]]]:
        """Make batches of runs; parameters and what it yields are those of `Executor.run_batches`."""
        waiting: deque[tuple[Batch, Future[list[RunOutput]]]] = deque()
        customers, threads = self._experiment.customers, self._threads
        chunks = ((batch, chunk) for batch in batches for chunk in chunks_of(batch.runs, customers, threads))
        rows: list[RunOutput] = []
        while True:
            while len(waiting) < self.concurrency * _AHEAD and (following := next(chunks, None)):
                batch, chunk = following
                runs = [Run(case, number, self._experiment.changes(case)) for case, number in chunk]
                waiting.append((batch, self._started().submit(self._worker.run, runs)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            made = future.result()
            rows += made
            raise_if_interrupted()
            count(len(made))
            if len(rows) == len(batch.runs):
                yield batch, rows
                rows = []

    def _started(self) -> ThreadPoolExecutor:
        if self._pool is None:
            compile_and_link(self._say)
            self._pool = ThreadPoolExecutor(self.concurrency)
        return self._pool
