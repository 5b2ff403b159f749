"""When the stages of a chain turn: a row a stage, months from left to right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.plots.frame import framed_rows, key_below
from tci_sim.plots.style import GREY, INK, PALETTE
from tci_sim.plots.text import label_axis, write


class ChainRow(NamedTuple):
    """One stage."""

    name: Value
    against: NDArray[np.int64]
    """Months in which it goes the other way."""
    turns: int | None
    """Month from which it goes the way of its end."""
    half: int | None
    low: int | None
    high: int | None
    """Month in which half of its end is there, and between which it lies."""


class ChainPanel(NamedTuple):
    """What a picture of a chain shows; its texts are written when it is drawn."""

    title: Value
    rows: tuple[ChainRow, ...]
    months: int
    axis: Value
    stages: Value
    against: Value
    turned: Value
    half: Value
    caption: tuple[Value, ...] = ()


def chain_bars(panel: ChainPanel, ax: Axes | None = None) -> Axes:
    """Draw the months of each stage as a bar, with the month in which half of its end is there."""
    with framed_rows(panel, ax, [row.name for row in panel.rows], 0.28, 0.95, rows=panel.stages) as ax:
        for place, row in enumerate(panel.rows):
            if row.turns is not None:
                ax.barh(
                    place, panel.months - row.turns, left=row.turns, height=0.55, color=PALETTE[0], alpha=0.3
                )
            ax.barh(
                np.full(len(row.against), place),
                1.0,
                left=row.against,
                height=0.55,
                color=PALETTE[1],
                alpha=0.6,
            )
            if row.half is not None:
                if row.low is not None and row.high is not None:
                    ax.hlines(place, row.low, row.high, color=INK, linewidth=1.5, zorder=4)
                ax.scatter([row.half], [place], s=26, color=INK, zorder=5)
        ax.barh(0, 0, color=PALETTE[1], alpha=0.6, label=write(panel.against))
        ax.barh(0, 0, color=PALETTE[0], alpha=0.3, label=write(panel.turned))
        ax.scatter([], [], s=26, color=INK, label=write(panel.half))
        ax.set_xlim(0, panel.months)
        ax.axvline(0, color=GREY, linewidth=0.9, zorder=2)
        label_axis(ax, "x", panel.axis)
        key_below(ax)
    return ax
