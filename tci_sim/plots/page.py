"""A page of pictures: what was asked, what is seen, who is who, three pictures beside each other, and the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tci_sim.messages import Value
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.style import INK, SHADE, style
from tci_sim.plots.text import flow, heading, height, sentences, width, wrap, write

_COLUMNS = 3
_WIDE = 15.0  # [inch]
_LEFT = 0.3  # [inch]
_BEFORE = 0.85  # [inch] of the numbers and the label at the left of a picture
_TALL = 2.2  # [inch] of a picture
_UNDER = 0.55  # [inch] of the numbers and the label below a picture
_SHADED: Any = {"facecolor": SHADE, "edgecolor": "none", "pad": 1.5}
_KEY, _SOURCE = 9.5, 7.5  # [point]


class Named(NamedTuple):
    """An entry of the key of a page."""

    name: Value
    said: Value
    """What is said beside the name."""
    colour: str


class Page(NamedTuple):
    """What stands around the pictures of a page; its texts are written when it is drawn."""

    title: Value
    finding: Value = ""
    """What is seen, in one or two sentences."""
    source: tuple[Value, ...] = ()
    """Where the numbers come from, for the foot of the page."""
    notes: tuple[Value, ...] = ()
    """What must be said of all pictures, sentence by sentence."""
    events: tuple[Value, ...] = ()
    """What happened in the shaded months."""
    key: tuple[Named, ...] = ()
    """Who is who."""


def draw_page(
    page: Page, panels: Sequence[Callable[[Axes], object]], *, above: float, right: float
) -> Figure:
    """Draw pictures on one page.

    Parameters
    ----------
    page : Page
        What stands around them.
    panels : sequence of callable (axes)
        Each draws one picture.
    above : float
        Room for what stands above a picture. [point]
    right : float
        Room for what stands at the right of a picture. [inch]

    Returns
    -------
    Figure
    """
    with style():
        rows = -(-len(panels) // _COLUMNS)
        head = _head(page)
        top = sum(tall for _, tall in head) / 72.0 + 0.2 + _height_of_key(page)
        foot = wrap(sentences(page.source), 72.0 * (_WIDE - 2 * _LEFT), _SOURCE)
        bottom = height(foot, _SOURCE) / 72.0 + 0.2
        row = above / 72.0 + _TALL + _UNDER
        figure = Figure(figsize=(_WIDE, top + rows * row + bottom))
        column = (_WIDE - 0.1) / _COLUMNS
        for place, draw in enumerate(panels):
            across, down = place % _COLUMNS, place // _COLUMNS
            left = across * column + _BEFORE
            low = bottom + (rows - 1 - down) * row + _UNDER
            box = (left / _WIDE, low, (column - _BEFORE - right) / _WIDE, _TALL)
            tall = figure.get_figheight()
            draw(figure.add_axes((box[0], box[1] / tall, box[2], box[3] / tall)))
        _write_head(figure, head)
        _write_key(figure, page, sum(tall for _, tall in head) / 72.0 + 0.12)
        figure.text(_LEFT / _WIDE, 0.1 / figure.get_figheight(), foot, fontsize=_SOURCE, color=INK, alpha=0.8)
        set_fonts(figure)
    return figure


def room_of_panel(right: float) -> float:
    """Return the width of one picture, with that much room at its right in inches. [point]."""
    return 72.0 * ((_WIDE - 0.1) / _COLUMNS - _BEFORE - right)


def _head(page: Page) -> list[tuple[tuple[str, dict[str, Any]], float]]:
    """Return the texts above the pictures, broken into lines, with how each looks and its height. [point]."""
    looks: list[tuple[str, float, dict[str, Any]]] = [
        (heading(page.title), 14.0, {"fontweight": "bold"}),
        (write(page.finding), 11.0, {}),
        (sentences(page.notes), 9.0, {}),
        (sentences(page.events), 9.0, {"bbox": _SHADED}),
    ]
    found = []
    for text, size, look in looks:
        if text:
            said = wrap(text, 72.0 * (_WIDE - 2 * _LEFT), size, bold="fontweight" in look)
            found.append(((said, {"fontsize": size, **look}), height(said, size) + 4.0))
    return found


def _write_head(figure: Figure, head: list[tuple[tuple[str, dict[str, Any]], float]]) -> None:
    down = 0.12
    for (text, look), tall in head:
        figure.text(_LEFT / _WIDE, 1 - down / figure.get_figheight(), text, va="top", **look)
        down += tall / 72.0


def _key_places(page: Page) -> list[tuple[int, float]]:
    widths = [
        width(f"■ {write(each.name)}", _KEY, bold=True) + 6.0 + width(write(each.said), _KEY)
        for each in page.key
    ]
    return flow(widths, 72.0 * (_WIDE - 2 * _LEFT), gap=22.0)


def _height_of_key(page: Page) -> float:
    """Return how much room the key takes. [inch]."""
    places = _key_places(page)
    return (1 + places[-1][0]) * 16.0 / 72.0 if places else 0.0


def _write_key(figure: Figure, page: Page, down: float) -> None:
    """Write who is who in their colours, one behind the other."""
    for each, (row, place) in zip(page.key, _key_places(page), strict=True):
        y = 1 - (down + row * 16.0 / 72.0) / figure.get_figheight()
        name, said = f"■ {write(each.name)}", write(each.said)
        x = _LEFT + place / 72.0
        figure.text(x / _WIDE, y, name, color=each.colour, fontsize=_KEY, fontweight="bold", va="top")
        x += (width(name, _KEY, bold=True) + 6.0) / 72.0
        figure.text(x / _WIDE, y, said, color=each.colour, fontsize=_KEY, va="top")
