"""What is wrong with the shocks of a scenario: whom they hit, how hard, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tci_sim.errors import first_of, meant, no_policy
from tci_sim.messages import Message, message
from tci_sim.scenario.changes import is_empty, values_in
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.names import any_own_network, suppliers_of, units_of
from tci_sim.scenario.schema import Market, Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS, ShockKind, Target
from tci_sim.scenario.timeline import stretches
from tci_sim.scenario.tree import Path, dotted

_WHAT: Mapping[Target, Message] = MappingProxyType(
    {
        "firm": message("fault.shock.what.firm"),
        "organisation": message("fault.shock.what.organisation"),
        "node": message("fault.shock.what.node"),
        "attribute": message("fault.shock.what.attribute"),
    }
)


def faults_of_shocks(
    scenario: Scenario, *, known_months: bool = True, mended: bool = False
) -> Iterator[tuple[Path, Message]]:
    """Check every shock; where the network stands in files, its names are checked when it is read.

    Where it is not known how many months there are, because that was given wrongly, the month is not checked. Where
    the scenario was `mended`, so that faulty values were left out of it, nothing is missed.
    """
    for number, shock in enumerate(scenario.shocks):
        here: Path = ("shocks", number)
        kind = SHOCKS[shock.kind]
        yield from _target(scenario, shock, here)
        yield from _size(shock, kind, here)
        if shock.month >= scenario.months and known_months:
            yield (*here, "month"), message("fault.shock.after_the_end", last=scenario.months - 1)
        if not (kind.lasts or kind.returns) and shock.months != 1:
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
        yield from _changes(shock, kind, here)
        if not mended:
            yield from _missing(shock, kind, here)
        yield from _market(scenario, shock, here)
    yield from _weights(scenario)


def has_weight(market: Market, segment: str) -> bool:
    """Return whether any attribute has a weight above 0 in a segment."""
    weights = market.segments[segment].weights
    return any(weights.get(attribute, 1.0) > 0.0 for attribute in market.attributes)


def wrong_target(hits: Target, target: str, names: Sequence[str]) -> Message:
    """Say that a name is not one of those that a shock may hit, and which it may."""
    return meant("fault.shock.target", target, names, what=_WHAT[hits], names=first_of(names))


def _target(scenario: Scenario, shock: Shock, here: Path) -> Iterator[tuple[Path, Message]]:
    hits, one_only = SHOCKS[shock.kind].target_kind, SHOCKS[shock.kind].one_only
    if hits is None:
        if shock.target is not None:
            yield (*here, "target"), message("fault.shock.no_target", shock=shock.kind)
        return
    if shock.target is None:
        if one_only:
            yield (*here, "target"), message("fault.shock.one_target", shock=shock.kind, what=_WHAT[hits])
        return
    names = _names(scenario, hits)
    if names and shock.target not in names:
        yield (*here, "target"), wrong_target(hits, shock.target, names)


def _names(scenario: Scenario, hits: Target) -> list[str]:
    """List what a shock may hit; nothing where the network stands in files that were not read yet."""
    if hits == "attribute":
        return list(scenario.market.attributes)
    if not scenario.network.roles or (hits != "firm" and any_own_network(scenario)):
        return []
    if hits == "node":
        return [*suppliers_of(scenario), *scenario.firms, *units_of(scenario)]
    return [*scenario.firms, *(suppliers_of(scenario) if hits == "organisation" else ())]


def _changes(shock: Shock, kind: ShockKind, here: Path) -> Iterator[tuple[Path, Message]]:
    """Check that new values are given by the kinds that change something, and of what can change."""
    if not kind.changes_levers and not is_empty(shock.levers):
        yield (*here, "levers"), message("fault.shock.no_levers", shock=shock.kind)
    for name, change in {"world": shock.world, "market": shock.market}.items():
        if not kind.changes_world and not is_empty(change):
            yield (*here, name), message("fault.shock.no_world", shock=shock.kind)
        for path, _ in values_in(change):
            if _is_settled(name, *path):
                yield (*here, name, *path), message("fault.shock.settled", path=dotted((name, *path)))


def _missing(shock: Shock, kind: ShockKind, here: Path) -> Iterator[tuple[Path, Message]]:
    """Check that what changes something says what."""
    if kind.changes_levers and is_empty(shock.levers):
        yield (*here, "levers"), message("fault.shock.levers")
    if kind.changes_world and is_empty(shock.world) and is_empty(shock.market):
        yield (*here, "world"), message("fault.shock.world")


def _is_settled(*path: str) -> bool:
    known = catalogue().get(general_name(dotted(path)))
    return known is not None and known.settled


def _market(scenario: Scenario, shock: Shock, here: Path) -> Iterator[tuple[Path, Message]]:
    """Check that attributes and segments that change are there."""
    market = scenario.market
    for path, _ in values_in(shock.market):
        match path:
            case "attributes", name, *_ if name not in market.attributes:
                yield (*here, "market", *path[:2]), meant("fault.attribute", name, market.attributes)
            case "segments", name, *_ if name not in market.segments:
                yield (*here, "market", *path[:2]), meant("fault.segment", name, market.segments)
            case "segments", _, "weights", name if name not in market.attributes:
                yield (*here, "market", *path), meant("fault.attribute", name, market.attributes)


def _weights(scenario: Scenario) -> Iterator[tuple[Path, Message]]:
    """Check that changes leave each segment an attribute that has a weight."""
    markets = {stretch.month: stretch.market for stretch in stretches(scenario)}
    for number, shock in enumerate(scenario.shocks):
        for name in shock.market.given().get("segments", {}):
            market = markets.get(shock.month, scenario.market)
            if name in market.segments and not has_weight(market, name):
                yield ("shocks", number, "market", "segments", name, "weights"), message("fault.no_weight")


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
