"""What is wrong with the shocks of a scenario: whom they hit, how hard, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tci_sim.errors import first_of, meant, no_policy
from tci_sim.messages import Message, message
from tci_sim.scenario.names import any_own_network, suppliers_of, units_of
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS, ShockKind, Target
from tci_sim.scenario.tree import Path

_WHAT: Mapping[Target, Message] = MappingProxyType(
    {
        "firm": message("fault.shock.what.firm"),
        "organisation": message("fault.shock.what.organisation"),
        "node": message("fault.shock.what.node"),
        "attribute": message("fault.shock.what.attribute"),
    }
)


def faults_of_shocks(scenario: Scenario, *, known_months: bool = True) -> Iterator[tuple[Path, Message]]:
    """Check every shock; where the network stands in files, its names are checked when it is read.

    Where it is not known how many months there are, because that was given wrongly, the month is not checked.
    """
    for number, shock in enumerate(scenario.shocks):
        here: Path = ("shocks", number)
        kind = SHOCKS[shock.kind]
        yield from _target(scenario, shock, here)
        yield from _size(shock, kind, here)
        if shock.month >= scenario.months and known_months:
            yield (*here, "month"), message("fault.shock.after_the_end", last=scenario.months - 1)
        if not kind.lasts and shock.duration != 1:
            yield (*here, "duration"), message("fault.shock.no_duration", shock=shock.kind)
        if shock.policy is not None and not kind.changes_policy:
            yield (*here, "policy"), message("fault.shock.no_policy", shock=shock.kind)
        if shock.policy is None and kind.changes_policy:
            yield (*here, "policy"), message("fault.shock.policy")
        if shock.state.given() and not kind.sets_state:
            yield (*here, "state"), message("fault.shock.no_state", shock=shock.kind)
        if kind.sets_state and not shock.state.given():
            yield (*here, "state"), message("fault.shock.state")
        if shock.policy is not None and shock.policy not in scenario.policies:
            yield (*here, "policy"), no_policy(shock.policy, scenario.policies)


def wrong_target(hits: Target, target: str, names: Sequence[str]) -> Message:
    """Say that a name is not one of those that a shock may hit, and which it may."""
    return meant("fault.shock.target", target, names, what=_WHAT[hits], names=first_of(names))


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
    if not scenario.network.roles or (hits != "firm" and any_own_network(scenario)):
        return []
    if hits == "node":
        return [*suppliers_of(scenario), *scenario.firms, *units_of(scenario)]
    return [*scenario.firms, *(suppliers_of(scenario) if hits == "organisation" else ())]


def _size(shock: Shock, kind: ShockKind, here: Path) -> Iterator[tuple[Path, Message]]:
    if not kind.most and shock.size != 1.0:
        yield (*here, "size"), message("fault.shock.no_size", shock=shock.kind)
    if kind.most and shock.size > kind.most:
        yield (*here, "size"), _too_large(shock, kind)
    if kind.factor_on is not None and shock.size == 1.0:
        yield (*here, "size"), message("fault.shock.factor", what=kind.factor_on)


def _too_large(shock: Shock, kind: ShockKind) -> Message:
    """Say how large a shock may be, and how a percentage is written where one was probably meant."""
    most, size, part = f"{kind.most:g}", f"{shock.size:g}", f"{shock.size / 100:.12g}"
    if kind.factor_on is not None:
        more = f"{1 + shock.size / 100:.12g}"
        return message(
            "fault.shock.fold",
            most=most,
            size=size,
            part=part,
            more=more,
            what=kind.factor_on,
            shock=shock.kind,
        )
    if shock.size / 100 <= kind.most and shock.size > 1:
        return message("fault.shock.percent", most=most, size=size, part=part, shock=shock.kind)
    return message("fault.shock.most", most=most, shock=shock.kind)
