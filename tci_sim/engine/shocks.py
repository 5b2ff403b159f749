"""What happens once, on the timeline: shocks, kind by kind."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.firms import Policies, Standing
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import (
    SHOCK_DURATION,
    SHOCK_KIND,
    SHOCK_MONTH,
    SHOCK_TARGET,
    Disruption,
    Future,
    Run,
)
from tci_sim.engine.state.types import Flags, Floats, Integers, Records


class Effect(IntEnum):
    """What a shock does to the world, by the name under which a scenario asks for it; numbers never change."""

    SUPPLIER_FAILURE = 0
    DEMAND_JUMP = 1
    RIVAL_ENTRY = 2
    LEADER_LOSS = 3
    BUDGET_CUT = 4
    LEAVERS = 5
    REQUIREMENT_TURN = 6
    PRICE_CUT = 7
    POLICY_CHANGE = 8
    LEVER_CHANGE = 9


@compiled
def begins(future: Future, shock: int, kind: int, month: int) -> bool:
    """Return whether a shock is of a kind and begins this month."""
    return bool(future.shocks[shock, SHOCK_KIND] == kind and future.shocks[shock, SHOCK_MONTH] == month)


@compiled
def lasts(future: Future, shock: int, kind: int, month: int) -> bool:
    """Return whether a shock is of a kind and has begun and not yet ended."""
    since = month - future.shocks[shock, SHOCK_MONTH]
    return bool(
        future.shocks[shock, SHOCK_KIND] == kind and 0 <= since < future.shocks[shock, SHOCK_DURATION]
    )


@compiled
def ends(future: Future, shock: int, kind: int, month: int) -> bool:
    """Return whether a shock is of a kind and lasted until a month ago."""
    since = month - future.shocks[shock, SHOCK_MONTH]
    return bool(future.shocks[shock, SHOCK_KIND] == kind and since == future.shocks[shock, SHOCK_DURATION])


@compiled
def hits(future: Future, shock: int, which: int) -> bool:
    """Return whether a shock hits a node, a firm or an attribute; without a target (-1) it hits all."""
    target = future.shocks[shock, SHOCK_TARGET]
    return bool(target < 0 or which == target)


@compiled
def hits_seller(future: Future, standing: Standing, shock: int, f: int) -> bool:
    """Return whether a shock hits a firm; without a target it hits all that sell, and spares suppliers."""
    target = future.shocks[shock, SHOCK_TARGET]
    return bool(f == target or (target < 0 and f < len(standing.open)))


@compiled
def change_policies(
    future: Future, policies: Policies, standing: Standing, replaced: Integers, month: int
) -> None:
    """Let firms change to other policies, or change some levers; without a target all firms that sell do.

    An entrant has a policy of its own, and does not follow the firm whose place it has taken, (selling firm,).
    """
    for f in range(len(policies.in_force)):
        for shock in range(len(future.shocks)):
            kind = future.shocks[shock, SHOCK_KIND]
            is_change = kind in (Effect.POLICY_CHANGE, Effect.LEVER_CHANGE)
            if is_change and changes(future, standing, replaced, shock, f, month):
                set_levers(policies.in_force, f, future.shock_policy, future.shock_named, shock)
                set_levers(policies.paid, f, future.shock_paid, future.shock_named, shock)


@compiled
def changes(future: Future, standing: Standing, replaced: Integers, shock: int, f: int, month: int) -> bool:
    """Return whether a change of policy or levers is one of a firm this month; `replaced` as in `change_policies`."""
    is_there = f >= len(replaced) or replaced[f] == 0
    is_now = future.shocks[shock, SHOCK_MONTH] == month
    return bool(is_there and is_now and hits_seller(future, standing, shock, f))


@compiled
def set_levers(levers: Records, f: int, becomes: Records, named: Flags, shock: int) -> None:
    """Give a firm, of those whose `levers` these are, (firm,), the levers that a shock sets, (shock,), and no others.

    Every lever is a number of eight bytes; `named` says which of them the shock sets, (shock, lever).
    """
    count = named.shape[1]
    own, other = levers.view(np.int64), becomes.view(np.int64)
    for lever in range(count):
        if named[shock, lever]:
            own[f * count + lever] = other[shock * count + lever]


@compiled
def begin_programmes(
    future: Future, standing: Standing, replaced: Integers, firm: Integers, results_seen: Floats, norm: float,
    month: int,
) -> None:  # fmt: skip
    """Let units whose firm changes its policy, (node,), expect the results of improvement that are usual.

    `results_seen` are results as they were seen lately, (node,), and `norm` is what is expected.
    """
    for n in range(len(firm)):
        for shock in range(len(future.shocks)):
            is_change = future.shocks[shock, SHOCK_KIND] == Effect.POLICY_CHANGE
            if is_change and changes(future, standing, replaced, shock, firm[n], month):
                results_seen[n] = norm


@compiled
def let_rivals_enter(future: Future, standing: Standing, month: int) -> None:
    """Let firms enter the market."""
    for shock in range(len(future.shocks)):
        target = future.shocks[shock, SHOCK_TARGET]
        if begins(future, shock, Effect.RIVAL_ENTRY, month) and 0 <= target < len(standing.open):
            standing.open[target] = True


@compiled
def disrupt_nodes(future: Future, disruption: Disruption, places: Places, month: int) -> None:
    """Let failures break capacity and let demand jump for as long as they last."""
    disruption.broken[:] = 0.0
    disruption.demand_factor[:] = 1.0
    for shock in range(len(future.shocks)):
        size = future.shock_size[shock]
        for n in range(len(places.firm)):
            if lasts(future, shock, Effect.SUPPLIER_FAILURE, month) and hits(future, shock, n):
                disruption.broken[n] = min(1.0, max(disruption.broken[n], size))
            if lasts(future, shock, Effect.DEMAND_JUMP, month) and hits(future, shock, places.firm[n]):
                disruption.demand_factor[n] *= size


@compiled
def cut_budgets_and_prices(future: Future, disruption: Disruption, standing: Standing, month: int) -> None:
    """Let cuts hold budgets and prices down for as long as they last."""
    disruption.budget[:] = 1.0
    disruption.price_kept[:] = 1.0
    for shock in range(len(future.shocks)):
        left = max(0.0, 1.0 - future.shock_size[shock])
        for f in range(len(disruption.budget)):
            if lasts(future, shock, Effect.BUDGET_CUT, month) and hits(future, shock, f):
                disruption.budget[f] *= left
            if lasts(future, shock, Effect.PRICE_CUT, month) and hits_seller(future, standing, shock, f):
                disruption.price_kept[f] *= left


@compiled
def change_leaders(future: Future, staff: Staff, month: int) -> None:
    """Leave the posts of leaders vacant for as long as the loss lasts, and fill them in the month after."""
    for shock in range(len(future.shocks)):
        for f in range(len(staff.leader_tenure)):
            if lasts(future, shock, Effect.LEADER_LOSS, month) and hits(future, shock, f):
                staff.leader_tenure[f] = -1
            if ends(future, shock, Effect.LEADER_LOSS, month) and hits(future, shock, f):
                staff.leader_tenure[f] = 0


@compiled
def announce_turns(run: Run, future: Future, needs: Needs, month: int) -> None:
    """Let lead customers feel early, as always, what a shock will turn within their lead."""
    lead = run.world[0].requirements.lead
    for shock in range(len(future.shocks)):
        turns = future.shocks[shock, SHOCK_MONTH]
        if future.shocks[shock, SHOCK_KIND] == Effect.REQUIREMENT_TURN and month < turns <= month + lead:
            for d in range(len(needs.turns_at)):
                sooner = needs.turns_at[d] < 0 or turns < needs.turns_at[d]
                if sooner and is_turned(future, needs, shock, d):
                    needs.turns_at[d] = turns


@compiled
def turn_shares(future: Future, needs: Needs, month: int) -> None:
    """Turn the share of an attribute's dimensions, or of all attributes', that shocks turn now."""
    for shock in range(len(future.shocks)):
        if begins(future, shock, Effect.REQUIREMENT_TURN, month):
            for d in range(len(needs.reality)):
                if is_turned(future, needs, shock, d):
                    turn(needs, d)


@compiled
def is_turned(future: Future, needs: Needs, shock: int, d: int) -> bool:
    """Return whether a shock turns a dimension: the first ones of each attribute it hits, it makes no difference."""
    a = needs.attribute[d]
    before = 0
    for other in range(d):
        before += 1 if needs.attribute[other] == a else 0
    turned = math.floor(future.shock_size[shock] * needs.dimensions[a] + 0.5)
    return bool(hits(future, shock, a) and before < turned)


@compiled
def turn(needs: Needs, d: int) -> None:
    """Turn one requirement into its opposite, and count it for its attribute."""
    a = needs.attribute[d]
    needs.reality[d] = -needs.reality[d]
    needs.turned_share[a] = min(1.0, needs.turned_share[a] + 1.0 / needs.dimensions[a])
