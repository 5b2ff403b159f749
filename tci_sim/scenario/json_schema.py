"""The JSON Schema of scenario and policy files, by which an editor completes and checks them while they are written."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin

from tci_sim.messages import Message, current_language, message
from tci_sim.names import as_written, label, meaning
from tci_sim.scenario.changes import Change
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.field_docs import meanings
from tci_sim.scenario.policy import OwnLevers, Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import OwnNetwork, Scenario, Shock
from tci_sim.scenario.tree import unwrapped
from tci_sim.scenario.words import words_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_LEVERS = "policies.*."
_TEXT = {"type": "string", "minLength": 1}


def _texts() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the schemas of `base`, `reason` and `reasons`, which files have and scenarios have not."""
    words = words_schema(_TEXT)
    return (
        {**_TEXT, "description": str(message("schema.base"))},
        {**words, "description": str(message("schema.reason"))},
        {
            "type": "object",
            "additionalProperties": words,
            "description": str(message("schema.reasons")),
        },
    )


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
    for (part, name), path in _paths().items():
        for inner in _parts_in(part.model_fields[name].annotation):
            described = definitions[inner.__name__]
            described["description"] = _group(general_name(path)) or described["description"]
    schema["description"] = str(message("schema.question"))
    base, reason, reasons = _texts()
    paths = definitions["OwnLevers"]
    paths["patternProperties"] = {r"^[a-z_]+(\.[a-z_]+)+$": {"type": ["number", "null"]}}
    levers = definitions["Policy"]["properties"]
    levers |= {"base": base, "reasons": reasons}
    file = {"type": "string", "description": str(message("schema.policy_file"))}
    _entries(schema["properties"]["policies"])["anyOf"].append(file)
    schema["properties"] = {"base": base, **schema["properties"], "reason": reason}
    return {
        "$schema": DRAFT,
        **schema,
        "title": str(message("schema.scenario")),
        "required": ["reason"],
        "$defs": definitions,
    }


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file: levers, the reason for them all, and the reason for each."""
    scenario = scenario_schema()
    policy = scenario["$defs"].pop("Policy")
    base, reason, _ = _texts()
    policy["properties"] = {"base": base, "reason": reason, **policy["properties"]}
    schema = {"$schema": DRAFT, **policy, "title": str(message("schema.policy")), "required": ["reason"]}
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
        if issubclass(part, Change) and _is_settled(part, name):
            del schema["properties"][name]
            continue
        here = schema["properties"][name]
        here.pop("title", None)
        here["description"] = _described(part, name)
        if get_origin(unwrapped(field.annotation)) in (dict, tuple):
            _open(here)


def _is_settled(part: type[Part], name: str) -> bool:
    """Return whether a value is settled before the first month, so that no change of the world takes it."""
    known = catalogue().get(general_name(_paths()[part, name]))
    return known is not None and known.settled


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


def _group(path: str) -> str:
    """Return what a group of parameters is, in the catalogue's words; nothing in English, where the schema says it."""
    found = meaning("group", path.removeprefix(_LEVERS))
    return "" if found is None or current_language() == "en" else str(found)


@cache
def _paths() -> Mapping[tuple[type[Part], str], str]:
    """Return where each field of each part stands in a scenario, from its top; `*` stands for a free name."""
    found: dict[tuple[type[Part], str], str] = {}

    def walk(part: type[Part], above: str) -> None:
        for name, field in part.model_fields.items():
            path = f"{above}{name}"
            found.setdefault((part, name), path)
            if unwrapped(field.annotation) is OwnNetwork:  # its files are those of the network
                found.update({((OwnNetwork, file)): f"network.{file}" for file in OwnNetwork.model_fields})
                continue
            if unwrapped(field.annotation) is OwnLevers:  # its groups are those of policies
                found.update({((OwnLevers, group)): f"{_LEVERS}{group}" for group in OwnLevers.model_fields})
                continue
            open_ = get_origin(unwrapped(field.annotation)) in (dict, tuple)
            for inner in _parts_in(field.annotation):
                walk(inner, f"{path}.*." if open_ else f"{path}.")

    walk(Scenario, "")
    return MappingProxyType(found)


def _described(part: type[Part], name: str) -> str:
    """Return what a field means, and what is known of it, in a few lines that an editor shows."""
    path, field = general_name(_paths()[part, name]), part.model_fields[name]
    parameter = catalogue().get(path) or catalogue().get(path.removeprefix(_LEVERS))
    if parameter is None:
        inside = (inspect.getdoc(kind) or "" for kind in _parts_in(field.annotation))
        return _group(path) or meanings(part).get(name) or next(inside, "")
    if not isinstance(field.json_schema_extra, dict) or parameter.plausible is None:
        return str(parameter.said)
    low, high = (str(end) for end in list(field.json_schema_extra["plausible"]))  # type: ignore[arg-type]
    if low == high:
        plausible: Message | str = message("explain.only", value=as_written(low, parameter.unit))
    else:
        plausible = as_written(message("explain.range", low=low, high=high), parameter.unit)
    facts = message(
        "schema.facts",
        kind=str(label("kind", parameter.kind)).capitalize(),
        plausible=plausible,
        evidence=str(label("evidence", parameter.evidence)).capitalize(),
        source=parameter.source,
    )
    return f"{parameter.said}\n{facts}"
