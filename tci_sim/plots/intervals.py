"""Means with their intervals, one a line; and values in order, world by world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from tci_sim.plots.style import GREY, INK, PALETTE, colours, new_axes, style

Floats = NDArray[np.float64]

_ROW = 0.24  # [inch] height of one line
LETTER = 0.068
"""What a letter of a name takes. [inch]"""


class Dots(NamedTuple):
    """What a picture of means with intervals shows."""

    title: str
    names: tuple[str, ...]
    """One a line, the first at the top."""
    mean: Floats
    low: Floats
    high: Floats
    """Ends of the intervals; NaN where there is none."""
    unit: str = ""
    detail: str = ""
    """What else must be said of the values, in small print."""


class Ranked(NamedTuple):
    """What a picture of values in order shows."""

    title: str
    lines: Mapping[str, Floats]
    """Values of each line, in any order; NaN is left out."""
    unit: str = ""
    detail: str = ""


class Grouped(NamedTuple):
    """What a picture of several means with intervals a name shows."""

    title: str
    names: tuple[str, ...]
    """One a row, the first at the top."""
    series: Mapping[str, Floats]
    """For each series (name; mean, low, high)."""
    summary_rows: Mapping[str, Floats]
    """Rows below the others, each with one mean, low and high."""
    unit: str = ""
    detail: str = ""


def dots(panel: Dots, ax: Axes | None = None) -> Axes:
    """Draw one mean with its interval a line; those whose interval does not hold zero are filled.

    Parameters
    ----------
    panel : Dots
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        left = room_for(panel.names)
        height = 1.25 + _ROW * len(panel.names)
        ax = ax if ax is not None else new_axes(4.6 + left, height, margins=(left, 0.3, 0.55, 0.6))
        ends = np.concatenate([panel.mean, panel.low, panel.high])
        factor, unit = scale(ends, panel.unit)
        mean, low, high = (values * factor for values in (panel.mean, panel.low, panel.high))
        place = np.arange(len(panel.names))
        ax.hlines(place, low, high, color=PALETTE[0], linewidth=1.6, zorder=3)
        sure = (low > 0) | (high < 0)
        ax.scatter(mean, place, s=26, zorder=4, linewidths=1.2, edgecolors=PALETTE[0],
                   c=[PALETTE[0] if yes else "white" for yes in sure])  # fmt: skip
        name_rows(ax, panel.names)
        _mark_zero(ax)
        write_title(ax, panel.title, unit, panel.detail)
    return ax


def grouped(panel: Grouped, ax: Axes | None = None) -> Axes:
    """Draw a few means with intervals a row, one colour a series.

    Parameters
    ----------
    panel : Grouped
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        rows = [*panel.names, *panel.summary_rows]
        left = room_for(rows)
        height = 1.55 + 0.42 * len(rows)
        ax = ax if ax is not None else new_axes(5.2 + left, height, margins=(left, 0.3, 0.9, 0.6))
        ends = np.concatenate(
            [np.ravel(values) for values in (*panel.series.values(), *panel.summary_rows.values())]
        )
        factor, unit = scale(ends, panel.unit)
        colour = colours(list(panel.series))
        for number, (name, values) in enumerate(panel.series.items()):
            place = np.arange(len(panel.names), dtype=np.float64) + 0.24 * (
                number - (len(panel.series) - 1) / 2
            )
            _marks(ax, place, factor * values, colour[name], name)
        if panel.summary_rows:
            place = len(panel.names) + np.arange(len(panel.summary_rows), dtype=np.float64)
            _marks(ax, place, factor * np.array(list(panel.summary_rows.values())), INK, "")
            ax.axhline(len(panel.names) - 0.5, color=GREY, linewidth=0.7)
        name_rows(ax, rows)
        _mark_zero(ax)
        ax.legend(
            frameon=False,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.35 / height - 0.06),
            ncols=3,
            fontsize=8.5,
        )
        write_title(ax, panel.title, unit, panel.detail)
    return ax


def _marks(ax: Axes, place: NDArray[Any], values: Floats, colour: str, name: str) -> None:
    """Draw means with intervals; those whose interval does not hold zero are filled."""
    mean, low, high = values.T
    ax.hlines(place, low, high, color=colour, linewidth=1.4, zorder=3)
    sure = (low > 0) | (high < 0)
    ax.scatter([], [], s=22, c=colour, label=name or None)
    ax.scatter(mean, place, s=22, zorder=4, linewidths=1.1, edgecolors=colour,
               c=[colour if yes else "white" for yes in sure])  # fmt: skip


def ranked(panel: Ranked, ax: Axes | None = None) -> Axes:
    """Draw values from the lowest to the highest, one line each.

    Parameters
    ----------
    panel : Ranked
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        ax = ax if ax is not None else new_axes(6.6, 4.4, margins=(0.75, 0.3, 0.6, 0.6))
        factor, unit = scale(np.concatenate([*panel.lines.values(), [np.nan]]), panel.unit)
        colour = colours(list(panel.lines))
        for name, values in panel.lines.items():
            known = np.sort(values[np.isfinite(values)]) * factor
            share = 100 * (np.arange(len(known)) + 0.5) / max(len(known), 1)
            above = 100 * np.count_nonzero(known > 0) / len(known) if len(known) else 0.0
            shown = f"{name}: above 0 in {above:.0f} % of worlds" if (known < 0).any() else name
            ax.plot(share, known, color=colour[name], linewidth=2.0, label=shown, zorder=3)
        low, high = ax.get_ylim()
        if low < 0 < high:
            ax.axhline(0, color=GREY, linewidth=0.9, zorder=2)
        ax.set_xlim(0, 100)
        ax.set_xlabel("% of worlds, from the lowest value to the highest")
        number_axis(ax.yaxis)
        ax.legend(frameon=False, loc="upper left", fontsize=8.5)
        write_title(ax, panel.title, unit, panel.detail)
    return ax


def room_for(names: Sequence[str]) -> float:
    """Return how much room, in inches, names at the left of rows take."""
    return min(4.5, 0.4 + LETTER * max(map(len, names), default=0))


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name rows from the top, and let numbers run from left to right."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    number_axis(ax.xaxis)


def number_axis(axis: Axis) -> None:
    """Put few round numbers at an axis, with a real minus sign."""
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(_minus))


def _mark_zero(ax: Axes) -> None:
    """Draw a line at zero where zero is shown."""
    first, last = ax.get_xlim()
    if first < 0 < last:
        ax.axvline(0, color=GREY, linewidth=0.9, zorder=2)


def scale(values: Floats, unit: str) -> tuple[float, str]:
    """Show shares in per cent and large numbers in thousands or millions: by what factor, in what unit."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    if unit == "-" and largest <= 1.5:
        return 100.0, "%"
    for size, divisor, word in ((1e9, 1e9, "billion"), (1e6, 1e6, "million"), (1e4, 1e3, "thousand")):
        if largest >= size:
            return 1 / divisor, f"{word} {unit}".strip()
    return 1.0, "" if unit == "-" else unit


def write_title(ax: Axes, title: str, unit: str, detail: str) -> None:
    """Write the title, and under it the unit and what else must be said."""
    ax.set_title(title)
    ax.annotate(
        ", ".join(word for word in (unit, detail) if word), (0, 1), xytext=(0, 4), xycoords="axes fraction",
        textcoords="offset points", va="bottom", fontsize=8, color=INK,
    )  # fmt: skip


def _minus(value: float, _: object = None) -> str:
    """Write a number of an axis, with a real minus sign."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
