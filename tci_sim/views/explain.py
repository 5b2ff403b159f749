"""What `explain` prints: text in the language in use, or JSON in the shape of `explain.schema.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from tci_sim.messages import Value, listing, message
from tci_sim.messages.width import padded, width
from tci_sim.names import Kind, label
from tci_sim.scenario.explain import Parameter, below
from tci_sim.scenario.lookup import KINDS, Found, known
from tci_sim.scenario.sectors import values_of
from tci_sim.views.explain_facts import (
    Facts,
    cost_of_policy,
    facts_of_group,
    facts_of_measure,
    facts_of_parameter,
    facts_of_policy,
    facts_of_sector,
    facts_of_shock,
)
from tci_sim.views.measure_units import measure_unit

SHAPE = 2
"""Version of the shape."""


def explanation_as_text(found: Found) -> str:
    """Write what is known of each thing, fact by fact; of a list one line for each.

    Where something has exactly the name that was asked for, there is but one line for all that ends in it.
    """
    if found.listed:
        return "\n\n".join(_lists(found)) + "\n"
    shown = replace(found, groups=(), parameters=()) if found.within else found
    blocks = [_block(kind, name, facts) for kind, name, facts in _each(shown)]
    if found.within:
        commands = listing([message("explain.command", path=path) for path in found.within])
        blocks.append(str(message("explain.within", commands=commands)))
    return "\n\n".join(blocks) + "\n"


def explanation_as_json(found: Found) -> str:
    """Write the same as JSON; its sentences are in the language in use."""
    shown = {
        "command": "explain",
        "version": SHAPE,
        "parameters": [_parameter(each) for each in found.parameters],
        "measures": [
            _plain(name, facts_of_measure(name), unit=measure_unit(name)) for name in found.measures
        ],
        "groups": [
            _plain(path, facts_of_group(path), parameters=[each.path for each in below(path)])
            for path in found.groups
        ],
        "policies": [_policy(name) for name in found.policies],
        "sectors": [
            _plain(name, facts_of_sector(name), sets=dict(values_of(name))) for name in found.sectors
        ],
        "shocks": [_plain(name, facts_of_shock(name)) for name in found.shocks],
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _each(found: Found) -> Iterator[tuple[Kind, str, Facts]]:
    yield from (("measure", name, facts_of_measure(name)) for name in found.measures)
    yield from (("policy", name, facts_of_policy(name)) for name in found.policies)
    yield from (("sector", name, facts_of_sector(name)) for name in found.sectors)
    yield from (("shock", name, facts_of_shock(name)) for name in found.shocks)
    yield from (("group", name, facts_of_group(name)) for name in found.groups)
    yield from ((each.kind, each.path, facts_of_parameter(each)) for each in found.parameters)


def _block(kind: Kind, name: str, facts: Facts) -> str:
    """Write one thing: what it is and its name, then its facts."""
    rows: list[tuple[Value, Value]] = [(label("kind", kind), name)]
    rows += [(message(f"explain.fact.{fact}"), value) for fact, value in facts.items()]
    return _aligned(rows)


def _lists(found: Found) -> Iterator[str]:
    """Write a list for each kind that was found; behind an overview, how much there is of all else."""
    lists: list[tuple[Kind, Iterable[str]]] = [
        ("measure", found.measures),
        ("group", found.groups),
        *((kind, [each.path for each in found.parameters if each.kind == kind]) for kind in KINDS),
        ("policy", found.policies),
        ("sector", found.sectors),
        ("shock", found.shocks),
    ]
    for kind, names in lists:
        if rows := [(f"  {name}", label(kind, name)) for name in names]:
            plural = str(message(f"kind.{kind}.plural"))
            heading = message("explain.heading", kind=plural[0].upper() + plural[1:], number=len(rows))
            yield f"{heading}\n{_aligned(rows)}"
    if found.groups and found.policies:
        counts = {kind: len(known(kind)) for kind in KINDS}
        yield str(
            message(
                "explain.more",
                measures=counts["measure"], levers=counts["lever"],
                uncertainties=counts["uncertainty"], settings=counts["setting"],
            )
        )  # fmt: skip


def _aligned(rows: Iterable[tuple[Value, Value]]) -> str:
    """Write rows of two columns."""
    written = [(str(first), str(second)) for first, second in rows]
    columns = max(width(first) for first, _ in written) + 2
    return "\n".join(f"{padded(first, columns)}{second}" for first, second in written)


def _plain(name: str, facts: Facts, **more: Any) -> dict[str, Any]:
    return {"name": name, **{fact: str(value) for fact, value in facts.items()}, **more}


def _policy(name: str) -> dict[str, Any]:
    cost = cost_of_policy(name)
    return _plain(name, facts_of_policy(name), costs=None if cost is None else cost.record())


def _parameter(parameter: Parameter) -> dict[str, Any]:
    facts = facts_of_parameter(parameter)
    said = {name: str(facts[name]) for name in ("label", "meaning", "type")}
    return {
        **asdict(parameter), **said, "acts_only_on": str(facts.get("acts_only_on", "")),
        "sectors": str(facts.get("sectors", "")),
    }  # fmt: skip
