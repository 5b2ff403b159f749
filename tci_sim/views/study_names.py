"""What a study varies, whose figures it reports and what it measures, as they are called in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import alternatives
from tci_sim.designs.grouped_changes import REST
from tci_sim.messages import Message, Value, listing, message
from tci_sim.names import label, measure_label, parameter_label
from tci_sim.scenario.labels import Labelled, label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL

_POLICY = "policy"

_KINDS: Mapping[str, Labelled] = {
    "attributes": "attribute",
    "segments": "segment",
    "roles": "role",
    "firms": "firm",
    "policies": "policy",
}
"""What a name in a path is the name of, by the key before it."""


def measure_title(measure: str) -> str:
    """Return what a measure is called, as the beginning of a line."""
    return capitalised(str(measure_label(measure)))


def capitalised(text: str) -> str:
    """Begin a text with a capital letter.

    Examples
    --------
    >>> capitalised("value to owners"), capitalised("")
    ('Value to owners', '')
    """
    return f"{text[:1].upper()}{text[1:]}"


def holder_label(result: SweepData, holder: str = "") -> Value:
    """Return whose figures are reported; whom the study is about where nobody is named."""
    holder = holder or result.holder
    if holder == FOCAL:
        return message("study.focal_firm")
    firm = label_in(result.study.base, "firm", holder)
    return firm if firm != holder else label("holder", holder)


def varied_label(path: str, base: Scenario) -> Value:
    """Return what a study varies at a path, and of whom: a parameter, or a group of them."""
    found = parameter_label(path)
    if isinstance(found, str):
        return label("group", path)
    whose = list(_whose(path.split("."), found.id, base))
    return message("study.label_of", label=found, whose=listing(whose)) if whose else found


def _whose(keys: list[str], id_: str, base: Scenario) -> Iterator[Value]:
    """Go through the names in a path that stand for a star in the path of the label."""
    known = id_.removesuffix(".label").split(".")[1:]
    if keys[0] == "policies" and known[0] != "policies":
        yield label_in(base, "policy", keys[1])
        keys = keys[2:]
    for place, key in enumerate(known):
        if key == "*" and keys[place].isdigit():
            yield message("study.tier", number=int(keys[place]) + 1)
        elif key == "*":
            yield label_in(base, _KINDS[keys[place - 1]], keys[place])


def group_label(name: str, base: Scenario) -> Value:
    """Return what a group of changes is called: a group of parameters, one of them, a firm, or a mechanism."""
    keys = name.split(".")
    if name == REST:
        return message("shapley.rest")
    if keys[0] == "firms" and len(keys) == 2:
        return message("shapley.firm", firm=label_in(base, "firm", keys[1]))
    found = varied_label(name, base)
    return label("mechanism", name) if found == name else found


def value_label(path: str, value: Any, base: Scenario) -> Value:
    """Return a value of what is varied; a policy or a firm by what it is called."""
    last = path.rpartition(".")[2]
    if last.endswith(_POLICY):
        return label_in(base, "policy", str(value))
    if last == "focal_firm":
        return label_in(base, "firm", str(value))
    if isinstance(value, bool):
        return message("study.yes" if value else "study.no")
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def values_label(values: Mapping[str, Any], base: Scenario) -> Value:
    """Return what is varied, with its values; a policy alone is only named."""
    if len(values) == 1 and next(iter(values)).endswith(f".{_POLICY}"):
        return value_label(*next(iter(values.items())), base)
    each = [
        message("study.value", label=varied_label(path, base), value=value_label(path, value, base))
        for path, value in values.items()
    ]
    return listing(each) if each else message("study.unchanged")


def alternative_labels(result: SweepData) -> list[Value]:
    """Return what the alternatives of each world are called, in their order."""
    found = [values_label(values, result.study.base) for values in alternatives(result)]
    return found if len(set(found)) == len(found) else list(map(str, range(len(found))))


def case_label(result: SweepData, case: int) -> Value:
    """Return what a case is called: by its own name, or by what is varied."""
    each = result.study.plan[case]
    if each.name != str(each.number):
        return each.name
    return values_label({**each.levers, **each.uncertainties}, result.study.base)


def difference_label(result: SweepData) -> Message | None:
    """Return what is subtracted from what, where a study compares alternatives: the last of them and the first."""
    first, *others = alternative_labels(result)
    if not others:
        return None
    return message("study.difference", other=quoted(others[-1]), reference=quoted(first))


def between_labels(result: SweepData) -> tuple[Message, Message]:
    """Return from which policy to which an ablation leads."""
    first, last = (
        quoted(label_in(result.study.base, "policy", name)) for name in result.study.between or ("", "")
    )
    return first, last


def count_of_cases(count: int) -> Message:
    """Return how many cases."""
    return message("study.cases", count=count, number=f"{count:,}")


def count_of_replications(count: int) -> Message:
    """Return how many replications."""
    return message("study.replications", count=count, number=f"{count:,}")


def quoted(name: Value) -> Message:
    """Return a name inside a sentence: in Chinese between 「 and 」."""
    return message("name.quoted", name=name)
