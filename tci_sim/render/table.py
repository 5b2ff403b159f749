"""What can be shown: a table, a line, or both in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tci_sim.messages import Text, Value, current_language
from tci_sim.messages.message import written_as

Cell = str | Text
"""Text as it is, or what is written in the language in use."""


class Table(NamedTuple):
    """Cells, whatever shows them; a row with nothing behind its first cell heads the rows below it."""

    rows: Sequence[Sequence[Cell]]
    """All of one length, the headings first."""
    headings: int = 2
    """How many rows are headings."""
    words: int = 1
    """How many columns, from the left, hold words; the others hold numbers."""


Part = Cell | Table
"""A line or a table; an empty line ends a paragraph."""


def as_cell(value: Value) -> Cell:
    """Return a value as a cell of a table.

    Examples
    --------
    >>> as_cell(3), as_cell("three")
    ('3', 'three')
    """
    return str(value) if isinstance(value, int) else value


def written(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Write all cells in the language in use."""
    language = current_language()
    return [[written_as(cell, language) for cell in row] for row in rows]


def heads_a_group(row: Sequence[str]) -> bool:
    """Return whether nothing stands behind the first cell of a row: it heads the rows below it.

    Examples
    --------
    >>> heads_a_group(["profit", "", ""]), heads_a_group(["profit", "1.2", ""]), heads_a_group(["", ""])
    (True, False, False)
    """
    return len(row) > 1 and bool(row[0]) and not any(row[1:])
