"""The JSON Schema of scenario and policy files, by which an editor completes and checks them while they are written."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.field_docs import meanings
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.tree import unwrapped
from tci_sim.scenario.words import words_schema

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string", "minLength": 1}
_WORDS = words_schema(_TEXT)
_REASON = {**_WORDS, "description": "Why this file exists, and differs from its base."}
_BASE = {
    **_TEXT,
    "description": "The file that this one is laid over, from the folder of this one, or its name in the library.",
}
_REASONS = {
    "type": "object",
    "additionalProperties": _WORDS,
    "description": "Why each lever is set so, by its dotted path.",
}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, which says only what differs from its base.

    Returns
    -------
    dict
        A file that loads is valid under it. Not all that is valid loads: what must hold between parts and
        files, `tci-sim check` tells.
    """
    schema = Scenario.model_json_schema()
    definitions = schema.pop("$defs")
    for part in _parts(Scenario):
        _describe_fields(part, schema if part is Scenario else definitions[part.__name__])
    levers = definitions["Policy"]["properties"]
    levers |= {"base": _BASE, "reasons": _REASONS}
    file = {"type": "string", "description": "A policy file, or the name of a policy of the library."}
    _entries(schema["properties"]["policies"])["anyOf"].append(file)
    schema["properties"] = {"base": _BASE, **schema["properties"], "reason": _REASON}
    return {
        "$schema": _DRAFT,
        **schema,
        "title": "A scenario file of tci-sim",
        "required": ["reason"],
        "$defs": definitions,
    }


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file: levers, the reason for them all, and the reason for each."""
    scenario = scenario_schema()
    policy = scenario["$defs"].pop("Policy")
    policy["properties"] = {"base": _BASE, "reason": _REASON, **policy["properties"]}
    schema = {"$schema": _DRAFT, **policy, "title": "A policy file of tci-sim", "required": ["reason"]}
    used = {part.__name__ for part in _parts(Policy)} - {"Policy"}
    return {**schema, "$defs": {name: scenario["$defs"][name] for name in sorted(used)}}


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    """Go through a part and all parts in it, each once."""
    found = [part]
    for each in found:
        for field in each.model_fields.values():
            found += [kind for kind in _parts_in(field.annotation) if kind not in found]
    yield from found


def _parts_in(annotation: Any) -> list[type[Part]]:
    """Find the parts in a type: itself, or what its mapping or list holds."""
    kind = unwrapped(annotation)
    inside = [kind, *(unwrapped(argument) for argument in get_args(kind))]
    return [each for each in inside if isinstance(each, type) and issubclass(each, Part)]


def _describe_fields(part: type[Part], schema: dict[str, Any]) -> None:
    """Say of each field what it means, and allow a file to say as little of a part as it likes."""
    if part is not Shock:  # a list replaces that of the base, so that its entries are given whole
        schema.pop("required", None)
    schema.pop("title", None)
    for name, field in part.model_fields.items():
        here = schema["properties"][name]
        here.pop("title", None)
        here["description"] = _described(part, name)
        if get_origin(unwrapped(field.annotation)) in (dict, tuple):
            _open(here)


def _open(field: dict[str, Any]) -> None:
    """Let a null empty an open mapping or a list, or take an entry out of a mapping."""
    field["type"] = [field["type"], "null"]
    field.pop("minProperties", None)
    if "patternProperties" in field:
        field["additionalProperties"] = False
        [(pattern, entry)] = field["patternProperties"].items()
        field["patternProperties"] = {pattern: {"anyOf": [entry, {"type": "null"}]}}


def _entries(field: dict[str, Any]) -> dict[str, Any]:
    [entry] = field["patternProperties"].values()
    return entry  # type: ignore[no-any-return]


def _described(part: type[Part], name: str) -> str:
    """Return what a field means, and what is known of it, in a few lines that an editor shows."""
    facts = part.model_fields[name].json_schema_extra
    meaning = meanings(part).get(name, "")
    if not isinstance(facts, dict):
        return meaning or next(
            (inspect.getdoc(kind) or "" for kind in _parts_in(part.model_fields[name].annotation)), ""
        )
    kinds = {
        each.kind
        for path, each in catalogue().items()
        if path.endswith(f".{name}") and each.meaning == meaning
    }
    kind = f"{' or '.join(sorted(kinds)).capitalize()}. " if kinds else ""
    low, high = list(facts["plausible"])  # type: ignore[arg-type]
    return (
        f"{meaning}\n{kind}Unit: {facts['unit']}. Plausible: {low} to {high}. {str(facts['evidence']).capitalize()}:"
        f" {facts['source']}"
    )
