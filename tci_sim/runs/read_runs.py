"""All runs that the folder of a question keeps, read back."""

from __future__ import annotations

from pathlib import Path

from tci_sim.messages import Value, message
from tci_sim.runs.experiment import OutputSpec
from tci_sim.runs.files import names_in
from tci_sim.runs.parquet import connected
from tci_sim.runs.rows import RUNS, read_batch
from tci_sim.runs.store_errors import DamagedError, StoreError
from tci_sim.runs.table import Table, joined, numbers_in


def read_all(folder: Path, keep: OutputSpec, key: str, again: Value) -> Table:
    """Read all runs that a folder keeps.

    Parameters
    ----------
    folder : Path
        The folder of a question.
    keep : OutputSpec
        What is kept of each run.
    key : str
        The key of the question.
    again : str or Text
        What to do where something is damaged, or missing.

    Raises
    ------
    StoreError
        If there is nothing yet, it is damaged, or the system does not let it be read.
    """
    with connected() as connection:
        names = names_in(folder / RUNS, ".parquet")
        if not names:
            raise StoreError(message("store.no_runs", where=str(folder), again=again))
        try:
            table = joined(read_batch(connection, folder, name, keep, key) for name in names)
        except DamagedError as error:
            raise DamagedError(message("store.mend", problem=error, again=again)) from None
    runs = numbers_in(table)
    if len(set(runs)) < len(runs):
        raise DamagedError(message("store.damaged_twice", where=str(folder), again=again))
    return table


def check_requested(folder: Path, table: Table, cases: int, replications: int, again: Value) -> None:
    """Refuse what was read from a folder where it holds more than was asked for.

    Parameters
    ----------
    folder : Path
        The folder of a question.
    table : Table
        What `read_all` gave.
    cases, replications : int
        How many were asked for, at most.
    again : str or Text
        What to do.

    Raises
    ------
    DamagedError
        If so.
    """
    for name, most in (("case", cases), ("replication", replications)):
        number = table.runs[name]
        if number.min() < 0 or number.max() >= most:
            raise DamagedError(message("store.damaged_more", where=str(folder), again=again))
