"""States that a scenario sets: with what firms and suppliers begin, and what events make of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Integers, Signs
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.start import Start, StartOfCulture
from tci_sim.world.build_network import firms_in_network
from tci_sim.world.network import ValueNetwork

NUMBERS = (
    "know_how",
    "commitment",
    "capability",
    "beliefs_right",
    "beliefs_wrong",
    "code_right",
    "code_wrong",
)
VALUES = tuple(StartOfCulture.model_fields)
"""Values of members, in the order in which the engine has them."""
BY_ATTRIBUTE = ("shortfall", "practice")

_STAYS = -1.0
_ROUNDS = 50  # of shifts that bounds cut short


class Settings(NamedTuple):
    """What is set, of whom."""

    of: Integers
    """Node, or the number of nodes plus an organisation, of whose code it is, (setting,)."""
    to: Floats
    """What it becomes, below 0 where it stays, in the order of `NUMBERS`, `VALUES`, and each of `BY_ATTRIBUTE` for all
    attributes, (setting, state)."""


class Groups(NamedTuple):
    """The parts of a world of which states are set."""

    run: Run
    market: Market
    members: Members
    nodes: Nodes
    firms: Firms


def starts_of(scenario: Scenario, network: ValueNetwork) -> Settings:
    """Lay out with what firms, their units and suppliers begin otherwise than the model builds them."""
    attributes = list(scenario.market.attributes)
    rows: list[tuple[int, list[float]]] = []
    for name, start in _by_organisation(scenario, network).items():
        rows += _rows(start, network, _nodes_of(network, name), network.firms.index(name), attributes)
    for number, tier in enumerate(scenario.network.tiers):
        if given := tier.start.given():
            rows += [
                (n, _row(given, attributes)) for n in np.flatnonzero(network.tier == number + 1).tolist()
            ]
    return _settings(rows, len(attributes))


def settings_of_event(state: Start, network: ValueNetwork, name: str, attributes: list[str]) -> Settings:
    """Lay out what an event sets, of an organisation or of one node by its name in the network."""
    if name in network.firms:
        rows = [*_rows(state, network, _nodes_of(network, name), network.firms.index(name), attributes)]
    else:
        rows = [(network.name.index(name), _row(state.given(), attributes))]
    return _settings(rows, len(attributes))


def set_states(groups: Groups, settings: Settings, month: int) -> None:
    """Set states as they are at the start of a month, counted from the start of the burn-in.

    Who holds which belief is drawn by chance, and so is of what a code holds what is right.
    """
    nodes = len(groups.nodes.places.firm)
    for of, to in zip(settings.of.tolist(), settings.to, strict=True):
        given = _named(to, len(groups.market.needs.dimensions))
        if of < nodes:
            _set_unit(groups, of, given, month)
        else:
            _set_code(groups, of - nodes, given, month)


def _by_organisation(scenario: Scenario, network: ValueNetwork) -> dict[str, Start]:
    """Return the start of each firm that has one, by its name in the network."""
    firms = firms_in_network(scenario, network)
    return {name: firm.start for name, firm in firms.items() if name in network.firms and firm.start.given()}


def _nodes_of(network: ValueNetwork, firm: str) -> list[int]:
    return [n for n, owner in enumerate(network.firm) if owner == firm]


def _rows(
    start: Start, network: ValueNetwork, nodes: list[int], organisation: int, attributes: list[str]
) -> Iterator[tuple[int, list[float]]]:
    """Lay out what is set of each node of an organisation, and of its code."""
    whole = start.given()
    code: dict[str, Any] = {name: whole.pop(name) for name in ("code_right", "code_wrong") if name in whole}
    roles = whole.pop("roles", {})
    for n in nodes:
        given = _over(whole, roles.get(network.role[n], {}))
        if given:
            yield n, _row(given, attributes)
    if code:
        yield len(network.name) + organisation, _row(code, attributes)


def _over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what is given of a role over what is given of the firm, attribute by attribute."""
    merged = {
        name: {**under.get(name, {}), **value} for name, value in over.items() if isinstance(value, dict)
    }
    return {**under, **over, **merged}


def _row(given: Mapping[str, Any], attributes: list[str]) -> list[float]:
    culture = given.get("culture", {})
    return [
        *(float(given.get(name, _STAYS)) for name in NUMBERS),
        *(float(culture.get(name, _STAYS)) for name in VALUES),
        *(float(given.get(name, {}).get(a, _STAYS)) for name in BY_ATTRIBUTE for a in attributes),
    ]


def _settings(rows: list[tuple[int, list[float]]], attributes: int) -> Settings:
    width = len(NUMBERS) + len(VALUES) + len(BY_ATTRIBUTE) * attributes
    return Settings(
        np.array([of for of, _ in rows], np.int64),
        np.array([to for _, to in rows], np.float64).reshape(-1, width),
    )


