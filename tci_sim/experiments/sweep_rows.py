"""Rows of runs, as columns of numbers and in Parquet files: what a file must hold to be what it should be."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.experiments.one_run import RunRows
from tci_sim.experiments.store import ResultError, why
from tci_sim.experiments.study import Study
from tci_sim.runs.interrupt import interruptible
from tci_sim.statistics.paired import Floats

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_DUCKDB: Any = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": False}
WHOLE_RUN = -1
"""In place of a month, in the row that sums a run up."""

Columns = dict[str, np.ndarray[Any, Any]]
"""Rows of runs by column: case, replication, month (-1: the whole run), holder, kind, error, and the measures."""

HEAD = ("case", "replication", "month", "holder", "kind", "error")
"""Columns beside the measures."""


class Damaged(ResultError):
    """A file does not open as what it should be, or holds rows that it should not; the message says which."""


def connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB with one thread and no way to the network."""
    import duckdb

    return duckdb.connect(config=_DUCKDB)


def columns_of(study: Study, rows: Sequence[RunRows]) -> Columns:
    """Lay the rows of runs under each other."""
    months = np.array([*study.reported_months, WHOLE_RUN], np.int16)
    parts: dict[str, list[Any]] = {name: [] for name in (*HEAD, *study.report)}
    for run in rows:
        count = len(run.holders) or 1
        month = months if run.holders else months[-1:]
        lines = len(month) * count
        parts["case"].append(np.full(lines, run.case, np.int32))
        parts["replication"].append(np.full(lines, run.replication, np.int32))
        parts["month"].append(np.repeat(month, count))
        for name in ("name", "kind"):
            here = [getattr(holder, name) for holder in run.holders] or [""]
            parts["holder" if name == "name" else name].append(np.tile(np.array(here, object), len(month)))
        parts["error"].append(np.full(lines, run.error, object))
        values = run.values if run.holders else np.full((1, 1, len(study.report)), np.nan)
        for place, measure in enumerate(study.report):
            parts[measure].append(values[:, :, place].ravel())
    return {name: np.concatenate(part) for name, part in parts.items()}


def read_rows(connection: duckdb.DuckDBPyConnection, path: Path, study: Study) -> Columns | None:
    """Read the rows of one file; None where it is not there.

    Raises
    ------
    Damaged
        If it does not open, or holds anything but whole runs of the study, each of them once.
    ResultError
        If the system does not let it be read.
    """
    import duckdb

    try:
        if not path.exists():
            return None
        with interruptible():
            found = connection.read_parquet([str(path)]).fetchnumpy()  # a list: a name is no pattern
        columns: Columns = {
            "case": _whole(found["case"], np.int32),
            "replication": _whole(found["replication"], np.int32),
            "month": np.ma.filled(np.ma.asarray(found["month"]), WHOLE_RUN).astype(np.int16),
        }
        for name in ("holder", "kind", "error"):
            texts = np.ma.filled(np.ma.asarray(found[name]), "").tolist()
            columns[name] = np.array([intern(text) for text in texts], object)  # each name in memory once
        for name in study.report:
            columns[name] = np.ma.filled(np.ma.asarray(found[name]).astype(np.float64), np.nan)
    except (KeyError, OSError, TypeError, ValueError, duckdb.Error) as error:
        if _is_of_the_system(error):
            raise ResultError(f"{path}: cannot be read: {why(error)}.") from None
        raise Damaged(f"does not open: {why(error)}") from None
    if problem := _problem(columns, study):
        raise Damaged(problem)
    return columns


def read_points(connection: duckdb.DuckDBPyConnection, path: Path) -> Floats:
    """Read the points of a sampled design as they were drawn, (point, range).

    Raises
    ------
    ResultError
        If they are not there, or do not open.
    """
    import duckdb

    try:
        with interruptible():
            found = connection.read_parquet([str(path)]).fetchnumpy()
        return np.stack([np.asarray(column, np.float64) for column in found.values()], axis=-1)
    except (OSError, TypeError, ValueError, duckdb.Error) as error:
        raise ResultError(f"{path}: cannot be read: {why(error)}.") from None


def runs_in(columns: Columns, study: Study) -> np.ndarray[Any, Any]:
    """Give the numbers, replication * cases + case, of the runs of which there are rows, in order and each once."""
    return np.unique(columns["replication"].astype(np.int64) * len(study.plan) + columns["case"])


def most_replications(study: Study) -> int:
    """Say how many replications of a case there may come to be."""
    return max(study.replications, study.limit if study.precision else 0)


def _problem(columns: Columns, study: Study) -> str:
    """Say what is wrong with rows, if they are not whole runs of a study, each of them once."""
    import pandas as pd

    case, replication = columns["case"].astype(np.int64), columns["replication"].astype(np.int64)
    there = (case >= 0) & (case < len(study.plan)) & (replication >= 0)
    if not (there & (replication < most_replications(study))).all():
        return "holds runs that the study does not have"
    holders, names = pd.factorize(columns["holder"])
    kinds, all_kinds = pd.factorize(columns["kind"])
    months = np.array([*study.reported_months, WHOLE_RUN])
    seen = ((replication * len(study.plan) + case) * len(names) + holders) * len(all_kinds) + kinds
    _, whose, rows = np.unique(seen, return_inverse=True, return_counts=True)
    once = len(np.unique(whose * (study.base.months + 1) + columns["month"])) == len(whose)
    whole = np.where(columns["holder"] == "", 1, len(months)) == rows[whose]
    if not (once and whole.all() and np.isin(columns["month"], months).all()):
        return "holds runs in part, or twice"
    return ""


def _is_of_the_system(error: Exception) -> bool:
    """Tell an error of the system, such as too many open files, from one of what a file holds."""
    import duckdb

    if isinstance(error, duckdb.IOException):  # it says in words what the system said
        return any(os.strerror(number) in str(error) for number in errno.errorcode)
    return isinstance(error, OSError | duckdb.OutOfMemoryException)


def frame_of(columns: Mapping[str, np.ndarray[Any, Any]]) -> pd.DataFrame:
    """Lay rows out as they are kept, where what is not known is absent."""
    import pandas as pd

    frame = pd.DataFrame(dict(columns))
    frame["month"] = pd.array(np.where(columns["month"] == WHOLE_RUN, 0, columns["month"]), dtype="Int16")
    frame.loc[columns["month"] == WHOLE_RUN, "month"] = pd.NA
    for name in ("holder", "kind", "error"):
        frame[name] = frame[name].where(frame[name] != "", None)
    return frame


def _whole(column: Any, dtype: Any) -> np.ndarray[Any, Any]:
    if np.ma.is_masked(column):
        raise ValueError("a number is missing")
    found = np.asarray(column)
    narrow: np.ndarray[Any, Any] = found.astype(dtype)
    if not np.array_equal(narrow, found):
        raise ValueError("a number is none, or too large")
    return narrow
