"""Lines and aligned tables for a terminal, in which a Chinese character takes two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tci_sim.messages.width import padded, width
from tci_sim.render.table import Cell, Part, Table, heads_a_group, written


def as_text(parts: Iterable[Part]) -> str:
    """Write lines, of which the empty ones part paragraphs, and tables, in the language in use."""
    lines = [
        line
        for part in parts
        for line in (aligned(part.rows, part.words) if isinstance(part, Table) else [str(part)])
    ]
    return "\n".join(lines) + "\n"


def aligned(rows: Sequence[Sequence[Cell]], words: int = 1) -> list[str]:
    r"""Align the first columns, which hold words, to the left and the others to the right, one line a row.

    A row that heads those below it widens no column, and no line ends in blanks.

    Examples
    --------
    >>> print(*aligned([["", "share"], ["ours", "9.5"], ["本公司", "12.0"]]), sep="\n")
            share
    ours      9.5
    本公司   12.0
    """
    cells = written(rows)
    return aligned_to(cells, widths(cells), words)


def widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how many columns of the terminal each column of a table takes."""
    cells = [row for row in written(rows) if not heads_a_group(row)]
    return [max(map(width, column)) for column in zip(*cells, strict=True)]


def aligned_to(rows: Sequence[Sequence[Cell]], columns: Sequence[int], words: int = 1) -> list[str]:
    """Align rows as `aligned` does, in columns of given widths, so that several tables can share them."""
    return [_line(row, columns, words) for row in written(rows)]


def _line(row: Sequence[str], columns: Sequence[int], words: int) -> str:
    if heads_a_group(row):
        return row[0]
    cells = list(zip(row, columns, strict=True))
    left = [padded(cell, column) for cell, column in cells[:words]]
    right = [" " * (column - width(cell)) + cell for cell, column in cells[words:]]
    return "  ".join([*left, *right]).rstrip()
