"""The model's values beside those that were published: lines are the model's, rings the published values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from tci_sim.messages import Value, message
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.lines import places_of_names
from tci_sim.plots.style import GREY, INK, colours, figure_of, style
from tci_sim.plots.text import (
    LABEL,
    axes_for,
    height,
    label_axis,
    number_axis,
    room_of,
    width,
    write,
    write_heading,
)


class Curve(NamedTuple):
    """One line of the model, and the published values that belong to it."""

    name: Value
    x: ArrayLike
    """(point,)"""
    y: ArrayLike
    """The model's values, (point,)."""
    published_x: ArrayLike = ()
    """(value,)"""
    published: ArrayLike = ()
    """(value,)"""


class Published(NamedTuple):
    """What a picture of a model beside its publication shows; its texts are written when it is drawn."""

    title: Value
    """What is seen."""
    upwards: Value
    """What goes upwards, and its unit."""
    across: Value
    """What goes to the right, and its unit."""
    curves: tuple[Curve, ...]
    """One or more."""
    caption: tuple[Value, ...] = ()
    """What must be said of the values, sentence by sentence."""
    marks: bool = True
    """Whether each value of the model has a dot of its own."""
    zero: bool = False
    """Whether a line is drawn at 0."""


def model_and_published(panel: Published) -> Axes:
    """Draw the model's values as lines, named at their ends, and the published ones as rings."""
    with style():
        names = [write(curve.name) for curve in panel.curves]
        right = 0.35 + max(width(name, LABEL) for name in names) / 72.0
        ax = axes_for(panel.title, panel.caption, (5.0, 2.6), (0.8, right, 1.0))
        colour = list(colours(list(map(str, range(len(names))))).values())
        for curve, own in zip(panel.curves, colour, strict=True):
            ax.plot(
                _row(curve.x), _row(curve.y), color=own, linewidth=1.6, zorder=3,
                marker="o" if panel.marks else "", markersize=3.5,
            )  # fmt: skip
            ax.plot(
                _row(curve.published_x), _row(curve.published), linestyle="", marker="o", markersize=9,
                markerfacecolor="none", markeredgecolor=own, markeredgewidth=1.1, zorder=4,
            )  # fmt: skip
        if panel.zero:
            ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
        label_axis(ax, "x", panel.across)
        number_axis(ax.yaxis)
        label_axis(ax, "y", panel.upwards)
        write_heading(ax, panel.title, panel.caption)
        ends = [float(_row(curve.y)[-1]) for curve in panel.curves]
        for name, own, place in zip(names, colour, places_of_names(ax, ends), strict=True):
            ax.annotate(
                name, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize=LABEL,
                color=own, annotation_clip=False,
            )  # fmt: skip
        _key(ax, panel.marks)
        set_fonts(figure_of(ax))
    return ax


def _row(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, np.float64)


def _key(ax: Axes, marks: bool) -> None:
    model, published = (
        write(message("charts.published.model")),
        write(message("charts.published.publication")),
    )
    line = Line2D([], [], color=INK, linewidth=1.6, marker="o" if marks else "", markersize=3.5, label=model)
    ring = Line2D([], [], linestyle="", marker="o", markersize=9, markerfacecolor="none", markeredgecolor=INK,
                  label=published)  # fmt: skip
    under = (height(ax.get_xlabel(), LABEL) + 20.0) / room_of(ax, "height")
    ax.legend(
        handles=[line, ring], loc="upper left", bbox_to_anchor=(0.0, -under), ncols=2, frameon=False, fontsize=8,
        borderaxespad=0.0, handletextpad=0.5, columnspacing=1.5,
    )  # fmt: skip
