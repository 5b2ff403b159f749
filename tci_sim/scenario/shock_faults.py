"""What is wrong with the shocks of a scenario: whom they hit, how hard, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tci_sim.errors import meant
from tci_sim.messages import Listing, Message, listing, message
from tci_sim.scenario.names import suppliers_of, units_of
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS, ShockKind, Target
from tci_sim.scenario.tree import Path

_SHOWN = 12
_WHAT: Mapping[Target, Message] = MappingProxyType(
    {
        "firm": message("fault.shock.what.firm"),
        "organisation": message("fault.shock.what.organisation"),
        "node": message("fault.shock.what.node"),
        "attribute": message("fault.shock.what.attribute"),
    }
)


def faults_of_shocks(scenario: Scenario) -> Iterator[tuple[Path, Message]]:
    """Check every shock; where the network stands in files, its names are checked when it is read."""
    for number, shock in enumerate(scenario.shocks):
        here: Path = ("shocks", number)
        kind = SHOCKS[shock.kind]
        yield from _target(scenario, shock, here)
        yield from _size(shock, kind, here)
        if not kind.lasts and shock.duration != 1:
            yield (*here, "duration"), message("fault.shock.no_duration", shock=shock.kind)
        if shock.policy is not None and not kind.changes_policy:
            yield (*here, "policy"), message("fault.shock.no_policy", shock=shock.kind)
        if shock.policy is None and kind.changes_policy:
            yield (*here, "policy"), message("fault.shock.policy")
        if shock.policy is not None and shock.policy not in scenario.policies:
            yield (*here, "policy"), meant("fault.no_policy", shock.policy, scenario.policies)


def wrong_target(hits: Target, target: str, names: Sequence[str]) -> Message:
    """Say that a name is not one of those that a shock may hit, and which it may."""
    shown: Listing | Message = listing(names[:_SHOWN])
    if len(names) > _SHOWN:
        shown = message("fault.shock.names_and_more", names=shown, count=len(names) - _SHOWN)
    return meant("fault.shock.target", target, names, what=_WHAT[hits], names=shown)


def _target(scenario: Scenario, shock: Shock, here: Path) -> Iterator[tuple[Path, Message]]:
    kind = SHOCKS[shock.kind]
    if shock.target is None:
        if kind.one_only:
            yield (
                (*here, "target"),
                message("fault.shock.one_target", shock=shock.kind, what=_WHAT[kind.target_kind]),
            )
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


def _size(shock: Shock, kind: ShockKind, here: Path) -> Iterator[tuple[Path, Message]]:
    if not kind.most and shock.size != 1.0:
        yield (*here, "size"), message("fault.shock.no_size", shock=shock.kind)
    if kind.most and shock.size > kind.most:
        yield (*here, "size"), message("fault.shock.most", most=f"{kind.most:g}", shock=shock.kind)
    if kind.factor_on is not None and shock.size == 1.0:
        yield (*here, "size"), message("fault.shock.factor", what=kind.factor_on)