def _named(to: Floats, attributes: int) -> dict[str, Any]:
    """Return the numbers of a row by name, those that stay left out; of values and attributes, arrays."""
    numbers = {name: float(value) for name, value in zip(NUMBERS, to, strict=False) if value >= 0.0}
    rest = to[len(NUMBERS) :]
    by_attribute = rest[len(VALUES) :].reshape(len(BY_ATTRIBUTE), attributes)
    return {**numbers, "culture": rest[: len(VALUES)], **dict(zip(BY_ATTRIBUTE, by_attribute, strict=True))}


def _set_unit(groups: Groups, n: int, given: Mapping[str, Any], month: int) -> None:
    nodes, needs = groups.nodes, groups.market.needs
    nodes.competence.know_how[n] = given.get("know_how", nodes.competence.know_how[n])
    nodes.competence.commitment[n] = given.get("commitment", nodes.competence.commitment[n])
    nodes.work.capability[n] *= given.get("capability", 1.0)
    stays = given["shortfall"] < 0.0
    nodes.quality.shortfall[n] = np.where(stays, nodes.quality.shortfall[n], given["shortfall"])
    meets = given["practice"][needs.attribute]
    kept = nodes.practice.kept[n]
    kept[:] = np.where(meets < 0.0, kept, (2.0 * meets - 1.0) * needs.reality)
    first, last = nodes.places.first_member[n : n + 2].tolist()
    present = first + np.flatnonzero(groups.members.active[first:last])
    if len(present):
        _set_beliefs(groups, n, present, given, month)
        _set_values(groups, n, present, given["culture"])


def _set_beliefs(groups: Groups, n: int, present: Integers, given: Mapping[str, Any], month: int) -> None:
    """Give the members of a node, (member,), right and wrong beliefs in the shares that are given."""
    if "beliefs_right" not in given and "beliefs_wrong" not in given:
        return
    needs, competence = groups.market.needs, groups.nodes.competence
    right, wrong = _shares(given, "beliefs_right", "beliefs_wrong", half_of_rest=True)
    ids = present[:, None] * len(needs.reality) + np.arange(len(needs.reality))
    belief = _drawn(groups, needs.reality, ids, right, wrong, month)
    groups.members.belief[present] = belief
    for a in range(len(needs.dimensions)):
        held = belief[:, needs.attribute == a] * needs.reality[needs.attribute == a]
        competence.right[n, a] = np.count_nonzero(held > 0) / held.size
        competence.wrong[n, a] = np.count_nonzero(held < 0) / held.size


def _set_code(groups: Groups, f: int, given: Mapping[str, Any], month: int) -> None:
    """Let an organisation's code hold what is right and what is wrong in the shares that are given."""
    reality = groups.market.needs.reality
    right, wrong = _shares(given, "code_right", "code_wrong", half_of_rest=False)
    ids = (len(groups.members.node) + f) * len(reality) + np.arange(
        len(reality)
    )  # behind those of all members
    groups.firms.knowledge.code[f] = _drawn(groups, reality, ids, right, wrong, month)


def _shares(given: Mapping[str, Any], right: str, wrong: str, *, half_of_rest: bool) -> tuple[float, float]:
    """Return the shares that are right and wrong; one that is not given is half of the rest, or nothing."""
    part = 0.5 if half_of_rest else 0.0
    of_right = given.get(right, part * (1.0 - given.get(wrong, 0.0)))
    return of_right, given.get(wrong, part * (1.0 - of_right))


def _drawn(groups: Groups, reality: Signs, ids: Integers, right: float, wrong: float, month: int) -> Signs:
    """Draw what is held about each requirement: what is right, what is wrong, or nothing; of the shape of `ids`.

    Numbers are those by which members get their beliefs at the start, read from the end where that is right.
    """
    uniform = draw(int(groups.run.seed[0]), Decision.BELIEF_AT_START, month, ids)
    facing = np.where(reality > 0, uniform, 1.0 - uniform)
    held = np.where(facing >= 1.0 - right, reality, np.where(facing < wrong, -reality, 0))
    return held.astype(np.int8)


def _set_values(groups: Groups, n: int, present: Integers, means: Floats) -> None:
    """Move the values of the members of a node, (member,), together until their means are as given."""
    for k in np.flatnonzero(means >= 0.0):
        values = groups.members.culture[present, k]
        for _ in range(_ROUNDS):
            values = np.clip(values + (means[k] - math.fsum(values) / len(values)), 0.0, 1.0)
        groups.members.culture[present, k] = values
        groups.nodes.competence.culture[n, k] = math.fsum(values) / len(values)
