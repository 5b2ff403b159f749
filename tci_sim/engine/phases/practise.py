"""What units do about requirements: it follows their firm's code, and misses what it is wrong about."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.learn import judge_acts
from tci_sim.engine.rules.practice import caught_by_check, fall_short, missed_share, practise
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.market import Attributes, Needs
from tci_sim.engine.state.nodes import Places, Practice, Quality
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Record, Signs


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
def failures(attributes: Attributes, quality: Quality, missed: Floats) -> Floats:
    """Return the share in which each node fails customers, by work and by practice, (node, attribute)."""
    failing: Floats = np.empty(quality.shortfall.shape)
    for n in range(failing.shape[0]):
        for a in range(failing.shape[1]):
            failing[n, a] = fall_short(quality.shortfall[n, a], attributes.practice[a], missed[n, a])
    return failing


@compiled
def changes_caught(run: Run, needs: Needs, knowledge: Knowledge, policies: Policies) -> Floats:
    """Return what share of a change towards its code each firm's check step gives up, (firm, dimension)."""
    caught = judge_acts(run, needs, knowledge)
    for f in range(caught.shape[0]):
        check = policies.in_force[f].improvement.check
        for d in range(caught.shape[1]):
            caught[f, d] = caught_by_check(int(knowledge.code[f, d]), caught[f, d], check)
    return caught


@compiled
def change_practice(
    needs: Needs, places: Places, code: Signs, practice: Practice, rates: Floats, caught: Floats
) -> None:
    """Let every node's practice follow the code of its own organisation, and count what it misses then.

    `rates` say how fast it moves, 0 where a node does not work on an attribute, (node, attribute), and `caught` what
    share of that is given up, (firm, dimension).
    """
    for n in range(practice.kept.shape[0]):
        f = places.firm[n]
        for d in range(len(needs.attribute)):
            rate = rates[n, needs.attribute[d]]
            practice.kept[n, d] = practise(practice.kept[n, d], int(code[f, d]), rate, caught[f, d])
    count_missed(needs, practice)
