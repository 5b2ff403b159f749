"""One line a firm, month by month, named where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator
from numpy.typing import NDArray

from tci_sim.plots.style import GREY, INK, SHADE, apart, colours, new_axes, style
from tci_sim.statistics.exact import mean_of_known

if TYPE_CHECKING:
    import pandas as pd

_MOST_LABELS = 10
_LETTER = 0.075  # [inch] a letter of a label takes
_LABEL_HEIGHT = 11.0  # [point] between the middles of two labels


class LinePanel(NamedTuple):
    """What one picture of lines shows."""

    title: str
    """What is seen, in words."""
    table: pd.DataFrame
    """One row a month, its index the months; one column a holder, named by it."""
    unit: str = ""
    """Unit of the values; "-" where they are shares of 1, which are shown in per cent."""
    smoothed: int = 1
    """Months over which the line is a running mean; 1: as it is."""
    detail: str = ""
    """What else must be said of the values, in small print."""
    bounds: tuple[float, float] | None = None
    """Ends of the vertical axis, where they are fixed."""
    band: tuple[pd.DataFrame, pd.DataFrame] | None = None
    """Lower and upper end of what each line may be, in the shape of the table."""
    spans: tuple[tuple[float, float], ...] = ()
    """First month, and the month after the last, of times that stand out: they are shaded."""


def lines(panel: LinePanel, ax: Axes | None = None, *, focal: str | None = None, note: bool = True) -> Axes:
    """Draw one line a holder, each named at its end.

    Parameters
    ----------
    panel : LinePanel
        What is drawn.
    ax : Axes, optional
        Where; a new figure where absent.
    focal : str, optional
        The holder that the picture is about: its line is thicker and its name bold.
    note : bool
        Whether to say that policies change in month 0.

    Returns
    -------
    Axes
    """
    with style():
        right = max(1.2, 0.35 + _LETTER * max((len(str(name)) for name in panel.table.columns), default=0))
        ax = ax if ax is not None else new_axes(6.3 + right, 4.5, margins=(0.7, right, 0.6, 0.6))
        shown = _smoothed(panel.table, panel.smoothed)
        factor, unit = _scale(shown, panel.unit)
        shown = shown * factor
        colour = colours(list(map(str, shown.columns)), focal)
        if panel.band:
            low, high = (_smoothed(end, panel.smoothed) * factor for end in panel.band)
            for name in shown.columns:
                ax.fill_between(
                    shown.index, low[name], high[name], color=colour[name], alpha=0.15, linewidth=0
                )
        for name in sorted(shown.columns, key=lambda name: name == focal):
            width, order = (2.4, 4) if name == focal else (1.3, 3)
            ax.plot(shown.index, shown[name], color=colour[name], linewidth=width, zorder=order, label=name,
                    solid_capstyle="round")  # fmt: skip
        for first, last in panel.spans:
            ax.axvspan(first, last, color=SHADE, linewidth=0, zorder=0)
        _axes(ax, panel, shown, unit)
        _name_ends(ax, shown, colour, focal)
        if note:
            _note_policies(ax)
    return ax


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


def _scale(table: pd.DataFrame, unit: str) -> tuple[float, str]:
    """Show shares in per cent and large numbers in thousands or millions: by what factor, in what unit."""
    largest = float(np.nanmax(np.abs(table.to_numpy(float)), initial=0.0))
    if unit == "-" and largest <= 1.5:
        return 100.0, "%"
    for size, word in ((1e9, "billion"), (1e6, "million"), (1e4, "thousand")):
        if largest >= size:
            return 1 / (1e3 if size == 1e4 else size), f"{word} {unit}".strip()
    return 1.0, "" if unit == "-" else unit


def _axes(ax: Axes, panel: LinePanel, shown: pd.DataFrame, unit: str) -> None:
    mean = f"mean of {panel.smoothed} months" if panel.smoothed > 1 else ""
    said = ", ".join(word for word in (unit, mean, panel.detail) if word)
    ax.set_title(panel.title)
    ax.annotate(
        said, (0, 1), xytext=(0, 4), xycoords="axes fraction",
        textcoords="offset points", va="bottom", fontsize=8, color=INK,
    )  # fmt: skip
    first, last = (float(shown.index[0]), float(shown.index[-1])) if len(shown) else (0.0, 1.0)
    ax.set_xlim(first, last + 1)
    ax.set_xlabel("months since the policies changed")
    ax.xaxis.set_major_locator(_months_apart(last + 1 - first))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.10g}".replace("-", "\N{MINUS SIGN}"))
    )
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


def _name_ends(ax: Axes, shown: pd.DataFrame, colour: dict[str, str], focal: str | None) -> None:
    """Write each name at the end of its line, moved apart where lines end close to each other."""
    ends = {str(name): _last(shown[name].to_numpy(float)) for name in shown.columns}
    named = [name for name, end in ends.items() if np.isfinite(end)]
    if len(named) > _MOST_LABELS:
        ranked = sorted(named, key=lambda name: ends[name])
        named = list(dict.fromkeys([*ranked[:2], *ranked[-2:], *[name for name in named if name == focal]]))
    if not named:
        return
    low, high = ax.get_ylim()
    height = ax.bbox.height * 72 / ax.figure.dpi
    step = (high - low) * _LABEL_HEIGHT / max(height, 1.0)
    for name, place in zip(named, apart([ends[name] for name in named], step), strict=True):
        ax.annotate(
            name,
            xy=(float(shown.index[-1]), ends[name]),
            xytext=(1.03, place), textcoords=("axes fraction", "data"),
            color=colour[name], va="center", fontsize=8.5, fontweight="bold" if name == focal else "normal",
            arrowprops={"arrowstyle": "-", "color": colour[name], "lw": 0.6, "shrinkA": 0, "shrinkB": 0},
            annotation_clip=False,
        )  # fmt: skip


def _last(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else float("nan")


def _note_policies(ax: Axes) -> None:
    first, _ = ax.get_xlim()
    if first <= 0:
        ax.annotate(
            "month 0: each firm\nadopts its own policy",
            xy=(0, 0), xycoords=("data", "axes fraction"), xytext=(4, 6), textcoords="offset points",
            fontsize=7.5, color=INK, va="bottom", alpha=0.8,
        )  # fmt: skip
