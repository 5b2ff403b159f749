"""Who comes and who goes: leavers, entrants, layoffs and hires, each in a slot of a node.

First the slots are chosen, then those who sit there go, or entrants take their seats.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.capacity import chance_to_leave, entrant_belief, entrant_value
from tci_sim.engine.rules.improvement import commitment_kept
from tci_sim.engine.shocks import Effect, begins, hits
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Future, Run
from tci_sim.engine.state.types import (
    COLLABORATION,
    IMPROVEMENT,
    LEARNING,
    SHARED_VALUE,
    Flags,
    Floats,
    Integers,
    Record,
)

_LEAVE = np.uint64(Decision.LEAVE)
_WAVE_OF_LEAVERS = np.uint64(Decision.WAVE_OF_LEAVERS)
_BELIEF_OF_ENTRANT = np.uint64(Decision.BELIEF_OF_ENTRANT)
_CULTURE_OF_ENTRANT = np.uint64(Decision.CULTURE_OF_ENTRANT)


@compiled
def turn_over_staff(
    run: Run,
    members: Members,
    staff: Staff,
    firm: Integers,
    satisfaction: Floats,
    policies: Policies,
    month: int,
) -> None:
    """Replace at once those members who leave; `firm` is each node's, and how satisfied its members are, (node,)."""
    chance = chances_to_leave(run.world[0], laid_off_in_a_year(staff), satisfaction)
    leaving = np.zeros(len(members.active), np.bool_)
    for slot in range(len(leaving)):
        if members.active[slot]:
            drawn = uniform(run.seed[0], _LEAVE, np.uint64(month), np.uint64(slot))
            leaving[slot] = drawn < chance[members.node[slot]]
    remove_leavers(members, staff, firm, leaving)
    seat(run, members, staff, firm, policies, leaving, month)


@compiled
def chances_to_leave(world: Record, laid_off: Floats, satisfaction: Floats) -> Floats:
    """Return the chance that a member of each node leaves this month, by layoffs and satisfaction, (node,)."""
    chance: Floats = np.empty(len(laid_off))
    turnover, people = world.staff.turnover, world.people
    for n in range(len(chance)):
        flight, leaving = people.layoff_flight, people.leaving
        chance[n] = chance_to_leave(turnover, laid_off[n], flight, satisfaction[n], leaving)
    return chance


@compiled
def laid_off_in_a_year(staff: Staff) -> Floats:
    """Add up the shares of their staff that nodes laid off in the last 12 months, (node,)."""
    total = np.zeros(len(staff.headcount))
    for n in range(len(total)):
        for ago in range(staff.laid_off.shape[1]):
            total[n] += staff.laid_off[n, ago]
    return total


@compiled
def remove_leavers(members: Members, staff: Staff, firm: Integers, leaving: Flags) -> None:
    """Let the members in the slots chosen leave of their own will."""
    for slot in range(len(leaving)):
        if leaving[slot]:
            staff.left[firm[members.node[slot]]] += 1
            empty(members, staff, slot)


@compiled
def empty(members: Members, staff: Staff, slot: int) -> None:
    """Let the member in a slot go, with all that this member knew."""
    for d in range(members.belief.shape[1]):
        members.belief[slot, d] = 0
    members.tenure[slot] = 0
    members.active[slot] = False
    staff.headcount[members.node[slot]] -= 1


@compiled
def seat(
    run: Run,
    members: Members,
    staff: Staff,
    firm: Integers,
    policies: Policies,
    entering: Flags,
    month: int,
) -> None:
    """Let an entrant take each of the slots chosen, which are empty.

    Where the post of the leader is vacant, nobody is chosen for their values.
    """
    for slot in range(len(entering)):
        if entering[slot]:
            n = members.node[slot]
            f = firm[n]
            culture = policies.in_force[f].culture
            fit = culture.hiring_fit if staff.leader_tenure[f] >= 0 else 0.0
            bring_beliefs(run, members, slot, month)
            bring(run, members, slot, LEARNING, culture.leader_learning, fit, month)
            bring(run, members, slot, COLLABORATION, culture.leader_collaboration, fit, month)
            bring(run, members, slot, IMPROVEMENT, culture.leader_improvement, fit, month)
            bring(run, members, slot, SHARED_VALUE, culture.leader_shared_value, fit, month)
            members.tenure[slot] = 0
            members.active[slot] = True
            staff.headcount[n] += 1
            staff.hired[f] += 1


