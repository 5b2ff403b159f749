"""Explain every parameter: what it means, its unit, default, range and source, and whose it is to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tci_sim.errors import InputError, nearest
from tci_sim.scenario.field_docs import meanings
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import dotted, unwrapped

Kind = Literal["lever", "uncertainty", "setting"]
"""A lever is a firm's to choose, an uncertainty the world's, a setting the asker's."""

_LEVERS = "policies.*."


@dataclass(frozen=True)
class Parameter:
    """One parameter as the schema declares it."""

    path: str
    """Its dotted path, of a lever inside its policy; `*` stands for a name or position that is free."""
    kind: Kind
    meaning: str
    type: str
    """In words: "number", "whole number", "text", ..."""
    unit: str
    default: Any
    """None where a scenario must give it, or where it may be absent."""
    required: bool
    plausible: tuple[float, float] | None
    """The range over which sweeps and sampled worlds move it."""
    allowed: tuple[float, float] | None
    """What a scenario may set."""
    off: float | None
    """The value at which what it drives has no effect, no cost and takes no time."""
    acts_through: tuple[str, ...]
    """What it acts through, "a or b" where one of two will do: it acts on nothing while any of these rests."""
    acts_only_on: str
    """What it acts on where it acts on nothing in a run."""
    paid_as: tuple[str, ...]
    """The accounts under which a lever is paid for: each has a measure, with `_paid` after it."""
    cost: str
    """The path of what a lever costs, where the world sets that."""
    source: str
    evidence: str

    def __str__(self) -> str:
        return "\n".join(f"{name:<12}{text}" for name, text in self.facts().items())

    def facts(self) -> dict[str, str]:
        """Return what is known of it as text, by the name of each fact; what does not apply is absent."""
        unit = "" if self.unit == "-" else f" {self.unit}"
        facts = {
            self.kind: self.path,
            "meaning": self.meaning,
            "type": self.type,
            "default": "none: a scenario must give it" if self.required else f"{_word(self.default)}{unit}",
            "plausible": _range(self.plausible, unit),
            "allowed": _range(self.allowed, unit),
            "off at": "" if self.off is None else _word(self.off),
            "through": ", ".join(self.acts_through),
            "acts on": self.acts_only_on,
            "paid as": ", ".join(f"{account}_paid" for account in self.paid_as),
            "costs": self.cost,
            "source": self.source,
            "evidence": self.evidence,
        }
        return {name: text for name, text in facts.items() if text}


@cache
def catalogue() -> Mapping[str, Parameter]:
    """Return every parameter by its path, in the order of the schema."""
    found = {parameter.path: parameter for parameter in _parameters(Scenario, "")}
    return MappingProxyType(found)


def below(name: str) -> list[Parameter]:
    """Return the parameter of this path, or those of the group; all of them for an empty path."""
    inside = f"{name}."
    return [each for path, each in catalogue().items() if not name or path == name or path.startswith(inside)]


def explain(name: str) -> tuple[Parameter, ...]:
    """Find parameters by name.

    Parameters
    ----------
    name : str
        A dotted path, as in a scenario file, in a policy or in the catalogue; a group of them; or the end of
        a path.

    Returns
    -------
    tuple of Parameter
        More than one where the name is that of a group, or ends several paths.

    Raises
    ------
    InputError
        No parameter has that name; the nearest one is named.

    Examples
    --------
    >>> [parameter.path for parameter in explain("p_learn")]
    ['learning.p_learn']
    >>> explain("policies.ours.learning.p_learn") == explain("p_learn")
    True
    """
    general = general_name(name)
    found = below(general) if general else []
    found = found or [each for path, each in catalogue().items() if path.endswith(f".{name}")]
    if not found:
        raise InputError(f"{dotted((name,)) or repr(name)} is not a parameter.{_nearest(name)}")
    return tuple(found)


