"""The JSON Schema of study files, by which an editor completes and checks them while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tci_sim.bounds import MOST_POINTS, MOST_TRIED
from tci_sim.designs.axes import NOT_VARIED, PLAUSIBLE
from tci_sim.designs.design import DesignKind
from tci_sim.designs.range_forms import FORMS
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study_file import REQUIRED
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import Message, message
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.json_schema import DRAFT
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import Aim, Correlation, Search, StudyFields

_GROUPS = ("levers", "uncertainties")
_NAME = {"type": "string", "minLength": 1}
_NUMBER = {"type": "number"}
_ABOVE_0 = {"type": "number", "exclusiveMinimum": 0}
_OF_A_RANGE: dict[str, dict[str, Any]] = {
    "sd": _ABOVE_0,
    "step": _ABOVE_0,
    "scale": {"const": "log"},
    "integer": {"const": True},
    "points": {"type": "integer", "minimum": 2, "maximum": MOST_POINTS},
    "values": {"type": "array", "minItems": 2, "maxItems": MOST_TRIED},
    "weights": {"type": "array", "items": _ABOVE_0, "minItems": 2, "maxItems": MOST_TRIED},
}
"""Entries of a range that are more, or less, than any number."""
_NOTHING: dict[str, Any] = {"enum": [None, False, {}, []]}
"""What a part that belongs to another design may be."""


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema of a study file.

    Returns
    -------
    dict
        A file that loads is valid under it. Not all that is valid loads: what must hold between parts, and whether
        its base has what it varies, `tci-sim check` tells.
    """
    schema = StudyFields.model_json_schema()
    parts = {part.__name__: schema["$defs"][part.__name__] for part in (Correlation, Aim, Search)}
    for part, facts in (("study", schema), *((name.lower(), facts) for name, facts in parts.items())):
        facts.pop("title", None)
        for name, field in facts["properties"].items():
            for key in ("title", "default"):
                field.pop(key, None)
            field["description"] = _said(part, name)
    del schema["$defs"]
    parts[Aim.__name__]["properties"]["measure"] = {
        **parts[Aim.__name__]["properties"]["measure"], "enum": [*_measures()],
    }  # fmt: skip
    properties = schema["properties"]
    properties |= {
        name: {**fields, "description": _said("study", name)} for name, fields in _of_files().items()
    }
    for name in _GROUPS:
        properties[name] |= _varied(name)
    properties["design"]["enum"] = [*DESIGNS]
    measures = _measures()
    properties["report"]["items"] = {"enum": [*measures]}
    properties["precision"] |= {"propertyNames": {"enum": [*measures]}, "additionalProperties": _ABOVE_0}
    properties["cases"] = {"anyOf": [properties["cases"], _NAME], "description": _said("study", "cases")}
    properties["groups"]["additionalProperties"]["minProperties"] = 1
    return {
        "$schema": DRAFT,
        **schema,
        "title": str(message("schema.study_file")),
        "description": str(message("schema.study_question")),
        "required": [*REQUIRED],
        "allOf": [*map(_of_design, DESIGNS.values())],
        "$defs": {**parts, "Varied": _values()},
    }


def _measures() -> dict[str, None]:
    return {measure.name: None for kind in MEASURES for measure in MEASURES[kind]}


def _said(part: str, name: str) -> str:
    return str(Message(f"schema.{part}.{name}"))


def _of_files() -> dict[str, dict[str, Any]]:
    """Return what a file has in the place of a scenario: its name, and what is laid over it."""
    return {"base": dict(_NAME), "set": {"type": "object"}}


def _varied(group: str) -> dict[str, Any]:
    """Describe what is varied: parameters by name, each with what it means, and any path through a scenario."""
    kind = "lever" if group == "levers" else "uncertainty"
    mine = [parameter for parameter in catalogue().values() if parameter.kind == kind]
    plain = [parameter for parameter in mine if "*" not in parameter.path]
    through = [part for part in Scenario.model_fields if part not in (*NOT_VARIED, "world")]
    return {
        "properties": {parameter.path: _parameter(parameter) for parameter in plain},
        "additionalProperties": {"$ref": "#/$defs/Varied"},
        "propertyNames": {
            "anyOf": [
                {"enum": [*dict.fromkeys(each for parameter in plain for each in _ways_to(parameter.path))]},
                {"pattern": rf"^({'|'.join(through)})(\.|$)"},
            ]
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {"$ref": "#/$defs/Varied", "description": str(parameter.said)}


def _ways_to(path: str) -> Iterator[str]:
    """Go through the groups that a parameter is in, and itself."""
    keys = path.split(".")
    for depth in range(1, len(keys) + 1):
        yield ".".join(keys[:depth])


def _values() -> dict[str, Any]:
    """Describe what a parameter may be: one of several values, in a range of one of its forms, or what is plausible."""
    forms = [_form(form, (*form, *more)) for form, more in FORMS.items()]
    return {"anyOf": [{"const": PLAUSIBLE}, {"type": "array", "minItems": 1}, *forms]}


def _form(required: Iterable[str], known: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": [*required],
        "properties": {each: _OF_A_RANGE.get(each, _NUMBER) for each in known},
    }  # fmt: skip


def _of_design(mine: DesignKind) -> dict[str, Any]:
    """Say what a study of one design must have, and what of another one it must not."""
    others = {part for kind in DESIGNS.values() for part in (*kind.needs, *kind.optional)}
    parts: dict[str, Any] = dict.fromkeys(sorted(others - {*mine.needs, *mine.optional}), _NOTHING)
    parts |= {part: {"not": _NOTHING} for part in mine.needs}
    if not mine.varies:
        parts |= {group: {"maxProperties": 0} for group in _GROUPS}
    if mine.ranged:
        parts |= {group: {"additionalProperties": {"not": {"type": "array"}}} for group in _GROUPS}
    asked: dict[str, Any] = {"properties": {"design": {"const": mine.name}}}
    if mine.name != StudyFields.model_fields["design"].default:
        asked["required"] = ["design"]
    return {"if": asked, "then": {"required": [*mine.needs], "properties": parts}}
