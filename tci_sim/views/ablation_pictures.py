"""The pictures of an ablation: what each mechanism brings alone, as the last, and on average."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.ablation import ALONE, AVERAGE, BEYOND, LAST, SUM, WHOLE, effects
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.names import label, measure_label
from tci_sim.plots.intervals import Grouped, grouped
from tci_sim.plots.picture import save_both
from tci_sim.plots.style import figure_of
from tci_sim.views.ablation import EFFECT_IDS, estimate_of
from tci_sim.views.study_names import between_labels, holder_label
from tci_sim.views.sweep_pictures import value_of_run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABELS: dict[str, Value] = {effect: Message(f"ablation.effect.{id_}") for effect, id_ in EFFECT_IDS.items()}


def draw(result: SweepData, measure: str, ax: Axes | None = None) -> Axes:
    """Draw what each mechanism brings alone, as the last, and on average.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is an ablation.
    measure : str
        Name of a measure that was reported.
    ax : Axes, optional
        Axes to draw on; a new figure by default.

    Returns
    -------
    Axes
    """
    frame = effects(result)
    part = frame[frame["measure"] == measure]
    names = result.study.plan.levers
    first, last = between_labels(result)
    return grouped(
        Grouped(
            title=message("charts.ablation.title", measure=measure_label(measure)),
            names=tuple(label("mechanism", name) for name in names),
            series={
                effect: np.array([estimate_of(part, effect, name) for name in names])
                for effect in (ALONE, LAST, AVERAGE)
            },
            summary_rows={effect: estimate_of(part, effect) for effect in (WHOLE, SUM, BEYOND)},
            unit=unit_of_run(measure),
            quantity=message("charts.difference", quantity=measure_label(measure)),
            rows=message("charts.ablation.mechanism"),
            caption=(
                message("charts.ablation.from_to", first=first, last=last, firm=holder_label(result)),
                _averaged(result.replications),
                value_of_run(measure, result.study.base.months),
            ),
            differences=True,
            labels=_LABELS,
        ),
        ax,
    )


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw one picture for each measure into a folder, which is made where it is absent.

    Returns
    -------
    tuple of Path
        The PNG files, in order; beside each stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(figure_of(draw(result, name)), folder, name) for name in result.study.report)


def _averaged(replications: int) -> Message:
    if replications == 1:
        return message("charts.ablation.one_run")
    return message("charts.ablation.runs", replications=f"{replications:,}")
