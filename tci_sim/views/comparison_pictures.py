"""Which pictures of a comparison are shipped, and the words in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.engine.measures.columns import is_added_up, unit_of_run
from tci_sim.names import measure_label
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture
from tci_sim.plots.style import figure_of
from tci_sim.statistics.exact import running_sums
from tci_sim.statistics.paired import student_interval
from tci_sim.views.selection import select_single_measures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = ("profit", "satisfaction", "share", "value_total")
"""Measures of which a picture is drawn, where the scenario asks for nothing else."""

_DOTS_PER_INCH = 130


def panel(comparison: ComparisonData, measure: str) -> LinePanel:
    """Return what the picture of the paired differences of one measure shows.

    Parameters
    ----------
    comparison : ComparisonData
        The comparison.
    measure : str
        Name of a measure of the firm.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        If there is no such measure.
    """
    import pandas as pd

    summed = is_added_up(measure)
    ends: list[dict[str, np.ndarray]] = [{}, {}, {}]
    for name in comparison.others:
        monthly = comparison.monthly(name, measure)
        found = student_interval(running_sums(monthly) if summed else monthly)
        for end, values in zip(ends, found, strict=True):
            end[name] = values
    months = pd.RangeIndex(comparison.months, name="month")
    mean, low, high = (pd.DataFrame(end, index=months) for end in ends)
    words = str(measure_label(measure))
    return LinePanel(
        title=f"{words[0].upper()}{words[1:]}: difference from {comparison.reference}",
        table=mean,
        unit=unit_of_run(measure),
        detail=f"{'added up since month 0, ' if summed else ''}mean of {_pairs(comparison)} pairs, 95 % band",
        band=(low, high),
    )


def picture(comparison: ComparisonData, measure: str = "profit", ax: Axes | None = None) -> Picture:
    """Draw the paired differences from the reference, month by month, with their 95 % bands.

    Parameters
    ----------
    comparison : ComparisonData
        The comparison.
    measure : str
        Name of a measure of the firm; sums of money are drawn cumulated, so that a line crosses zero where the costs
        are won back.
    ax : Axes, optional
        Where; a new figure where absent.
    """
    return Picture(lines(panel(comparison, measure), ax))


def draw_all(comparison: ComparisonData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder, which is made where it is absent; the files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    names = select_single_measures(comparison.questions[comparison.reference], SHOWN)
    for name in names:
        # no version in the file: the same comparison gives the same bytes
        figure = figure_of(lines(panel(comparison, name)))
        figure.savefig(folder / f"{name}.png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return tuple(folder / f"{name}.png" for name in names)


def _pairs(comparison: ComparisonData) -> str:
    """Return how many pairs there are, as a range where runs failed."""
    counts = sorted({len(comparison.monthly(name, SHOWN[0])) for name in comparison.others})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
