"""Which measures of a run are reported: those that its scenario asks for, and which of all mean nothing in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from tci_sim.arguments import kind_of
from tci_sim.engine.accounts import SIDES
from tci_sim.engine.measures.columns import MEASURES, WITHOUT_CHOICE, WITHOUT_PRICE
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, Value, listing, message
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.schema import Scenario

USUAL = ("profit", "satisfaction", "share", "value_total")
"""What is reported of firms where nothing else is asked for."""

LESS_IS_BETTER = frozenset(
    {
        "complaints", "switching", "churn_year", "customers_lost", "need_gap", "unit_cost", "prevention_cost",
        "appraisal_cost", "internal_failure_cost", "external_failure_cost", "programme_cost", "platform_cost",
        "acting_cost", "cycle_time", "lead_time", "inventory", "order_variance_ratio", "backlog", "layoffs", "turnover",
        "defects", "lots_reworked", "own_time", "own_time_at_wages", "preparation_in_vain", "stated_weight_error",
        "derived_weight_error", *(f"{account}_paid" for account in SIDES),
    }
)  # fmt: skip
"""Measures of which nobody wants more: who takes more as better does not rank by them."""

Omission = Literal["captive", "unpaid"]
"""Why a measure means nothing: customers cannot leave, or they do not pay."""


def omitted_measures(question: Scenario) -> Mapping[str, Omission]:
    """Say of each measure that means nothing in a scenario why that is so.

    Returns
    -------
    mapping of str to Omission
        Name of the measure to reason; empty in a market in which customers choose and pay.
    """
    omitted: dict[str, Omission] = {}
    if not question.market.priced:
        omitted.update(dict.fromkeys(WITHOUT_PRICE, "unpaid"))
    if question.market.captive:
        omitted.update(dict.fromkeys(WITHOUT_CHOICE, "captive"))
    return omitted


def no_measure(id_: str, measure: object, known: Iterable[str]) -> Message:
    """Say that a measure is not there, with the nearest name; of a mean of several, which these are.

    Parameters
    ----------
    id_ : str
        What is said of any other; its placeholder is `{name}`.
    measure : object
        What was asked for.
    known : iterable of str
        What is there.
    """
    name = measure if isinstance(measure, str) else kind_of(measure)
    if name in MEANS:
        return message("result.mean_of", name=name, measures=listing(MEANS[name], "and"))
    return meant(id_, name, known, name=name)


def check_more_is_better(measure: str) -> None:
    """Refuse to rank by a measure of which less is better, as if more were.

    Raises
    ------
    InputError
        If it is such a measure.
    """
    if measure in LESS_IS_BETTER:
        raise InputError(message("report.less_is_better", measure=measure))


def omission_notes(question: Scenario, names: Sequence[str], labels: Mapping[str, Value]) -> list[Message]:
    """Say, in a sentence for each reason, which of some measures are omitted and why.

    Parameters
    ----------
    question : Scenario
        The scenario.
    names : sequence of str
        Measures that would be shown.
    labels : mapping of str to str or Text
        What each is called; its name by default.
    """
    reasons = omitted_measures(question)

    def of(reason: Omission) -> list[Value]:
        return [labels.get(name, name) for name in names if reasons.get(name) == reason]

    notes = []
    if captive := of("captive"):
        notes.append(message("omitted.captive", measures=listing(captive)))
    if unpaid := of("unpaid"):
        notes.append(message("omitted.unpaid", measures=listing(unpaid)))
    return notes


def omission_reason(reason: Omission) -> Message:
    """Return why a measure is omitted, as a clause: "customers cannot leave"."""
    return message("omitted.reason.captive") if reason == "captive" else message("omitted.reason.unpaid")


def check_report(question: Scenario) -> None:
    """Refuse a report on what is not measured of firms, before anything is run.

    Raises
    ------
    InputError
        With one line for each such name.
    """
    known = [*(measure.name for measure in MEASURES["firm"]), *MEANS]
    faults = [
        meant("report.no_measure", name, known, number=number, name=repr(name))
        for number, name in enumerate(question.report)
        if name not in known
    ]
    if faults:
        raise InputError(*faults)
