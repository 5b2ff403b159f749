"""Ranges of assumptions as bars: who leads in which part, what each is as shipped, where the order changes."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes

from tci_sim.messages import Value
from tci_sim.plots.frame import framed_rows, key_below
from tci_sim.plots.style import INK, PALETTE
from tci_sim.plots.text import label_axis, write

_TALL = 0.56  # of a row: a bar
_PALE = 0.28  # opacity where it is not clear who leads


class Stretch(NamedTuple):
    """Part of a range, as shares of it, and who leads there."""

    start: float
    end: float
    side: int
    """1 where the second leads, else -1."""
    sure: bool


class Place(NamedTuple):
    """Where the order changes, with its interval, as shares of the range; NaN where there is none."""

    at: float
    low: float
    high: float


class Row(NamedTuple):
    """One assumption."""

    name: Value
    stretches: tuple[Stretch, ...]
    shipped: float
    """As a share of the range; NaN where it is not one value, or lies outside."""
    places: tuple[Place, ...]


class Ranges(NamedTuple):
    """What a picture of ranges shows; its texts are written when it is drawn."""

    title: Value
    rows: tuple[Row, ...]
    leaders: tuple[Value, Value]
    """What is said where the first leads, and where the second does."""
    shipped: Value
    """What the line for what is shipped is called."""
    place: Value
    """What the mark where the order changes is called."""
    quantity: Value
    """What the axis shows."""
    assumptions: Value
    """What stands in the rows."""
    caption: tuple[Value, ...] = ()


def ranges(panel: Ranges, ax: Axes | None = None) -> Axes:
    """Draw a bar for each range, coloured by who leads."""
    with framed_rows(panel, ax, [row.name for row in panel.rows], 0.34, 0.95, rows=panel.assumptions) as ax:
        for number, row in enumerate(panel.rows):
            _draw_row(ax, number, row)
        for side, leader in enumerate(panel.leaders):
            ax.barh([-9], [0], color=PALETTE[side], label=write(leader))
        ax.plot([], [], color=INK, linewidth=2.0, label=write(panel.shipped))
        ax.plot([], [], color=INK, marker="D", markersize=5, markerfacecolor="white", linewidth=1.4,
                label=write(panel.place))  # fmt: skip
        ax.set_xlim(-1.0, 101.0)
        label_axis(ax, "x", panel.quantity, "%")
        key_below(ax)
    return ax


def _draw_row(ax: Axes, number: int, row: Row) -> None:
    for part in row.stretches:
        ax.barh(number, 100.0 * (part.end - part.start), left=100.0 * part.start, height=_TALL,
                color=PALETTE[int(part.side > 0)], alpha=0.85 if part.sure else _PALE, linewidth=0,
                zorder=3)  # fmt: skip
    ax.vlines([100.0 * row.shipped], number - 0.42, number + 0.42, color=INK, linewidth=2.0, zorder=5)
    for place in row.places:
        ax.hlines([number], 100.0 * place.low, 100.0 * place.high, color=INK, linewidth=1.4, zorder=6)
        ax.scatter([100.0 * place.at], [number], marker="D", s=26, c="white", edgecolors=INK, linewidths=1.2,
                   zorder=7)  # fmt: skip
