"""What a result depends on: bars with intervals, a heat map over measures, and how the indices converge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value, message
from tci_sim.plots.frame import axes_of_rows, close, framed_rows, key_below, row_names
from tci_sim.plots.style import GREY, INK, PALETTE, colours, style
from tci_sim.plots.surface import frame_cells
from tci_sim.plots.text import (
    LABEL,
    axes_for,
    label_axis,
    number_axis,
    scale_of,
    width,
    wrap,
    write,
)

Floats = NDArray[np.float64]

_COLUMN = 1.3  # [inch] of a heat map


class Bars(NamedTuple):
    """What a picture of indices shows; its texts are written when it is drawn."""

    title: Value
    names: tuple[Value, ...]
    """One a row, the first at the top."""
    series: Mapping[str, Floats]
    """For each index (name; value, low, high)."""
    unit: str = ""
    quantity: Value = ""
    """What the indices are, for their axis."""
    rows: Value = ""
    """What stands in the rows, for theirs."""
    caption: tuple[Value, ...] = ()
    labels: Mapping[str, Value] = {}
    """What the indices are called, where not by their names."""
    differences: bool = False


class Heat(NamedTuple):
    """What a heat map of indices shows."""

    title: Value
    rows: tuple[Value, ...]
    columns: tuple[Value, ...]
    values: Floats
    """(row, column); 0 or more, NaN where there is none."""
    across: Value = ""
    """What stands in the columns, for their axis."""
    along: Value = ""
    """What stands in the rows, for theirs."""
    caption: tuple[Value, ...] = ()


class Convergence(NamedTuple):
    """What a picture of indices over the number of points shows."""

    title: Value
    points: Floats
    """How many points were used, (step,)."""
    lines: Mapping[str, Floats]
    """For each part (step; value, low, high)."""
    unit: str = ""
    quantity: Value = ""
    across: Value = ""
    """What points are, for their axis."""
    caption: tuple[Value, ...] = ()
    labels: Mapping[str, Value] = {}
    """What the parts are called, where not by their names."""
    differences: bool = False


def bars(panel: Bars, ax: Axes | None = None) -> Axes:
    """Draw the indices of each part as bars with intervals."""
    with framed_rows(panel, ax, panel.names, 0.27, 0.9, rows=panel.rows) as ax:
        every = np.concatenate([np.ravel(values) for values in panel.series.values()])
        found = scale_of(every, panel.unit, differences=panel.differences)
        thick = 0.72 / len(panel.series)
        for order, (name, values) in enumerate(panel.series.items()):
            place = np.arange(len(panel.names)) + thick * (order - (len(panel.series) - 1) / 2)
            value, low, high = found.factor * values.T
            label = write(panel.labels.get(name, name))
            ax.barh(
                place, np.nan_to_num(value), height=0.9 * thick, color=PALETTE[order], label=label, zorder=3
            )
            ax.hlines(place, low, high, color=INK, linewidth=1.0, zorder=4)
        label_axis(ax, "x", panel.quantity or panel.title, found.unit)
        if len(panel.series) > 1:
            key_below(ax)
    return ax


def heat(panel: Heat, ax: Axes | None = None) -> Axes:
    """Draw indices of parts (rows) for several measures (columns), darker where they are larger."""
    with style():
        names = row_names(panel.rows)
        columns = [wrap(write(name), 72.0 * _COLUMN - 8.0, LABEL) for name in panel.columns]
        wide = max(_COLUMN * len(columns), 4.3)
        ax = ax if ax is not None else axes_of_rows(panel, names, 0.27, 0.9, wide)
        shown = np.nan_to_num(panel.values)
        most = max(float(shown.max(initial=0.0)), 1e-12)
        ax.imshow(shown, cmap=mpl.colormaps["Blues"], vmin=0, vmax=1.15 * most, aspect="auto", zorder=1)
        for (row, column), value in np.ndenumerate(panel.values):
            if np.isfinite(value):
                ax.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=8,
                        color="white" if value > 0.65 * most else INK)  # fmt: skip
        ax.set_xticks(range(len(columns)), columns, fontsize=LABEL)
        ax.set_yticks(range(len(names)), names)
        frame_cells(ax, panel.across, panel.along)
        close(panel, ax)
    return ax


def draw_convergence(panel: Convergence, ax: Axes | None = None) -> Axes:
    """Draw how indices settle as more points are used, with their intervals."""
    with style():
        labels = {name: wrap(write(panel.labels.get(name, name)), 200.0, 8.0) for name in panel.lines}
        right = 0.8 + max((width(label, 8.0) for label in labels.values()), default=0.0) / 72.0
        ax = ax if ax is not None else axes_for(panel.title, panel.caption, (5.0, 2.9), (0.8, right, 0.6))
        every = np.concatenate([*(np.ravel(values) for values in panel.lines.values()), [np.nan]])
        found = scale_of(every, panel.unit, differences=panel.differences)
        colour = colours(list(panel.lines))
        span = float(panel.points.max() - panel.points.min()) or 1.0
        for order, (name, values) in enumerate(panel.lines.items()):
            place = panel.points + span * 0.012 * (order - (len(panel.lines) - 1) / 2)
            value, low, high = found.factor * values.T
            ax.plot(place, value, color=colour[name], marker="o", markersize=4, label=labels[name], zorder=4)
            ax.vlines(place, low, high, color=colour[name], linewidth=1.2, alpha=0.7, zorder=3)
        ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
        marks = dict.fromkeys(panel.points.tolist())  # a quarter of a few points may be the half of them
        ax.set_xticks(list(marks), [f"{count:,.0f}" for count in marks])
        label_axis(ax, "x", panel.across or message("charts.points"))
        number_axis(ax.yaxis)
        label_axis(ax, "y", panel.quantity or panel.title, found.unit)
        if panel.lines:
            ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        close(panel, ax)
    return ax
