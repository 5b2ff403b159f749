"""Tables of runs in Parquet files, one of each kind a batch: what they must hold to be what they should be.

A batch is there when its file in the folder `runs` is: that one is written last. Each file bears the key of
what was asked.
"""

from __future__ import annotations

from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import message
from tci_sim.runs.digest import digest_matches, label_of
from tci_sim.runs.experiment import OutputSpec
from tci_sim.runs.files import read_bytes
from tci_sim.runs.parquet import read_parquet, write_parquet_with_digest
from tci_sim.runs.store_errors import DamagedError
from tci_sim.runs.table import RUN, SETTLED, Columns, Table

if TYPE_CHECKING:
    import duckdb

KEY = "tci_sim.key"
"""Name under which a file of runs holds the key of what was asked."""
RUNS = "runs"
"""Folder of the files with a row a run."""
FIGURES = "figures"
"""Folder of the folders of each kind with a row a run and holder."""

_WHOLE = ("case", "replication", "month", *MEASURES)
"""Columns of whole numbers; those called after kinds are in the files with a row a run."""
_TEXTS = ("holder", "fingerprint", "error")


def folders_of(table: Table) -> dict[str, Columns]:
    """Say in which folder the rows of each kind lie; that of the runs is the last."""
    return {
        **{str(kind): rows for kind, rows in table.values.items()},
        **{f"{FIGURES}/{kind}": rows for kind, rows in table.figures.items()},
        RUNS: _written(table.runs),
    }


def _written(runs: Columns) -> Columns:
    """Leave out when runs settled where none did."""
    return runs if (runs[SETTLED] >= 0).any() else {k: rows for k, rows in runs.items() if k != SETTLED}


def write_batch(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, file: str, key: str
) -> None:
    """Write the rows of a batch, the file with a row a run at last.

    Raises
    ------
    OSError, duckdb.Error
        If one cannot be written.
    """
    for name, rows in folders_of(table).items():
        write_parquet_with_digest(connection, _frame(rows), folder, f"{name}/{file}", {KEY: key})


def read_batch(
    connection: duckdb.DuckDBPyConnection, folder: Path, file: str, keep: OutputSpec, key: str
) -> Table:
    """Read the rows of a batch.

    Raises
    ------
    MissingFileError
        If a file is not there.
    DamagedError
        If one is not what was written, or holds anything but whole runs, each of them once.
    StoreError
        If the system does not let one be read now.
    """
    runs = _read(connection, folder / RUNS / file, (*RUN, "fingerprint", "error", *MEASURES), key)
    runs[SETTLED] = runs.get(SETTLED, np.full(len(runs["case"]), -1, np.int32))
    values, figures = {}, {}
    for kind, measures in keep.measures.items():
        there = runs[kind].any()
        if there and keep.months:
            path = folder / kind / file
            values[kind] = _read(connection, path, (*RUN, "month", "holder", *measures), key)
            _check_rows(path, runs, runs[kind], values[kind], keep.months)
        if there and keep.figures:
            path = folder / FIGURES / kind / file
            figures[kind] = _read(connection, path, (*RUN, "holder", *measures), key)
            _check_rows(path, runs, runs[kind], figures[kind], None)
    return Table(runs, values, figures)


def _read(connection: duckdb.DuckDBPyConnection, path: Path, names: tuple[str, ...], key: str) -> Columns:
    data = read_bytes(path)
    if not digest_matches(data):
        raise DamagedError(message("store.damaged", where=str(path)))
    if label_of(data, KEY) != key:
        raise DamagedError(message("store.runs_of_another", where=str(path)))
    found = read_parquet(connection, path)
    if lacking := [name for name in names if name not in found]:
        raise DamagedError(message("store.damaged_column", where=str(path), column=lacking[0]))
    there = [*names, *([SETTLED] if SETTLED in found and path.parent.name == RUNS else [])]
    return {name: _checked_column(path, name, found[name]) for name in there}


def _checked_column(path: Path, name: str, found: Any) -> np.ndarray[Any, Any]:
    """Turn a column as DuckDB gives it into what it was; refuse one that cannot be that."""
    try:
        return _column(name, found)
    except (AttributeError, TypeError, ValueError):
        where = str(path)
        raise DamagedError(
            message("store.damaged_numbers", where=where, column=name)
            if name in _WHOLE
            else message("store.damaged_values", where=where, column=name)
        ) from None


def _column(name: str, found: Any) -> np.ndarray[Any, Any]:
    if name in _TEXTS:
        texts = np.ma.filled(np.ma.asarray(found), "").tolist()
        return np.array([intern(text) for text in texts], object)  # each name in memory once
    if name == SETTLED:
        found = np.ma.filled(np.ma.asarray(found), -1)
    elif name not in _WHOLE:
        return np.asarray(np.ma.filled(np.ma.asarray(found).astype(np.float64), np.nan))
    if np.ma.is_masked(found):
        raise ValueError(name)
    whole = np.asarray(found).astype(np.int16 if name == "month" else np.int32)
    if not np.array_equal(whole, np.asarray(found)):
        raise ValueError(name)
    return whole


def _check_rows(
    path: Path, runs: Columns, holders: np.ndarray[Any, Any], rows: Columns, months: tuple[int, ...] | None
) -> None:
    """Refuse rows that are not those of the runs, month by month and each of them once."""
    lines = holders * (1 if months is None else len(months))
    same = all(np.array_equal(np.repeat(runs[name], lines), rows[name]) for name in RUN)
    if same and months is not None:
        span = [np.repeat(np.array(months, np.int16), count) for count in holders.tolist()]
        same = np.array_equal(np.concatenate(span), rows["month"])
    if not same:
        raise DamagedError(message("store.part_or_twice", where=str(path)))


def _frame(rows: Columns) -> Any:
    import pandas as pd

    frame = pd.DataFrame(rows)
    for name in _TEXTS:
        if name in frame:
            frame[name] = frame[name].where(frame[name] != "", None)
    if SETTLED in frame:
        frame[SETTLED] = frame[SETTLED].astype("Int32").where(frame[SETTLED] >= 0)
    return frame
