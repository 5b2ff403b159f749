"""Pictures of what goes on round by round: bars side by side or on top of each other, or lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from tci_sim.messages import Value
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.page import Page, draw_page, room_of_panel
from tci_sim.plots.style import GREY, PALETTE, figure_of, style
from tci_sim.plots.text import (
    CAPTION,
    flow,
    heading,
    heading_of,
    label_axis,
    number_axis,
    room_of,
    scale_of,
    width,
    write,
    write_heading,
)
from tci_sim.statistics.exact import exact_sum

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 0.8
_EVERY = 12  # rounds of which each is named
_KEY_ROW = 12.0  # [point]
_RIGHT = 0.2  # [inch]


class Rounds(NamedTuple):
    """What one picture shows; its texts are written when it is drawn."""

    title: Value
    """What is seen."""
    table: pd.DataFrame
    """One row a round, its index the rounds; one column a series, named by it."""
    unit: str
    """Unit of the values."""
    drawn: Literal["beside", "stacked", "lines"]
    """Bars side by side, bars on top of each other, or lines."""
    quantity: Value
    """What the values are, for their axis."""
    across: Value
    """What a round is, for the other."""
    labels: Mapping[str, Value] = {}
    """What series are called, where not by their names."""


def rounds(panel: Rounds, ax: Axes) -> Axes:
    """Draw one picture.

    Parameters
    ----------
    panel : Rounds
        What is drawn; at most eight series are told apart.
    ax : Axes
        Where.

    Returns
    -------
    Axes
    """
    with style():
        table = _shown(panel)
        found = scale_of(_sizes(table, panel), panel.unit)
        shown = table * found.factor
        draw = {"beside": _beside, "stacked": _stacked, "lines": _lines}[panel.drawn]
        draw(ax, shown)
        ax.xaxis.set_major_locator(
            MultipleLocator(1) if len(shown) <= _EVERY else MaxNLocator(nbins=10, integer=True)
        )
        number_axis(ax.yaxis)
        label_axis(ax, "x", panel.across)
        label_axis(ax, "y", panel.quantity, found.unit)
        low, high = ax.get_ylim()
        if low < 0 < high:
            ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
        write_heading(ax, panel.title, above=_key(ax, panel))
        set_fonts(figure_of(ax))
    return ax


def page(panels: Sequence[Rounds], page: Page) -> Figure:
    """Draw several pictures on one page.

    Parameters
    ----------
    panels : sequence of Rounds
        In the order of reading; six fill a page.
    page : Page
        What stands around them.

    Returns
    -------
    Figure
    """
    with style():
        room = room_of_panel(_RIGHT)
        above = [
            heading_of(heading(panel.title), "", room)[2] + _KEY_ROW * _key_of(panel, room)[1]
            for panel in panels
        ]
        draws = [partial(rounds, panel) for panel in panels]
        return draw_page(page, draws, above=max(above, default=0.0) + 6.0, right=_RIGHT)


def _shown(panel: Rounds) -> pd.DataFrame:
    """Return the series in which there is anything but zero."""
    anything = np.nan_to_num(panel.table.to_numpy(float)).any(axis=0)
    shown: pd.DataFrame = panel.table[panel.table.columns[anything]]
    return shown


def _sizes(table: pd.DataFrame, panel: Rounds) -> list[float]:
    """Return the heights of what is drawn."""
    values = np.nan_to_num(table.to_numpy(float))
    if panel.drawn != "stacked":
        return list(values.ravel())
    return [float(total) for total in exact_sum(values)]


def _beside(ax: Axes, table: pd.DataFrame) -> None:
    width = _WIDTH / max(len(table.columns), 1)
    for k, name in enumerate(table.columns):
        places = table.index.to_numpy(float) - _WIDTH / 2 + (k + 0.5) * width
        ax.bar(places, table[name].to_numpy(float), width=width, color=PALETTE[k % len(PALETTE)])


def _stacked(ax: Axes, table: pd.DataFrame) -> None:
    below = np.zeros(len(table))
    for k, name in enumerate(table.columns):
        values = np.nan_to_num(table[name].to_numpy(float))
        ax.bar(table.index, values, bottom=below, width=_WIDTH, color=PALETTE[k % len(PALETTE)])
        below += values


def _lines(ax: Axes, table: pd.DataFrame) -> None:
    for k, name in enumerate(table.columns):
        ax.plot(table.index, table[name], color=PALETTE[k % len(PALETTE)], marker="o", markersize=3.5)


def _key_of(panel: Rounds, room: float) -> tuple[list[tuple[str, int, float]], int]:
    """Return the entries of the key, each with its row and its place in it, and how many rows there are."""
    names = [f"■ {write(panel.labels.get(str(name), str(name)))}" for name in _shown(panel).columns]
    places = flow([width(name, CAPTION) for name in names], room, gap=10.0)
    entries = [(name, row, place) for name, (row, place) in zip(names, places, strict=True)]
    return entries, 1 + max((row for row, _ in places), default=-1)


def _key(ax: Axes, panel: Rounds) -> float:
    """Name the series above the picture, in their colours; the height of their rows. [point]."""
    entries, rows = _key_of(panel, room_of(ax))
    for k, (name, row, place) in enumerate(entries):
        ax.annotate(
            name, (0, 1), xytext=(place, 4 + _KEY_ROW * (rows - 1 - row)), xycoords="axes fraction",
            textcoords="offset points", va="bottom", fontsize=CAPTION, color=PALETTE[k % len(PALETTE)],
        )  # fmt: skip
    return _KEY_ROW * rows
