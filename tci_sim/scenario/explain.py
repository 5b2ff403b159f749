"""Explain every parameter: what it means, its unit, default, range and source, and whose it is to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tci_sim.errors import InputError, nearest_name
from tci_sim.messages import Language, Message, current_language, message
from tci_sim.messages.catalogue import template
from tci_sim.names import label
from tci_sim.scenario.changes import Change
from tci_sim.scenario.field_docs import meanings
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.tree import dotted, unwrapped
from tci_sim.scenario.words import Words

Kind = Literal["lever", "uncertainty", "setting"]
"""A lever is a firm's to choose, an uncertainty the world's, a setting the asker's."""

Type = Literal[
    "number", "whole number", "true or false", "text", "choice", "numbers by name", "names", "words"
]
"""What is written for a parameter."""

_LEVERS = "policies.*."
_START = "firms.*.start"
_ELSEWHERE = (
    "firms.*.levers", "firms.*.roles.*.levers", "firms.*.network", f"{_START}.roles", "network.tiers.*.start",
    "shocks.*.state",
)  # fmt: skip
"""Parts whose parameters are listed once, below another path: levers of policies, states of a firm at the start, and
files of the network."""
_SINGLE: Mapping[Any, Type] = MappingProxyType(
    {float: "number", int: "whole number", bool: "true or false", str: "text", Words: "words"}
)


@dataclass(frozen=True)
class Parameter:
    """One parameter as the schema declares it."""

    path: str
    """Its dotted path, of a lever inside its policy; `*` stands for a name or position that is free."""
    kind: Kind
    meaning: str
    """In English, as the schema has it; `said` is the same in the language in use."""
    type: Type
    choices: tuple[str, ...]
    """What it can be, where its type is "choice"."""
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
    """What it acts on where it acts on nothing in a run, by its name in the catalogue; mostly empty."""
    settled: bool
    """Whether it is settled before the first month, so that no change of the world can change it."""
    paid_as: tuple[str, ...]
    """The accounts under which a lever is paid for: each has a measure, with `_paid` after it."""
    cost: str
    """The path of what a lever costs, where the world sets that."""
    prices: tuple[str, ...]
    """The paths of what else it costs, in money or in working time."""
    source: str
    evidence: str

    @property
    def label(self) -> Message | str:
        """What it is called."""
        return label(self.kind, self.path)

    @property
    def said(self) -> SchemaMeaning:
        """What it means, in each language."""
        return SchemaMeaning(self.meaning, f"{self.kind}.{self.path}.meaning")


@dataclass(frozen=True)
class SchemaMeaning:
    """What a parameter means: in English as the schema says it, in other languages as the catalogue does."""

    english: str
    id: str

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""
        language = language or current_language()
        return self.english if language == "en" else template(language, self.id)

    def __str__(self) -> str:
        return self.text()


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
    if found := parameters_named(name):
        return found
    asked = dotted((name,)) or repr(name)
    if near := nearest_parameter(name):
        raise InputError(message("explain.no_parameter.near", asked=asked, near=near))
    raise InputError(message("explain.no_parameter", asked=asked))


def parameters_named(name: str) -> tuple[Parameter, ...]:
    """Return the parameters that `explain` finds; none where it refuses the name."""
    general = general_name(name)
    found = below(general) if general else []
    return tuple(found or [each for path, each in catalogue().items() if path.endswith(f".{name}")])


def general_name(name: str) -> str:
    """Replace the free names in a path by stars; leave out the policy, firm or change that a value is in.

    Examples
    --------
    >>> general_name("policies.ours.learning.p_learn"), general_name("network.tiers.0.count")
    ('learning.p_learn', 'network.tiers.*.count')
    >>> general_name("shocks.0.world.choice.taste"), general_name("shocks.0.levers.learning.p_learn")
    ('world.choice.taste', 'learning.p_learn')
    """
    keys = _without_shock(tuple(name.split(".")))
    if keys[0] == "firms" and keys[2:3] == ("levers",) and ".".join(keys[3:]) in catalogue():
        return ".".join(keys[3:])
    if (
        keys[0] == "firms"
        and keys[2:3] + keys[4:5] == ("roles", "levers")
        and ".".join(keys[5:]) in catalogue()
    ):
        return ".".join(keys[5:])
    if keys[0] == "firms" and keys[2:3] == ("network",) and ".".join(keys[2:]) in catalogue():
        return ".".join(keys[2:])
    if (state := _state_in(keys)) and f"{_START}.{state}" in catalogue():
        return f"{_START}.{state}"
    for whole in _whole_paths():
        stars = whole[: len(keys)]
        if (
            len(keys) == len(stars)
            and "*" in stars
            and all(b in ("*", a) for a, b in zip(keys, stars, strict=True))
        ):
            return ".".join(stars).removeprefix(_LEVERS)
    return ".".join(keys)


