"""What `check` and `show` print; as JSON, each in the shape of its `*.schema.yaml` beside this module."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tci_sim.messages import Message, message
from tci_sim.names import label
from tci_sim.render.data import answer_as_json
from tci_sim.scenario.explain import Kind, catalogue, general_name
from tci_sim.scenario.tree import as_data, as_tree, dotted, leaves

if TYPE_CHECKING:
    from tci_sim.scenario.load import Origin, Resolved

SHAPES = {"check": 2, "show": 1, "explain": 2}
"""Version of these shapes."""


def check_as_json(
    files: Sequence[str], faults: Sequence[str], inactive: Sequence[dict[str, Any]] | None,
    costs: Sequence[dict[str, Any]],
) -> str:  # fmt: skip
    """Write what `check` found; `inactive` is None where inactive levers were not looked for."""
    shown: dict[str, Any] = {"files": list(files), "valid": not faults, "faults": list(faults)}
    return _written(
        "check", shown | {"inactive": None if inactive is None else list(inactive), "costs": list(costs)}
    )


def values_as_json(found: Resolved) -> str:
    """Write every value of a scenario, whose it is to set, and where it came from."""
    values = [
        {"path": path, "value": value, "kind": kind, "file": origin.file if origin else None,
         "line": (origin.line or None) if origin else None, "through": (origin.through or None) if origin else None}
        for path, value, kind, origin in every_value(found)
    ]  # fmt: skip
    return _written("show", {"values": values})


def values_as_text(found: Resolved) -> str:
    """Write every value on a line, with whose it is to set where it is not the asker's, and where it came from."""
    return "".join(
        f"{path} = {json.dumps(value, ensure_ascii=False)}  # {_origin(kind, origin, _policy_below(found, path))}\n"
        for path, value, kind, origin in every_value(found)
    )


def _policy_below(found: Resolved, path: str) -> str:
    """Name the policy over which a lever of a firm's own is laid; nothing for any other value."""
    keys = path.split(".")
    if keys[0] != "firms" or len(keys) < 4:
        return ""
    firm = found.scenario.firms[keys[1]]
    if keys[2] == "roles" and len(keys) > 5:
        return firm.roles[keys[3]].policy or firm.policy
    return firm.policy if keys[2] == "levers" else ""


def _origin(kind: Kind, origin: Origin | None, below: str) -> str:
    """Return where a value came from, and whose it is to set where it is not the asker's."""
    place: Message | str = message("show.default") if origin is None else str(origin)
    if below:
        place = message("show.own_lever", origin=place, policy=below)
    elif origin is not None and origin.through == "sector":
        place = message("show.sector", origin=place)
    elif origin is not None and origin.through:
        policy = origin.through.removeprefix("policies.")
        place = message("show.base_policy", origin=place, policy=policy)
    if kind == "setting":
        return str(place)
    return str(message("show.origin", kind=label("kind", kind), origin=place))


def every_value(found: Resolved) -> list[tuple[str, Any, Kind, Origin | None]]:
    """List the path, the value, the kind ("lever", "uncertainty", "setting") and the origin of every value.

    Parameters
    ----------
    found : Resolved
        A scenario and the places that it came from.

    Returns
    -------
    list of (str, value, str, Origin or None)
        In the order of the schema, without labels that are not given; the origin of a default is None.
    """
    kinds = catalogue()
    values: list[tuple[str, Any, Kind, Origin | None]] = []
    for path, node in leaves(as_tree(found.scenario)):
        if path[-1] == "label" and node.value is None:
            continue
        name = dotted(path)
        known = kinds.get(general_name(name))
        values.append((name, as_data(node), known.kind if known else "setting", found.origins.get(name)))
    return values


def _written(answer: str, what: dict[str, Any]) -> str:
    return answer_as_json({"command": answer, "version": SHAPES[answer], **what})
