"""What was probably meant by a name that is no parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from tci_sim.errors import names_shown, nearest_name
from tci_sim.messages import Message, message
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.focal import named_or_first
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import Path, as_data, dotted, find, inside, kind_at, leaves
from tci_sim.scenario.yaml_file import Node

_MONTHS_IN = {"year": 12, "quarter": 3}

_IN_FILES_ONLY: Mapping[type[Part], tuple[str, ...]] = MappingProxyType(
    {Scenario: ("base",), Policy: ("base", "reason", "reasons")}
)
"""What files have beside the parameters; from Python it is refused."""


def unknown_name(path: Path, node: Node, tree: Node) -> Message:
    """Suggest what was meant: a time in months, a lever of a policy, where the name belongs, or the nearest name.

    Parameters
    ----------
    path : Path
        Where the name stands, itself the last.
    node : Node
        What is said of it.
    tree : Node
        The scenario, as it was written.

    Returns
    -------
    Message
        For `format_fault`.
    """
    in_shock = _in_shock(path, node) if path[0] == "shocks" else None
    return in_shock or _in_months(path, node) or _lever_alone(path, node, tree) or _nearest(path, tree)


def _in_shock(path: Path, node: Node) -> Message | None:
    """Say how new values are written: below each other, and levers apart from the world."""
    group, _, name = str(path[-1]).rpartition(".")
    if group and general_name(dotted(path)) in catalogue():
        return message("fault.shock.nested", name=name, group=group)
    levers = {each.path for each in catalogue().values() if each.kind == "lever"}
    inside = dotted((*path[3:], *next((below for below, _ in leaves(node)), ())))
    if path[2:3] == ("world",) and inside in levers:
        return message("fault.shock.lever", lever=inside)
    return None


def _in_months(path: Path, node: Node) -> Message | None:
    """Say how a time in years or quarters is written: `years: 10` is `months: 120`, `burn_in_years: 5` is 60 months."""
    kind, name, value = kind_at(path[:-1]), str(path[-1]), node.value
    beside = kind.model_fields if _is_part(kind) else {}
    for unit, months in _MONTHS_IN.items():
        same = name.replace(unit, "month")
        cut = (name.removesuffix(f"_{word}") for word in (f"{unit}s", f"in_{unit}s", unit))
        found = next(
            (each for each in (same, f"{same}s", same.removesuffix("s"), *cut) if each in beside), ""
        )
        if unit in name and found:
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not float(months * value).is_integer()  # whole numbers have this only from Python 3.12 on
            ):
                return message("fault.parameter.in_months", near=found)
            return message("fault.parameter.months", near=found, months=f"{months * value:g}")
    return None


def _lever_alone(path: Path, node: Node, tree: Node) -> Message | None:
    """Say how a lever is written that stands without its policy, by its path, or by the end of it where that tells."""
    if path[0] == "policies":
        return None
    whole = next(((*path, *below) for below, _ in leaves(node)), path)
    levers = {each.path: each for each in catalogue().values() if each.kind == "lever"}
    tails = [dotted(whole[start:]) for start in range(len(whole))]
    if found := next((tail for tail in tails if tail in levers), ""):
        return _with_policy(found, whole, tree)
    ends = [name for name in catalogue() if name.endswith(f".{path[-1]}")]
    if len(path) == 1 and ends and ends[0] in levers:
        return _with_policy(ends[0], whole, tree)
    near = nearest_name(tails[0], levers, likeness=0.85) if len(path) == 1 < len(whole) else ""
    return _with_policy(near, whole, tree) if near else None


def _with_policy(lever: str, path: Path, tree: Node) -> Message:
    """Say how a lever is written: with the policy before it, that of the firm before it, or that of the focal firm."""
    parts = inside(tree)
    policies, firms = (inside(parts[name]) if name in parts else {} for name in ("policies", "firms"))
    named = as_data(parts["focal_firm"]) if "focal_firm" in parts else None
    focal = named_or_first(named, firms)
    firm = path[1] if path[0] == "firms" else focal
    adopted = as_data(find(tree, ("firms", str(firm), "policy"))[0])
    known = [path[0], adopted, *policies]
    policy = next((name for name in known if isinstance(name, str) and name in policies), "NAME")
    write = f"policies.{policy}.{lever}"
    if path[0] == "firms" and firm in firms:
        own = ".".join(map(str, path[: 4 if path[2] == "roles" else 2]))
        return message("fault.parameter.lever_of_firm", write=f"{own}.levers.{lever}", policy=write)
    return message("fault.parameter.lever", write=write, known=names_shown(policies))


def _nearest(path: Path, tree: Node) -> Message:
    """Suggest where this name belongs, or else the nearest name beside it, or else the nearest anywhere."""
    if place := _place(path, path[:-1]):
        return _not_a_parameter(place)
    kind = kind_at(path[:-1])
    beside: Iterable[str] = kind.model_fields if _is_part(kind) else ()
    extra = _IN_FILES_ONLY.get(kind, ()) if _is_part(kind) else ()
    known = beside if path[-1] in extra else (*beside, *extra)  # a name that is refused is not suggested
    if name := nearest_name(str(path[-1]), known):
        return _not_a_parameter(name, dotted((*path[:-1], name)))
    if not (place := _place(path, ())):
        ends = {each.path.rpartition(".")[2]: None for each in catalogue().values()}
        end = nearest_name(str(path[-1]), ends, likeness=0.8)
        place = _place((*path[:-1], end), ()) if end else ""
    lever = place.removeprefix("policies.*.")
    if lever != place and catalogue()[lever].kind == "lever":
        return _with_policy(lever, path, tree)
    return _not_a_parameter(place) if place else message("fault.parameter")


def _not_a_parameter(near: str, whole: str = "") -> Message:
    """Ask whether a name was meant, and say of a lever or an uncertainty that it is one."""
    known = catalogue().get(general_name(whole or near))
    if known is not None and known.kind == "lever":
        return message("fault.parameter.near_lever", near=near)
    if known is not None and known.kind == "uncertainty":
        return message("fault.parameter.near_uncertainty", near=near)
    return message("fault.parameter.near", near=near)


def _place(path: Path, above: Path) -> str:
    """Find the one place for a name in a part of the scenario, or in all of it where that is empty."""
    policy = dotted(path[:2]) if path[0] == "policies" and len(path) > 2 else "policies.*"
    named = [each for each in catalogue().values() if each.path.endswith(f".{path[-1]}")]
    places = [f"{policy}.{each.path}" if each.kind == "lever" else each.path for each in named]
    inside = [place for place in places if not above or place.startswith(f"{dotted(above)}.")]
    return inside[0] if inside else ""


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)
