"""Phase 7: where improvement effort goes, what is invested, and how prices, staff and time are set."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.engine.phases.invest import invest
from tci_sim.engine.phases.staff import free_slots, lay_off, seat
from tci_sim.engine.rules.capacity import members_needed, output_capacity, staff_change, working_time
from tci_sim.engine.rules.governance import adjust_price, decide_jointly, priority, time_kept, time_short
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import MICRO, SHARED_VALUE, Flags, Floats, Integers, Records


class Troubles(NamedTuple):
    """What each node could work on, as it, its customers and the centre see it."""

    contribution: Floats
    """Share of an attribute's quality made here, (node, attribute)."""
    shortfall: Floats
    """Share of its contribution in which the node fails, (node, attribute)."""
    inspectable: Flags
    """Whether shortfalls of an attribute cause rework, (attribute,)."""
    heard_gap: Floats
    """How far each attribute falls short, as the node itself heard, (node, attribute)."""
    heard_weight: Floats
    """How much the node has heard, (node,)."""
    weight_estimate: Floats
    """The centre's estimate of what attributes weigh, (firm, attribute)."""
    gap_estimate: Floats
    """The centre's estimate of how far each attribute falls short, (firm, attribute)."""


class Capacity(NamedTuple):
    """What each node can make and has to make, and what limits it."""

    firm: Integers
    """Firm of each node, (node,)."""
    headcount: Integers
    """Members, (node,)."""
    capability: Floats
    """Output of one member in a month of working time, (node,)."""
    broken: Floats
    """Share of capacity taken away, (node,)."""
    interview_time: Floats
    """Share of time spent on interviews, (node,)."""
    rework_time: Floats
    """Share of time spent on rework, (node,)."""
    forecast: Floats
    """Units that are expected to be asked for, (node,)."""
    budget: Floats
    """Share of programmes that a shock has left, (firm,)."""


