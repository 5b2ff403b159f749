"""What tables and charts call what a scenario names: its own label, or ours, or the name as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from tci_sim.messages import Message, Text, message
from tci_sim.names import label, quoted
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS

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
            ("months", message("time.months", count=shock.duration)),
        ),
    )


def _target(scenario: Scenario, shock: Shock) -> Text | str:
    kind = SHOCKS[shock.kind].target_kind
    if shock.target is None:
        return label("shocked", kind)
    if kind == "node":
        return quoted(shock.target)
    return quoted(label_in(scenario, "attribute" if kind == "attribute" else "firm", shock.target))
