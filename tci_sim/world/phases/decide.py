"""Phase 7: where improvement effort goes, what is invested, and how prices, staff and time are set."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.rules.capacity import members_needed, output_capacity, staff_change, working_time
from tci_sim.rules.governance import adjust_price, decide_jointly, priority, time_kept, time_short
from tci_sim.world.phases.invest import invest
from tci_sim.world.phases.staff import hire, lay_off
from tci_sim.world.state import (
    MICRO,
    SHARED_VALUE,
    Edges,
    Firms,
    Floats,
    Goods,
    Market,
    Members,
    Nodes,
    Run,
    Sums,
)

_SPARE_CAPACITY_KEPT = 0.25


@compiled
def decide(
    run: Run,
    market: Market,
    members: Members,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let units plan, firms invest and set prices, staff follow demand, and production press for time."""
    plan(market, nodes, firms, month)
    plan_jointly(nodes, edges, firms, month)
    invest(run, market, nodes, firms, sums, month)
    set_prices(run, firms)
    set_staff(run, members, nodes, goods, firms, month)
    set_improvement_time(run, nodes, goods, edges, firms)


@compiled
def is_due(nodes: Nodes, firms: Firms, n: int, month: int) -> bool:
    """Say whether a node's plan step comes round this month."""
    return bool(month % firms.policy[nodes.firm[n]].improvement.cadence == 0)


@compiled
def plan(market: Market, nodes: Nodes, firms: Firms, month: int) -> None:
    """Let every node whose plan step is due share its effort out among the attributes."""
    attributes = nodes.priority.shape[1]
    evidence = np.zeros(attributes)
    parochial = np.zeros(attributes)
    centre = np.zeros(attributes)
    productivity = np.zeros(attributes)
    for n in range(nodes.firm.shape[0]):
        if not is_due(nodes, firms, n, month):
            continue
        weigh(market, nodes, firms, n, evidence, parochial, centre, productivity)
        policy = firms.policy[nodes.firm[n]]
        for a in range(attributes):
            nodes.priority[n, a] = priority(
                evidence[a],
                parochial[a],
                centre[a],
                productivity[a],
                nodes.culture[n, SHARED_VALUE],
                policy.culture.autonomy,
                policy.value.emphasis,
            )


@compiled
def weigh(
    market: Market,
    nodes: Nodes,
    firms: Firms,
    n: int,
    evidence: Floats,
    parochial: Floats,
    centre: Floats,
    productivity: Floats,
) -> None:
    """Say how much each attribute counts for a node by four standards, each summing to 1.

    What the node itself heard, or the centre's estimate where it heard nothing; its own largest troubles; the
    centre's estimate; and what it has to rework. Each counts as far as the node has a hand in the attribute.
    """
    f = nodes.firm[n]
    heard = nodes.heard_weight[n] > 0.0
    for a in range(evidence.shape[0]):
        share = nodes.contribution[n, a]
        weight = firms.weight_estimate[f, a] * share
        centre[a] = weight * max(0.0, firms.gap_estimate[f, a])
        evidence[a] = weight * max(0.0, nodes.heard_gap[n, a]) if heard else centre[a]
        parochial[a] = share * nodes.shortfall[n, a]
        productivity[a] = parochial[a] if market.inspectable[a] else 0.0
    make_shares(evidence, nodes, n)
    make_shares(parochial, nodes, n)
    make_shares(centre, nodes, n)
    make_shares(productivity, nodes, n)


@compiled
def make_shares(score: Floats, nodes: Nodes, n: int) -> None:
    """Scale scores to sum to 1; where all are 0, all that the node has a hand in count alike."""
    total = 0.0
    for a in range(score.shape[0]):
        total += score[a]
    count = works_on(nodes, n)
    for a in range(score.shape[0]):
        if total > 0.0:
            score[a] /= total
        elif count > 0.0:
            score[a] = 1.0 / count if nodes.contribution[n, a] > 0.0 else 0.0
        else:
            score[a] = 1.0 / score.shape[0]


@compiled
def works_on(nodes: Nodes, n: int) -> float:
    """Count the attributes that a node has a hand in."""
    count = 0.0
    for a in range(nodes.contribution.shape[1]):
        count += 1.0 if nodes.contribution[n, a] > 0.0 else 0.0
    return count


