"""Which pictures of a sweep are shipped, and the words in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import choices, differences
from tci_sim.designs.registry import DESIGNS
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Dots, Ranked, dots, ranked
from tci_sim.plots.picture import Picture
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.sweep_text import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DOTS = 40
"""Cases above which a picture shows how they spread over worlds; it always does where worlds were sampled."""

_DOTS_PER_INCH = 130


def picture(
    result: SweepData, measure: str | None = None, ax: Axes | None = None, *, holder: str | None = None
) -> Picture:
    """Draw what a study shows of a measure: differences of cases with intervals, or how they spread over worlds.

    Parameters
    ----------
    result : SweepData
        The sweep.
    measure : str, optional
        Name of a measure that was reported; the first where absent.
    ax : Axes, optional
        Where; a new figure where absent.
    holder : str, optional
        Whose; the first of those kept where absent.
    """
    return Picture(_drawn(result, measure or result.study.report[0], holder or result.holder, ax))


def _drawn(result: SweepData, measure: str, holder: str, ax: Axes | None) -> Axes:
    if len(result.study.plan) <= MOST_DOTS and not DESIGNS[result.study.design].sampled:
        return dots(_dots(result, measure, holder), ax)
    return ranked(_ranked(result, measure, holder), ax)


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw one picture for each measure into a folder, which is made where it is absent; the files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in result.study.report:
        figure = picture(result, name).figure
        # no version in the file: the same sweep gives the same bytes
        figure.savefig(folder / f"{name}.png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return tuple(folder / f"{name}.png" for name in result.study.report)


def _dots(result: SweepData, measure: str, holder: str) -> Dots:
    frame = differences(result, [measure], holder)
    plan = result.study.plan
    against = [plan.reference(case) for case in range(len(plan))]
    shown = [case for case in range(len(plan)) if against[case] != case]
    own = not shown
    columns = ["mean", "mean_low", "mean_high"] if own else ["difference", "low", "high"]
    table = frame[columns].to_numpy(float)[shown or list(range(len(plan)))]
    reference = label(result, 0) if len(set(against)) == 1 else "the first of each world"
    return Dots(
        title=f"{_name(measure)}: {'each case' if own else f'difference from {reference}'}",
        names=tuple(label(result, case) for case in (shown or range(len(plan)))),
        mean=table[:, 0], low=table[:, 1], high=table[:, 2],
        unit=unit_of_run(measure),
        detail=f"{holder}, {result.replications} replications, 95 % intervals",
    )  # fmt: skip


def _ranked(result: SweepData, measure: str, holder: str) -> Ranked:
    names, worlds = choices(result)
    table = result.table(measure, holder)
    by_world = mean_of_known(table).reshape(worlds, len(names))
    if len(names) > 1:
        lines = {name: by_world[:, place] - by_world[:, 0] for place, name in enumerate(names) if place}
        less = f"less {names[0]}, "
    else:
        lines, less = {holder: by_world[:, 0]}, ""
    title = f"{_name(measure)}, world by world"
    return Ranked(title, lines, unit_of_run(measure), f"{less}{holder}, {worlds} worlds, each line in order")


def _name(measure: str) -> str:
    words = str(measure_label(measure))
    return f"{words[0].upper()}{words[1:]}"
