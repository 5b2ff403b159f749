"""Which pictures of a run are shipped, and what stands in them: from a result to what the plots draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.engine.measures.columns import unit_of
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import number
from tci_sim.messages.quantities import Length
from tci_sim.names import measure_label
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.network import value_network
from tci_sim.plots.overview import overview
from tci_sim.plots.page import Named, Page
from tci_sim.plots.picture import Picture, save_both
from tci_sim.plots.style import Look, figure_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.result import RunData
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.labels import Labelled, label_in
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.policy_looks import policies_of, policy_looks
from tci_sim.views.selection import (
    firms_without_customers,
    measure_series,
    select_measures,
    shown_label,
    timeline,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = ("satisfaction", "share", "profit", "knowledge", "culture", "value_total")
"""What the overview shows, in the order of reading."""

_OF_A_YEAR = ("profit", "value_total")
"""Measures that jump from month to month, shown as running means."""


def panel(result: RunData, measure: str, *, on_page: bool = False) -> LinePanel:
    """Return what the picture of one measure of the firms shows.

    Parameters
    ----------
    result : RunData
        The answer.
    measure : str
        Name of a measure, or of a mean of several.
    on_page : bool
        Whether it stands on a page that says of all its pictures what they are of.

    Returns
    -------
    LinePanel

    Raises
    ------
    InputError
        If there is no such measure.
    """
    import pandas as pd

    table = pd.DataFrame(measure_series(result, measure), columns=pd.Index(result.firms))
    parts = MEANS.get(measure, ())
    smoothed = LAST_MONTHS if measure in _OF_A_YEAR else 1
    means = _last_year(table)
    return LinePanel(
        title=_standing(shown_label(measure), means, result),
        table=table,
        unit=unit_of(parts[0] if parts else measure),
        quantity=shown_label(measure),
        caption=tuple(_caption(result, measure, smoothed, on_page=on_page)),
        smoothed=smoothed,
        spans=tuple((first, last) for first, last, _ in timeline(result.question)),
        sized_by=tuple(means[np.isfinite(means)]),
        labels=_labels(result, "firm", result.firms),
        looks=_looks(result),
    )


def picture(result: RunData, measure: str = "satisfaction", ax: Axes | None = None) -> Picture:
    """Draw one measure of the firms, month by month.

    Parameters
    ----------
    result : RunData
        The answer.
    measure : str
        Name of the measure.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    """
    return Picture(lines(panel(result, measure), ax, focal=result.focal_firm))


def finding(result: RunData) -> Message:
    """Say in two sentences how the focal firm fared in the last year."""
    focal, firm = result.focal_firm, label_in(result.question, "firm", result.focal_firm)
    share, satisfaction = result.last_year("share"), result.last_year("satisfaction")
    of: dict[str, Value] = {
        "count": min(LAST_MONTHS, result.months),
        "length": Length(result.months),
        "firm": firm,
    }
    points = number(satisfaction[focal], 0)
    if not share.get(focal, 0.0) > 0.0:
        if not result.question.market.captive:
            return message("charts.finding.none", length=of["length"], firm=firm)
        return message("charts.finding.captive", satisfaction=points, **of)
    held = message("number.percent", number=number(100.0 * share[focal], 0))
    served = {name: value for name, value in share.items() if name not in firms_without_customers(result)}
    if len(served) < 2:
        return message("charts.finding.alone", share=held, satisfaction=points, **of)
    return message(
        "charts.finding.ranked",
        share=held, share_place=_place(served, focal), firms=len(served),
        satisfaction=points, place=_place({name: satisfaction[name] for name in served}, focal), **of,
    )  # fmt: skip


def draw_overview(result: RunData) -> Figure:
    """Draw the page that a manager can read."""
    page = Page(
        title=result.question.headline,
        finding=finding(result),
        notes=(
            message("charts.run.page", seed=str(result.seed), length=Length(result.months)),
            *_not_ranked(result),
        ),
        events=tuple(_events(result)),
        key=_key(result),
        source=(_source(result),),
    )
    panels = [panel(result, measure, on_page=True) for measure in select_measures(result.question, SHOWN)]
    return overview(panels, page, focal=result.focal_firm)


def draw_network(result: RunData, ax: Axes | None = None) -> Axes:
    """Draw who delivers to whom; in `ax`, or in a new figure."""
    import pandas as pd

    nodes = pd.DataFrame(result.network.node_table())
    edges = pd.DataFrame(
        result.network.edge_table(), columns=["source", "target", "kind", "lead_time", "units"]
    )
    labels = _labels(result, "role", nodes["role"].astype(str)) | _labels(
        result, "firm", nodes["firm"].astype(str)
    )
    return value_network(nodes, edges, ax, focal=result.focal_firm, looks=_looks(result), labels=labels)


def draw_all(result: RunData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder, which is made where it is absent.

    Returns
    -------
    tuple of Path
        The PNG files, the overview first; beside each stands an SVG file of the same name.
    """
    names = select_measures(result.question, SHOWN)
    figures = {"overview": draw_overview(result)} if names else {}
    for name in names:
        figures[name] = picture(result, name).figure
    figures["network"] = figure_of(draw_network(result))
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(figure, folder, name) for name, figure in figures.items())


