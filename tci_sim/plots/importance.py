"""Importance against performance: what counts most, beside how well it is done."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.plots.frame import framed
from tci_sim.plots.style import GREY, PALETTE
from tci_sim.plots.text import LABEL, label_axis, number_axis, write

Floats = NDArray[np.float64]


class Importance(NamedTuple):
    """What the picture shows; its texts are written when it is drawn."""

    title: Value
    names: tuple[Value, ...]
    importance: Floats
    """(name; value, low, high)."""
    performance: Floats
    """(name; value, low, high)."""
    means: tuple[float, float]
    """Of the importance and the performance of all."""
    across: Value = ""
    upwards: Value = ""
    caption: tuple[Value, ...] = ()


def importance_and_performance(panel: Importance, ax: Axes | None = None) -> Axes:
    """Draw a dot with both intervals for each name, and lines at the means of all, which part the picture in four."""
    with framed(panel, ax, (5.2, 3.4), (0.85, 0.9, 0.7)) as ax:
        (x, x_low, x_high), (y, y_low, y_high) = panel.importance.T, panel.performance.T
        ax.hlines(y, x_low, x_high, color=PALETTE[0], linewidth=1.1, zorder=3)
        ax.vlines(x, y_low, y_high, color=PALETTE[0], linewidth=1.1, zorder=3)
        ax.scatter(x, y, s=30, color=PALETTE[0], zorder=4)
        for name, across, up in zip(panel.names, x, y, strict=True):
            ax.annotate(
                write(name), (across, up), xytext=(6, 6), textcoords="offset points", fontsize=LABEL, zorder=5
            )
        ax.axvline(panel.means[0], color=GREY, linewidth=0.8, linestyle="--", zorder=2)
        ax.axhline(panel.means[1], color=GREY, linewidth=0.8, linestyle="--", zorder=2)
        ax.margins(0.08, 0.14)
        number_axis(ax.xaxis)
        number_axis(ax.yaxis)
        label_axis(ax, "x", panel.across)
        label_axis(ax, "y", panel.upwards)
    return ax
