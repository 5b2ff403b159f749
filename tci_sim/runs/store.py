"""Runs on disk: a folder for what was asked, and in it a folder for each kind of holder, with a file a batch of runs.

A batch always holds the same runs under the same name, so that nothing can be kept twice, whoever kept it; what is
there is never made again. What is not what was written is set aside, named, and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import message
from tci_sim.runs.batches import Batch
from tci_sim.runs.experiment import Experiment, OutputSpec
from tci_sim.runs.files import FILE, ResultKind, is_there
from tci_sim.runs.folders import read_folder, reraise_os_error, restore_folder, write_folder
from tci_sim.runs.locks import BatchLocks
from tci_sim.runs.parquet import connect
from tci_sim.runs.rows import FIGURES, RUNS, read_batch, write_batch
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.store_errors import DamagedError, FormatVersionError, StoreError, set_aside
from tci_sim.runs.table import Table, numbers_in, table_of
from tci_sim.runs.temporary import remove_leftovers

if TYPE_CHECKING:
    import duckdb

FOLDER_KEY = "key"
"""Entry of what a folder says of itself: the key of what was asked."""


class Question(NamedTuple):
    """What is asked, as a folder says it."""

    kind: ResultKind
    """Which kind of question it is."""
    folder: str
    """Name of its folder."""
    content: Mapping[str, Any]
    """What was asked and what it rests on, as plain values."""
    files: tuple[str, ...] = ()
    """Names of the files beside the rows."""
    write: Callable[[duckdb.DuckDBPyConnection, Path], object] = lambda connection, folder: None
    """Writes these files into a folder."""


class Store(Protocol):
    """Somewhere to keep runs, and to find what is kept."""

    @property
    def folder(self) -> Path | None:
        """Where they are kept; None where they are only kept in memory."""

    def contains(self, batch: Batch) -> bool:
        """Return whether a batch is kept."""

    def claim(self, batch: Batch) -> bool:
        """Take a batch on, unless somebody else has."""

    def release(self, batch: Batch) -> None:
        """Give a batch back."""

    def write(self, batch: Batch, runs: Sequence[RunOutput]) -> Table:
        """Keep a batch: complete under its name, or not at all."""

    def read(self, batch: Batch) -> Table | None:
        """Read a batch; None where it is not there."""


class MemoryStore:
    """Keeps nothing beyond what is returned."""

    folder = None

    def __init__(self, keep: OutputSpec) -> None:
        self._keep = keep

    def contains(self, batch: Batch) -> bool:
        """Tell that nothing is kept."""
        return False

    def claim(self, batch: Batch) -> bool:
        """Take a batch on: nobody else is there."""
        return True

    def release(self, batch: Batch) -> None:
        """Give a batch back."""

    def write(self, batch: Batch, runs: Sequence[RunOutput]) -> Table:
        """Lay runs under each other."""
        return table_of(runs, self._keep)

    def read(self, batch: Batch) -> Table | None:
        """Find nothing."""
        return None


class FolderStore:
    """The folder of one question; it is made when there is something to keep.

    Parameters
    ----------
    experiment : Experiment
        The runs.
    question : Question
        How the folder says what was asked.
    out : Path
        The folder below which it lies; both are made where they are absent.
    shared : bool
        Whether several processes may be at it: then each claims the batches that it makes. Else the folder is there
        with its runs or not at all.
    """

    def __init__(self, experiment: Experiment, question: Question, out: Path, *, shared: bool = True) -> None:
        self.folder = out / question.folder
        self._experiment, self._question, self._shared = experiment, question, shared
        self._connection = connect()
        self._claims: BatchLocks | None = None
        self._is_sound = False

    def close(self) -> None:
        """Let go of the folder."""
        self._connection.close()
        if self._claims is not None:
            self._claims.close()

    def contains(self, batch: Batch) -> bool:
        """Return whether a batch is kept.

        Raises
        ------
        StoreError
            If the system does not let that be seen.
        """
        return is_there(self.folder / RUNS / batch.file)

    def claim(self, batch: Batch) -> bool:
        """Take a batch on, unless somebody else has; a claim ends with who made it, or its process."""
        if not self._shared:
            return True
        if self._claims is None:
            self._open()
            self._claims = BatchLocks(self.folder)
        return self._claims.claim(batch.name)

    def release(self, batch: Batch) -> None:
        """Give a batch back."""
        if self._claims is not None:
            self._claims.release(batch.name)

    def write(self, batch: Batch, runs: Sequence[RunOutput]) -> Table:
        """Keep a batch: complete under its name, or not at all.

        One of its name that is there makes room. Where nobody claims batches, only one in which a run failed does:
        any other is what another process kept meanwhile, and is returned.

        Raises
        ------
        StoreError
            If it cannot be written; then it is not there.
        """
        if not self._shared:
            theirs = self.read(batch)
            if theirs is not None and not any(theirs.runs["error"]):
                return theirs
        table = table_of(runs, self._experiment.keep)

        def rows(folder: Path) -> None:
            write_batch(self._connection, table, folder, batch.file, self._experiment.key)

        if self._shared or is_there(self.folder):
            self._open()
            with reraise_os_error(self.folder, consequence=None):
                (self.folder / RUNS / batch.file).unlink(missing_ok=True)  # no mixture of both is ever there
                rows(self.folder)
        else:
            self._begin(rows)
        return table

    def read(self, batch: Batch) -> Table | None:
        """Read a batch; None where it is not there, is being written, or had to be set aside.

        Raises
        ------
        StoreError
            If the system does not let it be read now, or it is damaged and cannot be set aside.
        """
        if is_there(self.folder):
            self._open()
        if not self.contains(batch):
            return None
        try:
            return _read_checked(self._connection, self.folder, batch, self._experiment)
        except DamagedError:
            if not self.contains(batch) or not self.claim(batch):
                return None  # another process is writing it
        try:
            return _read_checked(
                self._connection, self.folder, batch, self._experiment
            )  # now it stands still
        except DamagedError as error:
            set_aside(error, message("store.runs_again"), self.folder, *files_of(batch.file))
            return None
        finally:
            self.release(batch)

    def _open(self) -> None:
        """See that the folder is that of the question; where what it says is damaged, it is written again.

        Raises
        ------
        StoreError
            If the folder cannot be made, or another question lies in its place.
        """
        if self._is_sound:
            return
        told = self._mended() if is_there(self.folder) else None
        if told is None:
            if not self._shared:
                return  # it is made with its runs
            self._begin()
            told = read_folder(self.folder, self._question.kind)
        if told.get(FOLDER_KEY) != self._experiment.key:
            raise StoreError(message("store.other_experiment", where=str(self.folder)))
        remove_leftovers(self.folder)
        self._is_sound = True

    def _begin(self, rows: Callable[[Path], object] = lambda _: None) -> None:
        write_folder(self.folder, self._question.kind, self._content, self._write, rows)

    def _mended(self) -> dict[str, Any] | None:
        """Return what the folder says, written again where it is damaged; None where all of it had to be set aside."""
        question = self._question
        try:
            return read_folder(self.folder, question.kind)
        except FormatVersionError as error:
            set_aside(error, message("store.made_again"), self.folder.parent, self.folder.name)
        except DamagedError as error:
            if self.folder.is_dir():
                set_aside(error, message("store.written_again"), self.folder, FILE, *question.files)
                return restore_folder(self.folder, question.kind, self._content, self._write)
            set_aside(error, message("store.made_again"), self.folder.parent, self.folder.name)
        return None

    @property
    def _content(self) -> dict[str, Any]:
        return {FOLDER_KEY: self._experiment.key, **self._question.content}

    def _write(self, folder: Path) -> None:
        self._question.write(self._connection, folder)


def files_of(file: str) -> list[str]:
    """List the files of a batch, whichever of them are there."""
    return [f"{RUNS}/{file}", *(f"{part}{kind}/{file}" for part in ("", f"{FIGURES}/") for kind in MEASURES)]


def _read_checked(
    connection: duckdb.DuckDBPyConnection, folder: Path, batch: Batch, experiment: Experiment
) -> Table:
    """Read a batch and see that it holds the runs that it should."""
    table = read_batch(connection, folder, batch.file, experiment.keep, experiment.key)
    if numbers_in(table) != list(batch.runs):
        raise DamagedError(message("store.other_runs", where=str(folder / RUNS / batch.file)))
    return table
