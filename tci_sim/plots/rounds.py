"""Pictures of what goes on round by round: bars side by side or on top of each other, or lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from tci_sim.plots.style import GREY, INK, PALETTE, style

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = 3
_LEFT = 0.03
_WIDTH = 0.8
_EVERY = 12  # rounds of which each is named


class Rounds(NamedTuple):
    """What one picture shows."""

    title: str
    """What is seen, in words."""
    table: pd.DataFrame
    """One row a round, its index the rounds; one column a series, named by it."""
    unit: str
    """Unit of the values, in small print."""
    drawn: Literal["beside", "stacked", "lines"]
    """Bars side by side, bars on top of each other, or lines."""


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
        shown = panel.table.loc[:, np.nan_to_num(panel.table.to_numpy(float)).any(axis=0)]
        draw = {"beside": _beside, "stacked": _stacked, "lines": _lines}[panel.drawn]
        draw(ax, shown)
        ax.set_title(panel.title, pad=17.0 + 12.0 * len(_key_rows(shown)))
        ax.annotate(
            panel.unit, (0, 1), xytext=(0, 4 + 12.0 * len(_key_rows(shown))), xycoords="axes fraction",
            textcoords="offset points", va="bottom", fontsize=8, color=INK,
        )  # fmt: skip
        _key(ax, shown)
        ax.xaxis.set_major_locator(
            MultipleLocator(1) if len(shown) <= _EVERY else MaxNLocator(nbins=10, integer=True)
        )
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "\N{MINUS SIGN}"))
        low, high = ax.get_ylim()
        if low < 0 < high:
            ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
    return ax


def page(panels: Sequence[Rounds], *, title: str, subtitle: str, note: str, source: str) -> Figure:
    """Draw several pictures on one page.

    Parameters
    ----------
    panels : sequence of Rounds
        In the order of reading; six fill a page.
    title, subtitle : str
        What is seen, and of whom.
    note : str
        What must be said of all of it.
    source : str
        Where the numbers come from, for the foot of the page.

    Returns
    -------
    Figure
    """
    with style():
        rows = -(-len(panels) // _COLUMNS)
        height = 2.0 + 3.6 * rows
        figure = Figure(figsize=(15.0, height))
        figure.subplots_adjust(
            left=0.05, right=0.98, bottom=0.8 / height, top=1 - 1.95 / height, hspace=0.55, wspace=0.2
        )
        for place, panel in enumerate(panels):
            ax = figure.add_subplot(rows, _COLUMNS, place + 1)
            rounds(panel, ax)
            if place >= len(panels) - _COLUMNS:
                ax.set_xlabel("round (a year each)")
        figure.text(_LEFT, 1 - 0.15 / height, title, fontsize=14, fontweight="bold", va="top")
        figure.text(_LEFT, 1 - 0.50 / height, subtitle, fontsize=11, va="top")
        figure.text(_LEFT, 1 - 0.78 / height, note, fontsize=9, va="top", style="italic")
        figure.text(_LEFT, 0.1 / height, source, fontsize=7.5, color=INK, alpha=0.8)
    return figure


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


def _key_rows(table: pd.DataFrame) -> list[list[int]]:
    """Return which series stand in which row of the key: as many as fit."""
    rows: list[list[int]] = [[]]
    letters = 0
    for k, name in enumerate(table.columns):
        letters += len(str(name)) + 4
        if letters > 72 and rows[-1]:
            rows.append([])
            letters = len(str(name)) + 4
        rows[-1].append(k)
    return rows


def _key(ax: Axes, table: pd.DataFrame) -> None:
    """Name the series above the picture, in their colours."""
    for r, row in enumerate(reversed(_key_rows(table))):
        offset = 0.0
        for k in row:
            name = str(table.columns[k])
            ax.annotate(
                f"■ {name}", (0, 1), xytext=(offset, 4 + 12.0 * r), xycoords="axes fraction",
                textcoords="offset points", va="bottom", fontsize=8, color=PALETTE[k % len(PALETTE)],
            )  # fmt: skip
            offset += 4.6 * (len(name) + 4)
