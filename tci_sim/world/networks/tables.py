"""What every source of a network gives: a table of nodes and one of edges, and what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tci_sim.errors import InputError
from tci_sim.messages import Message, message

Kind = Literal["node", "edge"]
"""Whose rows a table has."""


class Origin(NamedTuple):
    """Where a table came from, for messages."""

    file: str
    """Name of the file, or of what stands for it."""
    lines: Sequence[int] = ()
    """Line number of each row; empty if the table has no lines."""
    header: int = 0
    """Line number of the names of its columns; 0 if they stand in none."""

    def place(self, row: int) -> str:
        """Name the place of one row (counted from 0)."""
        return f"{self.file}:{self.lines[row]}" if self.lines else self.file

    @property
    def top(self) -> str:
        """Name the place where the columns are named."""
        return f"{self.file}:{self.header}" if self.header else self.file


NODES, EDGES = Origin("nodes"), Origin("edges")  # tables that come from no file


class Table(NamedTuple):
    """Rows as they were written: nothing is understood yet."""

    header: Sequence[str]
    """Names of the columns as they were written: blank, twice or in capitals."""
    rows: Sequence[Sequence[Any]]
    """Cells by the place of their column; text or numbers, None where nothing was written."""
    origin: Origin
    types: Sequence[str] = ()
    """What a file declares of each column ('int', 'double', ...); empty if it declares nothing."""
    decimal_comma: bool = False
    """Whether numbers have a comma before their decimals."""
    groups: frozenset[str] = frozenset()
    """Ids of what only holds nodes together."""


class Findings:
    """What was found while a network was read.

    Attributes
    ----------
    faults : list of Message
        What makes it unusable.
    notices : list of Message
        What was done that its author should know.
    """

    def __init__(self) -> None:
        self.faults: list[Message | str] = []
        self.notices: list[Message] = []

    def raise_faults(self) -> None:
        """Raise all faults at once, if there are any.

        Raises
        ------
        InputError
            With one line for each.
        """
        if self.faults:
            raise InputError(*self.faults)


def table_of(rows: Any, origin: Origin) -> Table:
    """Lay out rows of named cells as a table.

    Parameters
    ----------
    rows : sequence of mapping, or pandas.DataFrame
        Column name to cell, one mapping a row. The index of a frame is not read, unless it has a name.
    origin : Origin
        Where they came from.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If they are something else.

    Examples
    --------
    >>> table_of([{"name": "mill"}, {"name": "shop", "members": 3}], NODES).rows
    [['mill', None], ['shop', 3]]
    """
    if hasattr(rows, "itertuples"):
        frame = rows.reset_index() if any(name is not None for name in rows.index.names) else rows
        cells = [list(row) for row in frame.itertuples(index=False, name=None)]
        return Table([str(name) for name in frame.columns], cells, origin)
    strange = [] if isinstance(rows, Sequence) and not isinstance(rows, str) else [rows]
    strange += [row for row in rows if not isinstance(row, Mapping)] if not strange else []
    if strange:
        raise InputError(message("network.no_table", where=origin.file, seen=type(strange[0]).__name__))
    names = list(dict.fromkeys(name for row in rows for name in row))
    return Table([str(name) for name in names], [[row.get(name) for name in names] for row in rows], origin)
