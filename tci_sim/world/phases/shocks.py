"""What happens once, on the timeline: shocks."""

from __future__ import annotations

import math

from tci_sim.compiled import compiled
from tci_sim.world.phases.staff import leave_in_a_wave
from tci_sim.world.state import Firms, Goods, Market, Members, Nodes, Run

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


@compiled
def happen(
    run: Run, market: Market, members: Members, nodes: Nodes, goods: Goods, firms: Firms, month: int
) -> None:
    """Let every shock act that begins this month or still lasts; what no shock holds is as it was before."""
    nodes.broken[:] = 0.0
    goods.demand_factor[:] = 1.0
    firms.budget[:] = 1.0
    for shock in range(run.shocks.shape[0]):
        kind = run.shocks[shock, _KIND]
        target = run.shocks[shock, _TARGET]
        size = run.shock_size[shock]
        begins = run.shocks[shock, _MONTH]
        ends = begins + run.shocks[shock, _DURATION]
        if begins <= month < ends:
            last(nodes, goods, firms, kind, target, size)
        if month == begins and kind == RIVAL_ENTRY and 0 <= target < firms.open.shape[0]:
            firms.open[target] = True
        if month == begins and kind == LEAVERS:
            leave_in_a_wave(run, members, nodes, firms, target, size, month)
        if month == begins and kind == REQUIREMENT_TURN:
            turn_share(market, target, size)
        if month == ends and kind == LEADER_LOSS:
            change_leader(firms, target, 0)


@compiled
def last(nodes: Nodes, goods: Goods, firms: Firms, kind: int, target: int, size: float) -> None:
    """Hold what a lasting shock holds down or up; -1 as target means all."""
    for n in range(nodes.firm.shape[0]):
        if kind == SUPPLIER_FAILURE and (target < 0 or n == target):
            nodes.broken[n] = min(1.0, max(nodes.broken[n], size))
        if kind == DEMAND_JUMP and (target < 0 or nodes.firm[n] == target):
            goods.demand_factor[n] *= size
    for f in range(firms.budget.shape[0]):
        if kind == BUDGET_CUT and (target < 0 or f == target):
            firms.budget[f] *= max(0.0, 1.0 - size)
    if kind == LEADER_LOSS:
        change_leader(firms, target, -1)


@compiled
def change_leader(firms: Firms, target: int, tenure: int) -> None:
    """Let leaders go (tenure -1) or new ones come (tenure 0)."""
    for f in range(firms.leader_tenure.shape[0]):
        if target < 0 or f == target:
            firms.leader_tenure[f] = tenure


@compiled
def turn_share(market: Market, target: int, size: float) -> None:
    """Turn a share of an attribute's dimensions now, the first ones: which of them makes no difference."""
    for a in range(market.dimensions.shape[0]):
        if target >= 0 and a != target:
            continue
        left = min(math.floor(size * market.dimensions[a] + 0.5), market.dimensions[a])
        for d in range(market.reality.shape[0]):
            if market.attribute[d] == a and left > 0:
                turn(market, d)
                left -= 1


@compiled
def turn(market: Market, d: int) -> None:
    """Turn one requirement into its opposite, and count it for its attribute."""
    a = market.attribute[d]
    market.reality[d] = -market.reality[d]
    market.turned_share[a] = min(1.0, market.turned_share[a] + 1.0 / market.dimensions[a])
