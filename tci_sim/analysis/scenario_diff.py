"""In what two scenarios differ, levers told apart from uncertainties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tci_sim.messages import Listing, Message, Value, listing, message
from tci_sim.names import PARAMETERS, parameter_label, quoted
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_data, as_tree, dotted, is_text_for_people, leaves

_SHOWN = 3
"""How many changes of each kind of parameter are named."""


class ScenarioDifference(NamedTuple):
    """One value that two scenarios do not share; None where one of them has none."""

    path: str
    kind: str
    """"lever" (ours to set), "uncertainty" (the world's), or "setting"."""
    reference: Any
    value: Any


def scenario_differences(reference: Scenario, other: Scenario) -> list[ScenarioDifference]:
    """List what differs between two scenarios, but not the words that are said of them.

    Where a firm adopts another policy, the levers by which the two policies differ are listed too, as those of
    that firm (`firms.ours: culture.autonomy`).
    """
    kinds = catalogue()
    before, after = (
        {
            dotted(path): as_data(node)
            for path, node in leaves(as_tree(each))
            if path[0] != "report" and node.value != {} and not is_text_for_people(path)
        }
        for each in (reference, other)
    )
    found = []
    for path in dict.fromkeys([*before, *after]):
        if before.get(path) != after.get(path):
            known = kinds.get(general_name(path))
            found.append(
                ScenarioDifference(
                    path, known.kind if known else "setting", before.get(path), after.get(path)
                )
            )
    for firm in reference.firms:
        if firm in other.firms and reference.firms[firm].policy != other.firms[firm].policy:
            found += _levers_of(firm, reference, other)
    return found


def format_differences(
    found: Sequence[ScenarioDifference], reference: Scenario, other: Scenario
) -> Listing | None:
    """List what differs: policies by how many levers they move, all else by name and value; None where nothing does.

    Parameters
    ----------
    found : sequence of ScenarioDifference
        What `scenario_differences` found.
    reference, other : Scenario
        Where; their labels are used.
    """
    both = [f"firms.{firm}.policy" for firm in reference.firms if firm in other.firms]
    adopted = [each for each in found if each.path in both]
    said = [_policy_change(each, found, reference, other) for each in adopted]
    named = [each for each in found if each not in adopted and ": " not in each.path]
    for kind in PARAMETERS:
        said += [_change(each) for each in named if each.kind == kind][:_SHOWN]
    if missing := len(adopted) + len(named) - len(said):
        said.append(message("change.more", count=missing))
    return listing(said, "clauses") if said else None


def _policy_change(
    change: ScenarioDifference, found: Sequence[ScenarioDifference], reference: Scenario, other: Scenario
) -> Message:
    firm = change.path.removeprefix("firms.").removesuffix(".policy")
    return message(
        "change.policy",
        firm=quoted(label_in(reference, "firm", firm)),
        before=quoted(label_in(reference, "policy", change.reference)),
        after=quoted(label_in(other, "policy", change.value)),
        count=sum(each.path.startswith(f"firms.{firm}: ") for each in found),
    )


def _change(change: ScenarioDifference) -> Message:
    values: dict[str, Value] = {
        "path": change.path,
        "before": _written(change.reference),
        "after": _written(change.value),
    }
    called = parameter_label(change.path)
    if called == change.path:
        return message("change.plain", **values)
    if change.kind == "lever":
        return message("change.lever", label=called, **values)
    if change.kind == "uncertainty":
        return message("change.uncertainty", label=called, **values)
    return message("change.setting", label=called, **values)


def _levers_of(firm: str, reference: Scenario, other: Scenario) -> list[ScenarioDifference]:
    before, after = (
        {
            dotted(path): as_data(node)
            for path, node in leaves(as_tree(each.policies[each.firms[firm].policy]))
            if path[0] not in ("label", "reason", "reasons")
        }
        for each in (reference, other)
    )
    return [
        ScenarioDifference(f"firms.{firm}: {path}", "lever", before.get(path), after.get(path))
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    ]


def _written(value: Any) -> Value:
    """Write a value as scenario files have it."""
    if value is None:
        return message("change.none")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
