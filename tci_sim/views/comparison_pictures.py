"""Which pictures of a comparison are shipped, and what stands in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.engine.measures.columns import is_added_up, unit_of_run
from tci_sim.messages import Value, message
from tci_sim.messages.quantities import Length, Percent
from tci_sim.names import measure_label
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture, save_both
from tci_sim.plots.style import figure_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.report_measures import USUAL
from tci_sim.statistics.exact import exact_mean, running_sums
from tci_sim.statistics.paired import student_interval
from tci_sim.views.policy_looks import policies_of, policy_looks
from tci_sim.views.selection import select_single_measures
from tci_sim.views.verdict import scenario_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = USUAL
"""Measures of which a picture is drawn, where the scenario asks for nothing else."""


def panel(comparison: ComparisonData, measure: str, *, discounted: bool = False) -> LinePanel:
    """Return what the picture of the paired differences of one measure shows.

    Parameters
    ----------
    comparison : ComparisonData
        The comparison.
    measure : str
        Name of a measure of the firm.
    discounted : bool
        Whether its amounts of money are discounted to the beginning of month 0.

    Returns
    -------
    LinePanel

    Raises
    ------
    InputError
        If there is no such measure.
    """
    import pandas as pd

    [measure] = comparison.measure_names(measure)
    summed = is_added_up(measure)
    ends: list[dict[str, np.ndarray]] = [{}, {}, {}]
    finals: list[float] = []
    monthly_of = comparison.present if discounted else comparison.monthly
    for name in comparison.others:
        monthly = monthly_of(name, measure)
        found = student_interval(running_sums(monthly) if summed else monthly)
        for end, values in zip(ends, found, strict=True):
            end[name] = values
        last = slice(-1, None) if summed else slice(-LAST_MONTHS, None)
        finals += [float(exact_mean(np.asarray(values)[last])) for values in found]
    months = pd.RangeIndex(comparison.months, name="month")
    mean, low, high = (pd.DataFrame(end, index=months) for end in ends)
    pairs = [len(comparison.monthly(name, SHOWN[0])) for name in comparison.others]
    about: dict[str, Value] = {"length": Length(comparison.months), "pairs": _range(pairs)}
    quantity = measure_label(measure)
    return LinePanel(
        title=message(
            "charts.compare.title",
            measure=quantity,
            reference=scenario_label(comparison, comparison.reference),
        ),
        table=mean,
        unit=unit_of_run(measure),
        quantity=message("charts.difference", quantity=quantity),
        caption=(
            message("charts.compare.sum", **about) if summed else message("charts.compare.mean", **about),
            message("charts.compare.band")
            if max(pairs, default=0) > 1
            else message("charts.compare.one_pair"),
            *([message("decision.discounted", discount=Percent(comparison.discount))] if discounted else []),
        ),
        band=(low, high),
        differences=True,
        sized_by=tuple(value for value in finals if np.isfinite(value)),
        labels={name: scenario_label(comparison, name) for name in comparison.others},
        looks=policy_looks(_policies(comparison), policies_of(comparison.questions.values())),
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
        Axes to draw on; a new figure by default.
    """
    return Picture(lines(panel(comparison, measure), ax))


def draw_all(comparison: ComparisonData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder, which is made where it is absent.

    Returns
    -------
    tuple of Path
        The PNG files, in order; beside each stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = select_single_measures(comparison.questions[comparison.reference], SHOWN)
    return tuple(save_both(figure_of(lines(panel(comparison, name))), folder, name) for name in names)


def _policies(comparison: ComparisonData) -> dict[str, str]:
    """Return the policy of the focal firm in each of the others."""
    return {
        name: comparison.questions[name].firms[comparison.focal_firms[name]].policy
        for name in comparison.others
    }


def _range(counts: list[int]) -> str:
    """Return how many pairs there are, as a range where runs failed."""
    least, most = min(counts, default=0), max(counts, default=0)
    return str(least) if least == most else f"{least}\N{EN DASH}{most}"
