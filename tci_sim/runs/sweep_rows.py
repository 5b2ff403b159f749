"""Rows of runs, as columns of numbers and in Parquet files: what a file must hold to be what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.designs.study import Study
from tci_sim.runs.damage import Damaged, why
from tci_sim.runs.digest import is_whole, label_of
from tci_sim.runs.files import bytes_of
from tci_sim.runs.interrupt import interruptible
from tci_sim.runs.one_run import RunRows
from tci_sim.runs.parquet import read_parquet
from tci_sim.statistics.paired import Floats

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

STUDY = "tci_sim.study"
"""Name under which a file of runs holds the key of its study."""
WHOLE_RUN = -1
"""In place of a month, in the row that sums a run up."""

Columns = dict[str, np.ndarray[Any, Any]]
"""Rows of runs by column: case, replication, month (-1: the whole run), holder, kind, error, and the measures."""

HEAD = ("case", "replication", "month", "holder", "kind", "error")
"""Columns beside the measures."""


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


def read_rows(connection: duckdb.DuckDBPyConnection, path: Path, study: Study, key: str) -> Columns:
    """Read the rows of one file.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        By which it is read.
    path : Path
        The file.
    study : Study
        The question.
    key : str
        Its key, which the file must bear.

    Raises
    ------
    Damaged
        If it is not what was written, or holds anything but whole runs of the study, each of them once.
    ResultError
        If the system does not let it be read now.
    """
    data = bytes_of(path)
    if not is_whole(data):
        raise Damaged(f"{path}: is damaged: its contents are not those that were written.")
    if label_of(data, STUDY) != key:
        raise Damaged(f"{path}: holds runs of another study.")
    with interruptible():
        found = read_parquet(connection, path)
    try:
        columns = _columns(found, study)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{path}: is damaged: {why(error)}.") from None
    if problem := _problem(columns, study):
        raise Damaged(f"{path}: {problem}.")
    return columns


def read_points(connection: duckdb.DuckDBPyConnection, path: Path) -> Floats:
    """Read the points of a sampled design as they were drawn, (point, range).

    Raises
    ------
    Damaged, ResultError
        If they do not open, or the system does not let them be read now.
    """
    with interruptible():
        found = read_parquet(connection, path)
    return np.stack([np.asarray(column, np.float64) for column in found.values()], axis=-1)


def _columns(found: Mapping[str, Any], study: Study) -> Columns:
    """Turn columns as DuckDB gives them into those of a study."""
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
    return columns


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