def _without_shock(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a value that changes on the timeline stands when it does not."""
    field = Shock.model_fields.get(keys[2]) if keys[0] == "shocks" and len(keys) > 3 else None
    if field is None or not is_change(field.annotation):
        return keys
    return keys[3:] if keys[2] == "levers" else keys[2:]


def is_change(kind: object) -> bool:
    """Return whether something of a type gives new values to what stands elsewhere in a scenario."""
    return isinstance(kind, type) and issubclass(kind, Change)


def _state_in(keys: tuple[str, ...]) -> str:
    """Return what state a path leads to that is set of a role, a tier or by an event; nothing where it does not."""
    if keys[0] == "firms" and keys[2:4] == ("start", "roles"):
        return ".".join(keys[5:])
    is_state = (keys[:2] == ("network", "tiers") and keys[3:4] == ("start",)) or (
        keys[0] == "shocks" and keys[2:3] == ("state",)
    )
    inside = keys[4 if keys[0] == "network" else 3 :]
    return ".".join(inside[2:] if inside[:1] == ("roles",) else inside) if is_state else ""


@cache
def _whole_paths() -> tuple[tuple[str, ...], ...]:
    """List the paths of all parameters from the top of a scenario, those of levers too."""
    lever = {True: _LEVERS, False: ""}
    return tuple(tuple((lever[each.kind == "lever"] + path).split(".")) for path, each in catalogue().items())


def nearest_parameter(name: str) -> str:
    """Return the path that was probably meant, by the whole of it or by its end; nothing where none is near."""
    by_end = {path.rpartition(".")[2]: path for path in catalogue()}
    return nearest_name(name, catalogue()) or by_end.get(nearest_name(name.rpartition(".")[2], by_end), "")


def _parameters(kind: type[Part], path: str) -> Iterator[Parameter]:
    for name, field in kind.model_fields.items():
        here = f"{path}{name}"
        inside = unwrapped(field.annotation)
        if get_origin(inside) in (dict, tuple) and _is_part(
            element := unwrapped(get_args(inside)[_element(inside)])
        ):
            if here not in _ELSEWHERE:
                yield from _parameters(element, f"{here}.*.")
        elif here in _ELSEWHERE:
            continue
        elif _is_part(inside) and not is_change(inside):
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
    if facts and "." in path and not path.startswith(f"{_START}."):
        kind = "lever" if path.startswith(_LEVERS) else "uncertainty"
    plausible = facts.get("plausible")
    return Parameter(
        path=path.removeprefix(_LEVERS) if kind == "lever" else path,
        kind=kind,
        meaning=meaning,
        type=_type(annotation),
        choices=get_args(annotation) if get_origin(annotation) is Literal else (),
        unit=str(facts.get("unit", "-")),
        default=_default(field),
        required=field.is_required(),
        plausible=(float(plausible[0]), float(plausible[1])) if isinstance(plausible, list) else None,  # type: ignore[arg-type]
        allowed=_bounds(field),
        off=facts.get("off"),  # type: ignore[arg-type]
        acts_through=acts_through,
        acts_only_on=str(facts.get("acts_only_on", "")),
        settled=bool(facts.get("settled", False)),
        paid_as=tuple(map(str, facts.get("paid_as", ()))),  # type: ignore[arg-type]
        cost=f"world.economy.{cost}" if (cost := facts.get("cost")) else "",
        prices=tuple(f"world.economy.{name}" for name in facts.get("prices", ())),  # type: ignore[union-attr]
        source=str(facts.get("source", "")),
        evidence=str(facts.get("evidence", "")),
    )


def _default(field: FieldInfo) -> Any:
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return default.written if isinstance(default, Words) else default


def _bounds(field: FieldInfo) -> tuple[float, float] | None:
    low = [fact.ge for fact in field.metadata if hasattr(fact, "ge")]
    high = [fact.le for fact in field.metadata if hasattr(fact, "le")]
    return (float(low[0]), float(high[0])) if low and high else None


def _type(annotation: Any) -> Type:
    if annotation in _SINGLE:
        return _SINGLE[annotation]
    if get_origin(annotation) in (Union, UnionType):
        return _type(unwrapped(next(each for each in get_args(annotation) if each is not type(None))))
    if get_origin(annotation) is Literal:
        return "choice"
    return "numbers by name" if get_origin(annotation) is dict or is_change(annotation) else "names"
