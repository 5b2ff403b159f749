"""Which pictures are shipped, and the words in them: from a result to what the plots draw."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.engine.measures.columns import unit_of
from tci_sim.names import measure_label
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.network import value_network
from tci_sim.plots.overview import overview
from tci_sim.plots.picture import Picture
from tci_sim.plots.style import figure_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.result import RunData
from tci_sim.scenario.consistency import MEANS
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.selection import measure_series, select_measures, timeline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = ("satisfaction", "share", "profit", "knowledge", "culture", "value_total")
"""What the overview shows, in the order of reading."""

_OF_A_YEAR = ("profit", "value_total")
"""Measures that jump from month to month, shown as running means."""

_DOTS_PER_INCH = 130


def panel(result: RunData, measure: str) -> LinePanel:
    """Return what the picture of one measure of the firms shows.

    Parameters
    ----------
    result : RunData
        The answer.
    measure : str
        Name of a measure, or of a mean of several.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        If there is no such measure.
    """
    import pandas as pd

    table = pd.DataFrame(measure_series(result, measure), columns=pd.Index(result.firms))
    parts = MEANS.get(measure, ())
    label = measure if parts else str(measure_label(measure))
    return LinePanel(
        title=": ".join([f"{label[0].upper()}{label[1:]}", *standing(table, result.focal_firm)]),
        table=table,
        unit=unit_of(parts[0] if parts else measure),
        detail=f"mean of {len(parts)} values" if parts else "",
        smoothed=LAST_MONTHS if measure in _OF_A_YEAR else 1,
        spans=tuple((first, last) for first, last, _ in timeline(result.question)),
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
        Where; a new figure where absent.
    """
    return Picture(lines(panel(result, measure), ax, focal=result.focal_firm))


def standing(table: pd.DataFrame, focal: str) -> list[str]:
    """Return who stood highest in the last year, and where the focal firm stood; nothing of a firm alone."""
    import pandas as pd

    means = mean_of_known(table.tail(LAST_MONTHS).to_numpy(float), axis=0)
    last = pd.Series(means, table.columns).dropna().sort_values(ascending=False, kind="stable")
    if len(table.columns) < 2:
        return []
    if len(last) < 2:
        return ["the last year is at the right" if len(last) else "nothing was measured"]
    first = str(last.index[0])
    if focal not in last.index or first == focal:
        return [f"{first} highest"]
    return [f"{first} highest, {focal} {_ordinal(list(last.index).index(focal) + 1)} of {len(last)}"]


def finding(result: RunData) -> str:
    """Say in two sentences how the focal firm fared."""
    focal = result.focal_firm
    share, satisfaction = result.last_year("share"), result.last_year("satisfaction")
    if not share.get(focal, 0.0) > 0.0:
        if not result.question.market.captive:
            return f"In the last of {result.months / 12:.3g} years {focal} has no customers."
        return (
            f"In the last of {result.months / 12:.3g} years the satisfaction of those whom {focal} serves is"
            f" {satisfaction[focal]:.0f} of 100. This is one run: another seed gives other results."
        )
    return (
        f"In the last of {result.months / 12:.3g} years {focal} holds {100 * share[focal]:.0f} % of the"
        f" market{_place(share, focal)}; its customers' satisfaction is {satisfaction[focal]:.0f} of 100"
        f"{_place(satisfaction, focal)}. This is one run: another seed gives other results."
    )


def _place(values: Mapping[str, float], focal: str) -> str:
    rank = 1 + sum(value > values[focal] for value in values.values())
    return f" ({_ordinal(rank)} of {len(values)})" if len(values) > 1 else ""


def draw_overview(result: RunData) -> Figure:
    """Draw the page that a manager can read."""
    versions = result.provenance
    return overview(
        [panel(result, measure) for measure in select_measures(result.question, SHOWN)],
        question=str(result.question.headline),
        finding=finding(result),
        source=(
            f"tci_sim {versions.get('tci_sim', '?')}, model {str(versions.get('model', '?'))[:12]},"
            f" seed {result.seed}, fingerprint {result.fingerprint[:12]}."
            f" {result.question.market.customers:,} customers, simulated and not observed."
        ),
        firms={name: _words(result.policies.get(name, "")) for name in result.firms},
        focal=result.focal_firm,
        events=_events(result),
    )


def _events(result: RunData) -> str:
    """Tell in one line what happened on the timeline, in which months."""
    told = [
        f"month {first}{f' to {min(last, result.months) - 1}' if last > first + 1 else ''}, {what}"
        for first, last, what in timeline(result.question)
    ]
    return f"Shaded: {'; '.join(told)}." if told else ""


def draw_all(result: RunData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder, which is made where it is absent; the files, the overview first."""
    import pandas as pd

    nodes, edges = (
        pd.DataFrame(result.network.node_table()),
        pd.DataFrame(result.network.edge_table(), columns=["source", "target", "kind", "lead_time", "units"]),
    )
    focal = result.focal_firm
    names = select_measures(result.question, SHOWN)
    drawn = {name: lines(panel(result, name), focal=focal) for name in names}
    drawn["network"] = value_network(nodes, edges, focal=focal)
    figures = {"overview": draw_overview(result), **{name: figure_of(ax) for name, ax in drawn.items()}}
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in figures.items():
        # no date and no version in the file: the same result gives the same bytes
        figure.savefig(folder / f"{name}.png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return tuple(folder / f"{name}.png" for name in figures)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"


def _words(name: str) -> str:
    return name.replace("_", " ")