@phase
def decide(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let units plan, firms invest and set prices, staff follow demand, and production press for time."""
    troubles = Troubles(
        nodes.places.contribution, nodes.quality.shortfall, market.attributes.inspectable, nodes.heard.gap, nodes.heard.weight,
        firms.estimates.weight, firms.estimates.gap,
    )  # fmt: skip
    capacity = Capacity(
        nodes.places.firm, staff.headcount, nodes.work.capability, disruption.broken, nodes.work.interview_time, nodes.work.rework_time,
        goods.demand.forecast, disruption.budget,
    )  # fmt: skip
    limited = run.world[0].supply.capacity_limits != 0

    plan(
        firms.policies.in_force,
        nodes.places.firm,
        troubles,
        nodes.competence.culture,
        nodes.work.priority,
        month,
    )
    plan_jointly(
        firms.policies.in_force,
        nodes.places.firm,
        edges.links.source,
        edges.links.target,
        edges.links.goods,
        nodes.work.priority,
        month,
    )
    invest(run, market, staff, nodes, firms, sums, month)
    free = 0 if run.priced[0] else len(firms.standing.open)
    set_prices(
        run.world,
        firms.policies.in_force,
        firms.costs.unit_cost,
        disruption.price_kept,
        firms.costs.price,
        free,
    )
    change = staff_changes(
        limited and run.world[0].staff.follow_demand != 0,
        run.world[0].economy.spare_kept,
        firms.policies.in_force,
        capacity,
        nodes.places.starting_flow,
        nodes.places.first_member,
    )
    lay_off(members, staff, nodes.places, change, month)
    hired = free_slots(members, nodes.places, change)
    seat(run, members, staff, nodes.places.firm, firms.policies, hired, month)
    owed = add_up_owed(edges.links.source, edges.flows.owed, goods.demand.waiting)
    set_improvement_time(limited, firms.policies.in_force, capacity, owed, nodes.work.improvement_time)


@compiled
def is_due(policy: Records, f: int, month: int) -> bool:
    """Say whether the plan step of a firm's units comes round this month."""
    return bool(month % policy[f].improvement.cadence == 0)


@compiled
def plan(
    policy: Records, firm: Integers, troubles: Troubles, culture: Floats, priorities: Floats, month: int
) -> None:
    """Let every node whose plan step is due share its effort out among the attributes.

    It weighs what it heard itself (the centre's estimate where it heard nothing), its own largest troubles,
    the centre's estimate, and what it has to rework; each as far as the node has a hand in the attribute.
    """
    attributes = priorities.shape[1]
    evidence = np.zeros(attributes)
    parochial = np.zeros(attributes)
    centre = np.zeros(attributes)
    productivity = np.zeros(attributes)
    for n in range(firm.shape[0]):
        f = firm[n]
        if not is_due(policy, f, month):
            continue
        hand = troubles.contribution[n]
        heard = troubles.heard_weight[n] > 0.0
        for a in range(attributes):
            weight = troubles.weight_estimate[f, a] * hand[a]
            centre[a] = weight * max(0.0, troubles.gap_estimate[f, a])
            evidence[a] = weight * max(0.0, troubles.heard_gap[n, a]) if heard else centre[a]
            parochial[a] = hand[a] * troubles.shortfall[n, a]
            productivity[a] = parochial[a] if troubles.inspectable[a] else 0.0
        make_shares(evidence, hand)
        make_shares(parochial, hand)
        make_shares(centre, hand)
        make_shares(productivity, hand)
        for a in range(attributes):
            priorities[n, a] = priority(
                evidence[a],
                parochial[a],
                centre[a],
                productivity[a],
                culture[n, SHARED_VALUE],
                policy[f].culture.autonomy,
                policy[f].value.emphasis,
            )


@compiled
def make_shares(score: Floats, hand: Floats) -> None:
    """Scale scores to sum to 1; where all are 0, all attributes that the node has a hand in count alike."""
    total = 0.0
    for a in range(score.shape[0]):
        total += score[a]
    count = works_on(hand)
    for a in range(score.shape[0]):
        if total > 0.0:
            score[a] /= total
        elif count > 0.0:
            score[a] = 1.0 / count if hand[a] > 0.0 else 0.0
        else:
            score[a] = 1.0 / score.shape[0]


@compiled
def works_on(hand: Floats) -> float:
    """Count the attributes that a node has a hand in."""
    count = 0.0
    for a in range(hand.shape[0]):
        count += 1.0 if hand[a] > 0.0 else 0.0
    return count


@compiled
def plan_jointly(
    policy: Records,
    firm: Integers,
    source: Integers,
    target: Integers,
    goods: Flags,
    priorities: Floats,
    month: int,
) -> None:
    """Let buyers and suppliers meet half-way between their plans, where the buyer's firm decides jointly."""
    nodes, attributes = priorities.shape
    planned = priorities.copy()
    partners = np.zeros((nodes, attributes))
    joint = np.zeros(nodes)
    links = np.zeros(nodes)
    for e in range(source.shape[0]):
        supplier, buyer = source[e], target[e]
        if not goods[e] or supplier < 0 or firm[supplier] == firm[buyer]:
            continue
        weight = policy[firm[buyer]].integration.joint_decision
        joint[supplier] += weight
        joint[buyer] += weight
        links[supplier] += 1.0
        links[buyer] += 1.0
        for a in range(attributes):
            partners[supplier, a] += weight * planned[buyer, a]
            partners[buyer, a] += weight * planned[supplier, a]
    for n in range(nodes):
        if joint[n] > 0.0 and is_due(policy, firm[n], month):
            for a in range(attributes):
                mean = partners[n, a] / joint[n]
                priorities[n, a] = decide_jointly(planned[n, a], mean, joint[n] / links[n])


@compiled
def set_prices(
    world: Records, policy: Records, unit_cost: Floats, price_kept: Floats, price: Floats, free: int
) -> None:
    """Let every price follow unit cost and markup, less what is cut; the first `free` firms have none to set."""
    for f in range(free, price.shape[0]):
        markup = policy[f].value.markup
        covered = unit_cost[f] * price_kept[f]
        price[f] = adjust_price(price[f], covered, markup, world[0].economy.price_adjustment)


@compiled
def planned_time(policy: Records, budget: Floats, f: int) -> float:
    """Say what share of working time a firm sets aside for improvement, as far as its budget goes."""
    return float(policy[f].improvement.time * budget[f])


@compiled
def staff_changes(
    follows: bool,
    spare_kept: float,
    policy: Records,
    capacity: Capacity,
    starting_flow: Floats,
    first_member: Integers,
) -> Integers:
    """Let staff follow demand in every node that makes something, where they do so at all."""
    change = np.zeros(len(starting_flow), np.int64)
    for n in range(starting_flow.shape[0]):
        f = capacity.firm[n]
        slots = first_member[n + 1] - first_member[n]
        if not follows or starting_flow[n] <= 0.0 or slots == 0:
            continue
        planned = planned_time(policy, capacity.budget, f)
        time = working_time(planned, capacity.interview_time[n], capacity.rework_time[n])
        needed = min(members_needed(capacity.forecast[n], capacity.capability[n], time), float(slots))
        security = policy[f].improvement.job_security
        change[n] = staff_change(capacity.headcount[n], needed, spare_kept, security)
    return change


@compiled
def add_up_owed(source: Integers, owed: Integers, waiting: Integers) -> Integers:
    """Add up what each node owes, to customers who wait and to nodes down-stream, (node,). [micro-unit]."""
    total = waiting.copy()
    for e in range(source.shape[0]):
        if source[e] >= 0:
            total[source[e]] += max(owed[e], 0)
    return total


@compiled
def set_improvement_time(
    limited: bool, policy: Records, capacity: Capacity, owed: Integers, improvement_time: Floats
) -> None:
    """Set time aside for improvement, and let production take back what it lacks and nobody protects."""
    for n in range(improvement_time.shape[0]):
        f = capacity.firm[n]
        planned = planned_time(policy, capacity.budget, f)
        short = 0.0
        if limited:
            staff = float(capacity.headcount[n])
            full = output_capacity(capacity.capability[n], 1.0, staff, capacity.broken[n])
            free = working_time(planned, capacity.interview_time[n], capacity.rework_time[n])
            short = time_short(max(0.0, capacity.forecast[n] + owed[n] / MICRO), full, free)
        improvement_time[n] = time_kept(planned, policy[f].improvement.protection, short)
