"""Runs on disk: a folder for what was asked, and in it a folder for each kind of holder, with a file a batch of runs.

A batch always holds the same runs under the same name, so that nothing can be kept twice, whoever kept it; what is
there is never made again. What is not what was written is set aside, named, and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.runs.batches import Batch
from tci_sim.runs.damage import Damaged, OtherVersion, ResultError, set_aside
from tci_sim.runs.experiment import Experiment, Keep
from tci_sim.runs.files import FILE, About
from tci_sim.runs.folders import read_folder, restore_folder, write_folder
from tci_sim.runs.kept import KeptRun
from tci_sim.runs.locks import Claims
from tci_sim.runs.parquet import connect, connected
from tci_sim.runs.rows import FIGURES, RUNS, read_batch, write_batch
from tci_sim.runs.table import Table, joined, table_of
from tci_sim.runs.temporary import remove_leftovers

if TYPE_CHECKING:
    import duckdb

FOLDER_KEY = "key"
"""Entry of what a folder says of itself: the key of what was asked."""


class Question(NamedTuple):
    """What is asked, as a folder says it."""

    about: About
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

    def has(self, batch: Batch) -> bool:
        """Tell whether a batch is kept."""

    def claim(self, batch: Batch) -> bool:
        """Take a batch on, unless somebody else has."""

    def release(self, batch: Batch) -> None:
        """Give a batch back."""

    def write(self, batch: Batch, runs: Sequence[KeptRun]) -> Table:
        """Keep a batch: complete under its name, or not at all."""

    def read(self, batch: Batch) -> Table | None:
        """Read a batch; None where it is not there."""


class Memory:
    """Keeps nothing beyond what is returned."""

    folder = None

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    def has(self, batch: Batch) -> bool:
        """Tell that nothing is kept."""
        return False

    def claim(self, batch: Batch) -> bool:
        """Take a batch on: nobody else is there."""
        return True

    def release(self, batch: Batch) -> None:
        """Give a batch back."""

    def write(self, batch: Batch, runs: Sequence[KeptRun]) -> Table:
        """Lay runs under each other."""
        return table_of(runs, self._keep)

    def read(self, batch: Batch) -> Table | None:
        """Find nothing."""
        return None


class Folder:
    """The folder of one question.

    Parameters
    ----------
    experiment : Experiment
        The runs.
    question : Question
        How the folder says what was asked.
    out : Path
        The folder below which it lies; both are made where they are absent.

    Raises
    ------
    ResultError
        If the folder cannot be made, or another question lies in its place.
    """

    def __init__(self, experiment: Experiment, question: Question, out: Path) -> None:
        self.folder = out / question.folder
        self._experiment, self._question = experiment, question
        self._connection = connect()
        self._claims: Claims | None = None
        if self._found()[FOLDER_KEY] != experiment.key:
            raise ResultError(f"{self.folder}: holds another question: give another folder.")
        remove_leftovers(self.folder)

    def close(self) -> None:
        """Let go of the folder."""
        self._connection.close()
        if self._claims is not None:
            self._claims.close()

    def has(self, batch: Batch) -> bool:
        """Tell whether a batch is kept."""
        return (self.folder / RUNS / batch.file).exists()

    def claim(self, batch: Batch) -> bool:
        """Take a batch on, unless somebody else has; a claim ends with who made it, or its process."""
        if self._claims is None:
            self._claims = Claims(self.folder)
        return self._claims.take(batch.name)

    def release(self, batch: Batch) -> None:
        """Give a batch back."""
        if self._claims is not None:
            self._claims.give_back(batch.name)

    def write(self, batch: Batch, runs: Sequence[KeptRun]) -> Table:
        """Keep a batch: complete under its name, or not at all.

        Raises
        ------
        ResultError
            If it cannot be written; then it is not there.
        """
        table = table_of(runs, self._experiment.keep)
        write_batch(self._connection, table, self.folder, batch.file, self._experiment.key)
        return table

    def read(self, batch: Batch) -> Table | None:
        """Read a batch; None where it is not there, or had to be set aside.

        Raises
        ------
        ResultError
            If the system does not let it be read now, or it is damaged and cannot be set aside.
        """
        if not self.has(batch):
            return None
        try:
            return _checked(self._connection, self.folder, batch, self._experiment)
        except Damaged as error:
            set_aside(error, "its runs are made again", self.folder, *files_of(batch.file))
            return None

    def _found(self) -> dict[str, Any]:
        """Return what the folder says of itself; where that is damaged or missing, it is written again."""
        question = self._question
        content = {FOLDER_KEY: self._experiment.key, **question.content}
        if self.folder.exists():
            try:
                return read_folder(self.folder, question.about)
            except OtherVersion as error:
                set_aside(error, "it is made again", self.folder.parent, self.folder.name)
            except Damaged as error:
                if self.folder.is_dir():
                    names = (FILE, *question.files)
                    set_aside(error, "written again, and the runs stay", self.folder, *names)
                    return restore_folder(self.folder, question.about, content, self._write)
                set_aside(error, "it is made again", self.folder.parent, self.folder.name)
        write_folder(self.folder, question.about, content, self._write)
        return read_folder(self.folder, question.about)

    def _write(self, folder: Path) -> None:
        self._question.write(self._connection, folder)


def files_of(file: str) -> list[str]:
    """Name the files of a batch, whichever of them are there."""
    return [f"{RUNS}/{file}", *(f"{part}{kind}/{file}" for part in ("", f"{FIGURES}/") for kind in MEASURES)]


def read_all(folder: Path, keep: Keep, key: str, again: str) -> Table:
    """Read all runs that a folder keeps.

    Parameters
    ----------
    folder : Path
        The folder of a question.
    keep : Keep
        What is kept of each run.
    key : str
        The key of the question.
    again : str
        What to do where something is damaged, or missing.

    Raises
    ------
    ResultError
        If there is nothing yet, it is damaged, or the system does not let it be read.
    """
    with connected() as connection:
        names = [path.name for path in sorted((folder / RUNS).glob("*.parquet"))]
        if not names:
            raise ResultError(f"{folder}: holds no runs yet: {again}, and it goes on.")
        try:
            table = joined(read_batch(connection, folder, name, keep, key) for name in names)
        except Damaged as error:
            raise Damaged(f"{error} {again.capitalize()}: what is damaged is made again.") from None
    runs = list(zip(table.runs["replication"].tolist(), table.runs["case"].tolist(), strict=True))
    if len(set(runs)) < len(runs):
        raise Damaged(f"{folder}: is damaged: two of its files hold the same runs. {again.capitalize()}.")
    return table


def _checked(
    connection: duckdb.DuckDBPyConnection, folder: Path, batch: Batch, experiment: Experiment
) -> Table:
    """Read a batch and see that it holds the runs that it should."""
    table = read_batch(connection, folder, batch.file, experiment.keep, experiment.key)
    runs = list(zip(table.runs["case"].tolist(), table.runs["replication"].tolist(), strict=True))
    if runs != list(batch.runs):
        raise Damaged(f"{folder / RUNS / batch.file}: holds other runs than it should.")
    return table
