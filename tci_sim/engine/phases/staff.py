"""Who comes and who goes: leavers, entrants, layoffs and hires, each in a slot of a node."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.compiled import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.capacity import entrant_belief, entrant_value
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.types import (
    COLLABORATION,
    IMPROVEMENT,
    LEARNING,
    SHARED_VALUE,
    Floats,
    Integers,
    Records,
)

_LEAVE = np.uint64(Decision.LEAVE)
_WAVE_OF_LEAVERS = np.uint64(Decision.WAVE_OF_LEAVERS)
_BELIEF_OF_ENTRANT = np.uint64(Decision.BELIEF_OF_ENTRANT)
_CULTURE_OF_ENTRANT = np.uint64(Decision.CULTURE_OF_ENTRANT)


class Posts(NamedTuple):
    """The few arrays that say where members sit, how they are chosen, and how many came and went."""

    seed: NDArray[np.uint64]
    """Seed of the run, (1,)."""
    world: Records
    """The uncertainties, (1,)."""
    policy: Records
    """Levers in force, (firm,)."""
    firm: Integers
    """Firm of each node, (node,)."""
    first_member: Integers
    """First slot of each node, (node + 1,)."""
    headcount: Integers
    """Active members, (node,)."""
    laid_off: Floats
    """Share of staff laid off in each of the last 12 months, (node, 12)."""
    leader_tenure: Integers
    """Months since the leader came; below 0 the post is vacant, (firm,)."""
    left: Integers
    """Members who left this month, (firm,)."""
    hired: Integers
    """Members who came this month, (firm,)."""
    layoffs: Integers
    """Members laid off this month, (firm,)."""


@compiled
def turn_over_staff(posts: Posts, members: Members, month: int) -> None:
    """Let members grow older in the firm, and replace at once those who leave."""
    turnover = posts.world[0].staff.turnover
    for slot in range(members.active.shape[0]):
        if not members.active[slot]:
            continue
        members.tenure[slot] += 1
        if uniform(posts.seed[0], _LEAVE, np.uint64(month), np.uint64(slot)) < turnover:
            f = posts.firm[members.node[slot]]
            empty(posts, members, slot)
            posts.left[f] += 1
            seat(posts, members, slot, month)


@compiled
def seat(posts: Posts, members: Members, slot: int, month: int) -> None:
    """Let an entrant take an empty slot, with beliefs and values of his own.

    Where the post of the leader is vacant, nobody is chosen for his values.
    """
    n = members.node[slot]
    f = posts.firm[n]
    dimensions = members.belief.shape[1]
    for d in range(dimensions):
        who = np.uint64(slot * dimensions + d)
        members.belief[slot, d] = entrant_belief(
            uniform(posts.seed[0], _BELIEF_OF_ENTRANT, np.uint64(month), who)
        )
    culture = posts.policy[f].culture
    fit = culture.hiring_fit if posts.leader_tenure[f] >= 0 else 0.0
    bring(posts, members, slot, LEARNING, culture.leader_learning, fit, month)
    bring(posts, members, slot, COLLABORATION, culture.leader_collaboration, fit, month)
    bring(posts, members, slot, IMPROVEMENT, culture.leader_improvement, fit, month)
    bring(posts, members, slot, SHARED_VALUE, culture.leader_shared_value, fit, month)
    members.tenure[slot] = 0
    members.active[slot] = True
    posts.headcount[n] += 1
    posts.hired[f] += 1


@compiled
def bring(
    posts: Posts, members: Members, slot: int, value: int, leader: float, fit: float, month: int
) -> None:
    """Let an entrant bring one of the four values of culture."""
    staff = posts.world[0].staff
    draw = uniform(posts.seed[0], _CULTURE_OF_ENTRANT, np.uint64(month), np.uint64(slot * 4 + value))
    members.culture[slot, value] = entrant_value(
        staff.value_at_entry, leader, fit, staff.spread_at_entry, staff.values_even, draw
    )


@compiled
def empty(posts: Posts, members: Members, slot: int) -> None:
    """Let the one who sits in a slot go, with all he knew."""
    for d in range(members.belief.shape[1]):
        members.belief[slot, d] = 0
    members.tenure[slot] = 0
    members.active[slot] = False
    posts.headcount[members.node[slot]] -= 1


@compiled
def lay_off(posts: Posts, members: Members, n: int, count: int, month: int) -> None:
    """Lay members of a node off, last in, first out, and let those who stay remember it for a year."""
    before = posts.headcount[n]
    for _ in range(count):
        empty(posts, members, newest(posts, members, n))
    posts.laid_off[n, month % 12] = count / before
    posts.layoffs[posts.firm[n]] += count


@compiled
def newest(posts: Posts, members: Members, n: int) -> int:
    """Find the member of a node who came last; of several, the one in the last slot."""
    found = -1
    for slot in range(posts.first_member[n], posts.first_member[n + 1]):
        if members.active[slot] and (found < 0 or members.tenure[slot] <= members.tenure[found]):
            found = slot
    return found


@compiled
def hire(posts: Posts, members: Members, n: int, count: int, month: int) -> None:
    """Fill free slots of a node, as many as there are."""
    for slot in range(posts.first_member[n], posts.first_member[n + 1]):
        if count > 0 and not members.active[slot]:
            seat(posts, members, slot, month)
            count -= 1


@compiled
def leave_in_a_wave(posts: Posts, members: Members, target: int, size: float, month: int) -> None:
    """Let a share of a firm's members (-1: of all firms) leave at once; one stays in every node."""
    for n in range(posts.firm.shape[0]):
        if target >= 0 and posts.firm[n] != target:
            continue
        count = min(math.floor(size * posts.headcount[n] + 0.5), posts.headcount[n] - 1)
        for _ in range(count):
            empty(posts, members, first_to_go(posts, members, n, month))
            posts.left[posts.firm[n]] += 1


@compiled
def first_to_go(posts: Posts, members: Members, n: int, month: int) -> int:
    """Find the member of a node whom a wave of leaving takes first."""
    found = -1
    lowest = 2.0
    for slot in range(posts.first_member[n], posts.first_member[n + 1]):
        draw = uniform(posts.seed[0], _WAVE_OF_LEAVERS, np.uint64(month), np.uint64(slot))
        if members.active[slot] and draw < lowest:
            found = slot
            lowest = draw
    return found
