"""Say in plain words what pydantic found wrong, where it was written, and what is allowed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tci_sim.errors import meant
from tci_sim.messages import Listing, Message, listing, message
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.tree import Path, dotted, find, format_fault, kind_at
from tci_sim.scenario.typed_numbers import fraction_meant, number_meant
from tci_sim.scenario.unknown_names import unknown_name
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
    if path and each["type"] == "extra_forbidden" and not is_words(kind_at(path[:-1])):
        wrong = unknown_name(path, node, tree)
    else:
        wrong = _number(each, path, node) or _wrong(each, path)
    return format_fault(node, path, name_kind(path, wrong), seen=exact)


def _number(each: ErrorDetails, path: Path, node: Node) -> Message | None:
    """Say how the number is written that was probably meant, if one can be told."""
    parameter, value = catalogue().get(general_name(dotted(path))), each["input"]
    whole = each["type"] in ("int_type", "int_from_float")
    if whole or each["type"] == "float_type":
        text = value if isinstance(value, str) else node.text or str(value)
        number = isinstance(value, str | int | float) and not isinstance(value, bool)
        if number and (write := number_meant(text, parameter, whole=whole)):
            return message("fault.whole.write" if whole else "fault.number.write", write=write)
    if each["type"] == "less_than_equal" and isinstance(value, int | float):
        most = float(each["ctx"]["le"])
        if fraction := fraction_meant(value, most, parameter):
            return message("fault.most.percent", most=f"{most:g}", seen=f"{value:g}", fraction=fraction)
    return None


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
    kind = kind_at(path)
    if _is_number_for_group(each, path):
        inside = listing([dotted((*path, name)) for name in kind.model_fields], "and")
        return message("fault.group", inside=inside)
    return wrong_value(each)


def _is_number_for_group(each: ErrorDetails, path: Path) -> bool:
    """Return whether a number stands where a group of levers belongs."""
    number = isinstance(each["input"], int | float) and not isinstance(each["input"], bool)
    levers = len(path) > 2 and (path[0] == "policies" or (path[2] == "levers" and len(path) > 3))
    return number and levers and each["type"] in ("model_type", "model_attributes_type")


def wrong_value(each: ErrorDetails) -> Message:
    """Return what is wrong with a value.

    Parameters
    ----------
    each : ErrorDetails
        What pydantic says of it; its own sentence is not read.

    Returns
    -------
    Message
        For `format_fault`.
    """
    kind, value = each["type"], each["input"]
    counted = kind == "int_type" and value != value  # whole numbers that are too large come as infinity
    if isinstance(value, float) and not math.isfinite(value) and not counted:
        return message("fault.finite")
    if kind == "literal_error" and (choices := re.findall("'([^']*)'", each["ctx"]["expected"])):
        return meant("fault.one_of", str(value), choices, allowed=one_of(choices))
    if kind == "too_long":
        return message("fault.holds_most", seen=len(value), most=each["ctx"]["max_length"])
    if kind in WRONG:
        return WRONG[kind](each.get("ctx", {}))
    return message("fault.other", type=kind)


def one_of(choices: Iterable[str]) -> Listing:
    """List what may be written, each in quotation marks."""
    return listing([message("fault.typed", word=each) for each in choices], "or")
