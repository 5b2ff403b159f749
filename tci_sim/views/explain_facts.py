"""What is known of each thing that `explain` finds: one line a fact, in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tci_sim.messages import Message, Value, listing, message
from tci_sim.names import as_written, label, meaning, source_text, unit_label
from tci_sim.scenario import library
from tci_sim.scenario.explain import Parameter
from tci_sim.scenario.files import SECTOR_PARTS
from tci_sim.scenario.sectors import published_of, values_of
from tci_sim.scenario.shocks import SHOCKS, ShockKind
from tci_sim.scenario.tree import words_at
from tci_sim.scenario.yaml_file import read_yaml
from tci_sim.views.measure_units import measure_unit
from tci_sim.views.policy_costs import sentence

if TYPE_CHECKING:
    from tci_sim.analysis.policy_costs import PolicyCost

Facts = Mapping[str, Value]
"""By the name of each fact, of which `explain.fact.<name>` is the heading; what does not apply is absent."""


def facts_of_measure(name: str) -> Facts:
    """Return what is known of a measure; a share or degree of 1 has no unit."""
    unit = measure_unit(name)
    return _those_that_apply(
        {
            "label": label("measure", name),
            "meaning": meaning("measure", name),
            "unit": None if unit == "-" else unit_label(unit),
        }
    )


def facts_of_group(path: str) -> Facts:
    """Return what is known of a group of parameters."""
    return _those_that_apply({"label": label("group", path), "meaning": meaning("group", path)})


def facts_of_parameter(parameter: Parameter) -> Facts:
    """Return what is known of a lever, an uncertainty or a setting."""
    unit = parameter.unit
    default = _word(parameter.default)
    return _those_that_apply(
        {
            "label": parameter.label,
            "meaning": parameter.said,
            "type": _type(parameter),
            "default": message("explain.must_be_given") if parameter.required else as_written(default, unit),
            "plausible": _range(parameter.plausible, unit),
            "allowed": _range(parameter.allowed, unit),
            "off": None if parameter.off is None else _word(parameter.off),
            "acts_through": ", ".join(parameter.acts_through),
            "acts_only_on": label("object", parameter.acts_only_on),
            "settled": message("explain.settled") if parameter.settled else None,
            "paid_as": ", ".join(f"{account}_paid" for account in parameter.paid_as),
            "cost": ", ".join(filter(None, (parameter.cost, *parameter.prices))),
            "source": source_text(parameter.source),
            "evidence": label("evidence", parameter.evidence),
            "sectors": ", ".join(_in_sectors(parameter)),
        }
    )


def facts_of_policy(name: str) -> Facts:
    """Return what is known of a policy of the library: why it is as it is, and its file."""
    path = library.files(library.POLICY)[name]
    written = read_yaml(path)
    called = words_at(written, "label") or label("policy", name)
    facts: dict[str, Value] = {"label": called, "reason": words_at(written, "reason"), "file": str(path)}
    cost = cost_of_policy(name)
    return facts if cost is None else {**facts, "yearly_cost": sentence(cost)}


@cache
def cost_of_policy(name: str) -> PolicyCost | None:
    """Return what a policy of the library costs a firm of the reference market in a year; None where none is known."""
    from tci_sim.analysis.policy_costs import policy_costs
    from tci_sim.scenario.load import load

    return next((cost for cost in policy_costs(load("baseline")) if cost.policy == name), None)


def _in_sectors(parameter: Parameter) -> Iterator[str]:
    """Go through the sectors that give a parameter a value, with that value."""
    if parameter.path.partition(".")[0] not in SECTOR_PARTS:
        return
    for name in library.files(library.SECTOR):
        for path, value in values_of(name).items():
            if path == parameter.path:
                yield f"{name} {_word(value)}"


def facts_of_sector(name: str) -> Facts:
    """Return what is known of a sector of the library: why it is as it is, what it sets, what was published of it."""
    path, published = library.files(library.SECTOR)[name], published_of(name)
    facts: dict[str, Value | None] = {
        "label": label("sector", name),
        "reason": words_at(read_yaml(path), "reason"),
        "sets": ", ".join(f"{each} {_word(value)}" for each, value in values_of(name).items()),
        "file": str(path),
    }
    if published:
        facts["published"] = message(
            "explain.published", measure=label("measure", published.measure),
            low=f"{published.low:g}", high=f"{published.high:g}", source=published.source,
        )  # fmt: skip
    return _those_that_apply(facts)


def facts_of_shock(name: str) -> Facts:
    """Return what is known of a kind of shock."""
    kind = SHOCKS[name]
    changed = "levers" if kind.changes_levers else "world"
    fields = {
        "target": "target", "size": "size", "policy": "policy", "months": "duration", "values": changed,
    }  # fmt: skip
    names = {
        value: message("explain.placeholder", name=label("setting", f"shocks.*.{field}"))
        for value, field in fields.items()
    }
    happens = message(f"shock.{name}.happens", **names)
    return _those_that_apply(
        {
            "label": label("shock", name),
            "happens": happens,
            "hits": _target(kind),
            "size": message("explain.at_most", most=f"{kind.most:g}") if kind.most else None,
            "lasts": _length(kind),
        }
    )


def _target(kind: ShockKind) -> Message:
    """Return what a kind of shock hits, and whether it must be named."""
    if kind.target_kind is None:
        return message("explain.no_target")
    target = label("holder", kind.target_kind)
    if kind.one_only:
        return message("explain.one_target", target=target)
    return message("explain.any_target", target=target)


def _length(kind: ShockKind) -> Message | None:
    """Return for how long a kind of shock lasts; None where it does not."""
    if kind.returns:
        return message("explain.for_good")
    return message("explain.some_months") if kind.lasts else None


def _those_that_apply(facts: Mapping[str, Value | None]) -> Facts:
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _type(parameter: Parameter) -> Message:
    if parameter.type == "choice":
        return message("explain.type.choice", choices=listing(parameter.choices, "or"))
    return Message(f"explain.type.{parameter.type.replace(' ', '_')}")


def _range(bounds: tuple[float, float] | None, unit: str) -> Value | None:
    if bounds is None:
        return None
    low, high = (f"{bound:.6g}" for bound in bounds)
    if low == high:
        return message("explain.only", value=as_written(low, unit))
    return as_written(message("explain.range", low=low, high=high), unit)


def _word(value: Any) -> Message | str:
    """Return a value as a scenario file has it."""
    if value is None or value in ((), {}, ""):
        return message("explain.absent")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
