"""Who comes and who goes: leavers, entrants, layoffs and hires, each in a slot of a node."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.randomness import Decision, uniform
from tci_sim.rules.capacity import entrant_belief, entrant_value
from tci_sim.world.state import COLLABORATION, IMPROVEMENT, LEARNING, SHARED_VALUE, Firms, Members, Nodes, Run

_LEAVE = np.uint64(Decision.LEAVE)
_WAVE_OF_LEAVERS = np.uint64(Decision.WAVE_OF_LEAVERS)
_BELIEF_OF_ENTRANT = np.uint64(Decision.BELIEF_OF_ENTRANT)
_CULTURE_OF_ENTRANT = np.uint64(Decision.CULTURE_OF_ENTRANT)


@compiled
def turn_over_staff(run: Run, members: Members, nodes: Nodes, firms: Firms, month: int) -> None:
    """Let members grow older in the firm, and replace at once those who leave."""
    turnover = run.world[0].staff.turnover
    for slot in range(members.active.shape[0]):
        if not members.active[slot]:
            continue
        members.tenure[slot] += 1
        if uniform(run.seed[0], _LEAVE, np.uint64(month), np.uint64(slot)) < turnover:
            f = nodes.firm[members.node[slot]]
            empty(members, nodes, slot)
            firms.left[f] += 1
            seat(run, members, nodes, firms, slot, month)


@compiled
def seat(run: Run, members: Members, nodes: Nodes, firms: Firms, slot: int, month: int) -> None:
    """Let an entrant take an empty slot, with beliefs and values of his own.

    Where the post of the leader is vacant, nobody is chosen for his values.
    """
    n = members.node[slot]
    f = nodes.firm[n]
    dimensions = members.belief.shape[1]
    for d in range(dimensions):
        who = np.uint64(slot * dimensions + d)
        members.belief[slot, d] = entrant_belief(
            uniform(run.seed[0], _BELIEF_OF_ENTRANT, np.uint64(month), who)
        )
    culture = firms.policy[f].culture
    fit = culture.hiring_fit if firms.leader_tenure[f] >= 0 else 0.0
    bring(run, members, slot, LEARNING, culture.leader_learning, fit, month)
    bring(run, members, slot, COLLABORATION, culture.leader_collaboration, fit, month)
    bring(run, members, slot, IMPROVEMENT, culture.leader_improvement, fit, month)
    bring(run, members, slot, SHARED_VALUE, culture.leader_shared_value, fit, month)
    members.tenure[slot] = 0
    members.active[slot] = True
    nodes.headcount[n] += 1
    firms.hired[f] += 1


@compiled
def bring(run: Run, members: Members, slot: int, value: int, leader: float, fit: float, month: int) -> None:
    """Let an entrant bring one of the four values of culture."""
    staff = run.world[0].staff
    draw = uniform(run.seed[0], _CULTURE_OF_ENTRANT, np.uint64(month), np.uint64(slot * 4 + value))
    members.culture[slot, value] = entrant_value(
        staff.value_at_entry, leader, fit, staff.spread_at_entry, draw
    )


@compiled
def empty(members: Members, nodes: Nodes, slot: int) -> None:
    """Let the one who sits in a slot go, with all he knew."""
    for d in range(members.belief.shape[1]):
        members.belief[slot, d] = 0
    members.tenure[slot] = 0
    members.active[slot] = False
    nodes.headcount[members.node[slot]] -= 1


@compiled
def lay_off(members: Members, nodes: Nodes, firms: Firms, n: int, count: int, month: int) -> None:
    """Lay members of a node off, last in, first out, and let those who stay remember it for a year."""
    before = nodes.headcount[n]
    for _ in range(count):
        empty(members, nodes, newest(members, nodes, n))
    nodes.laid_off[n, month % 12] = count / before
    firms.layoffs[nodes.firm[n]] += count


@compiled
def newest(members: Members, nodes: Nodes, n: int) -> int:
    """Find the member of a node who came last; of several, the one in the last slot."""
    found = -1
    for slot in range(nodes.first_member[n], nodes.first_member[n + 1]):
        if members.active[slot] and (found < 0 or members.tenure[slot] <= members.tenure[found]):
            found = slot
    return found


@compiled
def hire(run: Run, members: Members, nodes: Nodes, firms: Firms, n: int, count: int, month: int) -> None:
    """Fill free slots of a node, as many as there are."""
    for slot in range(nodes.first_member[n], nodes.first_member[n + 1]):
        if count > 0 and not members.active[slot]:
            seat(run, members, nodes, firms, slot, month)
            count -= 1


@compiled
def leave_in_a_wave(
    run: Run, members: Members, nodes: Nodes, firms: Firms, target: int, size: float, month: int
) -> None:
    """Let a share of a firm's members (-1: of all firms) leave at once; one stays in every node."""
    for n in range(nodes.firm.shape[0]):
        if target >= 0 and nodes.firm[n] != target:
            continue
        count = min(math.floor(size * nodes.headcount[n] + 0.5), nodes.headcount[n] - 1)
        for _ in range(count):
            empty(members, nodes, first_to_go(run, members, nodes, n, month))
            firms.left[nodes.firm[n]] += 1


@compiled
def first_to_go(run: Run, members: Members, nodes: Nodes, n: int, month: int) -> int:
    """Find the member of a node whom a wave of leaving takes first."""
    found = -1
    lowest = 2.0
    for slot in range(nodes.first_member[n], nodes.first_member[n + 1]):
        draw = uniform(run.seed[0], _WAVE_OF_LEAVERS, np.uint64(month), np.uint64(slot))
        if members.active[slot] and draw < lowest:
            found = slot
            lowest = draw
    return found