@compiled
def bring_beliefs(run: Run, members: Members, slot: int, month: int) -> None:
    """Let an entrant bring beliefs about every requirement, right or wrong by chance."""
    dimensions = members.belief.shape[1]
    for d in range(dimensions):
        who = np.uint64(slot * dimensions + d)
        draw = uniform(run.seed[0], _BELIEF_OF_ENTRANT, np.uint64(month), who)
        members.belief[slot, d] = entrant_belief(draw)


@compiled
def bring(run: Run, members: Members, slot: int, value: int, leader: float, fit: float, month: int) -> None:
    """Let an entrant bring one of the four values of culture, as far as `fit` near to the leader's."""
    staff = run.world[0].staff
    draw = uniform(run.seed[0], _CULTURE_OF_ENTRANT, np.uint64(month), np.uint64(slot * 4 + value))
    members.culture[slot, value] = entrant_value(
        staff.value_at_entry, leader, fit, staff.spread_at_entry, staff.values_even, draw
    )


@compiled
def free_slots(members: Members, places: Places, change: Integers) -> Flags:
    """Choose slots for the entrants that each node hires, the first ones that are free, (member,).

    `change` is the number to hire, (node,); where it is 0 or less nobody comes.
    """
    chosen = np.zeros(len(members.active), np.bool_)
    for n in range(len(change)):
        wanted = change[n]
        for slot in range(places.first_member[n], places.first_member[n + 1]):
            if wanted > 0 and not members.active[slot]:
                chosen[slot] = True
                wanted -= 1
    return chosen


@compiled
def lay_off(members: Members, staff: Staff, places: Places, change: Integers, month: int) -> None:
    """Lay members of nodes off, last in, first out, and let those who stay remember it for a year.

    `change` is less than 0 by the number to lay off, (node,); elsewhere nobody goes.
    """
    for n in range(len(change)):
        staff.laid_off[n, month % 12] = 0.0
        if change[n] < 0:
            count = -change[n]
            before = staff.headcount[n]
            for _ in range(count):
                empty(members, staff, newest(members, places, n))
            staff.laid_off[n, month % 12] = count / before
            staff.layoffs[places.firm[n]] += count


@compiled
def lose_commitment(people: Record, laid_off: Floats, commitment: Floats, month: int) -> None:
    """Break the commitment of nodes that lay off this month, (node,), where that is a shock.

    `laid_off` are the shares of their members laid off in each of the last 12 months, (node, 12).
    """
    shock, fairness = people.layoff_shock, people.layoff_fairness
    for n in range(len(commitment) if shock > 0.0 else 0):
        commitment[n] = commitment_kept(commitment[n], laid_off[n, month % 12], shock, fairness)


@compiled
def newest(members: Members, places: Places, n: int) -> int:
    """Find the member of a node who came last; of several, the one in the last slot."""
    found = -1
    for slot in range(places.first_member[n], places.first_member[n + 1]):
        if members.active[slot] and (found < 0 or members.tenure[slot] <= members.tenure[found]):
            found = slot
    return found


@compiled
def taken_by_waves(seed: np.uint64, future: Future, active: Flags, places: Places, month: int) -> Flags:
    """Choose which of the members present this month's waves of leaving take: a share of each node, (member,)."""
    staying = active.copy()
    for shock in range(len(future.shocks)):
        if begins(future, shock, Effect.LEAVERS, month):
            for n in range(len(places.firm)):
                if hits(future, shock, places.firm[n]):
                    join_wave(seed, places, staying, n, future.shock_size[shock], month)
    return active & ~staying


@compiled
def join_wave(seed: np.uint64, places: Places, staying: Flags, n: int, size: float, month: int) -> None:
    """Take a share of a node's members out of those who stay, (member,); one stays at least."""
    there = int(np.count_nonzero(staying[places.first_member[n] : places.first_member[n + 1]]))
    for _ in range(min(math.floor(size * there + 0.5), there - 1)):
        staying[first_to_go(seed, places, staying, n, month)] = False


@compiled
def first_to_go(seed: np.uint64, places: Places, staying: Flags, n: int, month: int) -> int:
    """Find the member of a node whom a wave of leaving takes next."""
    found = -1
    lowest = 2.0
    for slot in range(places.first_member[n], places.first_member[n + 1]):
        draw = uniform(seed, _WAVE_OF_LEAVERS, np.uint64(month), np.uint64(slot))
        if staying[slot] and draw < lowest:
            found = slot
            lowest = draw
    return found
