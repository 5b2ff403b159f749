"""The pictures of a sensitivity analysis: what each measure depends on, and whether the indices have converged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sensitivity import convergence, main_index, omission, sensitivity
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.names import measure_label
from tci_sim.plots.picture import save_both
from tci_sim.plots.sensitivity import Bars, Convergence, Heat, bars, draw_convergence, heat
from tci_sim.plots.style import figure_of
from tci_sim.views.sensitivity import MOST_SHOWN
from tci_sim.views.study_names import alternative_labels, holder_label, varied_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MOST_LINES = 6

_LABELS: dict[str, Value] = {
    "total": message("charts.sensitivity.total"),
    "first": message("charts.sensitivity.first"),
    "mu_star": message("charts.sensitivity.mu_star"),
}


def plot_bars(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw on which parts a measure depends most; in `ax`, or in a new figure."""
    frame = sensitivity(result, measure)
    shown = frame.sort_values(main_index(result), ascending=False, kind="stable", na_position="last")
    shown = shown.head(MOST_SHOWN)
    kinds = ("total", "first") if _is_sobol(result) else ("mu_star",)
    panel = Bars(
        title=_title(result, measure),
        names=_names(result, shown["part"]),
        series={kind: shown[[kind, f"{kind}_low", f"{kind}_high"]].to_numpy(float) for kind in kinds},
        unit=_unit(result, measure),
        quantity=_quantity(result),
        rows=message("charts.sensitivity.parameter"),
        caption=(_caption(result, frame),),
        labels=_LABELS,
        differences=not _is_sobol(result),
    )
    return bars(panel, ax)


def plot_convergence(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw the indices from a quarter, half and all of the points; in `ax`, or in a new figure."""
    frame = convergence(result, measure)
    by_share = frame.set_index(["part", "share"])[["points", "value", "low", "high"]].sort_index()
    leading = frame[frame["share"] == 1.0].nlargest(_MOST_LINES, "value")["part"]
    if _is_sobol(result):
        across = message("charts.sensitivity.base_points")
    else:
        across = message("charts.sensitivity.trajectories")
    panel = Convergence(
        title=message("charts.sensitivity.convergence_title", measure=measure_label(measure)),
        points=frame.groupby("share")["points"].first().to_numpy(float),
        lines={str(part): by_share.loc[part, ["value", "low", "high"]].to_numpy(float) for part in leading},
        unit=_unit(result, measure),
        quantity=_quantity(result),
        across=across,
        caption=(_caption(result, frame[frame["share"] == 1.0]),),
        labels={str(part): varied_label(str(part), result.study.base) for part in leading},
        differences=not _is_sobol(result),
    )
    return draw_convergence(panel, ax)


def plot_heat_map(result: SweepData, ax: Axes | None = None) -> Axes:
    """Draw on which parts each measure depends most; in `ax`, or in a new figure."""
    frame = sensitivity(result)
    table = frame.set_index(["part", "measure"])[main_index(result)].unstack(sort=False)
    shares = table if _is_sobol(result) else table / table.max()
    order = shares.max(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_SHOWN]
    firm = holder_label(result)
    if _is_sobol(result):
        caption = message("charts.sensitivity.heat_sobol", firm=firm)
    else:
        caption = message("charts.sensitivity.heat_morris", firm=firm)
    names = alternative_labels(result)
    panel = Heat(
        title=message("charts.sensitivity.heat_title")
        if len(names) < 2
        else message("charts.sensitivity.heat_difference_title", first=names[0], last=names[-1]),
        rows=_names(result, order),
        columns=tuple(measure_label(str(name)) for name in table.columns),
        values=np.clip(shares.loc[order].to_numpy(float), 0.0, None),
        across=message("charts.sensitivity.measure"),
        along=message("charts.sensitivity.parameter"),
        caption=(caption,),
    )
    return heat(panel, ax)


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw bars and the convergence of each measure, and a heat map of all, into a folder.

    Returns
    -------
    tuple of Path
        The PNG files, in order; beside each stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for measure in result.study.report:
        files.append(save_both(figure_of(plot_bars(result, measure)), folder, measure))
        settling = figure_of(plot_convergence(result, measure))
        files.append(save_both(settling, folder, f"{measure}_settling"))
    return (*files, save_both(figure_of(plot_heat_map(result)), folder, "heat_map"))


def _is_sobol(result: SweepData) -> bool:
    return main_index(result) == "total"


def _unit(result: SweepData, measure: str) -> str:
    """Return the unit of the indices: shares of the variance, or the measure's own."""
    return "-" if _is_sobol(result) else unit_of_run(measure)


def _quantity(result: SweepData) -> Message:
    if _is_sobol(result):
        return message("charts.sensitivity.share")
    return message("charts.sensitivity.mu_star")


def _title(result: SweepData, measure: str) -> Message:
    names = alternative_labels(result)
    if len(names) < 2:
        return message("charts.sensitivity.title", measure=measure_label(measure))
    return message(
        "charts.sensitivity.difference_title",
        measure=measure_label(measure), first=names[0], last=names[-1],
    )  # fmt: skip


def _caption(result: SweepData, frame: pd.DataFrame) -> Message:
    about: dict[str, Value] = {
        "firm": holder_label(result),
        "points": f"{int(frame['points'].max()):,}",
    }
    if omitted := omission(frame.iloc[0], result.study.design):
        alone = {"firm": about["firm"], "omitted": omitted}
        if _is_sobol(result):
            return message("charts.sensitivity.sobol_alone", **alone)
        return message("charts.sensitivity.morris_alone", **alone)
    if _is_sobol(result):
        return message("charts.sensitivity.sobol", **about)
    return message("charts.sensitivity.morris", **about)


def _names(result: SweepData, parts: pd.Series[str] | pd.Index[str]) -> tuple[Value, ...]:
    return tuple(varied_label(str(part), result.study.base) for part in parts)
