"""Say in plain words what pydantic found wrong, where it was written, and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tci_sim.errors import meant, nearest_name
from tci_sim.messages import Listing, Message, listing, message
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import Path, dotted, find, format_fault, kind_at
from tci_sim.scenario.words import is_words, not_a_language
from tci_sim.scenario.yaml_file import MOST_FAULTS, Node

Facts = Mapping[str, Any]
"""What pydantic says of the bound that a value breaks."""

WRONG: Mapping[str, Callable[[Facts], Message]] = MappingProxyType(
    {
        "missing": lambda facts: message("fault.required"),
        "greater_than_equal": lambda facts: message("fault.least", least=_bound(facts["ge"])),
        "less_than_equal": lambda facts: message("fault.most", most=_bound(facts["le"])),
        "finite_number": lambda facts: message("fault.finite"),
        "int_type": lambda facts: message("fault.whole"),
        "int_from_float": lambda facts: message("fault.whole"),
        "float_type": lambda facts: message("fault.number"),
        "bool_type": lambda facts: message("fault.true_or_false"),
        "string_type": lambda facts: message("fault.text"),
        "string_unicode": lambda facts: message("fault.half_character"),
        "string_too_short": lambda facts: message("fault.empty_text"),
        "string_too_long": lambda facts: message("fault.long_text", most=facts["max_length"]),
        "string_pattern_mismatch": lambda facts: message("fault.name"),
        "too_short": lambda facts: message("fault.holds_least", least=facts["min_length"]),
        "too_long": lambda facts: message("fault.holds_most", most=facts["max_length"]),
        "dict_type": lambda facts: message("fault.mapping"),
        "model_type": lambda facts: message("fault.mapping"),
        "model_attributes_type": lambda facts: message("fault.mapping"),
        "tuple_type": lambda facts: message("fault.list"),
    }
)
"""What is wrong, by the type of pydantic's error; two more types, of a name and of a choice, rest on the place."""


def _bound(value: float) -> str:
    """Write a bound, a whole number in full."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def faults_of_schema(error: ValidationError, tree: Node) -> list[Message | str]:
    """Translate every error of a validation.

    Parameters
    ----------
    error : ValidationError
        From the validation of `tree` as a Scenario.
    tree : Node
        What was validated.

    Returns
    -------
    list of Message
    """
    found = error.errors(include_url=False)
    faults: list[Message | str] = [_fault(each, tree) for each in found[:MOST_FAULTS]]
    if len(found) > MOST_FAULTS:
        faults.append(message("fault.more", count=len(found) - MOST_FAULTS))
    return faults


def _fault(each: ErrorDetails, tree: Node) -> Message:
    path: Path = each["loc"]
    if path and path[-1] == "[key]":
        return format_fault(find(tree, path[:-1])[0], path[:-1], message("fault.name"), seen=False)
    node, exact = find(tree, path)
    return format_fault(node, path, name_kind(path, _wrong(each, path)), seen=exact)


def name_kind(path: Path, wrong: Message) -> Message:
    """Say of a lever or an uncertainty that it is one, where a message has a variant for that: its id with `.of`.

    Examples
    --------
    >>> [name_kind(("world", "choice", "taste"), message(id_)).id for id_ in ("fault.number", "fault.required")]
    ['fault.number.of', 'fault.required']
    """
    known = catalogue().get(general_name(dotted(path)))
    variant = f"{wrong.id}.of"
    if known is None or known.kind == "setting" or variant not in texts("en"):
        return wrong
    this = message("fault.this_lever") if known.kind == "lever" else message("fault.this_uncertainty")
    return Message(variant, (("this", this), *wrong.values))


def _wrong(each: ErrorDetails, path: Path) -> Message:
    if each["type"] == "extra_forbidden" and is_words(kind_at(path[:-1])):
        return not_a_language(str(path[-1]))
    if each["type"] == "extra_forbidden":
        return _unknown(path)
    kind = kind_at(path)
    return wrong_value(each, get_args(kind) if get_origin(kind) is Literal else ())


def wrong_value(each: ErrorDetails, choices: Sequence[str] = ()) -> Message:
    """Return what is wrong with a value.

    Parameters
    ----------
    each : ErrorDetails
        What pydantic says of it; its own sentence is not read.
    choices : sequence of str
        The words that are allowed there, if only some are.

    Returns
    -------
    Message
        For `format_fault`.
    """
    kind, value = each["type"], each["input"]
    counted = kind == "int_type" and value != value  # whole numbers that are too large come as infinity
    if isinstance(value, float) and not math.isfinite(value) and not counted:
        return message("fault.finite")
    if kind == "literal_error" and choices:
        return meant("fault.one_of", str(value), choices, allowed=one_of(choices))
    if kind in WRONG:
        return WRONG[kind](each.get("ctx", {}))
    return message("fault.other", type=kind)


def one_of(choices: Iterable[str]) -> Listing:
    """List what may be written, each in quotation marks."""
    return listing([message("fault.typed", word=each) for each in choices], "or")


def _unknown(path: Path) -> Message:
    """Suggest where this name belongs, or else the nearest name beside it, or else the nearest anywhere."""
    if place := _place(path, path[:-1]):
        return _not_a_parameter(place)
    kind = kind_at(path[:-1])
    beside: Iterable[str] = kind.model_fields if _is_part(kind) else ()
    extra = ("base", "reason", "reasons") if kind in (Scenario, Policy) else ()
    if name := nearest_name(str(path[-1]), (*beside, *extra)):
        return _not_a_parameter(name, dotted((*path[:-1], name)))
    if not (place := _place(path, ())):
        ends = {each.path.rpartition(".")[2]: None for each in catalogue().values()}
        end = nearest_name(str(path[-1]), ends, likeness=0.8)
        place = _place((*path[:-1], end), ()) if end else ""
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
