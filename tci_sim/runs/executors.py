"""Who makes runs: what all executors have in common, and one that makes them where it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol

from tci_sim.compile_model import OnMessage, ensure_compiled, smallest_scenario
from tci_sim.errors import RunError
from tci_sim.messages import Message, message
from tci_sim.runs.batches import Batch
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.interrupt import interrupt_message, raise_if_interrupted
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.worker import Run, Worker
from tci_sim.simulation import OnProgress, Simulation, is_linked
from tci_sim.world.build_network import network_of


class ExecutorLost(RunError):
    """Nobody can make the runs any more: it is not a run that failed."""


class Executor(Protocol):
    """Somebody who makes runs."""

    @property
    def concurrency(self) -> int:
        """How many runs go on at the same time; 0 where that is not known."""

    def __enter__(self) -> Executor: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def run_batches(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunOutput]]]:
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


class SerialExecutor:
    """One run at a time, in the thread that asks for it; customers are shared out over threads.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    threads : int, optional
        As many as there are processors by default. They change no result.
    on_progress : callable (done, all), optional
        Told how many months have passed.
    """

    concurrency = 1

    def __init__(self, experiment: Experiment, threads: int | None, on_progress: OnProgress | None) -> None:
        self._experiment, self._threads, self._progress = experiment, threads, on_progress
        self._worker = Worker(experiment)
        self._month = 0, 0

    def __enter__(self) -> SerialExecutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def run_batches(
        self, batches: Iterable[Batch], count: Callable[[int], None]
    ) -> Iterator[tuple[Batch, list[RunOutput]]]:
        """Make batches of runs; parameters and what it yields are those of `Executor.run_batches`.

        Raises
        ------
        InputError, ConservationError, RunError
            If a run cannot be built, or fails: it is asked for alone, and nothing goes on without it.
        """
        for batch in batches:
            made = []
            for case, number in batch.runs:
                self._month = 0, 0
                with interrupt_message(self._progress_message):
                    run = Run(case, number, self._experiment.changes(case))
                    made.append(self._worker.run_alone(run, self._threads, self._passed))
                count(1)
            yield batch, made

    def _passed(self, done: int, months: int) -> None:
        self._month = done, months
        raise_if_interrupted()
        if self._progress is not None:
            self._progress(done, months)

    def _progress_message(self) -> Message | None:
        done, months = self._month
        return message("stopped.run", done=done, months=months) if months else None


def compile_and_link(on_message: OnMessage) -> None:
    """Compile the model if need be, and link its machine code before threads use it.

    Parameters
    ----------
    on_message : callable (sentence)
        Told that it compiles, where it does.
    """
    ensure_compiled(on_message)
    if is_linked():
        return
    smallest = smallest_scenario()
    Simulation(smallest, network_of(smallest), 1, threads=1).link()
