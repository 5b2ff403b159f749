"""Runs on the workers of a Dask cluster, a chunk of them at a time."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Any

from tci_sim.compile_model import OnMessage
from tci_sim.errors import InputError, RunError, TciError
from tci_sim.messages import Message, message
from tci_sim.runs.batches import Batch
from tci_sim.runs.executors import ExecutorLost, compile_and_link
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.interrupt import raise_if_interrupted
from tci_sim.runs.provenance import model_version
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.worker import MakeWorker, Run, Worker, catch_errors, chunks_of, stored_text

_AHEAD = 3
"""Tasks that wait for each thread of the cluster."""

_SCHEMES = ("tcp://", "tls://", "ucx://", "ws://", "wss://")
_LOOK_SECONDS = 1.0
_POLL_SECONDS = 0.01
_PATIENCE_SECONDS = 5.0
"""Without any worker, before it is said that one is waited for."""
_TRIES = 5
"""How often runs are sent that the cluster loses: a scheduler or all workers that start again forget their tasks."""
_CONNECT_SECONDS = 20


class DaskExecutor:
    """Runs on a cluster.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    cluster : str or distributed.Client
        The address of the scheduler, or a client of it.
    on_message : callable (sentence), optional
        Told when there is nobody to make them.
    worker : callable (experiment)
        Makes who makes the runs, once in each process of the cluster; sent along with them.

    Raises
    ------
    InputError
        If Dask is not installed, or nobody answers at the address.
    ExecutorLost
        If the client has lost its cluster.
    """

    def __init__(
        self,
        experiment: Experiment,
        cluster: Any,
        on_message: OnMessage | None = None,
        *,
        worker: MakeWorker = Worker,
    ) -> None:
        self._experiment = experiment
        self._asked = replace(experiment, plan=None)  # each run says what it changes
        self._worker = worker
        self._say = on_message
        self._own = isinstance(cluster, str)
        self._client: Any = _client(cluster) if self._own else cluster
        self._looked = -math.inf
        self._threads = 0
        self._seen = time.monotonic()
        try:
            self._look()
        except BaseException:
            self._close()
            raise

    @property
    def concurrency(self) -> int:
        """Threads of the cluster; it may grow and shrink."""
        return self._threads

    def __enter__(self) -> DaskExecutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        """Close the client that was opened here."""
        if self._own:
            catch_errors(self._client.close)  # where the scheduler is gone there is nobody to take leave of

    def run_batches(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunOutput]]]:
        """Make batches of runs, each given as soon as it is complete; what else is as in `Executor.run_batches`.

        Raises
        ------
        ExecutorLost
            If the cluster cannot make them, or is lost.
        """
        waiting: list[_Task] = []
        gathered: dict[Batch, list[RunOutput]] = defaultdict(list)
        customers = self._experiment.customers
        chunks = ((batch, chunk) for batch in batches for chunk in chunks_of(batch.runs, customers))
        try:
            while True:
                self._look()
                room = max(1, self._threads * _AHEAD) - len(waiting)
                for batch, chunk in islice(chunks, max(room, 0)):
                    runs = [Run(case, number, self._experiment.changes(case)) for case, number in chunk]
                    waiting.append(self._submitted(_Task(batch, runs)))
                if not waiting:
                    return
                ended = [task for task in waiting if task.future.done()]
                if not ended:
                    raise_if_interrupted()
                    time.sleep(_POLL_SECONDS)
                for task in ended:
                    waiting.remove(task)
                    rows = self._rows(task)
                    if rows is None:
                        waiting.append(self._submitted(task))
                        continue
                    count(len(rows))
                    made = {(row.case, row.replication): row for row in (*gathered[task.batch], *rows)}
                    gathered[task.batch] = list(made.values())
                    if len(made) == len(task.batch.runs):
                        del gathered[task.batch]
                        yield task.batch, [made[run] for run in task.batch.runs]
        finally:
            catch_errors(lambda: self._client.cancel([task.future for task in waiting], force=True))

    def _submitted(self, task: _Task) -> _Task:
        """Send a chunk of runs to the cluster; it comes back to be sent again where the cluster loses it."""
        task.tries += 1
        if task.tries > _TRIES:
            raise ExecutorLost(message("cluster.lost_runs", times=_TRIES))
        sent = catch_errors(
            lambda: self._client.submit(
                run_chunk, self._asked, model_version(), task.runs, self._worker, pure=False
            )
        )
        if isinstance(sent, Exception):
            raise ExecutorLost(message("cluster.no_tasks", reason=stored_text(sent).rstrip(".")))
        task.future = sent
        return task

    def _rows(self, task: _Task) -> list[RunOutput] | None:
        """Fetch what a task made; None where it was cancelled, as when the scheduler or all workers start again."""
        if task.future.cancelled():
            return None
        found: list[RunOutput] | Exception = catch_errors(task.future.result)
        if task.future.cancelled():
            return None
        if isinstance(found, Exception):
            raise ExecutorLost(_gave_up(found))
        return found

    def _look(self) -> None:
        """See how large the cluster is now, and say once if nobody has been there for a while."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        if self._client.status == "closed":
            raise ExecutorLost(message("cluster.lost"))
        found = catch_errors(lambda: sum(self._client.nthreads().values()))
        self._threads = found if isinstance(found, int) else 0
        self._looked = now = time.monotonic()
        if self._threads:
            self._seen = now
        elif self._say is not None and now - self._seen > _PATIENCE_SECONDS:
            self._say(str(message("cluster.waiting")))
            self._say = None


@dataclass(eq=False)
class _Task:
    """A chunk of runs on its way."""

    batch: Batch
    runs: list[Run]
    tries: int = 0
    future: Any = None


def run_chunk(
    experiment: Experiment, model: str, runs: list[Run], worker: MakeWorker = Worker
) -> list[RunOutput]:
    """Make a chunk of runs; this is what a worker is sent.

    Raises
    ------
    RunError
        If the worker has another version of the model: its numbers would be others.
    """
    if model_version() != model:
        raise RunError(message("cluster.version"))
    return _worker(experiment, worker).run(runs)


_workers: dict[str, Worker] = {}
"""By the key of the experiment."""
_starting = threading.Lock()


def _worker(experiment: Experiment, worker: MakeWorker) -> Worker:
    """Return the one worker of this process for an experiment: it remembers the cases that it has built."""
    with _starting:
        if experiment.key not in _workers:
            compile_and_link(lambda _: None)
            _workers.clear()  # one experiment at a time
            _workers[experiment.key] = worker(experiment)
        return _workers[experiment.key]


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(message("cluster.no_dask")) from None
    if not address.startswith(_SCHEMES):
        raise InputError(message("cluster.address", address=address))
    client: Any = Client
    try:
        return client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error).rstrip(".")
        raise InputError(message("cluster.unreachable", address=address, reason=reason)) from None


def _gave_up(error: Exception) -> Message:
    if isinstance(error, TciError):
        return message("cluster.refused", problem=error)
    return message("cluster.gave_up", reason=stored_text(error).rstrip("."))
