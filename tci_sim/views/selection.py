"""Which measures of firms tables and pictures show, and what happened on the way that a reader must know of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.labels import shock_sentence
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import exact_mean

if TYPE_CHECKING:
    from tci_sim.runs.result import RunData


def select_measures(question: Scenario, default_measures: Sequence[str]) -> tuple[str, ...]:
    """Name the measures to be shown: those that the scenario asks for, or the usual ones that mean something in it.

    Parameters
    ----------
    question : Scenario
        Its `report` names measures, where it has one.
    default_measures : sequence of str
        What is shown where it has none.

    Returns
    -------
    tuple of str
    """
    return tuple(
        name for name in question.report or default_measures if name not in omitted_measures(question)
    )


def measure_series(result: RunData, measure: str) -> NDArray[np.float64]:
    """Give a measure of the firms, or a mean of several, (month, firm)."""
    return exact_mean([result.series(name) for name in MEANS.get(measure, (measure,))], axis=0)


def select_single_measures(question: Scenario, default_measures: Sequence[str]) -> tuple[str, ...]:
    """Name what is shown of measures taken one by one, which leaves the means of several out."""
    return tuple(name for name in select_measures(question, default_measures) if name not in MEANS)


def omission_note(question: Scenario, default_measures: Sequence[str]) -> str:
    """Say in one sentence which of the usual measures are left out, and why; nothing where none is."""
    reasons = omitted_measures(question)
    left_out = [name.replace("_", " ") for name in question.report or default_measures if name in reasons]
    if not left_out:
        return ""
    why = " and ".join(
        dict.fromkeys(reasons[name] for name in question.report or default_measures if name in reasons)
    )
    return f"Omitted because {why}: {', '.join(left_out)}."


def timeline(question: Scenario) -> tuple[tuple[int, int, str], ...]:
    """List what happens on the timeline: first month, the month after the last, and what, in words."""
    return tuple(
        (shock.month, shock.month + shock.duration, str(shock_sentence(question, shock)))
        for shock in sorted(question.shocks, key=lambda shock: shock.month)
        if shock.month < question.months
    )
