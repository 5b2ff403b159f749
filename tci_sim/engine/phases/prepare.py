"""Phases 1 and 8, ahead of time: units prepare for turns that their firm expects, and use what is ready."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.evidence import keeps_apart
from tci_sim.engine.phases.practise import is_apart
from tci_sim.engine.rules.ahead import expects_turn, go_stale, launch, prepare
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Ahead, Nodes, Places
from tci_sim.engine.state.types import Flags, Floats, Record, Signs

SPENT, USED, STALE = range(3)
"""Columns of `Practice.preparing`."""


@compiled
def can_prepare(world: Record) -> bool:
    """Return whether anybody can expect a turn, and have something ready for it."""
    return keeps_apart(world) and is_apart(world)


@compiled
def launch_prepared(needs: Needs, before: Signs, contribution: Floats, kept: Floats, ahead: Ahead) -> None:
    """Let what units have ready for requirements that have turned this month take the place of what they did.

    `before` is what was asked for until now, (dimension,), `contribution` the share of an attribute's quality that each
    node makes, (node, attribute), and `kept` what it does about requirements, (node, dimension).
    """
    for n in range(len(kept)):
        ahead.preparing[n, USED] = 0.0
        for d in range(len(before)):
            if needs.reality[d] != before[d]:
                ready = ahead.prepared[n, d]
                kept[n, d] = launch(kept[n, d], ready, int(needs.reality[d]))
                ahead.preparing[n, USED] += contribution[n, needs.attribute[d]] * ready
                ahead.prepared[n, d] = 0.0


@inlined
def prepare_for_turns(
    world: Record, needs: Needs, nodes: Nodes, firms: Firms, rates: Floats, effort: Floats
) -> None:
    """Let units prepare for turns, and take what that needs out of their effort, (node, attribute).

    Of the effort on an attribute each requirement has an equal share, and preparing for its turn takes that share: it
    is missing in what is done about the requirement now, and in how well the attribute is done. `rates` say how fast
    practice moves, (node, attribute).
    """
    places, policies = nodes.places, firms.policies
    expected = turns_expected(firms.foresight.turning)
    get_ready(world, needs, places, policies, nodes.ahead, expected, rates)
    taken = effort_taken(needs, places, policies, expected)
    spend_effort(taken, nodes.work.priority, nodes.ahead.preparing, effort)


@compiled
def turns_expected(turning: Floats) -> Flags:
    """Return which requirements each firm expects to turn, by the log-odds that they do, both (firm, dimension)."""
    expected: Flags = np.zeros(turning.shape, np.bool_)
    for f in range(expected.shape[0]):
        for d in range(expected.shape[1]):
            expected[f, d] = expects_turn(turning[f, d])
    return expected


@compiled
def get_ready(
    world: Record,
    needs: Needs,
    places: Places,
    policies: Policies,
    ahead: Ahead,
    expected: Flags,
    rates: Floats,
) -> None:
    """Let units work on what they expect to turn; what is ready for anything else goes stale."""
    fading = world.improving.preparation_fading
    for n in range(ahead.prepared.shape[0]):
        f = places.firm[n]
        share = policies.in_force[f].improvement.ahead
        ahead.preparing[n, STALE] = 0.0
        for d in range(len(needs.reality)):
            a, ready = needs.attribute[d], ahead.prepared[n, d]
            if expected[f, d] and share > 0.0:
                ahead.prepared[n, d] = prepare(ready, share * rates[n, a])
            else:
                lost = go_stale(ready, fading)
                ahead.prepared[n, d] = ready - lost
                ahead.preparing[n, STALE] += places.contribution[n, a] * lost


@compiled
def left_for_later(world: Record, turning: Floats, policies: Policies) -> Floats:
    """Return what share of its changes of practice each firm leaves, as it prepares another way, (firm, dimension)."""
    later = np.zeros(turning.shape)
    if can_prepare(world):
        expected = turns_expected(turning)
        for f in range(turning.shape[0]):
            for d in range(turning.shape[1]):
                if expected[f, d]:
                    later[f, d] = policies.in_force[f].improvement.ahead
    return later


@compiled
def effort_taken(needs: Needs, places: Places, policies: Policies, expected: Flags) -> Floats:
    """Return what share of its effort on an attribute preparing takes of each node, (node, attribute)."""
    taken: Floats = np.zeros(places.contribution.shape)
    for n in range(taken.shape[0]):
        f = places.firm[n]
        for d in range(len(needs.reality)):
            a = needs.attribute[d]
            if expected[f, d]:
                taken[n, a] += policies.in_force[f].improvement.ahead / needs.dimensions[a]
    return taken


@compiled
def spend_effort(taken: Floats, priority: Floats, preparing: Floats, effort: Floats) -> None:
    """Take what preparing needs out of effort, and note the share of time that it is.

    `taken` are shares of effort and `priority` shares of all of it, (node, attribute).
    """
    for n in range(effort.shape[0]):
        preparing[n, SPENT] = 0.0
        for a in range(effort.shape[1]):
            preparing[n, SPENT] += priority[n, a] * (taken[n, a] if effort[n, a] > 0.0 else 0.0)
            effort[n, a] *= max(0.0, 1.0 - taken[n, a])
