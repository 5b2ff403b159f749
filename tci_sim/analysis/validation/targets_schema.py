"""The JSON Schema of files of targets, by which an editor completes and checks them while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tci_sim.analysis.validation.queries.file import HEADS, OPERATIONS, OVER_RUNS
from tci_sim.analysis.validation.queries.located import LARGEST
from tci_sim.analysis.validation.queries.measured import FROM_1, KEYS, MOST_MONTHS, RANGES, WINDOWS
from tci_sim.analysis.validation.queries.summaries import RELATIONS, RULES, Axis
from tci_sim.analysis.validation.targets import TargetsFile
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import Message, message
from tci_sim.scenario.json_schema import DRAFT

_QUERY = {"$ref": "#/$defs/Query"}
_NUMBER = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
_CONDITION = {
    "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
    "properties": dict.fromkeys(RELATIONS, _NUMBER),
}  # fmt: skip
_STEPS = {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS}


def targets_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of targets.

    Returns
    -------
    dict
        A file that is read is valid under it. Not all that is valid is read: what must hold between parts, and
        whether a scenario has what a query names, `tci-sim validate` tells.
    """
    schema = TargetsFile.model_json_schema()
    parts = {"file": schema, "target": schema["$defs"]["Entry"], "runs": schema["$defs"]["Replications"]}
    for part, facts in parts.items():
        for key in ("title", "description"):
            facts.pop(key, None)
        for name, field in facts["properties"].items():
            field.pop("title", None)
            field["description"] = str(Message(f"schema.{part}.{name}"))
    parts["target"]["properties"]["query"] |= _QUERY
    for key in ("anyOf", "default", "type"):
        parts["target"]["properties"]["query"].pop(key, None)
    schema["properties"]["queries"]["additionalProperties"] = _QUERY
    schema["$defs"]["Query"] = _query()
    return {"$schema": DRAFT, **schema, "title": str(message("schema.targets"))}


def _query() -> dict[str, Any]:
    numbers = {"anyOf": [_NUMBER, _QUERY]}
    measures = dict.fromkeys(each.name for kind in MEASURES.values() for each in kind)
    dotted = [f"{kind}.{each.name}" for kind in MEASURES for each in MEASURES[kind]]
    words = {"type": "string", "minLength": 1}
    keys: Mapping[str, dict[str, Any]] = {
        "measure": {"enum": [*measures, *dotted]},
        "of": {"anyOf": [words, {"type": "array", "items": words, "minItems": 1}]},
        "at": _windows(),
        "every": {"const": "year"},
        "over_time": _summary("time"),
        "over_holders": _summary("holders"),
        "holders_first": {"const": True},
        **{
            verb: numbers
            if most == 1
            else {"type": "array", "items": numbers, "minItems": least, "maxItems": most}
            for verb, (least, most) in OPERATIONS.items()
        },
        "elasticity": _elasticity(numbers),
        "quantity": words,
        OVER_RUNS: _summary("runs"),
    }
    described = {
        name: {**facts, "description": str(Message(f"schema.query.{name}"))} for name, facts in keys.items()
    }
    measured = {"required": ["measure", "of"], "properties": dict.fromkeys(HEADS[1:], False)}
    others = [{"required": [head], "properties": dict.fromkeys(KEYS, False)} for head in HEADS[1:]]
    return {
        "type": "object", "additionalProperties": False, "properties": described,
        "oneOf": [measured, *others],
    }  # fmt: skip


def _windows() -> dict[str, Any]:
    windows: dict[str, Any] = {}
    for each in WINDOWS:
        one = {"type": "integer", "minimum": int(each in FROM_1), "maximum": MOST_MONTHS}
        pair = {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
        windows[each] = pair if each in RANGES else one
    return {
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
        "properties": windows,
    }  # fmt: skip


def _elasticity(numbers: dict[str, Any]) -> dict[str, Any]:
    change = {"type": "number", "exclusiveMinimum": -1, "maximum": 1, "not": {"const": 0}}
    parameter = {
        "type": "object", "additionalProperties": False, "required": ["parameter"],
        "properties": {"parameter": {"type": "string", "minLength": 1}, "change": change},
    }  # fmt: skip
    return {
        "type": "object", "additionalProperties": False, "required": ["of", "to"],
        "properties": {"of": numbers, "to": {"anyOf": [*numbers["anyOf"], parameter]}},
    }  # fmt: skip


def _summary(axis: Axis) -> dict[str, Any]:
    """Describe how many numbers become one: a name, or one with what it takes."""
    takes = {"condition": _CONDITION, "steps": _STEPS}
    rules = {name: rule for name, rule in RULES.items() if axis in rule.axes}
    with_more = {name: takes[rule.takes] for name, rule in rules.items() if rule.takes != "nothing"}
    alone: Iterable[str] = rules.keys() - with_more.keys()
    more = {
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
        "properties": with_more,
    }  # fmt: skip
    return {"anyOf": [{"enum": [name for name in RULES if name in alone]}, more]}
