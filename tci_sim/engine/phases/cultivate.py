"""Phase 6, second half: values are moved by colleagues, by the leader, by results and by a programme."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import Roster, members_at
from tci_sim.engine.rules.culture import converge, follow_leader, raise_value
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Competence
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import (
    COLLABORATION,
    IMPROVEMENT,
    LEARNING,
    SHARED_VALUE,
    Floats,
    Integers,
    Record,
)

_PAIRING = np.uint64(Decision.PAIRING)
_MEET = np.uint64(Decision.MEET)


@compiled
def meet_colleagues(run: Run, members: Members, policies: Policies, roster: Roster, month: int) -> None:
    """Draw disjoint pairs in every firm that lets people meet; those who meet move each other's values."""
    seed, staff = run.seed[0], run.world[0].staff
    for f in range(len(policies.in_force)):
        meetings = policies.in_force[f].culture.meetings
        if meetings > 0.0:
            colleagues = shuffled(seed, colleagues_of(roster, f), month)
            for i in range(0, len(colleagues) - 1, 2):
                one, other = members.culture[colleagues[i]], members.culture[colleagues[i + 1]]
                if uniform(seed, _MEET, np.uint64(month), np.uint64(colleagues[i])) < meetings:
                    move_each_other(one, other, staff.bound, staff.convergence)


@compiled
def colleagues_of(roster: Roster, firm: int) -> Integers:
    """List the members of a firm who are there, (member present,)."""
    colleagues = np.zeros(len(roster.member), np.int64)
    count = 0
    for m in roster.member:
        if roster.employer[m] == firm:
            colleagues[count] = m
            count += 1
    return colleagues[:count]


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
def follow_leaders(run: Run, members: Members, staff: Staff, policies: Policies, roster: Roster) -> None:
    """Let what the leader lives pull the values of the firm's members; a vacant post leads nobody."""
    for m in roster.member:
        f = roster.employer[m]
        if staff.leader_tenure[f] >= 0 and policies.in_force[f].culture.leadership > 0.0:
            follow(run.world[0].staff, policies.in_force[f].culture, members.culture[m], members.tenure[m])


@compiled
def follow(staff: Record, levers: Record, values: Floats, tenure: int) -> None:
    """Let what the leader lives pull one member's values, (4,)."""
    values[LEARNING] = pulled(staff, levers, values[LEARNING], levers.leader_learning, tenure)
    values[COLLABORATION] = pulled(staff, levers, values[COLLABORATION], levers.leader_collaboration, tenure)
    values[IMPROVEMENT] = pulled(staff, levers, values[IMPROVEMENT], levers.leader_improvement, tenure)
    values[SHARED_VALUE] = pulled(staff, levers, values[SHARED_VALUE], levers.leader_shared_value, tenure)


@compiled
def pulled(staff: Record, levers: Record, own: float, leader: float, tenure: int) -> float:
    """Return where one value is after the leader's pull."""
    b1, b2 = staff.socialisation, staff.socialisation_fading
    return follow_leader(own, leader, levers.leadership, b1, b2, tenure)


@compiled
def see_results(run: Run, members: Members, competence: Competence, roster: Roster) -> None:
    """Let the results of a node's improvement raise its members' values; setbacks leave them as they are."""
    for m in roster.member:
        results = max(competence.results[members.node[m]], 0.0)
        raise_values(members.culture[m], run.world[0].staff.results_effect * results)


@compiled
def form_values(disruption: Disruption, members: Members, policies: Policies, roster: Roster) -> None:
    """Let programmes of formation raise members' values, as far as there is a budget for them."""
    for m in roster.member:
        formation = policies.in_force[policies.of_unit[members.node[m]]].culture.formation
        raise_values(members.culture[m], formation * disruption.budget[roster.employer[m]])


@compiled
def raise_values(values: Floats, rate: float) -> None:
    """Raise all values of one member, (4,)."""
    for k in range(len(values) if rate > 0.0 else 0):
        values[k] = raise_value(values[k], rate)


@compiled
def count_service(members: Members, roster: Roster) -> None:
    """Add a month of service to all who are there."""
    for m in roster.member:
        members.tenure[m] += 1


@compiled
def average_culture(members: Members, competence: Competence, roster: Roster) -> None:
    """Take the mean of each node's values; a node without members keeps what it had."""
    for n in range(len(competence.culture)):
        present = members_at(roster, n)
        if len(present) > 0:
            total = competence.culture[n]
            total[:] = 0.0
            for m in present:
                for k in range(len(total)):
                    total[k] += members.culture[m, k]
            for k in range(len(total)):
                total[k] /= len(present)
