"""The rows of a table, cell by cell: what each holds, as the model means it, and all that is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tci_sim.messages import Message, message
from tci_sim.world.networks.cells import LONGEST_NAME, GroupedError, is_blank, shown, text_of
from tci_sim.world.networks.columns import MILLI, NAMING, READ, Column
from tci_sim.world.networks.headers import places_of
from tci_sim.world.networks.tables import Findings, Kind, Origin, Table

ROUNDING = 1e-9  # [-] numbers that differ by less, relative to 1 or to themselves, are the same

Row = dict[str, Any]
Rows = list[Row]

_WHOLE_TYPES = ("int", "long", "integer")
_WHOLE = re.compile(r"[+-]?[0-9]+")


def read_rows(kind: Kind, table: Table, passed: list[str], findings: Findings) -> Rows:
    """Read every cell of a table, noting all that is wrong.

    Parameters
    ----------
    kind : 'node' or 'edge'
        Whose table it is.
    table : Table
        The table.
    passed : list of str
        Grows by the columns of other programs.
    findings : Findings
        Grows by one fault for each cell that is wrong.

    Returns
    -------
    list of dict
        One a row, with every column that is understood; None where a cell is not given or is wrong. A node has its
        `name`, and an `id` by which edges call it.
    """
    places = places_of(kind, table, passed, findings)
    rows: Rows = []
    for number, cells in enumerate(table.rows):
        given = {key: cells[place] for key, place in places.items() if place < len(cells)}
        row: Row = dict.fromkeys(READ[kind])
        for key, cell in given.items():
            column = READ[kind][key]
            if is_blank(cell, name=column.is_name):
                continue
            try:
                value = column.read(cell, table.decimal_comma)
                _check_type(table, places[key], cell, column)
                row[key] = value
            except (ValueError, KeyError, TypeError, OverflowError) as error:
                at = f"{where(table.origin, kind, given, number)}: {key} = {shown(cell)}"
                findings.faults.append(_refused(column, at, error))
        _check_names(kind, table.origin, given, row, number, findings)
        rows.append(row)
    return rows


class _TypeError(ValueError):
    """A number with decimals in a column that is declared to have none."""


def _check_type(table: Table, place: int, cell: Any, column: Column) -> None:
    whole = place < len(table.types) and table.types[place] in _WHOLE_TYPES
    if whole and not column.is_name and not _WHOLE.fullmatch(str(cell)):
        raise _TypeError(cell)


def _refused(column: Column, at: str, error: Exception) -> Message:
    if isinstance(error, _TypeError):
        return message("network.cell.declared_whole", where=at)
    if isinstance(error, GroupedError):
        return message("network.cell.grouped", where=at)
    return column.refuse(at)


def _check_names(
    kind: Kind, origin: Origin, given: Mapping[str, Any], row: Row, number: int, findings: Findings
) -> None:
    """Give a node the first of its names, and note that a name is blank that must be there."""
    if kind == "node":
        names = [key for key in NAMING if key in given]
        said = [key for key in names if not is_blank(given[key], name=True)]
        row["id"] = row["id"] if "id" in said else None
        row["name"] = row[said[0]] if said else None
        absent = [] if said else names[:1]
    else:
        absent = [key for key in ("source", "target") if key in given and is_blank(given[key], name=True)]
    for key in absent:
        at = where(origin, kind, given, number)
        seen = shown(given[key]) if given[key] is not None else ""
        findings.faults.append(
            message("network.cell.blank_as", where=at, column=key, seen=seen)
            if seen
            else message("network.cell.blank", where=at, column=key, most=str(LONGEST_NAME))
        )


def round_units(edges: Rows, origin: Origin, findings: Findings) -> None:
    """Turn units of input into thousandths, at least one, with one notice of all that were rounded."""
    rounded: list[
        tuple[float, int, float]
    ] = []  # by what share of what was written, the row, what was written
    for number, row in enumerate(edges):
        units = row["units"]
        if units is None:
            continue
        row["units"] = milli = max(1, round(units * MILLI))
        if abs(units - milli / MILLI) > ROUNDING * max(1.0, units):
            rounded.append((abs(units - milli / MILLI) / units, -number, units))
    if rounded:
        _, number, units = max(rounded)  # the first of those that change most
        row = edges[-number]
        findings.notices.append(
            message(
                "warning.units_rounded",
                where=where(origin, "edge", row, -number), count=len(rounded),
                units=f"{units:.12g}", thousandths=f"{row['units'] / MILLI:.12g}",
            )
        )  # fmt: skip


def where(origin: Origin, kind: Kind, row: Mapping[str, Any], number: int) -> str:
    """Return where a row stands and what it is called: by the names it holds, or by its number."""
    keys: Sequence[str] = NAMING if kind == "node" else ("source", "target")
    names = [f"'{shown(text_of(row[key]))}'" for key in keys if not is_blank(row.get(key), name=True)]
    called = names[0] if kind == "node" and names else " -> ".join(names)
    return f"{origin.place(number)}: {kind} {called or f'number {number + 1}'}"
