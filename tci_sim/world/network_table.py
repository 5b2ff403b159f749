"""The node table and the edge table of a value network: their columns, and how one cell is read.

Cells may be text, as files hold them, or numbers, as networkx holds them. A blank cell means "not given".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from tci_sim.errors import meant
from tci_sim.messages import Message, listing, message

LONGEST_LEAD_TIME = 120  # [month]
LONGEST_NAME = 200  # [character]
MOST_MEMBERS = 1_000_000  # [person]
MOST_UNITS = 1_000_000  # [unit of input per unit of output]
MOST_DEMAND = 1e12  # [unit/month]
MILLI = 1_000  # [milli-unit/unit]
MOST_COMPARISONS = 200_000  # of names: beyond this, looking for the nearest takes longer than it helps


class Origin(NamedTuple):
    """Where a table came from, for messages."""

    file: str
    """Name of the file, or of what stands for it."""
    lines: Sequence[int] = ()
    """Line number of each row; empty if the table has no lines."""

    def place(self, row: int) -> str:
        """Name the place of one row (counted from 0)."""
        return f"{self.file}:{self.lines[row]}" if self.lines else self.file


NODES, EDGES = Origin("nodes"), Origin("edges")  # tables that come from no file


class Column(NamedTuple):
    """One column: how a cell is read, and what it may hold."""

    read: Callable[[Any], Any]
    """Turns a cell into its value; raises ValueError for a cell that may not be."""
    refuse: Callable[[str], Message]
    """Says of a cell, named with what it holds, what it must be."""


def _text(cell: Any) -> str:
    return str(cell).strip()


def _word(cell: Any) -> str:
    text = _text(cell)
    if not text.isprintable() or len(text) > LONGEST_NAME:
        raise ValueError
    return text


def _number(cell: Any, most: float) -> float:
    value = float(cell)
    if isinstance(cell, bool) or not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError
    return value + 0.0  # -0.0 becomes 0.0


def _count(most: int) -> Callable[[Any], int]:
    def read(cell: Any) -> int:
        value = _number(cell, most)
        if value != int(value):
            raise ValueError
        return int(value)

    return read


def _demand(cell: Any) -> float:
    return _number(cell, MOST_DEMAND)


def _yes_or_no(cell: Any) -> bool:
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return answers[_text(cell).lower()]


def _kind(cell: Any) -> bool:
    return {"goods": True, "work": False}[_text(cell)]


def _milli_units(cell: Any) -> int:
    milli = Decimal(_text(cell)) * MILLI
    if not 0 < milli <= MOST_UNITS * MILLI or milli != int(milli):
        raise ValueError
    return int(milli)


_A_WORD = Column(_word, lambda at: message("network.cell.text", where=at, most=str(LONGEST_NAME)))
_MONTHS = Column(
    _count(LONGEST_LEAD_TIME),
    lambda at: message("network.cell.months", where=at, most=str(LONGEST_LEAD_TIME)),
)
_ANSWER = Column(_yes_or_no, lambda at: message("network.cell.truth", where=at))
_DEMAND = Column(_demand, lambda at: message("network.cell.number", where=at, most=f"{MOST_DEMAND:g}"))

NODE_COLUMNS: Mapping[str, Column] = {
    "name": _A_WORD,
    "firm": _A_WORD,
    "role": _A_WORD,
    "tier": Column(_count(MOST_MEMBERS), lambda at: message("network.cell.tier", where=at)),
    "members": Column(
        _count(MOST_MEMBERS), lambda at: message("network.cell.count", where=at, most=str(MOST_MEMBERS))
    ),
    "front_line": _ANSWER,
    "outlet": _ANSWER,
    "lead_time": _MONTHS,
    "demand_share": _DEMAND,
    "demand_mean": _DEMAND,
}
EDGE_COLUMNS: Mapping[str, Column] = {
    "source": _A_WORD,
    "target": _A_WORD,
    "kind": Column(_kind, lambda at: message("network.cell.kind", where=at)),
    "lead_time": _MONTHS,
    "units": Column(_milli_units, lambda at: message("network.cell.units", where=at, most=str(MOST_UNITS))),
}


def shown(cell: Any) -> str:
    """Show a cell in a message: short, and with nothing in it that could move the cursor."""
    text = _text(cell)[:LONGEST_NAME]
    return text if text.isprintable() else repr(text)[1:-1]


def where(origin: Origin, kind: str, row: Mapping[str, Any], number: int) -> str:
    """Return where a row stands and what it is called: by the names it holds, or by its number."""
    keys = ("name",) if kind == "node" else ("source", "target")
    names = [f"'{shown(row[key])}'" for key in keys if row.get(key) is not None and _text(row[key])]
    return f"{origin.place(number)}: {kind} {' -> '.join(names) or f'number {number + 1}'}"


def comparable(names: Sequence[str], faults_before: int) -> Sequence[str]:
    """Return the names among which the nearest is looked for: none where they, or the faults, are too many."""
    return names if (faults_before + 1) * len(names) <= MOST_COMPARISONS else ()


def read_rows(
    kind: str, rows: Sequence[Mapping[str, Any]], origin: Origin, faults: list[Message]
) -> list[dict[str, Any]]:
    """Read every cell of a table, noting all that is wrong.

    Parameters
    ----------
    kind : str
        'node' or 'edge'.
    rows : sequence of mapping
        Column name to cell, one mapping a row.
    origin : Origin
        Where the rows came from.
    faults : list of Message
        Grows by one for each fault.

    Returns
    -------
    list of dict
        One a row, with every column of the table; None where a cell is not given or is wrong.
    """
    columns, required = (NODE_COLUMNS, ["name"]) if kind == "node" else (EDGE_COLUMNS, ["source", "target"])
    present = dict.fromkeys(str(key) for row in rows for key in row)
    absent = [key for key in required if rows and key not in present]
    faults.extend(_missing(kind, origin.file, key) for key in absent)
    faults.extend(_unknown(kind, origin.file, key) for key in present if key not in columns)
    values: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        value: dict[str, Any] = dict.fromkeys(columns)
        for key, column in columns.items():
            cell = row.get(key)
            if cell is None or not _text(cell):
                if key in required and key not in absent:
                    at = where(origin, kind, row, number)
                    faults.append(message("network.cell.blank", where=at, column=key, most=str(LONGEST_NAME)))
                continue
            try:
                value[key] = column.read(cell)
            except (ValueError, KeyError, TypeError, OverflowError, InvalidOperation):
                at = where(origin, kind, row, number)
                faults.append(column.refuse(f"{at}: {key} = {shown(cell)}"))
        values.append(value)
    return values


def _missing(kind: str, file: str, column: str) -> Message:
    if kind == "node":
        return message("network.column.missing_in_nodes", where=file, column=column)
    return message("network.column.missing_in_edges", where=file, column=column)


def _unknown(kind: str, file: str, column: str) -> Message:
    seen = shown(column)
    if kind == "node":
        known = listing(NODE_COLUMNS, "or")
        return meant(
            "network.column.unknown_in_nodes", column, NODE_COLUMNS, where=file, column=seen, known=known
        )
    known = listing(EDGE_COLUMNS, "or")
    return meant(
        "network.column.unknown_in_edges", column, EDGE_COLUMNS, where=file, column=seen, known=known
    )
