"""Two aims against each other: what is beaten in neither, joined by a line, among what else there is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.plots.frame import framed, key_below
from tci_sim.plots.style import GREY, INK, PALETTE
from tci_sim.plots.text import label_axis, number_axis, scale_of, write

Floats = NDArray[np.float64]


class Front(NamedTuple):
    """What a picture of two aims shows; its texts are written when it is drawn."""

    title: Value
    found: Floats
    """What was found, (name; first aim, second aim), in the order in which it is joined."""
    names: tuple[Value, ...]
    others: Floats
    """What else there is."""
    other_names: tuple[Value, ...]
    units: tuple[str, str]
    quantities: tuple[Value, Value]
    labels: tuple[Value, Value]
    """What the two kinds of points are called."""
    chosen: int | None = None
    """Which of what was found is marked."""
    caption: tuple[Value, ...] = ()


def front(panel: Front, ax: Axes | None = None) -> Axes:
    """Draw points over two aims, each with its name."""
    with framed(panel, ax, (5.5, 3.6), (0.95, 0.5, 0.95)) as ax:
        every = np.concatenate([panel.found.reshape(-1, 2), panel.others.reshape(-1, 2)])
        across, along = (scale_of(every[:, place], panel.units[place]) for place in (0, 1))
        factors = np.array([across.factor, along.factor])
        found, others = panel.found.reshape(-1, 2) * factors, panel.others.reshape(-1, 2) * factors
        ax.plot(found[:, 0], found[:, 1], color=PALETTE[0], linewidth=1.2, alpha=0.6, zorder=2)
        ax.scatter(found[:, 0], found[:, 1], s=30, color=PALETTE[0], zorder=4, label=write(panel.labels[0]))
        ax.scatter(others[:, 0], others[:, 1], s=30, color=GREY, marker="s", zorder=3,
                   label=write(panel.labels[1]))  # fmt: skip
        if panel.chosen is not None:
            x, y = found[panel.chosen]
            ax.scatter(x, y, s=110, facecolors="none", edgecolors=INK, linewidths=1.2, zorder=5)
        for point, name in zip((*found, *others), (*panel.names, *panel.other_names), strict=True):
            ax.annotate(
                write(name), point, xytext=(5, 4), textcoords="offset points", fontsize=7.5, color=INK
            )
        number_axis(ax.xaxis)
        number_axis(ax.yaxis)
        label_axis(ax, "x", panel.quantities[0], across.unit)
        label_axis(ax, "y", panel.quantities[1], along.unit)
        key_below(ax)
    return ax
