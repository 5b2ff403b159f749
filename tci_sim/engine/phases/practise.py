"""What units do about requirements: it follows their firm's code, or their own belief, and misses what is wrong."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.practice import (
    caught_by_check,
    fall_short,
    go_own_way,
    missed_share,
    practise,
    weight_of_own_ways,
)
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Places, Practice
from tci_sim.engine.state.types import SHARED_VALUE, Floats, Record, Signs


class Ways(NamedTuple):
    """What nodes may do about requirements, and what stops them."""

    code: Signs
    """What each organisation holds, (organisation, dimension)."""
    believed: Floats
    """What the members of each node believe in the mean, (node, dimension)."""
    own_weight: Floats
    """How far each node follows its members and not the code, (node,)."""
    worth: Floats
    """What acts are worth by what each organisation has heard, (organisation, dimension)."""
    check: Floats
    """Share of changes with evidence against them that each organisation's check step catches, (organisation,)."""


@compiled
def is_apart(world: Record) -> bool:
    """Return whether what units do about requirements is a thing apart from how well they do it."""
    return bool(world.improving.practice == 1)


@compiled
def lost_with_a_need(world: Record) -> float:
    """Return what share of what is well done is lost when all needs of an attribute turn.

    Where practice is apart, a turn is felt in what practice misses, and in nothing else.
    """
    return 0.0 if is_apart(world) else float(world.requirements.obsolescence)


@compiled
def count_missed(needs: Needs, practice: Practice) -> None:
    """Note what share of each attribute's requirements every node misses."""
    practice.missed[:] = 0.0
    for n in range(practice.kept.shape[0]):
        for d in range(len(needs.reality)):
            a = needs.attribute[d]
            missed = missed_share(practice.kept[n, d], int(needs.reality[d]))
            practice.missed[n, a] += missed / needs.dimensions[a]


@compiled
def failures(weight: Floats, shortfall: Floats, missed: Floats) -> Floats:
    """Return the share in which each node fails customers, by work and by practice, all (node, attribute).

    `weight` is what practice weighs in each attribute, (attribute,).
    """
    failing: Floats = np.empty(shortfall.shape)
    for n in range(failing.shape[0]):
        for a in range(failing.shape[1]):
            failing[n, a] = fall_short(shortfall[n, a], weight[a], missed[n, a])
    return failing


@compiled
def own_weights(own_ways: float, places: Places, culture: Floats, policies: Policies) -> Floats:
    """Return how far each node practises what its own members believe in place of the code, (node,).

    `culture` is the mean of their values, (node, 4).
    """
    weights: Floats = np.zeros(len(places.firm))
    for n in range(len(weights) if own_ways > 0.0 else 0):
        autonomy = policies.in_force[places.firm[n]].culture.autonomy
        weights[n] = weight_of_own_ways(own_ways, autonomy, culture[n, SHARED_VALUE])
    return weights


@compiled
def checks_of(policies: Policies) -> Floats:
    """Return what share of changes with evidence against them each firm's check step catches, (firm,)."""
    checks: Floats = np.empty(len(policies.in_force))
    for f in range(len(checks)):
        checks[f] = policies.in_force[f].improvement.check
    return checks


@compiled
def change_practice(needs: Needs, places: Places, practice: Practice, rates: Floats, ways: Ways) -> None:
    """Let every node's practice follow the code of its own organisation, or its own belief, and count what it misses.

    `rates` say how fast it moves, 0 where a node does not work on an attribute, (node, attribute).
    """
    for n in range(practice.kept.shape[0]):
        f, weight = places.firm[n], ways.own_weight[n]
        for d in range(len(needs.attribute)):
            before, code, rate = practice.kept[n, d], ways.code[f, d], rates[n, needs.attribute[d]]
            caught = caught_by_check(float(code), ways.worth[f, d], ways.check[f])
            practice.kept[n, d] = practise(before, int(code), rate, caught)
            if weight > 0.0:
                by_code, believed = practice.kept[n, d], ways.believed[n, d]
                caught = caught_by_check(believed, ways.worth[f, d], ways.check[f])
                practice.kept[n, d] = go_own_way(by_code, before, believed, rate, caught, weight)
    count_missed(needs, practice)
