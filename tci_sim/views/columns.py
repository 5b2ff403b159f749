"""Lines and tables as aligned text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Table(NamedTuple):
    """Cells as they are read, whatever shows them."""

    rows: Sequence[Sequence[str]]
    """All of one length, the headings first."""
    headings: int = 2
    """How many rows are headings."""
    words: int = 1
    """How many columns, from the left, hold words; the others hold numbers."""


def as_text(parts: Iterable[str | Table]) -> str:
    """Write lines, of which the empty ones part paragraphs, and tables."""
    lines = [
        line
        for part in parts
        for line in (aligned(part.rows, part.words) if isinstance(part, Table) else [part])
    ]
    return "\n".join(lines) + "\n"


def aligned(rows: Sequence[Sequence[str]], words: int = 1) -> list[str]:
    """Align the first columns, which hold words, to the left and the others to the right, one line a row."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = list(zip(row, widths, strict=True))
        left = [cell.ljust(width) for cell, width in cells[:words]]
        right = [cell.rjust(width) for cell, width in cells[words:]]
        lines.append("  ".join([*left, *right]).rstrip())
    return lines


def scale(values: NDArray[np.float64], unit: str) -> tuple[float, str, int]:
    """Choose the factor, the unit and the digits in which values are best read.

    Examples
    --------
    >>> scale(np.array([1.2e6, -3.4e7]), "currency")
    (1e-06, 'million currency', 1)
    >>> scale(np.array([0.031]), "-")
    (100.0, '%', 2)
    """
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    factor = 1.0
    if unit == "-":
        factor, unit = 100.0, "%"
    elif largest >= 1e6:
        factor, unit = 1e-6, f"million {unit}"
    size = factor * largest
    return factor, unit, 0 if size >= 1000 else 1 if size >= 10 else 2


def number(value: float, digits: int, *, sign: bool = False) -> str:
    """Write a number; a dash where there is none."""
    return f"{value:{'+' if sign else ''},.{digits}f}" if math.isfinite(value) else "-"


def interval(found: Sequence[float] | NDArray[np.float64], digits: int, *, sign: bool = True) -> str:
    """Write a mean and the ends of its interval; the mean alone where there is no interval."""
    mean, low, high = found
    if not math.isfinite(low):
        return number(mean, digits, sign=sign)
    return f"{number(mean, digits, sign=sign)} [{number(low, digits)}, {number(high, digits)}]"
