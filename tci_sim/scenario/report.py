"""What `check`, `show` and `explain` print; as JSON, each in the shape of its `*.schema.yaml` beside this module."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tci_sim.errors import InputError
from tci_sim.glossary import Entry, entry, is_measure
from tci_sim.messages import message
from tci_sim.names import label
from tci_sim.scenario.explain import Kind, Parameter, catalogue, explain, general_name
from tci_sim.scenario.tree import as_data, as_tree, dotted, leaves

if TYPE_CHECKING:
    from tci_sim.scenario.load import Origin, Resolved

SHAPES = {"check": 2, "show": 1, "explain": 2}
"""Version of these shapes."""


def check_as_json(
    files: Sequence[str], faults: Sequence[str], inactive: Sequence[dict[str, Any]] | None
) -> str:
    """Write what `check` found; `inactive` is None where inactive levers were not looked for."""
    shown: dict[str, Any] = {"files": list(files), "valid": not faults, "faults": list(faults)}
    return _written("check", shown | {"inactive": None if inactive is None else list(inactive)})


def values_as_json(found: Resolved) -> str:
    """Write every value of a scenario, whose it is to set, and where it came from."""
    values = [
        {"path": path, "value": value, "kind": kind, "file": origin.file if origin else None,
         "line": (origin.line or None) if origin else None}
        for path, value, kind, origin in every_value(found)
    ]  # fmt: skip
    return _written("show", {"values": values})


def values_as_text(found: Resolved) -> str:
    """Write every value on a line, with whose it is to set where it is not the asker's, and where it came from."""
    return "".join(
        f"{path} = {json.dumps(value, ensure_ascii=False)}  # {_origin(kind, origin)}\n"
        for path, value, kind, origin in every_value(found)
    )


def _origin(kind: Kind, origin: Origin | None) -> str:
    """Return where a value came from, and whose it is to set where it is not the asker's."""
    place = message("show.default") if origin is None else str(origin)
    if kind == "setting":
        return str(place)
    return str(message("show.origin", kind=label("kind", kind), origin=place))


def find_name(name: str) -> tuple[tuple[Parameter, ...], tuple[Entry, ...]]:
    """Find what has a name: parameters, and a measure.

    Raises
    ------
    InputError
        If nothing has that name.
    """
    measures = (entry(name),) if is_measure(name) else ()
    try:
        return explain(name), measures
    except InputError:
        if not measures:
            raise
        return (), measures


def explanation_as_json(parameters: Sequence[Parameter], measures: Mapping[Entry, str]) -> str:
    """Write what is known of parameters, and of measures, which come with their units."""
    return _written(
        "explain",
        {
            "parameters": [asdict(each) for each in parameters],
            "measures": [{**asdict(each), "unit": unit} for each, unit in measures.items()],
        },
    )


def explanation_as_text(parameters: Sequence[Parameter], measures: Mapping[Entry, str]) -> str:
    """Write the same in lines: measures in both languages, then parameters fact by fact."""
    words = [
        f"{each.name} [{unit}]\n  {each.label}: {each.meaning}\n  {each.label_zh}：{each.meaning_zh}"
        for each, unit in measures.items()
    ]
    return "\n\n".join([*words, *map(str, parameters)]) + "\n"


def every_value(found: Resolved) -> list[tuple[str, Any, Kind, Origin | None]]:
    """List the path, the value, the kind ("lever", "uncertainty", "setting") and the origin of every value.

    Parameters
    ----------
    found : Resolved
        A scenario and the places that it came from.

    Returns
    -------
    list of (str, value, str, Origin or None)
        In the order of the schema; the origin of a default is None.
    """
    kinds = catalogue()
    values: list[tuple[str, Any, Kind, Origin | None]] = []
    for path, node in leaves(as_tree(found.scenario)):
        name = dotted(path)
        known = kinds.get(general_name(name))
        values.append((name, as_data(node), known.kind if known else "setting", found.origins.get(name)))
    return values


def _written(answer: str, what: dict[str, Any]) -> str:
    shape = {"answer": answer, "version": SHAPES[answer], **what}
    return json.dumps(shape, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
