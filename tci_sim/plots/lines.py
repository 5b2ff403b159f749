"""One line a holder, month by month, named where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, MultipleLocator
from numpy.typing import NDArray

from tci_sim.messages import Value, message
from tci_sim.plots.fonts import set_fonts
from tci_sim.plots.style import GREY, SHADE, Look, apart, figure_of, looks_of, style
from tci_sim.plots.text import (
    LABEL,
    axes_for,
    label_axis,
    number_axis,
    room_of,
    scale_of,
    width,
    write,
    write_heading,
)
from tci_sim.statistics.exact import mean_of_known

if TYPE_CHECKING:
    import pandas as pd

_MOST_LABELS = 10
_LABEL_HEIGHT = 11.0  # [point] between the middles of two labels


class LinePanel(NamedTuple):
    """What one picture of lines shows; its texts are written when it is drawn."""

    title: Value
    """What is seen."""
    table: pd.DataFrame
    """One row a month, its index the months; one column a holder, named by it."""
    unit: str = ""
    """Unit of the values; "-" where they are shares of 1, which are shown in percent."""
    quantity: Value = ""
    """What the values are, for their axis; the title by default."""
    smoothed: int = 1
    """Months over which the line is a running mean; 1: as it is."""
    caption: tuple[Value, ...] = ()
    """What must be said of the values, sentence by sentence."""
    bounds: tuple[float, float] | None = None
    """Ends of the vertical axis, where they are fixed."""
    band: tuple[pd.DataFrame, pd.DataFrame] | None = None
    """Lower and upper end of what each line may be, in the shape of the table."""
    spans: tuple[tuple[float, float], ...] = ()
    """First month, and the month after the last, of times that stand out: they are shaded."""
    differences: bool = False
    """Whether the values are differences: of shares, they are percentage points."""
    sized_by: tuple[float, ...] = ()
    """Values by which the unit is chosen, where a text shows these too; those that are drawn by default."""
    labels: Mapping[str, Value] = {}
    """What holders are called, where not by their names."""
    looks: Mapping[str, Look] = {}
    """How lines are drawn; in the colours in their order by default."""


def lines(panel: LinePanel, ax: Axes | None = None, *, focal: str | None = None) -> Axes:
    """Draw one line a holder, each named at its end.

    Parameters
    ----------
    panel : LinePanel
        What is drawn.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    focal : str, optional
        The holder that the picture is about: its line is thicker and its name bold.

    Returns
    -------
    Axes
    """
    with style():
        right = 0.4 + width_of_names(panel) / 72.0
        ax = ax if ax is not None else axes_for(panel.title, panel.caption, (5.5, 3.1), (0.8, right, 0.6))
        shown = _smoothed(panel.table, panel.smoothed)
        sizes = panel.sized_by or _all_values(shown, panel)
        found = scale_of(sizes, panel.unit, differences=panel.differences)
        shown = shown * found.factor
        looks = looks_of(list(map(str, shown.columns)), panel.looks, focal)
        if panel.band:
            low, high = (_smoothed(end, panel.smoothed) * found.factor for end in panel.band)
            for name in shown.columns:
                ax.fill_between(
                    shown.index, low[name], high[name], color=looks[name].colour, alpha=0.15, linewidth=0
                )
        for name in sorted(shown.columns, key=lambda name: name == focal):
            thick, order = (2.4, 4) if name == focal else (1.3, 3)
            ax.plot(shown.index, shown[name], color=looks[name].colour, linestyle=looks[name].dashes,
                    linewidth=thick, zorder=order, label=write(panel.labels.get(name, name)))  # fmt: skip
        for first, last in panel.spans:
            ax.axvspan(first, last, color=SHADE, linewidth=0, zorder=0)
        _axes(ax, panel, shown)
        label_axis(ax, "y", panel.quantity or panel.title, found.unit)
        write_heading(ax, panel.title, panel.caption)
        _name_ends(ax, shown, panel, looks, focal)
        set_fonts(figure_of(ax))
    return ax


def width_of_names(panel: LinePanel) -> float:
    """Return how much room the names at the ends of the lines take. [point]."""
    names = [write(panel.labels.get(str(name), str(name))) for name in panel.table.columns]
    return max((width(name, LABEL, bold=True) for name in names), default=0.0)


def _all_values(shown: pd.DataFrame, panel: LinePanel) -> NDArray[np.float64]:
    """Return all values that stand in a picture, the ends of bands among them."""
    tables = [shown, *(panel.band or ())]
    return np.concatenate([table.to_numpy(float).ravel() for table in tables])


def _smoothed(table: pd.DataFrame, months: int) -> pd.DataFrame:
    """Average each month with those before it, where at least half of them are known."""
    import pandas as pd

    if months <= 1:
        return table
    before = np.full((months - 1, table.shape[1]), np.nan)
    spans = np.lib.stride_tricks.sliding_window_view(
        np.vstack([before, table.to_numpy(float)]), months, axis=0
    )
    enough = np.count_nonzero(np.isfinite(spans), axis=-1) >= max(1, months // 2)
    means = np.where(enough, mean_of_known(spans), np.nan)
    return pd.DataFrame(means, table.index, table.columns)


def _axes(ax: Axes, panel: LinePanel, shown: pd.DataFrame) -> None:
    first, last = (float(shown.index[0]), float(shown.index[-1])) if len(shown) else (0.0, 1.0)
    ax.set_xlim(first, last + 1)
    label_axis(ax, "x", message("charts.months"))
    ax.xaxis.set_major_locator(_months_apart(last + 1 - first))
    number_axis(ax.yaxis)
    if panel.bounds:
        ax.set_ylim(*panel.bounds)
    elif len(shown):
        low, high = ax.get_ylim()
        if low < 0 < high:
            ax.axhline(0, color=GREY, linewidth=0.8, zorder=2)


def _months_apart(span: float) -> MaxNLocator | MultipleLocator:
    """Mark whole years, about six of them, or whole months in a short run."""
    return (
        MultipleLocator(12 * max(1, round(span / 72))) if span >= 24 else MaxNLocator(nbins=6, integer=True)
    )


def _name_ends(
    ax: Axes, shown: pd.DataFrame, panel: LinePanel, looks: Mapping[str, Look], focal: str | None
) -> None:
    """Write each name at the end of its line, moved apart where lines end close to each other."""
    ends = {str(name): _last(shown[name].to_numpy(float)) for name in shown.columns}
    named = [name for name, end in ends.items() if np.isfinite(end)]
    if len(named) > _MOST_LABELS:
        ranked = sorted(named, key=lambda name: ends[name])
        named = list(dict.fromkeys([*ranked[:2], *ranked[-2:], *[name for name in named if name == focal]]))
    for name, place in zip(named, places_of_names(ax, [ends[name] for name in named]), strict=True):
        colour = looks[name].colour
        ax.annotate(
            write(panel.labels.get(name, name)),
            xy=(float(shown.index[-1]), ends[name]),
            xytext=(1.03, place), textcoords=("axes fraction", "data"),
            color=colour, va="center", fontsize=LABEL, fontweight="bold" if name == focal else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.6, "shrinkA": 0, "shrinkB": 0},
            annotation_clip=False,
        )  # fmt: skip


def places_of_names(ax: Axes, ends: list[float]) -> list[float]:
    """Return where names stand beside the ends of their lines: apart, and within the axes where they fit."""
    low, high = ax.get_ylim()
    step = (high - low) * _LABEL_HEIGHT / max(room_of(ax, "height"), 1.0)
    places = apart(ends, step)
    if not places or step * len(places) > high - low:
        return places
    up = max(0.0, low + step / 2 - min(places))
    down = max(0.0, max(places) - (high - step / 2))
    return apart([min(max(place, low + up), high - down) for place in places], step) if up or down else places


def _last(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else float("nan")
