"""Say in plain words what pydantic found wrong, where it was written, and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tci_sim.errors import nearest, nearest_name
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import Path, dotted, find, format_fault, kind_at
from tci_sim.scenario.words import is_words, not_a_language
from tci_sim.scenario.yaml_file import MOST_FAULTS, Node

_WORDS = {
    "missing": "is required.",
    "greater_than_equal": "must be at least {ge:g}.",
    "less_than_equal": "must be at most {le:g}.",
    "finite_number": "must be a finite number.",
    "int_type": "must be a whole number.",
    "int_from_float": "must be a whole number.",
    "float_type": "must be a number.",
    "bool_type": "must be true or false.",
    "string_type": "must be text.",
    "string_too_short": "must not be empty.",
    "string_too_long": "must have at most {max_length} characters.",
    "too_short": "must hold at least {min_length}.",
    "too_long": "must hold at most {max_length}.",
    "dict_type": "must be a mapping.",
    "model_type": "must be a mapping.",
    "model_attributes_type": "must be a mapping.",
    "tuple_type": "must be a list.",
    "literal_error": "must be one of {expected}.",
}  # fmt: skip

_NAME = "must be a name: lower-case letters, digits and underscores, a letter first, at most 40 characters."


def faults_of_schema(error: ValidationError, tree: Node) -> list[str]:
    """Translate every error of a validation into one line each.

    Parameters
    ----------
    error : ValidationError
        From the validation of `tree` as a Scenario.
    tree : Node
        What was validated.

    Returns
    -------
    list of str
    """
    found = error.errors(include_url=False)
    faults = [_fault(each, tree) for each in found[:MOST_FAULTS]]
    if len(found) > MOST_FAULTS:
        faults.append(f"and {len(found) - MOST_FAULTS} more faults.")
    return faults


def _fault(each: ErrorDetails, tree: Node) -> str:
    path: Path = each["loc"]
    if path and path[-1] == "[key]":
        return format_fault(find(tree, path[:-1])[0], path[:-1], _NAME, seen=False)
    node, exact = find(tree, path)
    return format_fault(node, path, name_kind(path, _says(each, path)), seen=exact)


def name_kind(path: Path, message: str) -> str:
    """Say of a lever or an uncertainty that it is one, where a message tells what it must be.

    Examples
    --------
    >>> whose(("world", "choice", "taste"), "must be a number.")
    'this uncertainty must be a number.'
    """
    known = catalogue().get(general_name(dotted(path)))
    if known is None or known.kind == "setting" or not message.startswith("must "):
        return message
    return f"this {known.kind} {message}"


def _says(each: ErrorDetails, path: Path) -> str:
    kind, value, facts = each["type"], each["input"], each.get("ctx", {})
    if kind == "extra_forbidden" and is_words(kind_at(path[:-1])):
        return not_a_language(str(path[-1]))
    if kind == "extra_forbidden":
        return f"is not a parameter.{_suggest(path)}"
    if isinstance(value, float) and not math.isfinite(value):
        return _WORDS["finite_number"]
    if kind == "string_pattern_mismatch":
        return _NAME
    if kind == "literal_error" and isinstance(value, str):
        choices = str(facts["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return _WORDS[kind].format(**facts) + nearest(value, choices)
    if kind in _WORDS:
        return _WORDS[kind].format(**facts)
    return f"{each['msg'][0].lower()}{each['msg'][1:]}."


def _suggest(path: Path) -> str:
    """Suggest where this name belongs, or else the nearest name beside it, or else the nearest anywhere."""
    if place := _place(path, path[:-1]):
        return _suggested(place)
    kind = kind_at(path[:-1])
    beside: Iterable[str] = kind.model_fields if _is_part(kind) else ()
    extra = ("base", "reason", "reasons") if kind in (Scenario, Policy) else ()
    if name := nearest_name(str(path[-1]), (*beside, *extra)):
        return _suggested(name, dotted((*path[:-1], name)))
    if not (place := _place(path, ())):
        ends = {each.path.rpartition(".")[2]: None for each in catalogue().values()}
        end = nearest_name(str(path[-1]), ends, likeness=0.8)
        place = _place((*path[:-1], end), ()) if end else ""
    return _suggested(place) if place else ""


def _suggested(name: str, whole: str = "") -> str:
    """Ask whether a name was meant, and say of a lever or an uncertainty that it is one."""
    known = catalogue().get(general_name(whole or name))
    kinds = {"lever": ", a lever", "uncertainty": ", an uncertainty"}
    return f" Did you mean '{name}'{kinds.get(known.kind, '') if known else ''}?"


def _place(path: Path, above: Path) -> str:
    """Find the one place for a name in a part of the scenario, or in all of it where that is empty."""
    policy = dotted(path[:2]) if path[0] == "policies" and len(path) > 2 else "policies.*"
    named = [each for each in catalogue().values() if each.path.endswith(f".{path[-1]}")]
    places = [f"{policy}.{each.path}" if each.kind == "lever" else each.path for each in named]
    inside = [place for place in places if not above or place.startswith(f"{dotted(above)}.")]
    return inside[0] if inside else ""


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)
