"""Lines, tables and pictures as HTML, for a notebook or a page.

No colours and no style sheet: a page is as dark or as light as what it stands in. Every text is escaped, and a picture
is an image, in which nothing runs.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from tci_sim.messages import Language, current_language
from tci_sim.render.table import Part, Table, heads_a_group, written

TAGS: dict[Language, str] = {"en": "en", "zh-Hant": "zh-Hant-TW"}
"""The language of a page, as HTML names it: by it a browser chooses the shapes of Chinese characters."""

INLINE_STYLES = ("text-align: left", "text-align: right; white-space: nowrap")
"""How cells of words and of numbers stand: what a policy of a page must allow."""

_WORDS, _NUMBERS = (f' style="{each}"' for each in INLINE_STYLES)
_MINUS = re.compile(r"(?<![\w.,/\\-])-(?=\d)")


def section(parts: Sequence[Part], image: str = "") -> str:
    """Write the first line as a heading, what is said of it below, and an image at the end."""
    heading, *rest = parts
    blocks = [f"<h4>{escape(str(heading))}</h4>", *blocks_of(rest), *([image] if image else [])]
    return "\n".join([f'<section lang="{TAGS[current_language()]}">', *blocks, "</section>"]) + "\n"


def blocks_of(parts: Iterable[Part]) -> list[str]:
    """Write each table, and the lines between two empty ones as one paragraph."""
    blocks = []
    for kind, group in groupby(parts, key=_kind):
        if kind == "line":
            blocks.append(f"<p>{'<br>'.join(escaped(str(line)) for line in group)}</p>")
        elif kind == "table":
            blocks.extend(_table(part) for part in group if isinstance(part, Table))
    return blocks


def image(svg: str, title: str, size: str = 'style="max-width: 100%"') -> str:
    """Write a picture as an image, with words for those who cannot see it; `size` is the attribute for its width."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    return f'<p><img alt="{escape(title)}" {size} src="{source}"></p>'


def frame(page: str) -> str:
    """Put a whole page into a frame of its own, whose scripts reach nothing outside of it."""
    return (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads allow-modals" loading="lazy" '
        'style="width: 100%; height: 860px; border: 0"></iframe>'
    )


def _kind(part: Part) -> str:
    return "table" if isinstance(part, Table) else "line" if str(part) else ""


def escaped(text: str) -> str:
    """Escape a text, and write the sign of a number as a minus and not as a hyphen."""
    return escape(_MINUS.sub("\N{MINUS SIGN}", text))


def _table(table: Table) -> str:
    rows = written(table.rows)
    groups: list[list[str]] = [[]]
    for row in rows[table.headings :]:
        if heads_a_group(row):
            groups.append([])
        groups[-1].append(_row(row, table.words))
    head = [_heading(row, table.words) for row in rows[: table.headings]]
    body = [line for lines in groups if lines for line in ("<tbody>", *lines, "</tbody>")]
    return "\n".join(["<table>", "<thead>", *head, "</thead>", *body, "</table>"])


def _heading(row: Sequence[str], words: int) -> str:
    cells = [
        f'<th scope="col"{_side(place, words)}>{escaped(cell)}</th>' if cell else "<td></td>"
        for place, cell in enumerate(row)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _row(row: Sequence[str], words: int) -> str:
    """Write a row under its name; a name alone heads the rows below it."""
    name, *cells = row
    if heads_a_group(row):
        return f'<tr><th scope="rowgroup" colspan="{len(row)}"{_WORDS}>{escape(name)}</th></tr>'
    shown = [f"<td{_side(place, words)}>{escaped(cell)}</td>" for place, cell in enumerate(cells, start=1)]
    return f'<tr><th scope="row"{_WORDS}>{escape(name.strip())}</th>{"".join(shown)}</tr>'


def _side(place: int, words: int) -> str:
    return _WORDS if place < words else _NUMBERS
