"""Means with their intervals, one a line; and values in order, future by future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value, message
from tci_sim.messages.numbers import number
from tci_sim.plots.frame import framed, framed_rows, key_below
from tci_sim.plots.style import GREY, INK, PALETTE, Look, colours, looks_of
from tci_sim.plots.text import (
    label_axis,
    number_axis,
    scale_of,
    write,
)

Floats = NDArray[np.float64]

_ROW = 0.24  # [inch] height of one line


class Dots(NamedTuple):
    """What a picture of means with intervals shows; its texts are written when it is drawn."""

    title: Value
    names: tuple[Value, ...]
    """One a line, the first at the top."""
    mean: Floats
    low: Floats
    high: Floats
    """Ends of the intervals; NaN if there is none."""
    unit: str = ""
    quantity: Value = ""
    """What the values are, for their axis."""
    rows: Value = ""
    """What stands in the rows, for theirs."""
    caption: tuple[Value, ...] = ()
    """What must be said of the values, sentence by sentence."""
    differences: bool = False
    """Whether the values are differences: of shares, they are percentage points."""
    colours: tuple[str, ...] = ()
    """Of each line; all alike by default."""


class Ranked(NamedTuple):
    """What a picture of values in order shows."""

    title: Value
    lines: Mapping[str, Floats]
    """Values of each line, in any order; NaN is left out."""
    unit: str = ""
    quantity: Value = ""
    caption: tuple[Value, ...] = ()
    differences: bool = False
    labels: Mapping[str, Value] = {}
    """What lines are called, where not by their names."""
    looks: Mapping[str, Look] = {}


class Grouped(NamedTuple):
    """What a picture of several means with intervals a name shows."""

    title: Value
    names: tuple[Value, ...]
    """One a row, the first at the top."""
    series: Mapping[str, Floats]
    """For each series (name; mean, low, high)."""
    summary_rows: Mapping[str, Floats]
    """Rows below the others, each with one mean, low and high."""
    unit: str = ""
    quantity: Value = ""
    rows: Value = ""
    caption: tuple[Value, ...] = ()
    differences: bool = False
    labels: Mapping[str, Value] = {}
    """What series and summary rows are called, where not by their names."""


def dots(panel: Dots, ax: Axes | None = None) -> Axes:
    """Draw one mean with its interval a line; those whose interval does not hold zero are filled."""
    with framed_rows(panel, ax, panel.names, _ROW, 0.6, rows=panel.rows) as ax:
        ends = np.concatenate([panel.mean, panel.low, panel.high])
        found = scale_of(ends, panel.unit, differences=panel.differences)
        values = np.stack([panel.mean, panel.low, panel.high], axis=-1) * found.factor
        place = np.arange(len(panel.names), dtype=np.float64)
        _marks(ax, place, values, panel.colours or (PALETTE[0],) * len(panel.names))
        _mark_zero(ax)
        label_axis(ax, "x", panel.quantity or panel.title, found.unit)
    return ax


def grouped(panel: Grouped, ax: Axes | None = None) -> Axes:
    """Draw a few means with intervals a row, one colour a series."""
    names = [*panel.names, *(panel.labels.get(name, name) for name in panel.summary_rows)]
    with framed_rows(panel, ax, names, 0.42, 0.9, rows=panel.rows) as ax:
        ends = np.concatenate(
            [np.ravel(values) for values in (*panel.series.values(), *panel.summary_rows.values())]
        )
        found = scale_of(ends, panel.unit, differences=panel.differences)
        colour = colours(list(panel.series))
        for order, (name, values) in enumerate(panel.series.items()):
            shift = 0.24 * (order - (len(panel.series) - 1) / 2)
            place = np.arange(len(panel.names), dtype=np.float64) + shift
            _marks(ax, place, found.factor * values, (colour[name],) * len(values))
            ax.scatter([], [], s=22, c=colour[name], label=write(panel.labels.get(name, name)))
        if panel.summary_rows:
            place = len(panel.names) + np.arange(len(panel.summary_rows), dtype=np.float64)
            sums = found.factor * np.array(list(panel.summary_rows.values()))
            _marks(ax, place, sums, (INK,) * len(sums))
            ax.axhline(len(panel.names) - 0.5, color=GREY, linewidth=0.7)
        _mark_zero(ax)
        label_axis(ax, "x", panel.quantity or panel.title, found.unit)
        key_below(ax)
    return ax


def _marks(ax: Axes, place: Floats, values: Floats, colour: Sequence[str]) -> None:
    """Draw means with intervals; those whose interval does not hold zero are filled."""
    mean, low, high = values.T
    ax.hlines(place, low, high, colors=list(colour), linewidth=1.5, zorder=3)
    sure = (low > 0) | (high < 0)
    fills = [each if yes else "white" for each, yes in zip(colour, sure, strict=True)]
    ax.scatter(mean, place, s=24, zorder=4, linewidths=1.1, edgecolors=list(colour), c=fills)


def ranked(panel: Ranked, ax: Axes | None = None) -> Axes:
    """Draw values from the lowest to the highest, one line each."""
    with framed(panel, ax, (5.5, 2.9), (0.85, 0.3, 0.9)) as ax:
        every = np.concatenate([*panel.lines.values(), [np.nan]])
        found = scale_of(every, panel.unit, differences=panel.differences)
        looks = looks_of(list(panel.lines), panel.looks)
        for name, values in panel.lines.items():
            known = np.sort(values[np.isfinite(values)]) * found.factor
            share = 100 * (np.arange(len(known)) + 0.5) / max(len(known), 1)
            label = write(_with_share_above_zero(panel.labels.get(name, name), known))
            ax.plot(share, known, color=looks[name].colour, linestyle=looks[name].dashes, linewidth=2.0,
                    label=label, zorder=3)  # fmt: skip
        low, high = ax.get_ylim()
        if low < 0 < high:
            ax.axhline(0, color=GREY, linewidth=0.9, zorder=2)
        ax.set_xlim(0, 100)
        label_axis(ax, "x", message("charts.futures"), "%")
        number_axis(ax.yaxis)
        label_axis(ax, "y", panel.quantity or panel.title, found.unit)
        key_below(ax)
    return ax


def _with_share_above_zero(name: Value, known: Floats) -> Value:
    """Say beside the name of a line in how many futures it is above zero, where it is not in all."""
    if not (known < 0).any():
        return name
    share = number(100.0 * np.count_nonzero(known > 0) / len(known), 0)
    return message("charts.above_zero", name=name, share=message("number.percent", number=share))


def _mark_zero(ax: Axes) -> None:
    """Draw a line at zero where zero is shown."""
    first, last = ax.get_xlim()
    if first < 0 < last:
        ax.axvline(0, color=GREY, linewidth=0.9, zorder=2)
