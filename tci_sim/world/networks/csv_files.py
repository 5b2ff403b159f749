"""Tables in CSV, as spreadsheets write them: with commas, semicolons, tabs or bars between cells."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.world.networks import text_files
from tci_sim.world.networks.cells import has_decimal_comma, shown
from tci_sim.world.networks.tables import Findings, Origin, Table
from tci_sim.world.networks.text_files import FilePath, read_text, too_many_rows

_SEPARATORS = ",;\t|"
_EXCEL_SAYS = re.compile(r"sep=(.)\r?\n")
"""The line that tells Excel the separator of the rest."""


class Cells(NamedTuple):
    """The rows of a file that are not blank, of any length."""

    rows: list[list[str]]
    """The cells, the header first."""
    lines: list[int]
    """The line number of each row: that of its first line."""
    decimal_comma: bool
    """Whether its numbers have a comma before their decimals."""


def read_cells(path: FilePath) -> Cells:
    """Read the rows of a CSV file; the separator is that of the four which is most often in the header.

    Raises
    ------
    InputError
        If the file cannot be read, is no CSV, is empty or has too many rows.
    """
    text = read_text(path)
    line = 1
    if said := _EXCEL_SAYS.match(text):
        text, line = text[said.end() :], 2
    separator = said[1] if said else _separator_of(text)
    # A quoted cell may run over several lines: a row's line number is that of its first line.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    before = line - 1
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append([cell.strip() for cell in cells])
                lines.append(line)
            line = before + reader.line_num + 1
            if len(rows) > text_files.MOST_ROWS:
                raise too_many_rows(path, line)
    except csv.Error as error:
        at = f"{path}:{before + reader.line_num}"
        raise InputError(message("network.file.not_csv", where=at, reason=str(error))) from None
    if not rows:
        raise InputError(message("network.file.empty", file=str(path)))
    comma = any(has_decimal_comma(cell, separator) for cells in rows for cell in cells)
    return Cells(rows, lines, comma)


def _separator_of(text: str) -> str:
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header.rstrip("\r\n"))
    return max(_SEPARATORS, key=bare.count)


def read_table(path: FilePath, findings: Findings) -> Table:
    """Read a table in CSV; nothing is in it where that fails.

    Parameters
    ----------
    path : path
        The file.
    findings : Findings
        Grows by one fault for each row that is longer than the header.

    Returns
    -------
    Table
    """
    try:
        (header, *rows), (first, *lines), comma = read_cells(path)
    except InputError as error:
        findings.faults += error.messages
        return Table([], [], Origin(str(path)))
    for cells, line in zip(rows, lines, strict=True):
        if any(cells[len(header) :]):
            row, most = shown(cells[0]), str(len(header))
            at = f"{path}:{line}"
            findings.faults.append(
                message("network.file.cells", where=at, row=row, cells=str(len(cells)), most=most)
            )
    return Table(header, rows, Origin(str(path), lines, first), decimal_comma=comma)