def general_name(name: str) -> str:
    """Replace the free names in a path by stars, and leave out the policy that a lever is in.

    Examples
    --------
    >>> general_name("policies.ours.learning.p_learn"), general_name("network.tiers.0.count")
    ('learning.p_learn', 'network.tiers.*.count')
    """
    keys = tuple(name.split("."))
    for whole in _whole_paths():
        stars = whole[: len(keys)]
        if (
            len(keys) == len(stars)
            and "*" in stars
            and all(b in ("*", a) for a, b in zip(keys, stars, strict=True))
        ):
            return ".".join(stars).removeprefix(_LEVERS)
    return name


@cache
def _whole_paths() -> tuple[tuple[str, ...], ...]:
    """List the paths of all parameters from the top of a scenario, those of levers too."""
    lever = {True: _LEVERS, False: ""}
    return tuple(tuple((lever[each.kind == "lever"] + path).split(".")) for path, each in catalogue().items())


def _nearest(name: str) -> str:
    by_end = {path.rpartition(".")[2]: path for path in catalogue()}
    if found := nearest(name, catalogue()):
        return found
    found = nearest(name.rpartition(".")[2], by_end)
    end = found.partition("'")[2].partition("'")[0]
    return f" Did you mean '{by_end[end]}'?" if found else ""


def _parameters(kind: type[Part], path: str) -> Iterator[Parameter]:
    for name, field in kind.model_fields.items():
        here = f"{path}{name}"
        inside = unwrapped(field.annotation)
        if get_origin(inside) in (dict, tuple) and _is_part(
            element := unwrapped(get_args(inside)[_element(inside)])
        ):
            yield from _parameters(element, f"{here}.*.")
        elif _is_part(inside):
            yield from _parameters(inside, f"{here}.")
        else:
            meaning, through = meanings(kind).get(name, ""), kind.acts_through.get(name, ())
            yield _parameter(here, field, inside, meaning, through)


def _element(kind: Any) -> int:
    return 1 if get_origin(kind) is dict else 0


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def _parameter(
    path: str, field: FieldInfo, annotation: Any, meaning: str, acts_through: tuple[str, ...]
) -> Parameter:
    facts = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind: Kind = "setting"
    if facts and "." in path:
        kind = "lever" if path.startswith(_LEVERS) else "uncertainty"
    plausible = facts.get("plausible")
    return Parameter(
        path=path.removeprefix(_LEVERS) if kind == "lever" else path,
        kind=kind,
        meaning=meaning,
        type=_type(annotation),
        unit=str(facts.get("unit", "-")),
        default=None if field.is_required() else field.get_default(call_default_factory=True),
        required=field.is_required(),
        plausible=(float(plausible[0]), float(plausible[1])) if isinstance(plausible, list) else None,  # type: ignore[arg-type]
        allowed=_bounds(field),
        off=facts.get("off"),  # type: ignore[arg-type]
        acts_through=acts_through,
        acts_only_on=str(facts.get("acts_only_on", "")),
        paid_as=tuple(map(str, facts.get("paid_as", ()))),  # type: ignore[arg-type]
        cost=f"world.economy.{cost}" if (cost := facts.get("cost")) else "",
        source=str(facts.get("source", "")),
        evidence=str(facts.get("evidence", "")),
    )


def _bounds(field: FieldInfo) -> tuple[float, float] | None:
    low = [fact.ge for fact in field.metadata if hasattr(fact, "ge")]
    high = [fact.le for fact in field.metadata if hasattr(fact, "le")]
    return (float(low[0]), float(high[0])) if low and high else None


def _type(annotation: Any) -> str:
    names = {float: "number", int: "whole number", bool: "true or false", str: "text"}
    if annotation in names:
        return names[annotation]
    if get_origin(annotation) in (Union, UnionType):
        return _type(unwrapped(next(each for each in get_args(annotation) if each is not type(None))))
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(get_args(annotation))
    inner = _type(unwrapped(get_args(annotation)[_element(annotation)]))
    return f"mapping of names to {inner}s" if get_origin(annotation) is dict else f"list of {inner}s"


def _range(bounds: tuple[float, float] | None, unit: str) -> str:
    if bounds is None:
        return ""
    low, high = (_word(bound) for bound in bounds)
    return f"{low} to {high}{unit}" if low != high else f"only {low}{unit}"


def _word(value: Any) -> str:
    if value is None or value in ((), {}, ""):
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
