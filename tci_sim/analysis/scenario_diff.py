"""In what two scenarios differ, levers told apart from uncertainties."""

from __future__ import annotations

from typing import Any, NamedTuple

from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_data, as_tree, dotted, is_text_for_people, leaves

_SHOWN = 3
_PLURAL = {"lever": "levers", "uncertainty": "uncertainties", "setting": "settings"}


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
            if path[0] != "report" and not is_text_for_people(path)
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


def format_differences(found: list[ScenarioDifference]) -> str:
    """Say in one clause what differs: policies by how many levers they move, all else by name and value.

    Examples
    --------
    >>> in_words([Difference("months", "setting", 12, 24)])
    'setting months 12 -> 24'
    """
    said = []
    adopted = [each for each in found if each.path.startswith("firms.") and each.path.endswith(".policy")]
    for each in adopted:
        firm = each.path.removeprefix("firms.").removesuffix(".policy")
        levers = sum(other.path.startswith(f"firms.{firm}: ") for other in found)
        said.append(f"the policy of {firm}, {each.reference} -> {each.value} ({levers} levers)")
    named = [each for each in found if each not in adopted and ": " not in each.path]
    for kind in ("lever", "uncertainty", "setting"):
        these = [each for each in named if each.kind == kind]
        if these:
            shown = ", ".join(f"{e.path} {_short(e.reference)} -> {_short(e.value)}" for e in these[:_SHOWN])
            more = f" and {len(these) - _SHOWN} more" if len(these) > _SHOWN else ""
            said.append(f"{kind if len(these) == 1 else _PLURAL[kind]} {shown}{more}")
    return "; ".join(said) or "nothing"


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


def _short(value: Any) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
