"""What came out beside what was published: lines are the model's, rings the published values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from tci_sim.plots.style import GREY, INK, apart, colours, new_axes, style

_LETTER = 0.075  # [inch] a letter of a label takes


class Curve(NamedTuple):
    """One line of the model, and the published values that belong to it."""

    name: str
    x: ArrayLike
    """(point,)"""
    y: ArrayLike
    """The model's values, (point,)."""
    published_x: ArrayLike = ()
    """(value,)"""
    published: ArrayLike = ()
    """(value,)"""


def model_and_published(
    title: str, subtitle: str, across: str, curves: Sequence[Curve], *, marks: bool = True, zero: bool = False
) -> Axes:
    """Draw the model's values as lines, named at their ends, and the published ones as rings.

    Parameters
    ----------
    title : str
        What is seen, in words.
    subtitle : str
        What goes upwards, and its unit.
    across : str
        What goes to the right, and its unit.
    curves : sequence of Curve
        One or more.
    marks : bool
        Whether each value of the model has a dot of its own.
    zero : bool
        Whether a line is drawn at 0.

    Returns
    -------
    Axes
    """
    with style():
        right = 0.35 + _LETTER * max(len(curve.name) for curve in curves)
        ax = new_axes(5.6 + right, 4.0, margins=(0.6, right, 1.0, 0.6))
        colour = colours([curve.name for curve in curves])
        for curve in curves:
            ax.plot(
                _row(curve.x), _row(curve.y), color=colour[curve.name], linewidth=1.6, zorder=3,
                marker="o" if marks else "", markersize=3.5,
            )  # fmt: skip
            ax.plot(
                _row(curve.published_x), _row(curve.published), linestyle="", marker="o", markersize=9,
                markerfacecolor="none", markeredgecolor=colour[curve.name], markeredgewidth=1.1, zorder=4,
            )  # fmt: skip
        if zero:
            ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
        ax.set_title(title)
        ax.annotate(
            subtitle, (0, 1), xytext=(0, 4), xycoords="axes fraction", textcoords="offset points", va="bottom",
            fontsize=8, color=INK,
        )  # fmt: skip
        ax.set_xlabel(across)
        ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        _name(ax, curves, colour)
        _key(ax, marks)
    return ax


def _row(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, np.float64)


def _name(ax: Axes, curves: Sequence[Curve], colour: dict[str, str]) -> None:
    """Write each name at the end of its line, moved apart where lines end close to each other."""
    low, high = ax.get_ylim()
    step = (high - low) * 11.0 / (ax.bbox.height * 72 / ax.figure.dpi)
    ends = [float(_row(curve.y)[-1]) for curve in curves]
    for curve, place in zip(curves, apart(ends, step), strict=True):
        ax.annotate(
            curve.name, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5,
            color=colour[curve.name], annotation_clip=False,
        )  # fmt: skip


def _key(ax: Axes, marks: bool) -> None:
    model = Line2D(
        [], [], color=INK, linewidth=1.6, marker="o" if marks else "", markersize=3.5, label="model"
    )
    ring = Line2D([], [], linestyle="", marker="o", markersize=9, markerfacecolor="none", markeredgecolor=INK,
                  label="publication")  # fmt: skip
    ax.legend(
        handles=[model, ring], loc="upper left", bbox_to_anchor=(0.0, -0.2), ncols=2, frameon=False, fontsize=8,
        borderaxespad=0.0, handletextpad=0.5, columnspacing=1.5,
    )  # fmt: skip
