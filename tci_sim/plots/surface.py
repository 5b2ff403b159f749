"""A quantity over two others as a heat map, or two of them side by side: colours for the eye, numbers in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from tci_sim.messages import Value
from tci_sim.messages.numbers import Scale, number
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.style import INK, figure_of, style
from tci_sim.plots.text import (
    heading,
    heading_of,
    label_axis,
    minus,
    scale_of,
    sentences,
    width,
    write,
    write_heading,
)

Floats = NDArray[np.float64]

_CELL = (0.72, 0.36)
"""Width and height of a cell. [inch]"""
_LEAST = (3.4, 1.8)
"""Of a map. [inch]"""
_MOST_NAMED = 12
"""Rows or columns above which cells hold no numbers, and a bar tells what their colours mean."""
_BELOW = 0.85
_BAR = 0.8
_FULL, _PALE = 0.85, 0.3
"""How strong colours are."""


class HeatMap(NamedTuple):
    """What a heat map over two quantities shows; its texts are written when it is drawn."""

    title: Value
    rows: tuple[Value, ...]
    """The values of the quantity that goes up, the lowest first."""
    columns: tuple[Value, ...]
    """The values of the one that goes to the right."""
    values: Floats
    """(row, column); NaN where there is none."""
    bold: NDArray[np.bool_]
    """Which of them are beyond doubt, (row, column)."""
    unit: str = ""
    across: Value = ""
    """What goes to the right, for its axis."""
    along: Value = ""
    """What goes up, for its axis."""
    caption: tuple[Value, ...] = ()
    differences: bool = False
    """Whether the values lie about zero: then it is white."""


def heat_maps(maps: Sequence[HeatMap], ax: Axes | None = None) -> Axes:
    """Draw heat maps side by side.

    Parameters
    ----------
    maps : sequence of HeatMap
        What is drawn, from left to right.
    ax : Axes, optional
        Axes on which the first alone is drawn; a new figure with all of them by default.

    Returns
    -------
    Axes
        Those of the first.
    """
    with style():
        places = [ax] if ax is not None else _places(maps)
        for each, place in zip(maps, places, strict=False):
            _draw(each, place)
        set_fonts(figure_of(places[0]))
    return places[0]


def _places(maps: Sequence[HeatMap]) -> list[Axes]:
    """Make a figure with room for each map, its names, and what is said above it."""
    inside = [
        (max(_CELL[0] * len(each.columns), _LEAST[0]), max(_CELL[1] * len(each.rows), _LEAST[1]))
        for each in maps
    ]
    left = [0.55 + max(width(write(name), 9.0) for name in each.rows) / 72.0 for each in maps]
    right = [0.25 if _has_numbers(each) else _BAR for each in maps]
    above = max(
        heading_of(heading(each.title), sentences(each.caption), 72.0 * wide)[2] / 72.0 + 0.15
        for each, (wide, _) in zip(maps, inside, strict=True)
    )
    tall = max(size[1] for size in inside)
    whole = (sum(left) + sum(right) + sum(size[0] for size in inside), _BELOW + tall + above)
    figure, found, at = Figure(figsize=whole), [], 0.0
    for (wide, _), before, after in zip(inside, left, right, strict=True):
        box = ((at + before) / whole[0], _BELOW / whole[1], wide / whole[0], tall / whole[1])
        found.append(figure.add_axes(box))
        at += before + wide + after
    return found


def _draw(panel: HeatMap, ax: Axes) -> None:
    found = scale_of(panel.values.ravel(), panel.unit, differences=panel.differences)
    shades = _shades(panel, found)
    ax.imshow(_colours(panel, found, shades), aspect="auto", origin="lower")
    if _has_numbers(panel):
        _write_numbers(panel, ax, found, shades)
    else:
        figure_of(ax).colorbar(shades, ax=ax, pad=0.02)
    ax.set_xticks(range(len(panel.columns)), [write(name) for name in panel.columns])
    ax.set_yticks(range(len(panel.rows)), [write(name) for name in panel.rows])
    frame_cells(ax, panel.across, panel.along)
    write_heading(ax, panel.title, panel.caption)


def frame_cells(ax: Axes, across: Value, along: Value) -> None:
    """Take away the lines around and between cells, and name what goes to the right and what goes up."""
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    label_axis(ax, "x", across)
    label_axis(ax, "y", along)


def _shades(panel: HeatMap, found: Scale) -> ScalarMappable:
    """Return which colour stands for which value: for differences, white for 0."""
    known = panel.values[np.isfinite(panel.values)] * found.factor
    low, high = float(known.min(initial=np.inf)), float(known.max(initial=-np.inf))
    if panel.differences:
        high = max(abs(low), abs(high)) if len(known) else 1.0
        low = -high
    name = "PuOr_r" if panel.differences else "YlGnBu"
    return ScalarMappable(Normalize(low, high if high > low else low + 1.0), mpl.colormaps[name])


def _colours(panel: HeatMap, found: Scale, shades: ScalarMappable) -> Floats:
    """Return the colour of each cell, (row, column; red, green, blue): pale where a difference is not beyond doubt."""
    colours = np.asarray(shades.to_rgba(np.nan_to_num(panel.values) * found.factor), np.float64)[..., :3]
    strength = np.where(panel.bold, _FULL, _PALE) if panel.differences else np.full(panel.values.shape, _FULL)
    strength = np.where(np.isfinite(panel.values), strength, 0.0)
    return np.asarray(1.0 - strength[..., None] * (1.0 - colours))


def _write_numbers(panel: HeatMap, ax: Axes, found: Scale, shades: ScalarMappable) -> None:
    """Write the value of each cell, in white on what is dark."""
    red, green, blue = np.moveaxis(_colours(panel, found, shades), -1, 0)
    dark = 0.3 * red + 0.59 * green + 0.11 * blue < 0.45
    for place, value in np.ndenumerate(panel.values):
        if np.isfinite(value):
            text = minus(number(value * found.factor, found.digits, sign=panel.differences))
            ax.text(place[1], place[0], text, ha="center", va="center", fontsize=8,
                    color="white" if dark[place] else INK,
                    fontweight="bold" if panel.bold[place] else "normal")  # fmt: skip


def _has_numbers(panel: HeatMap) -> bool:
    return bool(max(panel.values.shape) <= _MOST_NAMED)
