"""What happens once, on the timeline: shocks."""

from __future__ import annotations

import math
from typing import NamedTuple

from tci_sim.compiled import compiled
from tci_sim.world.phases.staff import Posts, leave_in_a_wave
from tci_sim.world.state import Flags, Floats, Integers, Members, Run, Signs

# in the order in which the scenario's schema lists the kinds; a test holds them together
(
    SUPPLIER_FAILURE,
    DEMAND_JUMP,
    RIVAL_ENTRY,
    LEADER_LOSS,
    BUDGET_CUT,
    LEAVERS,
    REQUIREMENT_TURN,
) = range(7)

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
    open: Flags
    """Whether the firm is on the market, (selling firm,)."""


@compiled
def happen(run: Run, needs: Needs, strain: Strain, posts: Posts, members: Members, month: int) -> None:
    """Let every shock act that begins this month or still lasts; what no shock holds is as it was before."""
    strain.broken[:] = 0.0
    strain.demand_factor[:] = 1.0
    strain.budget[:] = 1.0
    for shock in range(run.shocks.shape[0]):
        kind = run.shocks[shock, _KIND]
        target = run.shocks[shock, _TARGET]
        size = run.shock_size[shock]
        begins = run.shocks[shock, _MONTH]
        ends = begins + run.shocks[shock, _DURATION]
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
    if kind == LEADER_LOSS:
        change_leader(posts.leader_tenure, target, -1)


@compiled
def change_leader(leader_tenure: Integers, target: int, tenure: int) -> None:
    """Let leaders go (tenure -1) or new ones come (tenure 0)."""
    for f in range(leader_tenure.shape[0]):
        if target < 0 or f == target:
            leader_tenure[f] = tenure


@compiled
def turn_share(needs: Needs, target: int, size: float) -> None:
    """Turn a share of an attribute's dimensions now, the first ones: which of them makes no difference."""
    for a in range(needs.dimensions.shape[0]):
        if target >= 0 and a != target:
            continue
        left = min(math.floor(size * needs.dimensions[a] + 0.5), needs.dimensions[a])
        for d in range(needs.reality.shape[0]):
            if needs.attribute[d] == a and left > 0:
                turn(needs, d)
                left -= 1


@compiled
def turn(needs: Needs, d: int) -> None:
    """Turn one requirement into its opposite, and count it for its attribute."""
    a = needs.attribute[d]
    needs.reality[d] = -needs.reality[d]
    needs.turned_share[a] = min(1.0, needs.turned_share[a] + 1.0 / needs.dimensions[a])
