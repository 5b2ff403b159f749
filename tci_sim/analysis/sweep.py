"""Run a study: all its runs once, kept as they come, from wherever it stopped the last time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.sweep_result import SweepResult, result_of
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.errors import RunFailed
from tci_sim.processors import usable_processors
from tci_sim.runs.crew import Crew, Threads
from tci_sim.runs.estimate import estimate
from tci_sim.runs.folders import check_writable
from tci_sim.runs.interrupt import saying, stop_if_pressed
from tci_sim.runs.room import refuse_too_much
from tci_sim.runs.sweep_rows import Columns
from tci_sim.runs.sweep_store import Batch, Store, batches_of
from tci_sim.statistics.precision import BATCH

if TYPE_CHECKING:
    from distributed import Client

_POLL_SECONDS = 0.1


def sweep(
    study: Study | str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    cluster: str | Client | None = None,
    progress: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] | None = None,
    share: bool = True,
) -> SweepResult:
    """Make all runs of a study that are not kept yet.

    Parameters
    ----------
    study : Study or path
        The question, or its file.
    out : str or path, optional
        The folder below which results are kept, in a folder named by what was asked; what is kept there is not
        run again. Where absent, nothing is kept.
    threads : int, optional
        Runs at once on this machine; as many as there are processors, where absent. They change no result.
    cluster : str or distributed.Client, optional
        The scheduler of a Dask cluster, such as "tcp://10.0.0.1:8786", or a client of one, on which the runs are
        made. It changes no result. A scheduler runs what anybody sends it: use one on a network you trust.
    progress : callable (done, all), optional
        Told how many runs have ended, of how many.
    say : callable (sentence), optional
        Told, before it starts, how many runs there are and what they will take.
    share : bool
        Whether runs take a past that they share from each other, to save time. It changes no result.

    Returns
    -------
    SweepResult
        Runs that failed are listed in it.

    Raises
    ------
    ScenarioError
        If the study or the folder cannot be used, or all rows would take too much memory.
    ResultError
        If a batch cannot be kept; those before it are.
    RunFailed
        If a cluster cannot make the runs, or is lost; what was made until then is kept.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    if not isinstance(study, Study):
        study = load_study(fspath(study))
    refuse_too_much(study)
    going: _Sweep | None = None
    with (
        saying(lambda: f"Stopped: {going.stays(kept=out is not None)}" if going else ""),
        _crew(study, threads, cluster, say, share=share) as crew,
        _folder(out) as below,
        closing(Store(study, below)) as store,
    ):
        going = _Sweep(study, store, crew, progress, say)
        try:
            return result_of(study, going.run(), None if out is None else store.folder, store.key)
        except RunFailed as error:
            raise RunFailed(f"{str(error).rstrip('.')}; {going.stays(kept=out is not None)}") from None


class _Sweep:
    """One go at a study."""

    def __init__(
        self,
        study: Study,
        store: Store,
        crew: Crew,
        progress: Callable[[int, int], None] | None,
        say: Callable[[str], None] | None,
    ) -> None:
        self._study, self._store, self._crew = study, store, crew
        self._progress, self._say = progress, say
        self._batches: list[Batch] = []
        self._found: dict[Batch, Columns] = {}
        self._done = 0
        self._all = 0

    def run(self) -> list[Columns]:
        study = self._study
        replications = range(study.replications)
        number = 0
        self._round(number, replications)
        while study.precision and replications.stop < study.limit and not self._is_precise():
            number += 1
            replications = range(replications.stop, min(replications.stop + BATCH, study.limit))
            self._round(number, replications)
        return [self._found[batch] for batch in sorted(self._found)]

    def stays(self, *, kept: bool) -> str:
        """Say what stays of it when it ends before its time."""
        if not kept:
            return "nothing is kept, for no folder was given."
        runs = sum(len(batch.runs) for batch in self._batches if self._store.has(batch))
        how_many = f"{runs:,} of {self._all:,} runs are" if self._all else "what was made before is"
        return f"{how_many} kept in {self._store.folder}; the same command goes on from there."

    def _is_precise(self) -> bool:
        columns = [self._found[batch] for batch in sorted(self._found)]
        return result_of(self._study, columns, None, self._store.key).is_precise

    def _round(self, number: int, replications: range) -> None:
        """Make the runs of some replications that are not kept yet."""
        batches = list(batches_of(self._study, number, replications))
        self._batches += batches
        self._all += sum(len(batch.runs) for batch in batches)
        for batch in batches:
            self._take(batch, self._store.read(batch))
        missing = [batch for batch in batches if batch not in self._found]
        self._tell(missing)
        while missing:
            mine = self._make(missing)
            for batch in missing:
                if batch not in self._found and self._store.has(batch):
                    self._take(batch, self._store.read(batch))  # another process made it
            missing = [batch for batch in missing if batch not in self._found]
            if missing and not mine:
                stop_if_pressed()
                time.sleep(_POLL_SECONDS)  # another sweep is at it

    def _make(self, missing: list[Batch]) -> int:
        """Make the batches that nobody else is at; return how many."""

        def claimed() -> Iterator[Batch]:
            for batch in missing:
                if not self._store.has(batch) and self._store.claim(batch):
                    yield batch

        made = 0
        for batch, rows in self._crew.made(claimed(), self._count):
            self._found[batch] = self._store.write(batch, rows)
            self._store.release(batch)
            made += 1
        return made

    def _take(self, batch: Batch, columns: Columns | None) -> None:
        if columns is not None:
            self._found[batch] = columns
            self._count(len(batch.runs))

    def _count(self, runs: int) -> None:
        stop_if_pressed()
        self._done += runs
        if self._progress is not None:
            self._progress(min(self._done, self._all), self._all)

    def _tell(self, missing: list[Batch]) -> None:
        if self._say is not None:
            left = sum(len(batch.runs) for batch in missing)
            self._say(estimate(self._study, left, self._all, self._crew.at_once))


def _crew(
    study: Study, threads: int | None, cluster: Any, say: Callable[[str], None] | None, *, share: bool
) -> Crew:
    if cluster is None:
        return Threads(study, threads or usable_processors(), share=share)
    from tci_sim.runs.cluster import Workers

    return Workers(study, cluster, say, share=share)


@contextmanager
def _folder(out: str | PathLike[str] | None) -> Iterator[Path]:
    if out is not None:
        check_writable(out)
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="tci-sim-") as folder:
        yield Path(folder)
