"""Make the runs of an experiment: each once, kept as they come, from wherever it stopped the last time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Protocol

from tci_sim.errors import RunError
from tci_sim.messages import Message, Text, message
from tci_sim.runs.batches import Batch, batches_of, rounds_of
from tci_sim.runs.executors import Executor, ExecutorLost
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.files import is_there
from tci_sim.runs.interrupt import interrupt_message, raise_if_interrupted
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.store import Store
from tci_sim.runs.table import Table, joined, split_runs

_POLL_SECONDS = 0.1


class RunLookup(Protocol):
    """Somebody who knows runs that were made before, elsewhere."""

    def find(self, case: int, replication: int) -> RunOutput | None:
        """Find what is kept of a run; None where it was not made, or failed."""


class EmptyLookup:
    """Knows no runs."""

    def find(self, case: int, replication: int) -> RunOutput | None:
        """Find nothing."""
        return None


class Runner:
    """One go at the runs of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    store : Store
        Where runs are kept and found.
    executor : Executor
        Who makes those that are not there.
    reusable : RunLookup, optional
        Who knows runs that were made for other questions.
    on_progress : callable (done, all), optional
        Told how many runs have ended, of how many.
    on_start : callable (left, all), optional
        Told once, before any run is made, how many of how many there are to make; replications that a precision
        needs after that are not foreseen.
    retry_failed : bool
        Whether runs that are kept and failed are made once more.
    """

    def __init__(
        self,
        experiment: Experiment,
        store: Store,
        executor: Executor,
        *,
        reusable: RunLookup | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_start: Callable[[int, int], None] | None = None,
        retry_failed: bool = False,
    ) -> None:
        self._experiment, self._store, self._executor = experiment, store, executor
        self._lookup = reusable or EmptyLookup()
        self._on_progress, self._on_start, self._retry_failed = on_progress, on_start, retry_failed
        self._batches: list[Batch] = []
        self._found: dict[Batch, Table] = {}
        self._ended: dict[Batch, dict[tuple[int, int], RunOutput]] = {}
        """Of batches in which a run failed that is made once more: the others."""
        self._done = 0
        self._all = 0
        self.runs_made = 0
        """Runs that were made now."""

    def run(self, should_stop: Callable[[Table], bool] = lambda _: True) -> Table:
        """Make all runs that are not kept yet, and replications are added until it is enough.

        Parameters
        ----------
        should_stop : callable (table)
            Told all runs so far, once a round of replications is complete.

        Raises
        ------
        StoreError
            If a batch cannot be kept; those before it are.
        RunError
            If nobody can make the runs any more; what was made until then is kept.
        KeyboardInterrupt
            On Ctrl-C, with a sentence that says what is kept.
        """
        with interrupt_message(self.interrupt_message):
            try:
                return self._rounds(should_stop)
            except ExecutorLost as error:
                raise RunError(self._lost_message(error)) from None

    def interrupt_message(self) -> Message:
        """Return how far it came, and what stays of it when it is stopped before its time."""
        done, all_ = f"{self._done:,}", f"{self._all:,}"
        if self._store.folder is None:
            if self._all <= 1:
                return message("stopped.unsaved_before")
            return message("stopped.unsaved", done=done, all=all_)
        if not is_there(self._store.folder):
            return message("stopped.nothing")
        folder = str(self._store.folder)
        if not self._all:
            return message("stopped.saved_before", folder=folder)
        return message("stopped.saved", done=done, all=all_, kept=self._stored(), folder=folder)

    def _lost_message(self, problem: Text) -> Message:
        """Return why nobody can make the runs any more, and what stays of them."""
        if self._store.folder is None:
            return message("lost.unsaved", problem=problem)
        folder = str(self._store.folder)
        if not self._all:
            return message("lost.saved_before", problem=problem, folder=folder)
        kept, all_ = self._stored(), f"{self._all:,}"
        return message("lost.saved", problem=problem, kept=kept, all=all_, folder=folder)

    def _stored(self) -> str:
        return f"{sum(len(batch.runs) for batch in self._batches if self._store.contains(batch)):,}"

    def _rounds(self, should_stop: Callable[[Table], bool]) -> Table:
        (first, begin), *more = rounds_of(self._experiment, self._experiment.limit)
        table = self._round(first, begin)
        for number, replications in more:
            if should_stop(table) and not self._is_kept(number, replications):
                break
            table = self._round(number, replications)
        return table

    def _is_kept(self, number: int, replications: range) -> bool:
        """Return whether all runs of a round are kept already: they are part of the answer, as of what is read back."""
        return all(
            self._store.contains(batch) for batch in batches_of(self._experiment, number, replications)
        )

    def _round(self, number: int, replications: range) -> Table:
        """Make the runs of some replications that are not kept yet; return all so far."""
        batches = list(batches_of(self._experiment, number, replications))
        self._batches += batches
        self._all += sum(len(batch.runs) for batch in batches)
        for batch in batches:
            table = self._store.read(batch)
            if table is not None and self._retry_failed and any(table.runs["error"]):
                kept = split_runs(table, self._experiment.keep)
                self._ended[batch] = {(run.case, run.replication): run for run in kept if not run.error}
            else:
                self._take(batch, table)
        missing = [batch for batch in batches if batch not in self._found]
        if self._on_start is not None and number == 0:
            self._on_start(sum(len(batch.runs) for batch in missing), self._all)
        while missing:
            mine = self._run_batches(missing)
            for batch in missing:
                if batch not in self._found and self._store.contains(batch):
                    self._take(batch, self._store.read(batch))  # another process made it
            missing = [batch for batch in missing if batch not in self._found]
            if missing and not mine:
                raise_if_interrupted()
                time.sleep(_POLL_SECONDS)  # another process is at it
        return joined(self._found[batch] for batch in sorted(self._found))

    def _run_batches(self, missing: list[Batch]) -> int:
        """Make the batches that nobody else is at; return how many.

        Raises
        ------
        ExecutorLost
            If some were begun, and none was made: waiting for them would not end.
        """
        before: dict[str, tuple[Batch, dict[tuple[int, int], RunOutput]]] = {}
        whole: list[Batch] = []

        def claimed() -> Iterator[Batch]:
            for batch in missing:
                if not self._store.claim(batch):
                    continue
                if batch not in self._ended and self._store.contains(batch):
                    self._store.release(batch)  # another process made it before it could be claimed
                    continue
                known = self._reusable(batch)
                before[batch.name] = batch, known
                if len(known) < len(batch.runs):
                    yield batch._replace(runs=tuple(run for run in batch.runs if run not in known))
                else:
                    whole.append(batch)

        count = 0
        for asked, runs in self._executor.run_batches(claimed(), self._count):
            self._store_batch(*before[asked.name], runs)
            count += 1
        for batch in whole:
            self._store_batch(*before[batch.name], [])
        if before and not count and not whole:
            raise ExecutorLost(message("lost.nothing_made"))
        return count + len(whole)

    def _reusable(self, batch: Batch) -> dict[tuple[int, int], RunOutput]:
        """Find runs of a batch that ended before, in this experiment or in another."""
        ended = self._ended.get(batch, {})
        found = {run: ended.get(run) or self._lookup.find(*run) for run in batch.runs}
        return {run: kept for run, kept in found.items() if kept is not None}

    def _store_batch(
        self, batch: Batch, known: dict[tuple[int, int], RunOutput], made: list[RunOutput]
    ) -> None:
        """Keep a batch: what was known of it before, and what was made now."""
        runs = known | {(run.case, run.replication): run for run in made}
        self._found[batch] = self._store.write(batch, [runs[each] for each in batch.runs])
        self._store.release(batch)
        self.runs_made += len(made)
        if known:
            self._count(len(known))

    def _take(self, batch: Batch, table: Table | None) -> None:
        if table is not None:
            self._found[batch] = table
            self._count(len(batch.runs))

    def _count(self, runs: int) -> None:
        raise_if_interrupted()
        self._done += runs
        if self._on_progress is not None:
            self._on_progress(min(self._done, self._all), self._all)
