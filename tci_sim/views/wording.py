"""Texts that several pictures have: lengths of time, shares, names, what is varied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.plan import Case
from tci_sim.engine.measures.columns import is_added_up
from tci_sim.messages import Listing, Message, Value, listing, message
from tci_sim.messages.numbers import number
from tci_sim.names import label, parameter_label
from tci_sim.runs.figures import LAST_MONTHS


def length(months: int) -> Message:
    """Return a length of time: years where it is whole years, months where not."""
    if months % 12 == 0 and months:
        return message("time.years", count=months // 12)
    return message("time.months", count=months)


def percent(share: float) -> Message:
    """Return a share of 1 in percent."""
    return message("number.percent", number=number(100.0 * share, 0))


def value_of_run(measure: str, months: int) -> Message:
    """Say which months the figure of a run is about."""
    if is_added_up(measure):
        return message("charts.value.sum", length=length(months))
    return message("charts.value.mean", count=min(LAST_MONTHS, months), length=length(months))


def firms_listed(names: list[str]) -> Listing:
    """Return the names of firms in a row."""
    return listing([label("firm", name) for name in names])


def case_name(result: SweepData, case: Case) -> Value:
    """Return what a case of a study is called: its own name, or what is varied in it."""
    if case.name != str(case.number):
        return label("policy", case.name)
    varied = {**case.levers, **case.uncertainties}
    return varied_name(varied) if varied else message("charts.sweep.unchanged")


def varied_name(values: Mapping[str, Any]) -> Value:
    """Return what is varied, and to what; of a policy that is exchanged, the name of the policy."""
    items: list[Value] = []
    for path, value in values.items():
        if path.endswith(".policy"):
            items.append(label("policy", str(value)))
        else:
            shown = f"{value:.4g}" if isinstance(value, float) else str(value)
            items.append(message("charts.sweep.varied", label=part_name(path), value=shown))
    return items[0] if len(items) == 1 else listing(items)


def part_name(path: str) -> Value:
    """Return what a parameter, or a group of them, is called; with whose it is where several have it.

    Examples
    --------
    >>> str(part_name("world.choice")), str(part_name("market.attributes.fit.half_life"))
    ('choice', 'half-life of shortfalls of fit')
    """
    group = label("group", path)
    if not isinstance(group, str):
        return group
    found = parameter_label(path)
    if isinstance(found, str):
        return found.removeprefix("world.").replace("_", " ")
    whose = _whose(path.split("."))
    return found if whose is None else message("charts.sweep.of", label=found, whose=whose)


def _whose(keys: list[str]) -> Value | None:
    """Return whose a parameter is, of those of which there are several."""
    match keys:
        case ["market", "attributes", name, _]:
            return label("attribute", name)
        case ["market", "segments", name, *_]:
            return label("segment", name)
        case ["network", "roles", name, *_]:
            return label("role", name)
        case ["firms", name, _]:
            return label("firm", name)
        case ["policies", name, *_]:
            return label("policy", name)
    return None
