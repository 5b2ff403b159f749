"""What is wrong with the shocks of a scenario: whom they hit, how hard, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from tci_sim.errors import nearest
from tci_sim.scenario.names import suppliers_of, units_of
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.tree import Path

Target = Literal["firm", "organisation", "node", "attribute"]
"""What a shock hits: a firm that sells to customers, such a firm or a supplier, a node, or an attribute."""

_SHOWN = 12


class _Kind(NamedTuple):
    """What one kind of shock needs."""

    hits: Target
    most: float = 0.0
    """The largest size; 0 where it has none."""
    lasts: bool = False
    one_only: bool = False
    """Whether it must name its target."""


KINDS: dict[str, _Kind] = {
    "supplier_failure": _Kind("node", most=1.0, lasts=True),
    "demand_jump": _Kind("firm", most=100.0, lasts=True),
    "rival_entry": _Kind("firm", one_only=True),
    "leader_loss": _Kind("organisation", lasts=True),
    "budget_cut": _Kind("organisation", most=1.0, lasts=True),
    "leavers": _Kind("organisation", most=1.0),
    "requirement_turn": _Kind("attribute", most=1.0),
    "price_cut": _Kind("organisation", most=0.9, lasts=True),
    "policy_change": _Kind("organisation"),
}
"""What each kind of shock hits, how large it may be, and whether it lasts."""


def faults_of_shocks(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Check every shock; where the network stands in files, its names are checked when it is read."""
    for number, shock in enumerate(scenario.shocks):
        here: Path = ("shocks", number)
        kind = KINDS[shock.kind]
        yield from _target(scenario, shock, here)
        yield from _size(shock, kind, here)
        if not kind.lasts and shock.duration != 1:
            yield (*here, "duration"), f"must be left out: {shock.kind} does not last."
        if shock.kind != "policy_change" and shock.policy is not None:
            yield (*here, "policy"), f"must be left out: {shock.kind} changes no policy."
        if shock.kind == "policy_change" and shock.policy is None:
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
    kind = KINDS[shock.kind]
    if shock.target is None:
        if kind.one_only:
            yield (*here, "target"), f"is required: {shock.kind} is that of one {kind.hits}."
        return
    names = _names(scenario, kind.hits)
    if names and shock.target not in names:
        yield (*here, "target"), wrong_target(kind.hits, shock.target, names)


def _names(scenario: Scenario, hits: Target) -> list[str]:
    """List what a shock may hit; nothing where the network stands in files that were not read yet."""
    if hits == "attribute":
        return list(scenario.market.attributes)
    if not scenario.network.roles:
        return []
    if hits == "node":
        return [*suppliers_of(scenario), *scenario.firms, *units_of(scenario)]
    return [*scenario.firms, *(suppliers_of(scenario) if hits == "organisation" else ())]


def _size(shock: Shock, kind: _Kind, here: Path) -> Iterator[tuple[Path, str]]:
    if not kind.most and shock.size != 1.0:
        yield (*here, "size"), f"must be left out: {shock.kind} has no size."
    if kind.most and shock.size > kind.most:
        yield (*here, "size"), f"must be at most {kind.most:g} in {shock.kind}."
    if shock.kind == "demand_jump" and shock.size == 1.0:
        yield (*here, "size"), "must be given, and not be 1: the factor on what customers ask for."
