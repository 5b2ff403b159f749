"""Lines and tables as Markdown, in which nothing that a name holds is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from tci_sim.errors import legible
from tci_sim.messages import listing, message
from tci_sim.render.table import Part, Table, heads_a_group, written

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&@]|:(?=//)|(?<=www)\.)")
"""Characters that are markup, of HTML and of links that need none as well."""
_AT_THE_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What makes a list or a heading of a line that begins with it."""


def as_markdown(parts: Iterable[Part]) -> str:
    """Write the first line as a heading, the lines between two empty ones as a paragraph, and tables below them."""
    heading, *rest = parts
    blocks = [f"# {escaped(str(heading))}"]
    for kind, group in groupby(rest, key=_kind):
        if kind == "line":
            blocks.append("  \n".join(_line(str(line)) for line in group))
        elif kind == "table":
            blocks.extend(_table(part) for part in group if isinstance(part, Table))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Return text on one line, in which no character is markup.

    Examples
    --------
    >>> print(escaped("value_total | <b>"), escaped("see https://a.b"))
    value\_total \| \<b\> see https\://a.b
    """
    return _MARKUP.sub(r"\\\1", legible(" ".join(map(str.strip, text.splitlines()))))


def _line(text: str) -> str:
    r"""Return a line of a paragraph, which is neither a heading nor an entry of a list.

    Examples
    --------
    >>> print(_line("- a"), _line("1. b"), _line("=="))
    \- a 1\. b \==
    """
    said = escaped(text.strip())
    return _AT_THE_START.sub(lambda found: _escaped_start(found[1]), said)


def _escaped_start(start: str) -> str:
    return start + "\\" if start.isdigit() else "\\" + start


def _kind(part: Part) -> str:
    return "table" if isinstance(part, Table) else "line" if str(part) else ""


def _table(table: Table) -> str:
    rows = written(table.rows)
    head = [_heading(column) for column in zip(*rows[: table.headings], strict=True)]
    sides = [":--" if place < table.words else "--:" for place in range(len(head))]
    body = [_row(row) for row in rows[table.headings :]]
    return "\n".join([_cells(map(escaped, head)), _cells(sides), *body])


def _heading(column: Sequence[str]) -> str:
    """Write the headings of a column as one: Markdown has one row for them."""
    first, *others = [cell for cell in column if cell] or [""]
    return str(message("list.in_brackets", head=first, tail=listing(others))) if others else first


def _row(row: Sequence[str]) -> str:
    cells = [escaped(cell.strip()) for cell in row]
    if heads_a_group(row):
        cells[0] = f"**{cells[0]}**"
    return _cells(cells)


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
