"""Cases of a study as a table: a row for each, a column for each dotted path, and one for their names if need be.

A cell that is blank changes nothing. What a cell says is read as in a scenario file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from typing import Any

from tci_sim.bounds import MOST_CASES, MOST_CELLS
from tci_sim.errors import meant
from tci_sim.messages import Message, message
from tci_sim.messages.numbers import number
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.tree import format_fault, kind_at
from tci_sim.scenario.yaml_file import Node, plain_value
from tci_sim.world.networks.cells import is_blank, shown
from tci_sim.world.networks.csv_files import read_table
from tci_sim.world.networks.tables import Findings, Origin, Table, table_of

NAME = "name"
"""The column of the names of cases."""


def is_table(given: object) -> bool:
    """Return whether cases are given as a table, or as the file of one, and not by their names."""
    return given is not None and not isinstance(given, Mapping)


def cases_of(given: Any) -> Node:
    """Read a table of cases.

    Parameters
    ----------
    given : path, DataFrame or sequence of mapping
        A CSV file, or rows in memory.

    Returns
    -------
    Node
        A mapping from the name of each case to what it changes, by dotted path; each with its line.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    findings = Findings()
    if isinstance(given, str | PathLike):
        table = read_table(fspath(given), findings)
        findings.raise_faults()
    else:
        table = table_of(given, Origin("cases"))
    table = table._replace(header=[path.strip() for path in table.header])
    findings.faults += [*_faults_of_size(table), *_faults_of_header(table), *_faults_of_names(table)]
    findings.raise_faults()
    cases = {name: _case(table, row) for row, name in enumerate(_names(table))}
    return Node(cases, table.origin.file, table.origin.header)


def _faults_of_size(table: Table) -> Iterator[Message]:
    rows, columns = len(table.rows), len(table.header)
    if not rows:
        yield message("fault.cases.none", place=table.origin.top)
    if rows > MOST_CASES or rows * columns > MOST_CELLS:
        yield message(
            "fault.cases.many",
            place=table.origin.top, rows=number(rows, 0), cells=number(rows * columns, 0),
            most=number(MOST_CASES, 0), most_cells=number(MOST_CELLS, 0),
        )  # fmt: skip


def _faults_of_header(table: Table) -> Iterator[Message]:
    """See that every column that holds something names one thing that may be changed."""
    for place, path in enumerate(table.header):
        node = Node(path, table.origin.file, table.origin.header)
        if path and path in table.header[:place]:
            yield format_fault(node, (path,), message("fault.cases.twice"), seen=False)
        elif not path:
            if any(len(row) > place and not _is_absent(row[place]) for row in table.rows):
                yield message("fault.cases.unnamed", place=table.origin.top, column=place + 1)
        elif path != NAME and not _is_known(path):
            yield format_fault(node, (path,), meant("fault.cases.column", path, [*catalogue(), NAME]))


def _is_known(path: str) -> bool:
    keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
    return general_name(path) in catalogue() or kind_at(keys) is not None


def _faults_of_names(table: Table) -> Iterator[Message]:
    if NAME not in table.header:
        return
    seen: set[str] = set()
    for row, name in enumerate(_names(table)):
        node = Node(name, table.origin.file, _line(table, row))
        if not name:
            yield format_fault(node, (NAME,), message("fault.required"))
        elif name in seen:
            yield format_fault(node, (NAME,), message("fault.cases.name_twice"))
        seen.add(name)


def _names(table: Table) -> list[str]:
    """Return what the cases are called; by their numbers where the table does not say."""
    if NAME not in table.header:
        digits = len(str(len(table.rows)))
        return [f"case_{row + 1:0{digits}}" for row in range(len(table.rows))]
    place = table.header.index(NAME)
    cells = [row[place] if len(row) > place else "" for row in table.rows]
    return ["" if is_blank(cell, name=True) else shown(cell) for cell in cells]


def _case(table: Table, row: int) -> Node:
    line, file = _line(table, row), table.origin.file
    cells = zip(table.header, table.rows[row], strict=False)
    return Node(
        {
            path: Node(_value(cell, table), file, line, cell if isinstance(cell, str) else "")
            for path, cell in cells
            if path and path != NAME and not _is_absent(cell)
        },
        file,
        line,
    )


def _line(table: Table, row: int) -> int:
    return table.origin.lines[row] if table.origin.lines else 0


def _is_absent(cell: Any) -> bool:
    """Return whether a cell changes nothing; `null` takes something away, and may be the name of something."""
    return cell is None or (is_blank(cell) and str(cell).strip() not in ("null", "none"))


def _value(cell: Any, table: Table) -> Any:
    """Read what a cell says; a whole number has no decimals, whatever holds it."""
    if isinstance(cell, str):
        text = cell.strip()
        comma = table.decimal_comma and text.count(",") == 1 and "." not in text
        value: Any = plain_value(text.replace(",", ".") if comma else text)
    else:
        value = cell.item() if hasattr(cell, "item") else cell
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
