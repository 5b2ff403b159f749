"""What happens once, on the timeline: shocks."""

from __future__ import annotations

import math
from typing import NamedTuple

from tci_sim.compiled import compiled
from tci_sim.engine.phases.staff import Posts, leave_in_a_wave
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Future, Run
from tci_sim.engine.state.types import Flags, Floats, Integers, Records, Signs

# in the order in which the scenario's schema lists the kinds; a test holds them together
(
    SUPPLIER_FAILURE,
    DEMAND_JUMP,
    RIVAL_ENTRY,
    LEADER_LOSS,
    BUDGET_CUT,
    LEAVERS,
    REQUIREMENT_TURN,
    PRICE_CUT,
    POLICY_CHANGE,
) = range(9)

_MONTH, _KIND, _TARGET, _DURATION = range(4)


class Needs(NamedTuple):
    """The few arrays that say what customers want and how it turns."""

    reality: Signs
    """What each dimension asks for, +1 or -1, (dimension,)."""
    attribute: Integers
    """Attribute of each dimension, (dimension,)."""
    dimensions: Integers
    """Dimensions of each attribute, (attribute,)."""
    turned_share: Floats
    """Share of each attribute's dimensions that turned this month, (attribute,)."""


class Strain(NamedTuple):
    """What shocks hold down or up while they last."""

    broken: Floats
    """Share of capacity taken away, (node,)."""
    demand_factor: Floats
    """Factor on what customers ask for, (node,)."""
    budget: Floats
    """Share of programmes that is left, (firm,)."""
    price_kept: Floats
    """Share of its usual price that a firm asks, (firm,)."""
    open: Flags
    """Whether the firm is on the market, (selling firm,)."""


@compiled
def happen(future: Future, needs: Needs, strain: Strain, posts: Posts, members: Members, month: int) -> None:
    """Let every shock act that begins this month or still lasts; what no shock holds is as it was before."""
    strain.broken[:] = 0.0
    strain.demand_factor[:] = 1.0
    strain.budget[:] = 1.0
    strain.price_kept[:] = 1.0
    for shock in range(future.shocks.shape[0]):
        kind = future.shocks[shock, _KIND]
        target = future.shocks[shock, _TARGET]
        size = future.shock_size[shock]
        begins = future.shocks[shock, _MONTH]
        ends = begins + future.shocks[shock, _DURATION]
        if begins <= month < ends:
            last(strain, posts, kind, target, size)
        if month == begins and kind == RIVAL_ENTRY and 0 <= target < strain.open.shape[0]:
            strain.open[target] = True
        if month == begins and kind == LEAVERS:
            leave_in_a_wave(posts, members, target, size, month)
        if month == begins and kind == REQUIREMENT_TURN:
            turn_share(needs, target, size)
        if month == ends and kind == LEADER_LOSS:
            change_leader(posts.leader_tenure, target, 0)


@compiled
def last(strain: Strain, posts: Posts, kind: int, target: int, size: float) -> None:
    """Hold what a lasting shock holds down or up; -1 as target means all."""
    for n in range(strain.broken.shape[0]):
        if kind == SUPPLIER_FAILURE and (target < 0 or n == target):
            strain.broken[n] = min(1.0, max(strain.broken[n], size))
        if kind == DEMAND_JUMP and (target < 0 or posts.firm[n] == target):
            strain.demand_factor[n] *= size
    for f in range(strain.budget.shape[0]):
        if kind == BUDGET_CUT and (target < 0 or f == target):
            strain.budget[f] *= max(0.0, 1.0 - size)
        if kind == PRICE_CUT and (f == target or (target < 0 and f < strain.open.shape[0])):
            strain.price_kept[f] *= max(0.0, 1.0 - size)
    if kind == LEADER_LOSS:
        change_leader(posts.leader_tenure, target, -1)


@compiled
def change_course(future: Future, policy: Records, paid: Records, selling: int, month: int) -> None:
    """Let firms change to other policies; without a target all firms that sell do."""
    for shock in range(future.shocks.shape[0]):
        if future.shocks[shock, _KIND] == POLICY_CHANGE and future.shocks[shock, _MONTH] == month:
            for f in range(policy.shape[0]):
                target = future.shocks[shock, _TARGET]
                if f == target or (target < 0 and f < selling):
                    policy[f] = future.shock_policy[shock]
                    paid[f] = future.shock_paid[shock]


@compiled
def change_leader(leader_tenure: Integers, target: int, tenure: int) -> None:
    """Let leaders go (tenure -1) or new ones come (tenure 0)."""
    for f in range(leader_tenure.shape[0]):
        if target < 0 or f == target:
            leader_tenure[f] = tenure


@compiled
def announce(run: Run, future: Future, needs: Needs, turns_at: Integers, month: int) -> None:
    """Let lead customers feel early, as always, what a shock will turn within their lead."""
    lead = run.world[0].requirements.lead
    for shock in range(future.shocks.shape[0]):
        begins = future.shocks[shock, _MONTH]
        if future.shocks[shock, _KIND] == REQUIREMENT_TURN and month < begins <= month + lead:
            for d in range(turns_at.shape[0]):
                sooner = turns_at[d] < 0 or begins < turns_at[d]
                if sooner and is_turned(needs, d, future.shocks[shock, _TARGET], future.shock_size[shock]):
                    turns_at[d] = begins


@compiled
def turn_share(needs: Needs, target: int, size: float) -> None:
    """Turn a share of an attribute's dimensions now; -1 as target means of all attributes."""
    for d in range(needs.reality.shape[0]):
        if is_turned(needs, d, target, size):
            turn(needs, d)


@compiled
def is_turned(needs: Needs, d: int, target: int, size: float) -> bool:
    """Tell whether a turn of that size takes a dimension: the first ones of its attribute, it makes no difference."""
    a = needs.attribute[d]
    if target >= 0 and a != target:
        return False
    before = 0
    for other in range(d):
        before += 1 if needs.attribute[other] == a else 0
    return bool(before < math.floor(size * needs.dimensions[a] + 0.5))


@compiled
def turn(needs: Needs, d: int) -> None:
    """Turn one requirement into its opposite, and count it for its attribute."""
    a = needs.attribute[d]
    needs.reality[d] = -needs.reality[d]
    needs.turned_share[a] = min(1.0, needs.turned_share[a] + 1.0 / needs.dimensions[a])
