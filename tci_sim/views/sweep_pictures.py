"""Which pictures of a sweep are shipped, and what stands in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.surface import surface_levers
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import alternatives, differences
from tci_sim.designs.registry import DESIGNS
from tci_sim.engine.measures.columns import is_added_up, unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.messages.quantities import Length
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Dots, Ranked, dots, ranked
from tci_sim.plots.picture import Picture, save_both
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.policy_looks import policies_of, policy_colours, policy_looks
from tci_sim.views.study_names import alternative_labels, case_label, holder_label
from tci_sim.views.surface_pictures import draw_surface

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

MOST_DOTS = 40
"""Cases above which a picture shows how they spread over futures; it always does where futures were sampled."""


def picture(
    result: SweepData, measure: str | None = None, ax: Axes | None = None, *, holder: str | None = None
) -> Picture:
    """Draw what a study shows of a measure: differences of cases with intervals, or how they spread over futures.

    A grid of two levers that are numbers is a heat map, with what they do beyond the sum of each alone beside it.

    Parameters
    ----------
    result : SweepData
        The sweep.
    measure : str, optional
        Name of a measure that was reported; the first by default.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    holder : str, optional
        Whose; the first of those kept by default.
    """
    return Picture(_drawn(result, measure or result.study.report[0], holder or result.holder, ax))


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw one picture for each measure into a folder, which is made where it is absent.

    Returns
    -------
    tuple of Path
        The PNG files, in order; beside each stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(picture(result, name).figure, folder, name) for name in result.study.report)


def value_of_run(measure: str, months: int) -> Message:
    """Say over which months the figure of a run was added up, or averaged."""
    if is_added_up(measure):
        return message("charts.value.sum", length=Length(months))
    return message("charts.value.mean", count=min(LAST_MONTHS, months), length=Length(months))


def _drawn(result: SweepData, measure: str, holder: str, ax: Axes | None) -> Axes:
    if surface_levers(result.study):
        return draw_surface(result, measure, holder, value_of_run(measure, result.study.base.months), ax)
    if len(result.study.plan) <= MOST_DOTS and not DESIGNS[result.study.design].sampled:
        return dots(_dots(result, measure, holder), ax)
    return ranked(_ranked(result, measure, holder), ax)


def _dots(result: SweepData, measure: str, holder: str) -> Dots:
    frame = differences(result, [measure], holder)
    plan = result.study.plan
    against = [plan.reference(case) for case in range(len(plan))]
    compared = [case for case in range(len(plan)) if against[case] != case]
    shown = compared or list(range(len(plan)))
    columns = ["difference", "low", "high"] if compared else ["mean", "mean_low", "mean_high"]
    table = frame[columns].to_numpy(float)[shown]
    policies = [_policy(result, plan[case].levers, holder) for case in shown]
    colour = policy_colours([*policies_of([result.study.base]), *policies])
    quantity = measure_label(measure)
    return Dots(
        title=_title(result, measure, against, compared=bool(compared)),
        names=tuple(_name(result, case) for case in shown),
        mean=table[:, 0], low=table[:, 1], high=table[:, 2],
        unit=unit_of_run(measure),
        quantity=message("charts.difference", quantity=quantity) if compared else quantity,
        rows=message("charts.sweep.case"),
        caption=(
            _averaged(result.replications, holder_label(result, holder), compared=bool(compared)),
            value_of_run(measure, result.study.base.months),
        ),
        differences=bool(compared),
        colours=tuple(colour[policy] for policy in policies),
    )  # fmt: skip


def _title(result: SweepData, measure: str, against: list[int], *, compared: bool) -> Message:
    quantity = measure_label(measure)
    if not compared:
        return message("charts.sweep.cases_title", measure=quantity)
    if len(set(against)) > 1:
        return message("charts.sweep.own_reference_title", measure=quantity)
    reference = _name(result, against[0])
    return message("charts.sweep.difference_title", measure=quantity, reference=reference)


def _averaged(replications: int, firm: Value, *, compared: bool) -> Message:
    """Return what a dot is the mean of."""
    if compared:
        if replications == 1:
            return message("charts.sweep.one_pair", firm=firm)
        return message("charts.sweep.differences", firm=firm, replications=f"{replications:,}")
    if replications == 1:
        return message("charts.sweep.one_run", firm=firm)
    return message("charts.sweep.means", firm=firm, replications=f"{replications:,}")


def _ranked(result: SweepData, measure: str, holder: str) -> Ranked:
    names = alternative_labels(result)
    count = len(result.study.plan) // len(names)
    table = result.table(measure, holder)
    by_future = mean_of_known(table).reshape(count, len(names))
    compared = len(names) > 1
    lines = (
        {str(place): by_future[:, place] - by_future[:, 0] for place in range(1, len(names))}
        if compared
        else {"0": by_future[:, 0]}
    )
    policies = {
        str(place): _policy(result, levers, holder) for place, levers in enumerate(alternatives(result))
    }
    looks = policy_looks(
        {place: policy for place, policy in policies.items() if place in lines},
        policies_of([result.study.base]),
    )
    quantity, firm = measure_label(measure), holder_label(result, holder)
    about: dict[str, Value] = {"measure": quantity, "futures": f"{count:,}"}
    if compared:
        title = message("charts.sweep.futures_difference_title", reference=names[0], **about)
        labels = {str(place): name for place, name in enumerate(names)}
    else:
        title = message("charts.sweep.futures_title", **about)
        labels = {"0": firm}
    many = result.replications > 1
    return Ranked(
        title=title,
        lines=lines,
        unit=unit_of_run(measure),
        quantity=message("charts.difference", quantity=quantity) if compared else quantity,
        caption=(
            message("charts.sweep.each_future", firm=firm, replications=f"{result.replications:,}")
            if many
            else message("charts.sweep.one_each_future", firm=firm),
            value_of_run(measure, result.study.base.months),
        ),
        differences=compared,
        labels=labels,
        looks=looks,
    )


def _name(result: SweepData, case: int) -> Value:
    """Return what a case is called; by the policy's name in the language in use where it is called by it."""
    name = case_label(result, case)
    return label_in(result.study.base, "policy", name) if isinstance(name, str) else name


def _policy(result: SweepData, levers: Mapping[str, Any], holder: str) -> str:
    """Return the policy that the firm has in a case: the one that it is given, or that of the scenario."""
    base = result.study.base
    firm = holder if holder in base.firms else focal_firm(base)
    return str(levers.get(f"firms.{firm}.policy", base.firms[firm].policy))
