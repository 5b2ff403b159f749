"""What each parameter does to a result when it is moved alone: bars to both sides of what it is unmoved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.plots.frame import framed_rows, key_below
from tci_sim.plots.style import GREY, INK, PALETTE
from tci_sim.plots.text import label_axis, scale_of, write

Floats = NDArray[np.float64]

_LANE = 0.36  # of a row: one for what is moved down, one below it for what is moved up


class Bars(NamedTuple):
    """What a picture of moves shows; its texts are written when it is drawn."""

    title: Value
    names: tuple[Value, ...]
    """One a row, the first at the top."""
    ends: Mapping[str, Floats]
    """For the moves down and up to the end of the range (name; difference, low, high); NaN where there is none."""
    steps: Mapping[str, Floats]
    """The same for smaller moves down and up, which are drawn within those."""
    unit: str = ""
    quantity: Value = ""
    """What the differences are, for their axis."""
    rows: Value = ""
    """What stands in the rows, for theirs."""
    caption: tuple[Value, ...] = ()
    labels: Mapping[str, Value] = {}
    """What the moves are called."""


def two_sided_bars(panel: Bars, ax: Axes | None = None) -> Axes:
    """Draw the moves of each parameter as bars from zero to either side, with the intervals of those to the ends."""
    with framed_rows(panel, ax, panel.names, 0.3, 0.95, rows=panel.rows) as ax:
        every = np.concatenate([values.ravel() for values in (*panel.ends.values(), *panel.steps.values())])
        found = scale_of(every, panel.unit, differences=True)
        for lane, (way, values) in enumerate(panel.ends.items()):
            place = np.arange(len(panel.names)) + _LANE * (lane - 0.5)
            value, low, high = found.factor * values.T
            label = write(panel.labels.get(way, way))
            ax.barh(place, np.nan_to_num(value), height=0.9 * _LANE, color=PALETTE[lane], alpha=0.55,
                    label=label, zorder=3)  # fmt: skip
            ax.hlines(place, low, high, color=INK, linewidth=0.8, zorder=5)
        for lane, (way, values) in enumerate(panel.steps.items()):
            place = np.arange(len(panel.names)) + _LANE * (lane - 0.5)
            label = write(panel.labels.get(way, way))
            ax.barh(place, np.nan_to_num(found.factor * values[:, 0]), height=0.4 * _LANE, color=PALETTE[lane],
                    label=label, zorder=4)  # fmt: skip
        ax.axvline(0, color=GREY, linewidth=0.9, zorder=2)
        label_axis(ax, "x", panel.quantity or panel.title, found.unit)
        key_below(ax)
    return ax
