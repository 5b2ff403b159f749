"""Results as HTML, for a notebook: the question, the tables and sentences of the text, and a picture.

No colours and no style sheet: a page is as dark or as light as what it stands in. Every text is escaped, and the
picture is an image, in which nothing runs.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.plots.picture import Picture
from tci_sim.runs.result import RunData
from tci_sim.views import (
    comparison_pictures,
    comparison_text,
    run_pictures,
    run_text,
    sweep_pictures,
    sweep_text,
)
from tci_sim.views.columns import Table
from tci_sim.views.selection import select_measures, select_single_measures

_WORDS = ' style="text-align: left"'
_NUMBERS = ' style="text-align: right; white-space: nowrap"'


def run_html(result: RunData) -> str:
    """Return a run as HTML: how the focal firm fared, the last year of each firm, and a picture."""
    parts = [*run_text.table_parts(result), "", run_pictures.finding(result)]
    measures = select_measures(result.question, run_pictures.SHOWN)
    return _section(parts, run_pictures.picture(result, measures[0]) if measures else None)


def comparison_html(comparison: ComparisonData) -> str:
    """Return a comparison as HTML: differences from the reference, verdicts, and a picture."""
    measures = select_single_measures(comparison.questions[comparison.reference], comparison_pictures.SHOWN)
    picture = comparison_pictures.picture(comparison, measures[0]) if measures else None
    return _section(comparison_text.table_parts(comparison), picture)


def sweep_html(result: SweepData) -> str:
    """Return a sweep as HTML: cases against their references or ways of acting over worlds, and a picture."""
    picture = (
        sweep_pictures.picture(result) if result.holders else None
    )  # there are none where every run failed
    return _section(sweep_text.table_parts(result), picture)


def _section(parts: Sequence[str | Table], picture: Picture | None) -> str:
    """Write the question as a heading, then what is said of it, and the picture below."""
    question, *rest = parts
    blocks = [f"<h4>{escape(str(question))}</h4>", *_blocks(rest), *([_image(picture)] if picture else [])]
    return "\n".join(["<section>", *blocks, "</section>"]) + "\n"


def _blocks(parts: Iterable[str | Table]) -> list[str]:
    """Write each table, and the lines between two empty ones as one paragraph."""
    blocks = []
    for kind, group in groupby(parts, key=lambda part: "" if part == "" else type(part).__name__):
        if kind == "str":
            blocks.append(f"<p>{'<br>'.join(escape(str(line)) for line in group)}</p>")
        elif kind:
            blocks.extend(_table(part) for part in group if isinstance(part, Table))
    return blocks


def _table(table: Table) -> str:
    groups: list[list[str]] = [[]]
    for row in table.rows[table.headings :]:
        if len(row) > 1 and not any(row[1:]):
            groups.append([])
        groups[-1].append(_row(row, table.words))
    head = [_heading(row, table.words) for row in table.rows[: table.headings]]
    body = [line for rows in groups if rows for line in ("<tbody>", *rows, "</tbody>")]
    return "\n".join(["<table>", "<thead>", *head, "</thead>", *body, "</table>"])


def _heading(row: Sequence[str], words: int) -> str:
    cells = [
        f'<th scope="col"{_side(place, words)}>{escape(cell)}</th>' if cell else "<td></td>"
        for place, cell in enumerate(row)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _row(row: Sequence[str], words: int) -> str:
    """Write a row under its name; a name alone heads the rows below it."""
    name, *cells = row
    if cells and not any(cells):
        return f'<tr><th scope="rowgroup" colspan="{len(row)}"{_WORDS}>{escape(name)}</th></tr>'
    written = [f"<td{_side(place, words)}>{escape(cell)}</td>" for place, cell in enumerate(cells, start=1)]
    return f'<tr><th scope="row"{_WORDS}>{escape(name.strip())}</th>{"".join(written)}</tr>'


def _side(place: int, words: int) -> str:
    return _WORDS if place < words else _NUMBERS


def _image(picture: Picture) -> str:
    source = f"data:image/svg+xml;base64,{base64.b64encode(picture.svg().encode()).decode()}"
    return f'<p><img alt="{escape(picture.title)}" style="max-width: 100%" src="{source}"></p>'
