"""Phases 1 and 8, ahead of time: units prepare for turns that their firm expects, and use what is ready."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.evidence import keeps_apart
from tci_sim.engine.phases.practise import is_apart
from tci_sim.engine.rules.ahead import expects_turn, go_stale, launch, prepare
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Nodes, Places, Practice, Work
from tci_sim.engine.state.types import Flags, Floats, Record

SPENT, USED, STALE = range(3)
"""Columns of `Practice.preparing`."""


@compiled
def can_prepare(world: Record) -> bool:
    """Return whether anybody can expect a turn, and have something ready for it."""
    return keeps_apart(world) and is_apart(world)


@compiled
def launch_prepared(world: Record, needs: Needs, contribution: Floats, practice: Practice) -> None:
    """Let what units have ready for requirements that have turned this month take the place of what they did.

    `contribution` is the share of an attribute's quality that each node makes, (node, attribute).
    """
    for n in range(practice.prepared.shape[0] if can_prepare(world) else 0):
        practice.preparing[n, USED] = 0.0
        for d in range(len(needs.reality)):
            if needs.turned[d]:
                ready = practice.prepared[n, d]
                practice.kept[n, d] = launch(practice.kept[n, d], ready, int(needs.reality[d]))
                practice.preparing[n, USED] += contribution[n, needs.attribute[d]] * ready
                practice.prepared[n, d] = 0.0


@inlined
def prepare_for_turns(
    world: Record, needs: Needs, nodes: Nodes, firms: Firms, rates: Floats, effort: Floats
) -> None:
    """Let units prepare for turns, and take what that needs out of their effort, (node, attribute).

    Of the effort on an attribute each requirement has an equal share, and preparing for its turn takes that share: it
    is missing in what is done about the requirement now, and in how well the attribute is done. `rates` say how fast
    practice moves, (node, attribute).
    """
    places, policies, practice = nodes.places, firms.policies, nodes.practice
    expected = turns_expected(firms.knowledge)
    get_ready(world, needs, places, policies, practice, expected, rates)
    taken = effort_taken(needs, places, policies, expected)
    spend_effort(taken, nodes.work, practice.preparing, effort)


@compiled
def turns_expected(knowledge: Knowledge) -> Flags:
    """Return which requirements each firm expects to turn, (firm, dimension)."""
    expected: Flags = np.zeros(knowledge.turning.shape, np.bool_)
    for f in range(expected.shape[0]):
        for d in range(expected.shape[1]):
            expected[f, d] = expects_turn(knowledge.turning[f, d])
    return expected


@compiled
def get_ready(
    world: Record,
    needs: Needs,
    places: Places,
    policies: Policies,
    practice: Practice,
    expected: Flags,
    rates: Floats,
) -> None:
    """Let units work on what they expect to turn; what is ready for anything else goes stale."""
    fading = world.improving.preparation_fading
    for n in range(practice.prepared.shape[0]):
        f = places.firm[n]
        ahead = policies.in_force[f].improvement.ahead
        practice.preparing[n, STALE] = 0.0
        for d in range(len(needs.reality)):
            a, ready = needs.attribute[d], practice.prepared[n, d]
            if expected[f, d] and ahead > 0.0:
                practice.prepared[n, d] = prepare(ready, ahead * rates[n, a])
            else:
                lost = go_stale(ready, fading)
                practice.prepared[n, d] = ready - lost
                practice.preparing[n, STALE] += places.contribution[n, a] * lost


@compiled
def leave_for_later(knowledge: Knowledge, policies: Policies, given_up: Floats) -> None:
    """Add to the changes of practice that are `given_up`, (firm, dimension), those that are prepared another way."""
    expected = turns_expected(knowledge)
    for f in range(given_up.shape[0]):
        ahead = policies.in_force[f].improvement.ahead
        for d in range(given_up.shape[1]):
            if expected[f, d]:
                given_up[f, d] += (1.0 - given_up[f, d]) * ahead


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
def spend_effort(taken: Floats, work: Work, preparing: Floats, effort: Floats) -> None:
    """Take what preparing needs out of effort, all (node, attribute), and note the share of time it is."""
    for n in range(effort.shape[0]):
        preparing[n, SPENT] = 0.0
        for a in range(effort.shape[1]):
            preparing[n, SPENT] += work.priority[n, a] * (taken[n, a] if effort[n, a] > 0.0 else 0.0)
            effort[n, a] *= max(0.0, 1.0 - taken[n, a])
