"""Scenarios drawn from the schema itself: all fields jointly, and each one alone at its bounds.

What can be drawn, and from where to where, is read from `tci_sim.scenario.explain`; only sizes are held small, so that
a run takes a fraction of a second. A scenario that the schema, or what must hold between its parts, refuses is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

from worlds import BASELINE

from tci_sim.analysis.check_files import check_world
from tci_sim.errors import InputError
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.names import suppliers_of, units_of
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import as_data, as_tree

SMALL: Mapping[str, Any] = MappingProxyType(
    {
        "market.customers": 120,
        "months": 16,
        "burn_in": 4,
        "network.tiers": [{"count": 2}, {"count": 2, "links": 1}],
        "network.roles.production.members": 4,
        "network.roles.sales.members": 2,
    }
)
"""What makes the reference market small, so that each value at a bound is tried in a fraction of a second."""

MOST: Mapping[str, int] = MappingProxyType(
    {
        "months": 30,
        "burn_in": 8,
        "market.customers": 300,
        "market.attributes.*.dimensions": 20,
        "network.roles.*.members": 12,
        "network.tiers.*.count": 4,
        "network.tiers.*.members": 12,
        "network.tiers.*.links": 4,
    }
)
"""How large sizes are drawn jointly; alone, all but time and customers go to their bounds."""

_LEAST: Mapping[str, int] = MappingProxyType({"months": 1})
_DRAWN = ("number", "whole number", "true or false")
_NOT_ALONE = ("months", "burn_in", "market.customers", "shocks.")


def joint(number: int) -> Scenario:
    """Draw one scenario in which few, many or all fields leave their defaults, some of them for a bound."""
    for attempt in range(200):
        chance = Random(f"{number} {attempt}")
        try:
            fields = _fields(chance)
            last = fields.get("months", SMALL["months"]) - 1
            drawn = variant(_base(), {**fields, **_structure(chance, last)}, drawn=True)
            check_world(drawn)
            return drawn
        except InputError:
            continue  # two values that may not stand together
    raise AssertionError(f"scenario {number}: no draw of 200 is allowed")


def plausible(number: int) -> Scenario:
    """Draw a scenario of which all fields are between the ends that are held plausible for them."""
    chance = Random(f"plausible {number}")
    drawn: dict[str, Any] = {}
    for parameter in catalogue().values():
        path = _whole_path(parameter)
        if parameter.type in _DRAWN and parameter.plausible and not path.startswith("shocks."):
            low, high = parameter.plausible
            for place in _places(path):
                value = low + (high - low) * chance.random()
                drawn[place] = round(value) if parameter.type == "whole number" else value
    drawn["market.friends"] = 2 * (drawn["market.friends"] // 2)
    return variant(_base(), _with_links(drawn), drawn=True)


def alone() -> Iterator[tuple[str, Any]]:
    """List every field, with its lower and its upper bound, or with its other choice."""
    for parameter in catalogue().values():
        if parameter.type in _DRAWN and not parameter.path.startswith(_NOT_ALONE):
            low, high = (False, True) if parameter.type == "true or false" else _ends(parameter)
            yield from ((_whole_path(parameter), low), (_whole_path(parameter), high))


def at_bound(path: str, value: Any) -> Scenario | None:
    """Give a field of the small market a value, wherever it stands; nothing where it may not stand alone."""
    try:
        given = variant(_base(), {place: value for place in _places(path)}, drawn=True)
        check_world(given)
        return given
    except InputError:
        return None


@cache
def _base() -> Scenario:
    return variant(load(BASELINE), SMALL)


def _whole_path(parameter: Parameter) -> str:
    return f"policies.*.{parameter.path}" if parameter.kind == "lever" else parameter.path


def _ends(parameter: Parameter) -> tuple[Any, Any]:
    assert parameter.allowed is not None
    low, high = parameter.allowed
    return (round(low), round(high)) if parameter.type == "whole number" else (low, high)


@cache
def _places(path: str) -> tuple[str, ...]:
    """List the paths in the small market that a path with stars stands for."""
    return tuple(_places_in(as_data(as_tree(_base())), path, ""))


def _places_in(node: Any, path: str, done: str) -> list[str]:
    key, _, rest = path.partition(".")
    keys = list(node) if key == "*" and isinstance(node, dict) else [key]
    keys = [str(place) for place in range(len(node))] if key == "*" and not isinstance(node, dict) else keys
    if not rest:
        return [f"{done}{each}" for each in keys]
    inside = {
        each: node[int(each)] if isinstance(node, list | tuple) else node.get(each, {}) for each in keys
    }
    return [found for each, below in inside.items() for found in _places_in(below, rest, f"{done}{each}.")]


def _fields(chance: Random) -> dict[str, Any]:
    """Draw values of numbers and switches, wherever they stand."""
    how_many, at_ends = chance.choice((0.03, 0.3, 1.0)), chance.choice((0.0, 0.3, 1.0))
    drawn: dict[str, Any] = {}
    for parameter in catalogue().values():
        path = _whole_path(parameter)
        if parameter.type in _DRAWN and not path.startswith("shocks."):
            seldom = 0.05 if path.startswith("network.") and parameter.type == "true or false" else 1.0
            for place in _places(path):
                if chance.random() < how_many * seldom:
                    drawn[place] = _value(parameter, path, chance, at_ends)
    return _with_links(drawn)


def _with_links(drawn: dict[str, Any]) -> dict[str, Any]:
    """Let nobody buy from more suppliers than there are."""
    for tier, given in enumerate(SMALL["network.tiers"]):
        count, links = f"network.tiers.{tier}.count", f"network.tiers.{tier}.links"
        if links in drawn:
            drawn[links] = min(drawn[links], drawn.get(count, given["count"]))
    return drawn


def _value(parameter: Parameter, path: str, chance: Random, at_ends: float) -> Any:
    if parameter.type == "true or false":
        return chance.random() < 0.5
    low, high = _ends(parameter)
    low, high = max(low, _LEAST.get(path, low)), min(high, MOST.get(path, high))
    if chance.random() < at_ends:
        return chance.choice((low, high))
    value = low + (high - low) * chance.random()
    if high > 1000.0 * max(low, 1.0) and chance.random() < 0.7:
        value = max(low, 1e-3) * (high / max(low, 1e-3)) ** chance.random()
    value = min(max(value, low), high)
    if path == "market.friends":
        return 2 * int(value / 2)
    return round(value) if parameter.type == "whole number" else value


def _structure(chance: Random, last: int) -> dict[str, Any]:
    """Draw what is no number: weights and contributions, policies, what is switched off, and shocks."""
    base = _base()
    drawn: dict[str, Any] = {}
    if chance.random() < 0.5:
        drawn |= _contributions(base, chance)
    for name in base.market.segments:
        if chance.random() < 0.3:
            drawn[f"market.segments.{name}.weights"] = {
                attribute: chance.choice((0.0, 1.0, chance.random(), 1e6))
                for attribute in base.market.attributes
            }
    if chance.random() < 0.3:
        for firm in base.firms:
            drawn[f"firms.{firm}.policy"] = chance.choice(list(base.policies))
        drawn["supplier_policy"] = chance.choice(list(base.policies))
    levers = [each.path for each in catalogue().values() if each.kind == "lever" and each.off is not None]
    world = [path for path, each in catalogue().items() if path.startswith("world.") and each.off is not None]
    if chance.random() < 0.3:
        drawn["off"] = chance.sample([*levers, *world], chance.randint(0, 20))
        drawn["effects_only"] = chance.sample(levers, chance.randint(0, 20))
    if chance.random() < 0.5:
        drawn["shocks"] = [_shock(base, chance, last) for _ in range(chance.randint(1, 12))]
    return drawn


def _contributions(base: Scenario, chance: Random) -> dict[str, Any]:
    """Deal each attribute out anew over some of the roles and the suppliers."""
    places = [*(f"network.roles.{role}.contributions" for role in base.network.roles)]
    places += ["network.supplier_contributions"]
    shares: dict[str, dict[str, float]] = {place: {} for place in places}
    for attribute in base.market.attributes:
        chosen = chance.sample(places, chance.randint(1, len(places)))
        weights = [chance.random() + 1e-3 for _ in chosen]
        total = math.fsum(weights)
        for place, weight in zip(chosen, weights, strict=True):
            shares[place][attribute] = weight / total
    emptied = {
        f"{place}.{attribute}": share.get(attribute, 0.0)
        for place, share in shares.items()
        for attribute in base.market.attributes
    }
    return dict(emptied)


def _shock(base: Scenario, chance: Random, last: int) -> dict[str, Any]:
    """Draw one shock of any kind that the small market can meet, in any month up to the last."""
    name = chance.choice(list(SHOCKS))
    kind = SHOCKS[name]
    firms, suppliers = list(base.firms), suppliers_of(base)
    targets = {
        "firm": firms,
        "organisation": [*firms, *suppliers],
        "node": [*suppliers, *firms, *units_of(base)],
        "attribute": list(base.market.attributes),
        None: [None],
    }[kind.target_kind]
    shock: dict[str, Any] = {"kind": name, "month": chance.randint(0, last)}
    if kind.one_only or chance.random() < 0.6:
        shock["target"] = chance.choice(targets)
    if kind.most:
        shock["size"] = chance.choice((0.0, kind.most, kind.most * chance.random()))
    if kind.factor_on is not None and shock["size"] == 1.0:
        shock["size"] = 0.5
    if kind.lasts:
        shock["duration"] = chance.choice((1, 3, 1200))
    if kind.returns:
        shock["duration"] = chance.choice((None, 3, 1200))
    if kind.changes_policy:
        shock["policy"] = chance.choice(list(base.policies))
    if kind.changes_levers:
        shock["levers"] = _new_values("lever", chance)
    if kind.changes_world:
        shock |= _new_values("uncertainty", chance)
    if kind.sets_state:
        shock["state"] = {"commitment": chance.random(), "know_how": chance.random(), "beliefs_right": 0.5}
    return shock


def _new_values(kind: str, chance: Random) -> dict[str, Any]:
    """Draw new values of some levers, or of some uncertainties of the world, each where it stands."""
    known = [each for each in catalogue().values() if each.kind == kind and each.type in _DRAWN]
    changing = [
        each for each in known if not each.settled and not each.path.startswith(("market.", "network."))
    ]
    values: dict[str, Any] = {}
    for each in chance.sample([each for each in changing if not each.path.startswith("firms.")], 5):
        *groups, last = each.path.split(".")
        place = values
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = _value(each, each.path, chance, 0.3)
    return values
