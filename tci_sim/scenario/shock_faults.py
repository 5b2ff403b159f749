"""What is wrong with the shocks of a scenario: whom they hit, how hard, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tci_sim.errors import nearest
from tci_sim.scenario.names import suppliers_of, units_of
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS, ShockKind, Target
from tci_sim.scenario.tree import Path

_SHOWN = 12


def faults_of_shocks(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Check every shock; where the network stands in files, its names are checked when it is read."""
    for number, shock in enumerate(scenario.shocks):
        here: Path = ("shocks", number)
        kind = SHOCKS[shock.kind]
        yield from _target(scenario, shock, here)
        yield from _size(shock, kind, here)
        if not kind.lasts and shock.duration != 1:
            yield (*here, "duration"), f"must be left out: {shock.kind} does not last."
        if shock.policy is not None and not kind.changes_policy:
            yield (*here, "policy"), f"must be left out: {shock.kind} changes no policy."
        if shock.policy is None and kind.changes_policy:
            yield (*here, "policy"), "is required: the name of the policy that comes into force."
        if shock.policy is not None and shock.policy not in scenario.policies:
            yield (*here, "policy"), f"there is no such policy.{nearest(shock.policy, scenario.policies)}"


def wrong_target(hits: Target, target: str, names: Sequence[str]) -> str:
    """Say that a name is not one of those that a shock may hit, and which it may."""
    what = {"firm": "a firm that sells", "organisation": "a firm or a supplier", "node": "a supplier or a node",
            "attribute": "an attribute"}[hits]  # fmt: skip
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"must be {what}: {', '.join(names[:_SHOWN])}{more}.{nearest(target, names)}"


def _target(scenario: Scenario, shock: Shock, here: Path) -> Iterator[tuple[Path, str]]:
    kind = SHOCKS[shock.kind]
    if shock.target is None:
        if kind.one_only:
            yield (*here, "target"), f"is required: {shock.kind} is that of one {kind.target_kind}."
        return
    names = _names(scenario, kind.target_kind)
    if names and shock.target not in names:
        yield (*here, "target"), wrong_target(kind.target_kind, shock.target, names)


def _names(scenario: Scenario, hits: Target) -> list[str]:
    """List what a shock may hit; nothing where the network stands in files that were not read yet."""
    if hits == "attribute":
        return list(scenario.market.attributes)
    if not scenario.network.roles:
        return []
    if hits == "node":
        return [*suppliers_of(scenario), *scenario.firms, *units_of(scenario)]
    return [*scenario.firms, *(suppliers_of(scenario) if hits == "organisation" else ())]


def _size(shock: Shock, kind: ShockKind, here: Path) -> Iterator[tuple[Path, str]]:
    if not kind.most and shock.size != 1.0:
        yield (*here, "size"), f"must be left out: {shock.kind} has no size."
    if kind.most and shock.size > kind.most:
        yield (*here, "size"), f"must be at most {kind.most:g} in {shock.kind}."
    if kind.factor_on and shock.size == 1.0:
        yield (*here, "size"), f"must be given, and not be 1: the factor on {kind.factor_on}."
