"""Phase 6, second half: values are moved by colleagues, by the leader, by results and by a programme."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.present import present
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.culture import converge, follow_leader, raise_value
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.types import (
    COLLABORATION,
    IMPROVEMENT,
    LEARNING,
    SHARED_VALUE,
    Flags,
    Floats,
    Integers,
    Record,
    Records,
)

_PAIRING = np.uint64(Decision.PAIRING)
_MEET = np.uint64(Decision.MEET)


@compiled
def meet_colleagues(
    seed: np.uint64, staff: Record, members: Members, employer: Integers, policy: Records, month: int
) -> None:
    """Draw disjoint pairs in every firm that lets people meet; those who meet move each other's values."""
    for f in range(len(policy)):
        meetings = policy[f].culture.meetings
        if meetings > 0.0:
            colleagues = shuffled(seed, colleagues_of(members.active, employer, f), month)
            for i in range(0, len(colleagues) - 1, 2):
                one, other = members.culture[colleagues[i]], members.culture[colleagues[i + 1]]
                if uniform(seed, _MEET, np.uint64(month), np.uint64(colleagues[i])) < meetings:
                    move_each_other(one, other, staff.bound, staff.convergence)


@compiled
def colleagues_of(active: Flags, employer: Integers, firm: int) -> Integers:
    """List the members of a firm, (member,)."""
    slots = np.empty(len(active), np.int64)
    count = 0
    for m in range(len(active)):
        if active[m] and employer[m] == firm:
            slots[count] = m
            count += 1
    return slots[:count]


@compiled
def shuffled(seed: np.uint64, colleagues: Integers, month: int) -> Integers:
    """Put colleagues into a random order (Fisher & Yates), each by a draw of its own, (member,)."""
    order = colleagues.copy()
    for i in range(len(order) - 1, 0, -1):
        j = pick(i + 1, uniform(seed, _PAIRING, np.uint64(month), np.uint64(colleagues[i])))
        held = order[i]
        order[i] = order[j]
        order[j] = held
    return order


@compiled
def move_each_other(one: Floats, other: Floats, bound: float, convergence: float) -> None:
    """Let two colleagues move each other, value by value, both from where they stood, (4,)."""
    for k in range(len(one)):
        before = one[k]
        one[k] = converge(before, other[k], bound, convergence)
        other[k] = converge(other[k], before, bound, convergence)


@compiled
def shape_values(
    staff: Record,
    members: Members,
    employer: Integers,
    results: Floats,
    policy: Records,
    budget: Floats,
    leader_tenure: Integers,
) -> None:
    """Let the leader, visible results and formation shape values; then a month of service has passed."""
    for m in range(len(members.active)):
        if members.active[m]:
            f = employer[m]
            values = members.culture[m]
            if leader_tenure[f] >= 0:
                follow(staff, policy[f].culture, values, members.tenure[m])
            raise_values(values, staff.results_effect * max(results[members.node[m]], 0.0))
            raise_values(values, policy[f].culture.formation * budget[f])
            members.tenure[m] += 1


@compiled
def follow(staff: Record, levers: Record, values: Floats, tenure: int) -> None:
    """Let what the leader lives pull one member's values, (4,)."""
    values[LEARNING] = pulled(staff, levers, values[LEARNING], levers.leader_learning, tenure)
    values[COLLABORATION] = pulled(staff, levers, values[COLLABORATION], levers.leader_collaboration, tenure)
    values[IMPROVEMENT] = pulled(staff, levers, values[IMPROVEMENT], levers.leader_improvement, tenure)
    values[SHARED_VALUE] = pulled(staff, levers, values[SHARED_VALUE], levers.leader_shared_value, tenure)


@compiled
def pulled(staff: Record, levers: Record, own: float, leader: float, tenure: int) -> float:
    """Say where one value is after the leader's pull."""
    b1, b2 = staff.socialisation, staff.socialisation_fading
    return follow_leader(own, leader, levers.leadership, b1, b2, tenure)


@compiled
def raise_values(values: Floats, rate: float) -> None:
    """Raise all values of one member, (4,)."""
    for k in range(len(values)):
        values[k] = raise_value(values[k], rate)


@compiled
def average_culture(members: Members, first_member: Integers, culture: Floats) -> None:
    """Take the mean of each node's values, (node, 4); a node without members keeps what it had."""
    for n in range(culture.shape[0]):
        staff = present(members.active, first_member, n)
        if len(staff) > 0:
            for k in range(culture.shape[1]):
                total = 0.0
                for m in staff:
                    total += members.culture[m, k]
                culture[n, k] = total / len(staff)
