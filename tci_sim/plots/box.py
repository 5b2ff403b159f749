"""Futures on two inputs, those in which something fails apart from the others, and the box in which it mostly does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.plots.frame import framed, key_below
from tci_sim.plots.style import INK, PALETTE
from tci_sim.plots.text import label_axis, number_axis, scale_of, write

Floats = NDArray[np.float64]


class Futures(NamedTuple):
    """What the picture shows; its texts are written when it is drawn."""

    title: Value
    drawn: Floats
    """(future, 2): across and upwards."""
    failed: NDArray[np.bool_]
    """(future,)."""
    box: Floats | None
    """(2; low, high), infinite where there is no bound; None where there is no box."""
    units: tuple[str, str]
    names: tuple[Value, Value]
    labels: tuple[Value, Value]
    """What those are called that fail, and those that do not."""
    caption: tuple[Value, ...] = ()


def futures_and_box(panel: Futures, ax: Axes | None = None) -> Axes:
    """Draw a dot for each future and the box as a frame; sides without a bound lie at the edge."""
    with framed(panel, ax, (5.2, 3.6), (0.85, 0.3, 0.95)) as ax:
        scales = [scale_of(panel.drawn[:, side], panel.units[side]) for side in (0, 1)]
        x, y = (scales[side].factor * panel.drawn[:, side] for side in (0, 1))
        for is_in, colour, label in (
            (panel.failed, PALETTE[1], panel.labels[0]), (~panel.failed, PALETTE[0], panel.labels[1]),
        ):  # fmt: skip
            ax.scatter(x[is_in], y[is_in], s=12, color=colour, alpha=0.6, linewidths=0, label=write(label),
                       zorder=3)  # fmt: skip
        edges = np.array([ax.get_xlim(), ax.get_ylim()])
        if panel.box is not None:
            low, high = np.array([scales[side].factor * panel.box[side] for side in (0, 1)]).T
            low, high = np.maximum(low, edges[:, 0]), np.minimum(high, edges[:, 1])
            wide, tall = high - low
            ax.add_patch(Rectangle((low[0], low[1]), wide, tall, fill=False, edgecolor=INK, linewidth=1.4,
                                   zorder=4))  # fmt: skip
        ax.set_xlim(*edges[0])
        ax.set_ylim(*edges[1])
        number_axis(ax.xaxis)
        number_axis(ax.yaxis)
        label_axis(ax, "x", panel.names[0], scales[0].unit)
        label_axis(ax, "y", panel.names[1], scales[1].unit)
        key_below(ax)
    return ax