def _last_year(table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    means: np.ndarray[tuple[int], np.dtype[np.float64]] = mean_of_known(
        table.tail(LAST_MONTHS).to_numpy(float), axis=0
    )
    return means


def _standing(measure: Value, means: np.ndarray[tuple[int], np.dtype[np.float64]], result: RunData) -> Value:
    """Return a title: which of the firms with customers stood highest in the last year, and where ours did."""
    left_out = firms_without_customers(result)
    known = {
        name: float(mean)
        for name, mean in zip(result.firms, means, strict=True)
        if np.isfinite(mean) and name not in left_out
    }
    if not np.isfinite(means).any():
        return message("charts.run.nothing", measure=measure)
    if len(known) < 2:
        return measure
    first = max(known, key=lambda name: known[name])
    named = {"measure": measure, "first": label_in(result.question, "firm", first)}
    if result.focal_firm not in known or result.focal_firm == first:
        return message("charts.run.highest", **named)
    place = {"place": _place(known, result.focal_firm), "firms": len(known)}
    return message(
        "charts.run.place", firm=label_in(result.question, "firm", result.focal_firm), **place, **named
    )


def _place(values: Mapping[str, float], focal: str) -> int:
    return 1 + sum(value > values[focal] for value in values.values())


def _caption(result: RunData, measure: str, smoothed: int, *, on_page: bool) -> list[Message]:
    """Return what is averaged over what, and what must be known of the lines."""
    months: dict[str, Value] = {"months": smoothed}
    said = []
    if parts := MEANS.get(measure, ()):
        said.append(message("charts.run.mean_of", parts=listing(map(measure_label, parts), "and")))
    if on_page:
        return [*said, *([message("charts.run.smoothed_only", **months)] if smoothed > 1 else [])]
    of: dict[str, Value] = {"seed": str(result.seed), "length": Length(result.months)}
    if smoothed > 1:
        said.insert(0, message("charts.run.smoothed", **of, **months))
    else:
        said.insert(0, message("charts.run.monthly", **of))
    return [*said, *_not_ranked(result), *_events(result)]


def _not_ranked(result: RunData) -> list[Message]:
    """List the firms that are not ranked, because they have no customers; nothing of a firm alone."""
    left_out = [name for name in result.firms if name in firms_without_customers(result)]
    if not left_out or len(result.firms) - len(left_out) < 2:
        return []
    names = _labels(result, "firm", left_out).values()
    return [message("charts.run.not_ranked", firms=listing(names))]


def _events(result: RunData) -> list[Message]:
    """Return what happened on the timeline, in which months."""
    said = []
    for first, end, what in timeline(result.question):
        last = min(end, result.months) - 1
        at: dict[str, Value] = {"month": first, "nth": first + 1, "what": what}
        if last > first:
            said.append(message("charts.shaded.months", last=last, nth_last=last + 1, **at))
        else:
            said.append(message("charts.shaded.month", **at))
    return said


def _key(result: RunData) -> tuple[Named, ...]:
    """List the firms and their policies, the focal firm first."""
    question, looks = result.question, _looks(result)
    entries = []
    for name in sorted(result.firms, key=lambda name: name != result.focal_firm):
        policy = label_in(question, "policy", result.policies.get(name, ""))
        entries.append(Named(label_in(question, "firm", name), policy, looks[name].colour))
    return tuple(entries)


def _source(result: RunData) -> Message:
    versions, market = result.provenance, result.question.market
    said: dict[str, Value] = {
        "version": str(versions.get("tci_sim", "?")), "model": str(versions.get("model", "?"))[:12],
        "seed": str(result.seed), "fingerprint": result.fingerprint[:12],
        "customers": f"{market.customers:,}",
    }  # fmt: skip
    if market.people == market.customers:
        return message("charts.source", **said)
    return message("charts.source_scaled", simulated=f"{market.people:,}", **said)


def _looks(result: RunData) -> dict[str, Look]:
    """Return how the line of each firm is drawn, the focal one first among those of its policy."""
    ordered = sorted(result.firms, key=lambda name: name != result.focal_firm)
    return policy_looks(
        {name: result.policies.get(name, name) for name in ordered}, policies_of([result.question])
    )


def _labels(result: RunData, kind: Labelled, names: Iterable[str]) -> dict[str, Value]:
    return {name: label_in(result.question, kind, name) for name in dict.fromkeys(names)}
