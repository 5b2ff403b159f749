"""What stands around a picture: axes in the style of all, names of rows, a key, the title and what is said below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from matplotlib.axes import Axes

from tci_sim.messages import Value
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.style import figure_of, style
from tci_sim.plots.text import (
    LABEL,
    axes_for,
    height,
    label_axis,
    number_axis,
    room_of,
    width,
    wrap,
    write,
    write_heading,
)

_WIDEST = 3.6  # [inch] of the names of rows


class Panel(Protocol):
    """What is said above every picture."""

    @property
    def title(self) -> Value:
        """What is seen."""

    @property
    def caption(self) -> tuple[Value, ...]:
        """What must be said of the values, sentence by sentence."""


@contextmanager
def framed(
    panel: Panel, ax: Axes | None, inside: tuple[float, float], around: tuple[float, float, float]
) -> Iterator[Axes]:
    """Open axes to draw on, of a new figure (sizes as for `axes_for`) where none are given, and close the picture."""
    with style():
        ax = ax if ax is not None else axes_for(panel.title, panel.caption, inside, around)
        yield ax
        close(panel, ax)


@contextmanager
def framed_rows(
    panel: Panel, ax: Axes | None, names: Sequence[Value], tall: float, below: float, *, rows: Value
) -> Iterator[Axes]:
    """Open axes with named rows, of a new figure where none are given, and close the picture.

    Parameters
    ----------
    panel : Panel
        What is said above.
    ax : Axes, optional
        Axes that are given.
    names : sequence of Message or str
        Of the rows, the first at the top.
    tall, below : float
        Least height of a row of a new figure, and room below its axes. [inch]
    rows : Message or str
        What stands in the rows, for their axis.
    """
    with style():
        written = row_names(names)
        ax = ax if ax is not None else axes_of_rows(panel, written, tall, below)
        yield ax
        _name_rows(ax, written, rows)
        close(panel, ax)


def close(panel: Panel, ax: Axes) -> None:
    """Write the heading, and set the fonts of all that is written."""
    write_heading(ax, panel.title, panel.caption)
    set_fonts(figure_of(ax))


def row_names(names: Sequence[Value]) -> list[str]:
    """Write the names of rows, the long ones in several lines."""
    return [wrap(write(name), 72.0 * _WIDEST, 9.0) for name in names]


def axes_of_rows(panel: Panel, names: Sequence[str], tall: float, below: float, wide: float = 4.3) -> Axes:
    """Make a figure of one picture with named rows, of which each takes as much height as its name needs. [inch]."""
    left = 0.5 + max((width(name, 9.0) for name in names), default=0.0) / 72.0
    needed = max((height(name, 9.0) for name in names), default=0.0) / 72.0
    inside = max(tall, needed + 0.04) * max(len(names), 1) + 0.1
    return axes_for(panel.title, panel.caption, (wide, inside), (left, 0.3, below))


def _name_rows(ax: Axes, names: Sequence[str], rows: Value) -> None:
    """Name rows from the top, and let numbers run from left to right."""
    ax.set_yticks(range(len(names)), list(names))
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    number_axis(ax.xaxis)
    label_axis(ax, "y", rows)


def key_below(ax: Axes) -> None:
    """Write the key below the axes, in as many rows as its names need."""
    _, names = ax.get_legend_handles_labels()
    if not names:
        return
    room = room_of(ax)
    widest = max(width(name, LABEL) for name in names) + 42.0
    columns = max(1, min(len(names), int((room + 42.0) / widest)))
    under = height(ax.get_xlabel(), LABEL) + 20.0
    tall = room_of(ax, "height")
    ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(0.0, -under / tall), ncols=columns,
              fontsize=LABEL, borderaxespad=0.0, borderpad=0.2)  # fmt: skip
