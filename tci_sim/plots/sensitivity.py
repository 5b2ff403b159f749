"""On what an answer hangs: bars with intervals, a heat map over measures, and how the indices settle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.plots.intervals import LETTER, name_rows, number_axis, room_for, write_title
from tci_sim.plots.style import GREY, INK, PALETTE, colours, new_axes, style

Floats = NDArray[np.float64]


class Bars(NamedTuple):
    """What a picture of indices shows."""

    title: str
    names: tuple[str, ...]
    """One a row, the first at the top."""
    series: Mapping[str, Floats]
    """For each index (name; value, low, high)."""
    unit: str = ""
    detail: str = ""


class Heat(NamedTuple):
    """What a heat map of indices shows."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    """(row, column); 0 or more."""
    detail: str = ""


class Convergence(NamedTuple):
    """What a picture of indices over the number of points shows."""

    title: str
    points: Floats
    """How many points were used, (step,)."""
    lines: Mapping[str, Floats]
    """For each part (step; value, low, high)."""
    unit: str = ""
    detail: str = ""


def bars(panel: Bars, ax: Axes | None = None) -> Axes:
    """Draw the indices of each part as bars with intervals.

    Parameters
    ----------
    panel : Bars
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        left = room_for(panel.names)
        height = 1.45 + 0.27 * len(panel.names)
        ax = ax if ax is not None else new_axes(4.6 + left, height, margins=(left, 0.3, 0.55, 0.6))
        thick = 0.72 / len(panel.series)
        for number, (name, values) in enumerate(panel.series.items()):
            place = np.arange(len(panel.names)) + thick * (number - (len(panel.series) - 1) / 2)
            value, low, high = np.nan_to_num(values).T
            ax.barh(place, value, height=0.9 * thick, color=PALETTE[number], label=name, zorder=3)
            ax.hlines(place, low, high, color=INK, linewidth=1.0, zorder=4)
        name_rows(ax, panel.names)
        if len(panel.series) > 1:
            ax.legend(frameon=False, loc="lower right", fontsize=8.5)
        write_title(ax, panel.title, panel.unit, panel.detail)
    return ax


def heat(panel: Heat, ax: Axes | None = None) -> Axes:
    """Draw indices of parts (rows) for several measures (columns), darker where they are larger.

    Parameters
    ----------
    panel : Heat
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        left = room_for(panel.rows)
        width = left + 1.25 * len(panel.columns) + 0.3
        ax = ax if ax is not None else new_axes(
            max(width, 7.0), 1.5 + 0.27 * len(panel.rows), margins=(left, 0.3, 0.65, 0.65)
        )  # fmt: skip
        shown = np.nan_to_num(panel.values)
        most = max(float(shown.max(initial=0.0)), 1e-12)
        ax.imshow(shown, cmap=mpl.colormaps["Blues"], vmin=0, vmax=1.15 * most, aspect="auto", zorder=1)
        for (row, column), value in np.ndenumerate(shown):
            ax.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=8,
                    color="white" if value > 0.65 * most else INK)  # fmt: skip
        ax.set_xticks(range(len(panel.columns)), panel.columns)
        ax.set_yticks(range(len(panel.rows)), panel.rows)
        ax.grid(visible=False)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(length=0)
        write_title(ax, panel.title, "", panel.detail)
    return ax


def draw_convergence(panel: Convergence, ax: Axes | None = None) -> Axes:
    """Draw how indices settle as more points are used, with their intervals.

    Parameters
    ----------
    panel : Convergence
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.

    Returns
    -------
    Axes
    """
    with style():
        right = 0.75 + LETTER * max(map(len, panel.lines), default=0)
        ax = ax if ax is not None else new_axes(5.8 + right, 4.2, margins=(0.75, right, 0.6, 0.6))
        colour = colours(list(panel.lines))
        span = float(panel.points.max() - panel.points.min()) or 1.0
        for number, (name, values) in enumerate(panel.lines.items()):
            place = panel.points + span * 0.012 * (number - (len(panel.lines) - 1) / 2)
            ax.plot(place, values[:, 0], color=colour[name], marker="o", markersize=4, label=name, zorder=4)
            ax.vlines(
                place, values[:, 1], values[:, 2], color=colour[name], linewidth=1.2, alpha=0.7, zorder=3
            )
        ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)
        ax.set_xticks(panel.points, [f"{count:,.0f}" for count in panel.points])
        ax.set_xlabel("base points or trajectories used")
        number_axis(ax.yaxis)
        ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        write_title(ax, panel.title, panel.unit, panel.detail)
    return ax
