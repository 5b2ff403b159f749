"""Part of phase 6: how far the people of a unit hold the same, know what is held in common, and are new."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.roster import Roster, members_at
from tci_sim.engine.rules.culture import agreement_of
from tci_sim.engine.state.nodes import Minds
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.types import Floats, Integers, Record, Signs

_NEW = 6
"""Months for which a member counts as new."""

_HEADS, _VALUES, _SQUARES, _SUMS = 0, 1, 5, 9


@inlined
def read_minds(
    people: Record, members: Members, code: Signs, minds: Minds, firm: Integers, roster: Roster
) -> None:
    """Note what the people of each node hold in common, as far as anything depends on it, and who is new.

    `code` is what organisations hold, (organisation, dimension), and `firm` the organisation of each node, (node,). A
    node without members keeps what it had.
    """
    if people.execution_error > 0.0 or people.mis_hand_over > 0.0:
        sums = add_up_values(members.culture, roster, len(firm))
        note_agreement(minds.agreement, sums)
        note_agreement(minds.agreement_around, sums_around(firm, sums, len(code)))
    if people.execution_error > 0.0:
        note_held(members.belief, code, minds.held, roster)
    if people.own_ways > 0.0:
        note_beliefs(members.belief, minds.believed, roster)
    count_newcomers(members.tenure, minds.newcomers, roster)


@compiled
def add_up_values(culture: Floats, roster: Roster, nodes: int) -> Floats:
    """Count the members of each node, and add up their values and their squares, (node, sum)."""
    sums = np.zeros((nodes, _SUMS))
    for n in range(nodes):
        for m in members_at(roster, n):
            sums[n, _HEADS] += 1.0
            for k in range(culture.shape[1]):
                sums[n, _VALUES + k] += culture[m, k]
                sums[n, _SQUARES + k] += culture[m, k] * culture[m, k]
    return sums


@compiled
def sums_around(firm: Integers, sums: Floats, organisations: int) -> Floats:
    """Give each node the sums over all nodes of its organisation, (node, sum)."""
    whole = np.zeros((organisations, _SUMS))
    around = np.zeros(sums.shape)
    for n in range(len(firm)):
        for k in range(_SUMS):
            whole[firm[n], k] += sums[n, k]
    for n in range(len(firm)):
        for k in range(_SUMS):
            around[n, k] = whole[firm[n], k]
    return around


@compiled
def note_agreement(agreement: Floats, sums: Floats) -> None:
    """Take the agreement of values, (node,), from sums over members, (node, sum)."""
    for n in range(len(agreement)):
        heads = sums[n, _HEADS]
        if heads > 0.0:
            spread = 0.0
            for k in range(4):
                level = sums[n, _VALUES + k] / heads
                spread += math.sqrt(max(sums[n, _SQUARES + k] / heads - level * level, 0.0)) / 4.0
            agreement[n] = agreement_of(spread)


@compiled
def note_held(belief: Signs, code: Signs, held: Floats, roster: Roster) -> None:
    """Take the share of members' beliefs that are what the code of their organisation holds, (node,).

    Where the code holds nothing there is nothing to share.
    """
    dimensions = belief.shape[1]
    for n in range(len(held)):
        present = members_at(roster, n)
        if len(present) > 0:
            same = 0
            for m in present:
                f = roster.employer[m]
                for d in range(dimensions):
                    same += 1 if code[f, d] != 0 and belief[m, d] == code[f, d] else 0
            held[n] = same / (len(present) * dimensions)


@compiled
def note_beliefs(belief: Signs, believed: Floats, roster: Roster) -> None:
    """Take the mean belief of each node's members about each requirement, (node, dimension)."""
    total, sure = np.empty(believed.shape[1], np.int64), np.empty(believed.shape[1], np.int64)
    for n in range(len(believed)):
        present = members_at(roster, n)
        if len(present) > 0:
            add_up_beliefs(belief, present, total, sure)
            for d in range(believed.shape[1]):
                believed[n, d] = total[d] / len(present)


@compiled
def add_up_beliefs(belief: Signs, present: Integers, total: Integers, sure: Integers) -> None:
    """Add up what members believe about each requirement, and count those who believe anything, both (dimension,)."""
    total[:] = 0
    sure[:] = 0
    for m in present:
        for d in range(len(total)):
            total[d] += belief[m, d]
            sure[d] += abs(belief[m, d])


@compiled
def count_newcomers(tenure: Integers, newcomers: Floats, roster: Roster) -> None:
    """Take the share of each node's members who have not been there for half a year, (node,)."""
    for n in range(len(newcomers)):
        present = members_at(roster, n)
        if len(present) > 0:
            new = 0
            for m in present:
                new += 1 if tenure[m] < _NEW else 0
            newcomers[n] = new / len(present)
