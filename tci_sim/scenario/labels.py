"""What tables and charts call what a scenario names: its own label, or ours, or the name as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tci_sim.messages import Message, Text, listing, message
from tci_sim.names import as_written, label, quoted
from tci_sim.scenario.changes import values_in
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import Path, dotted

Labelled = Literal["firm", "policy", "attribute", "segment", "role"]
"""What a scenario can give a label."""


def label_in(scenario: Scenario, kind: Labelled, name: str) -> Text | str:
    """Return what something in a scenario is called.

    Parameters
    ----------
    scenario : Scenario
        Where it is named.
    kind : {"firm", "policy", "attribute", "segment", "role"}
        What it is.
    name : str
        Its name in the scenario, which may not have it, or of a policy that follows from a firm's own levers.

    Returns
    -------
    Text or str
        The label that the scenario gives it; or else ours, of a name in a shipped file; or else the name.
    """
    named: Mapping[Labelled, Mapping[str, Any]] = {
        "firm": scenario.firms,
        "policy": with_own_levers(scenario).policies,
        "attribute": scenario.market.attributes,
        "segment": scenario.market.segments,
        "role": scenario.network.roles,
    }
    own: Text | None = getattr(named[kind].get(name), "label", None)
    return own or label(kind, name)


def shock_sentence(scenario: Scenario, shock: Shock) -> Message:
    """Return whom a shock hits, and how, as it is shown on a timeline.

    Parameters
    ----------
    scenario : Scenario
        Where the shock is.
    shock : Shock
        One of its shocks.

    Returns
    -------
    Message
    """
    policy = "" if shock.policy is None else label_in(scenario, "policy", shock.policy)
    return Message(
        f"shock.{shock.kind}.happens",
        (
            ("target", _target(scenario, shock)),
            ("size", message("number.percent", number=f"{100 * shock.size:g}")),
            ("policy", quoted(policy)),
            ("months", message("time.months", count=shock.months)),
            ("values", listing([*_new_values(scenario, shock)])),
        ),
    )


def _new_values(scenario: Scenario, shock: Shock) -> Iterator[Message]:
    """Say of each value that a shock changes what it becomes, and of which attribute or segment it is."""
    for path, value in values_in(shock.levers):
        yield message("shock.value", **_named_value(path, value))
    for path, value in values_in(shock.world):
        yield message("shock.value", **_named_value(("world", *path), value))
    kinds: Mapping[str, Labelled] = {"attributes": "attribute", "segments": "segment"}
    for (group, name, *field), value in values_in(shock.market):
        of = [label_in(scenario, kinds[group], name)]
        of += [label_in(scenario, "attribute", attribute) for attribute in field[1:]]
        said = _named_value(("market", group, name, field[0]), value)
        yield message("shock.value_of", whose=listing(map(quoted, of)), **said)


def _named_value(path: Path, value: float) -> dict[str, Message | str]:
    known = catalogue()[general_name(dotted(path))]
    return {"name": known.label, "value": as_written(f"{value:g}", known.unit)}


def _target(scenario: Scenario, shock: Shock) -> Text | str:
    kind = SHOCKS[shock.kind].target_kind
    if kind is None:
        return ""
    if shock.target is None:
        return label("shocked", kind)
    if kind == "node":
        return quoted(shock.target)
    return quoted(label_in(scenario, "attribute" if kind == "attribute" else "firm", shock.target))
