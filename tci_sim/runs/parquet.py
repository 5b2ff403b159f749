"""Parquet files, through DuckDB: written from frames, read as columns of NumPy arrays."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.messages import message
from tci_sim.runs.digest import BLANK, DIGEST_KEY, with_digest
from tci_sim.runs.files import replace, sync
from tci_sim.runs.interrupt import interruptible
from tci_sim.runs.store_errors import DamagedError, StoreError, os_error_reason, unreadable
from tci_sim.runs.temporary import temporary_path

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_SETTINGS: Any = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": False}


def connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB with one thread and no way to the network."""
    import duckdb

    return duckdb.connect(config=_SETTINGS)


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection to DuckDB, in which Ctrl-C is what it is everywhere else."""
    connection = connect()
    try:
        with interruptible():
            yield connection
    finally:
        connection.close()


def write_parquet(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, path: Path) -> None:
    """Write a frame into a new file, in a folder that is made if need be."""
    path.parent.mkdir(exist_ok=True)
    connection.from_df(frame).write_parquet(str(path))


def write_parquet_with_digest(
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    folder: Path,
    name: str,
    labels: Mapping[str, str],
) -> None:
    """Write a frame into a file that is there complete or not at all, and holds its own digest in its metadata.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        By which it is written.
    frame : pandas.DataFrame
        The rows.
    folder : Path
        Where the file stands while it is not complete.
    name : str
        Its name below that folder, such as "runs/1.parquet".
    labels : mapping of str to str
        64 hexadecimal digits by name, such as what the rows belong to.

    Raises
    ------
    OSError, duckdb.Error
        If it cannot be written; then nothing is left behind.
    """
    path = folder / name
    hidden = temporary_path(folder, path.name)
    entries = ", ".join(f"'{label}': '{digits}'" for label, digits in {**labels, DIGEST_KEY: BLANK}.items())
    target = str(hidden).replace("'", "''")
    try:
        made = [parent for parent in path.parents if not parent.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        _check_inside(folder, path.parent)
        with interruptible():
            command = f"COPY kept TO '{target}' (FORMAT parquet, KV_METADATA {{{entries}}})"
            connection.from_df(frame).query("kept", command)
            hidden.write_bytes(with_digest(hidden.read_bytes()))
        replace(hidden, path)
        for parent in made:
            sync(parent.parent)
    finally:
        hidden.unlink(missing_ok=True)


def _check_inside(folder: Path, below: Path) -> None:
    """Refuse to write where a link leads out of a folder of results.

    Raises
    ------
    StoreError
        If one does.
    """
    if not Path(os.path.realpath(below)).is_relative_to(os.path.realpath(folder)):
        raise StoreError(message("store.leads_out", where=str(below), folder=str(folder)))


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Any]:
    """Read the columns of a file whose bytes were checked, as arrays that are masked where a value is absent.

    Raises
    ------
    DamagedError
        If it does not open.
    StoreError
        If the system does not let it be read now.
    """
    import duckdb

    if not path.is_file():  # of a pipe nothing may ever come
        raise DamagedError(message("store.must_be_file", where=str(path)))
    try:
        with interruptible():
            return connection.read_parquet([str(path)]).fetchnumpy()  # a list: a name is no pattern
    except (OSError, TypeError, ValueError, duckdb.Error) as error:
        if _is_of_the_system(error):
            raise unreadable(path, error) from None
        raise DamagedError(
            message("store.damaged_parquet", where=str(path), reason=os_error_reason(error))
        ) from None


def _is_of_the_system(error: Exception) -> bool:
    """Tell an error of the system, such as too many open files, from one of what a file holds."""
    import duckdb

    if isinstance(error, duckdb.IOException):  # it says in words what the system said
        return any(os.strerror(number) in str(error) for number in errno.errorcode)
    return isinstance(error, OSError | duckdb.OutOfMemoryException)
