"""Which measures of firms tables and pictures show, and what happened on the way that a reader must know of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tci_sim.messages import Message, message
from tci_sim.names import measure_label
from tci_sim.runs.report_measures import omission_notes, omitted_measures
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.labels import shock_sentence
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import exact_mean

if TYPE_CHECKING:
    from tci_sim.runs.result import RunData


def select_measures(question: Scenario, default_measures: Sequence[str]) -> tuple[str, ...]:
    """List the measures to be shown: those that the scenario asks for, or the usual ones that mean something in it.

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
    """Return a measure of the firms, or a mean of several, (month, firm)."""
    names = MEANS[measure] if isinstance(measure, str) and measure in MEANS else (measure,)
    return exact_mean([result.series(name) for name in names], axis=0)


def select_single_measures(question: Scenario, default_measures: Sequence[str]) -> tuple[str, ...]:
    """List what is shown of measures taken one by one, which leaves the means of several out."""
    return tuple(name for name in select_measures(question, default_measures) if name not in MEANS)


def shown_label(measure: str) -> Message | str:
    """Return what a measure, or a mean of several, is called."""
    return Message(f"mean.{measure}.label") if measure in MEANS else measure_label(measure)


def notes_on_omitted(question: Scenario, default_measures: Sequence[str]) -> list[Message]:
    """Return which of the usual measures are omitted, and why: a sentence for each reason."""
    names = question.report or default_measures
    return omission_notes(question, names, {name: shown_label(name) for name in names})


def notes_on_scale(question: Scenario) -> list[Message]:
    """Say for how many customers each simulated one stands, where it stands for more than itself."""
    market = question.market
    if market.people == market.customers:
        return []
    each = f"{market.customers / market.people:,.6g}"
    return [
        message("run.simulated", simulated=f"{market.people:,}", customers=f"{market.customers:,}", each=each)
    ]


def firms_without_customers(result: RunData) -> frozenset[str]:
    """List the firms that had no customers in the last year: nothing that is said of customers is said of them."""
    if result.question.market.customers == 0:  # nor had they any in months that nobody simulated
        return frozenset(result.firms)
    served = result.last_year("customers")
    return frozenset(name for name in result.firms if served.get(name, 0.0) == 0.0)


def timeline(question: Scenario) -> tuple[tuple[int, int, Message], ...]:
    """List what happens on the timeline: first month, the month after the last, and what."""
    return tuple(
        (shock.month, shock.end or shock.month + 1, shock_sentence(question, shock))
        for shock in sorted(question.shocks, key=lambda shock: shock.month)
        if shock.month < question.months
    )


def shock_lines(question: Scenario) -> list[Message]:
    """Return what happens on the timeline and in which months, a line a shock."""
    lines = []
    for first, end, happens in timeline(question):
        last = min(end, question.months) - 1
        if last > first:
            lines.append(
                message(
                    "table.shock_lasts",
                    month=first, nth=first + 1, last=last, nth_last=last + 1, happens=happens,
                )
            )  # fmt: skip
        else:
            lines.append(message("table.shock", month=first, nth=first + 1, happens=happens))
    return lines
