"""Sweeps on disk: one folder a study, one Parquet file a batch of runs, each there complete or not at all.

A batch always holds the same runs under the same name, so that nothing can be kept twice, whoever kept it; what
is there is never made again. A file that is not what was written, or holds other runs than it should, is set aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.runs.damage import Damaged, Missing, ResultError, set_aside
from tci_sim.runs.files import About
from tci_sim.runs.folders import read_folder, restore_folder, write_folder
from tci_sim.runs.locks import Claims
from tci_sim.runs.one_run import RunRows
from tci_sim.runs.parquet import connect, write_parquet, write_sealed_parquet
from tci_sim.runs.provenance import provenance
from tci_sim.runs.room import bytes_of_run
from tci_sim.runs.sweep_rows import STUDY, Columns, columns_of, frame_of, read_rows, runs_in
from tci_sim.runs.temporary import remove_leftovers

if TYPE_CHECKING:
    import pandas as pd

ABOUT = About("study.json", "study", "sweep again, into another folder")
CASES, POINTS = "cases.parquet", "points.parquet"
RUNS = "runs"
"""Folder of the files of runs, in which nothing else lies, so that it can be read as one table."""
LARGEST_BATCH = 100
"""Runs in one file."""
_MOST_BYTES = 30_000_000
_MOST_CUSTOMER_MONTHS = 4e8
"""About a minute of one thread: what a crash may cost."""
_FEWEST_CUSTOMERS = 2_000
"""A run costs as much as if there were so many."""


class Batch(NamedTuple):
    """Runs that are kept together."""

    round: int
    """Which round of replications they belong to; 0 but where a precision is sought."""
    number: int
    runs: tuple[tuple[int, int], ...]
    """Case and replication of each."""

    @property
    def name(self) -> str:
        """Its name among the batches of its study."""
        return f"{self.round:03d}-{self.number:06d}"

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.parquet"


def batches_of(study: Study, round_: int, replications: range) -> Iterator[Batch]:
    """Cut the runs of some replications into batches, all cases of a replication before those of the next."""
    cases, size = len(study.plan), batch_size(study)
    first, last = replications.start * cases, replications.stop * cases
    for number, start in enumerate(range(first, last, size)):
        runs = range(start, min(start + size, last))
        yield Batch(round_, number, tuple((run % cases, run // cases) for run in runs))


def batch_size(study: Study) -> int:
    """Say how many runs are kept in one file: about 100, fewer where they are large."""
    months = study.base.burn_in + study.base.months
    customers = max(study.base.market.customers, _FEWEST_CUSTOMERS)
    quick = int(_MOST_CUSTOMER_MONTHS / months / customers)
    return max(1, min(LARGEST_BATCH, _MOST_BYTES // bytes_of_run(study), quick))


class Store:
    """The folder of one study.

    Parameters
    ----------
    study : Study
        The question.
    out : Path
        The folder below which it lies; both are made where they are absent.

    Raises
    ------
    ResultError
        If the folder cannot be made, or another study lies in its place.
    """

    def __init__(self, study: Study, out: Path) -> None:
        self.study = study
        self.key = study_key(study)
        self.folder = out / f"study-{self.key[:16]}"
        self._connection = connect()
        if self._found()["key"] != self.key:
            raise ResultError(f"{self.folder}: holds another study: give another folder.")
        remove_leftovers(self.folder)
        self._claims = Claims(self.folder)

    def close(self) -> None:
        """Let go of the folder."""
        self._connection.close()
        self._claims.close()

    def has(self, batch: Batch) -> bool:
        """Tell whether there is a file for a batch."""
        return self._path(batch).exists()

    def claim(self, batch: Batch) -> bool:
        """Take a batch on, unless another sweep has; a claim ends with the sweep that made it, or its process."""
        return self._claims.take(batch.name)

    def release(self, batch: Batch) -> None:
        """Give a batch back."""
        self._claims.give_back(batch.name)

    def write(self, batch: Batch, rows: Sequence[RunRows]) -> Columns:
        """Keep a batch: complete under its name, or not at all.

        Raises
        ------
        ResultError
            If it cannot be written; then nothing is left behind.
        """
        columns = columns_of(self.study, rows)
        name, labels = f"{RUNS}/{batch.file}", {STUDY: self.key}
        write_sealed_parquet(self._connection, frame_of(columns), self.folder, name, labels)
        return columns

    def read(self, batch: Batch) -> Columns | None:
        """Read a batch; None where it is not there, or had to be set aside.

        Raises
        ------
        ResultError
            If the system does not let it be read now, or it is damaged and cannot be set aside.
        """
        path = self._path(batch)
        try:
            columns = read_rows(self._connection, path, self.study, self.key)
            if runs_in(columns, self.study).tolist() != _runs(batch, self.study):
                raise Damaged(f"{path}: holds other runs than it should.")
            return columns
        except Missing:
            return None
        except Damaged as error:
            set_aside(error, "its runs are made again", self.folder, f"{RUNS}/{batch.file}")
            return None

    def _path(self, batch: Batch) -> Path:
        return self.folder / RUNS / batch.file

    def _found(self) -> dict[str, Any]:
        """Return what the folder says of its study; where that is damaged or missing, it is written again."""
        kept = provenance(self.study.base, self.study.seed)
        kept.pop("key")
        content = {"key": self.key, "study": self.study.asked(), "provenance": kept}
        write_folder(self.folder, ABOUT, content, self._write_tables)
        try:
            return read_folder(self.folder, ABOUT)
        except Damaged as error:
            names = (ABOUT.file, CASES, POINTS)
            set_aside(error, "written again, and the runs stay", self.folder, *names)
        return restore_folder(self.folder, ABOUT, content, self._write_tables)

    def _write_tables(self, folder: Path) -> None:
        write_parquet(self._connection, cases_frame(self.study), folder / CASES)
        if self.study.plan.points is not None:
            import pandas as pd

            drawn = pd.DataFrame(self.study.plan.points).add_prefix("u")
            write_parquet(self._connection, drawn, folder / POINTS)


def cases_frame(study: Study) -> pd.DataFrame:
    """Give one row a case: its number, its name, its world, and a column for each thing that is varied."""
    import pandas as pd

    cases = [study.plan[number] for number in range(len(study.plan))]
    columns: dict[str, Any] = {
        "case": np.arange(len(cases), dtype=np.int32),
        "name": [case.name for case in cases],
        "world": np.array([case.world for case in cases], dtype=np.int32),
    }
    for path in study.plan.levers:
        columns[path] = _plain([case.levers[path] for case in cases])
    for path in study.plan.uncertainties:
        columns[path] = _plain([case.uncertainties[path] for case in cases])
    return pd.DataFrame(columns)


def _runs(batch: Batch, study: Study) -> list[int]:
    return sorted(replication * len(study.plan) + case for case, replication in batch.runs)


def _plain(values: list[Any]) -> Any:
    """Turn values of a varied parameter into one column: numbers, truths, or text."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in known) and len(known) == len(values):
        return np.array(values, np.bool_)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        if len(known) == len(values) and all(isinstance(value, int) for value in known):
            return np.array(values, np.int64)
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return [v if isinstance(v, str) or v is None else json.dumps(v, ensure_ascii=False) for v in values]