@compiled
def plan_jointly(nodes: Nodes, edges: Edges, firms: Firms, month: int) -> None:
    """Let buyers and suppliers meet half-way between their plans, where the buyer's firm decides jointly."""
    planned = nodes.priority.copy()
    attributes = planned.shape[1]
    partners = np.zeros(attributes)
    for n in range(nodes.firm.shape[0]):
        if not is_due(nodes, firms, n, month):
            continue
        partners[:] = 0.0
        joint = 0.0
        count = 0
        for e in range(edges.first_in[n], edges.first_in[n + 1]):
            if edges.source[e] >= 0 and between_firms(nodes, edges, e):
                weight = firms.policy[nodes.firm[n]].integration.joint_decision
                joint += weight
                count += 1
                for a in range(attributes):
                    partners[a] += weight * planned[edges.source[e], a]
        for place in range(edges.first_out[n], edges.first_out[n + 1]):
            e = edges.out[place]
            if between_firms(nodes, edges, e):
                weight = firms.policy[nodes.firm[edges.target[e]]].integration.joint_decision
                joint += weight
                count += 1
                for a in range(attributes):
                    partners[a] += weight * planned[edges.target[e], a]
        if joint > 0.0:
            for a in range(attributes):
                nodes.priority[n, a] = decide_jointly(planned[n, a], partners[a] / joint, joint / count)


@compiled
def between_firms(nodes: Nodes, edges: Edges, e: int) -> bool:
    """Say whether goods pass from one firm to another on an edge that does not come from outside."""
    return bool(edges.goods[e] and nodes.firm[edges.source[e]] != nodes.firm[edges.target[e]])


@compiled
def set_prices(run: Run, firms: Firms) -> None:
    """Let every price follow unit cost and markup."""
    adjustment = run.world[0].economy.price_adjustment
    for f in range(firms.price.shape[0]):
        markup = firms.policy[f].value.markup
        firms.price[f] = adjust_price(firms.price[f], firms.unit_cost[f], markup, adjustment)


@compiled
def planned_time(firms: Firms, f: int) -> float:
    """Say what share of working time a firm sets aside for improvement, as far as its budget goes."""
    return float(firms.policy[f].improvement.time * firms.budget[f])


@compiled
def set_staff(run: Run, members: Members, nodes: Nodes, goods: Goods, firms: Firms, month: int) -> None:
    """Let staff follow demand in every node that makes something, where capacity limits what can be made."""
    limited = run.world[0].supply.capacity_limits != 0
    for n in range(nodes.firm.shape[0]):
        nodes.laid_off[n, month % 12] = 0.0
        if not limited or nodes.starting_flow[n] <= 0.0 or nodes.first_member[n + 1] == nodes.first_member[n]:
            continue
        f = nodes.firm[n]
        time = working_time(planned_time(firms, f), nodes.interview_time[n], nodes.rework_time[n])
        needed = members_needed(goods.forecast[n], nodes.capability[n], time)
        security = firms.policy[f].improvement.job_security
        slots = nodes.first_member[n + 1] - nodes.first_member[n]
        change = staff_change(nodes.headcount[n], min(needed, float(slots)), _SPARE_CAPACITY_KEPT, security)
        if change > 0:
            hire(run, members, nodes, firms, n, change, month)
        if change < 0:
            lay_off(members, nodes, firms, n, -change, month)


@compiled
def set_improvement_time(run: Run, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms) -> None:
    """Set time aside for improvement, and let production take back what it lacks and nobody protects."""
    limited = run.world[0].supply.capacity_limits != 0
    for n in range(nodes.firm.shape[0]):
        f = nodes.firm[n]
        planned = planned_time(firms, f)
        short = 0.0
        if limited:
            full = output_capacity(nodes.capability[n], 1.0, float(nodes.headcount[n]), nodes.broken[n])
            free = working_time(planned, nodes.interview_time[n], nodes.rework_time[n])
            short = time_short(to_make(goods, edges, n), full, free)
        nodes.improvement_time[n] = time_kept(planned, firms.policy[f].improvement.protection, short)


@compiled
def to_make(goods: Goods, edges: Edges, n: int) -> float:
    """Say how many units a node has to make next month: what it expects to be asked for, and what it owes."""
    owed = goods.waiting[n]
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        if edges.goods[edges.out[place]]:
            owed += max(edges.owed[edges.out[place]], 0)
    return max(0.0, float(goods.forecast[n] + owed / MICRO))
