"""The levers of a policy by dotted path."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tci_sim.scenario.policy import Policy
from tci_sim.world.records import leaves


def levers_of(policy: Policy) -> dict[str, float]:
    """Return the levers of a policy by dotted path."""
    return {path: value for path, value, _ in leaves(policy)}


def levers_below(paths: Sequence[str]) -> list[str]:
    """List the levers at or below dotted paths."""
    return [
        lever
        for path in paths
        for lever in levers_of(Policy())
        if lever == path or lever.startswith(f"{path}.")
    ]


def set_lever(levers: dict[str, Any], path: str, value: Any) -> None:
    """Change one lever in all that a policy says, as `model_dump` gives it."""
    *groups, last = path.split(".")
    for name in groups:
        levers = levers[name]
    levers[last] = value


def mixed_levers(
    levers: Mapping[str, Any], other: Mapping[str, Any], taken: Collection[str]
) -> dict[str, Any]:
    """Return all levers of a policy as nested groups: those of one by dotted path, but some of them of another."""
    mixed = Policy().model_dump()
    for path, value in levers.items():
        set_lever(mixed, path, other[path] if path in taken else value)
    return mixed
