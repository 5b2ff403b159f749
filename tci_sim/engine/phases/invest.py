"""The yearly investment rule: one lever moves one step, by what the firm thinks it is worth.

Everything is estimated from what a firm can know: its own estimates of gaps and of what satisfaction keeps,
the results that improvement has just shown, its price, cost and volume. A gap closes month by month at the
pace seen so far, g. What closing it is worth over the horizon is

    saving + counts_retention x retention
           + counts_stakeholders x (customers + suppliers + employees + society),

each per gap closed by 1 a month. A step of improvement time brings the change of g that it makes up to full
effort, and costs wages less what capability it builds within the horizon; a step of listening brings the share
of g that needs not yet heard of could add, and costs interviews and respondents; a step of emphasis moves that
share of g from saving to the rest, and costs nothing.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.present import over_segments
from tci_sim.engine.rules.governance import (
    better_step,
    discounted_sum,
    effort_gained,
    gap_closed,
    step_lever,
    value_of_retention,
    value_of_saving,
)
from tci_sim.engine.rules.improvement import improvement_rate
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record, Records

_TIME, _LISTENING, _EMPHASIS = range(3)


@compiled
def invest(
    run: Run, market: Market, staff: Staff, nodes: Nodes, firms: Firms, sums: Sums, month: int
) -> None:
    """Once a year, let every selling firm move the lever that it thinks worth most.

    Suppliers have no customers of the market to estimate from, and leave their levers as they are.
    """
    if month % 12 != 0 or month == 0:
        return
    world, policy = run.world, firms.policies.in_force
    for f in range(firms.standing.open.shape[0]):
        if not firms.standing.open[f] or policy[f].value.investment_step <= 0.0:
            continue
        gap = weighted_gap(firms.estimates.weight[f], firms.estimates.gap[f])
        results = mean_results(nodes.places.firm, nodes.competence.results, f)
        closed = gap_closed(gap, results, full_rate(world, market.attributes.half_life))
        price = firms.costs.price[f]
        saving, beyond = worth_of_closing(
            world, policy, f, over_segments(sums.by_segment[Sum.CUSTOMERS], f), firms.costs.volume[f], price, firms.costs.unit_cost[f],
            firms.estimates.retention[f],
        )  # fmt: skip
        time = cost_of_time(world, policy, f, nodes.places.firm, staff.headcount, nodes.places.wage)
        listening = cost_of_listening(
            world,
            policy,
            f,
            price,
            nodes.places.firm,
            staff.headcount,
            nodes.places.wage,
            nodes.places.front_line,
        )
        unknown = unheard(firms.knowledge.voice_weight[f])
        step = policy[f].value.investment_step
        worth = closed * (saving + beyond)
        now, full = policy[f].improvement.time, world[0].improving.full_effort_time
        firms.estimates.investment[f, _TIME] = better_step(
            worth * effort_gained(now, now * (1.0 + step), full) - step * time,
            worth * effort_gained(now, now * (1.0 - step), full) + step * time,
        )
        firms.estimates.investment[f, _LISTENING] = step * (worth * unknown - listening)
        firms.estimates.investment[f, _EMPHASIS] = step * closed * (beyond - saving)
        move_best(run.bounds[0], firms.policies, firms.estimates.investment[f], f)


@compiled
def monthly_discount(world: Records) -> float:
    """Say what a unit of money one month ahead is worth today."""
    return float(1.0 / (1.0 + world[0].economy.discount / 12.0))


@compiled
def worth_of_closing(
    world: Records,
    policy: Records,
    f: int,
    customers: float,
    volume: float,
    price: float,
    unit_cost: float,
    slope: float,
) -> tuple[float, float]:
    """Estimate what a gap closed by 1 a month is worth: in failures saved, and beyond that."""
    economy, value = world[0].economy, policy[f].value
    ramp = discounted_sum(value.horizon, monthly_discount(world), 1)
    accumulated = discounted_sum(value.horizon, monthly_discount(world), 2)
    units = volume / customers if customers > 0.0 else 0.0
    margin = units * max(0.0, price - unit_cost)
    incomes = units * price * (economy.materials + economy.labour)
    saving = value_of_saving(volume, price, economy.warranty, ramp)
    kept = value_of_retention(customers, slope, margin, accumulated)
    others = value_of_saving(volume, price, 1.0 + economy.failure_to_society, ramp)
    others += value_of_retention(customers, slope, incomes, accumulated)
    return saving, value.counts_retention * kept + value.counts_stakeholders * others


@compiled
def weighted_gap(weight: Floats, gap: Floats) -> float:
    """Add up the firm's estimates of its shortfalls, each as far as it weighs."""
    total = 0.0
    for a in range(weight.shape[0]):
        total += weight[a] * max(0.0, gap[a])
    return total


@compiled
def full_rate(world: Records, half_life: Floats) -> float:
    """Say how fast shortfalls fall at full effort, in the mean over attributes."""
    total = 0.0
    for a in range(half_life.shape[0]):
        total += improvement_rate(half_life[a], world[0].improving.speed, 1.0, 1.0, 1.0)
    return float(total / half_life.shape[0])


@compiled
def mean_results(firm: Integers, results: Floats, f: int) -> float:
    """Say what results a firm's units have just shown, in the mean."""
    total = 0.0
    units = 0
    for n in range(firm.shape[0]):
        if firm[n] == f:
            total += results[n]
            units += 1
    return total / max(units, 1)


@compiled
def cost_of_time(
    world: Records, policy: Records, f: int, firm: Integers, headcount: Integers, wage: Integers
) -> float:
    """Estimate what improvement time costs over the horizon: wages, less the capability that it builds.

    Capability rises by the time's share of all upkeep, at the rate at which it fades.
    """
    improving, time = world[0].improving, policy[f].improvement.time
    horizon, factor = policy[f].value.horizon, monthly_discount(world)
    steady = discounted_sum(horizon, factor, 0)
    rising = steady - discounted_sum(horizon, factor * (1.0 - min(1.0, improving.capability_fading)), 0)
    upkeep = improving.capability_given + time
    built = rising / upkeep if upkeep > 0.0 else 0.0
    wages = 0.0
    for n in range(firm.shape[0]):
        if firm[n] == f:
            wages += headcount[n] * (wage[n] / MICRO)
    return float(wages * time * (steady / max(1.0 - time, 1e-9) - built))


@compiled
def cost_of_listening(
    world: Records,
    policy: Records,
    f: int,
    price: float,
    firm: Integers,
    headcount: Integers,
    wage: Integers,
    front_line: Flags,
) -> float:
    """Say what planned interviews and surveys cost over the horizon, in money and time."""
    economy, listening = world[0].economy, policy[f].listening
    asked = listening.survey.respondents / listening.survey.interval
    total = asked * economy.survey_cost * price
    for n in range(firm.shape[0]):
        if firm[n] == f and front_line[n]:
            interview = economy.interview_cost * price + world[0].voices.interview_time * (wage[n] / MICRO)
            total += headcount[n] * listening.review.interviews * interview
    return float(total * discounted_sum(policy[f].value.horizon, monthly_discount(world), 0))


@compiled
def unheard(voice_weight: Floats) -> float:
    """Say what share of needs is still unknown: one voice makes half a need known, two make two thirds."""
    total = 0.0
    for d in range(voice_weight.shape[0]):
        total += 1.0 / (1.0 + voice_weight[d])
    return float(total / voice_weight.shape[0])


@compiled
def move_best(bounds: Record, policies: Policies, value: Floats, f: int) -> None:
    """Move the lever whose step, up or down, is worth most; where it is at its bound or off, the next best."""
    tried = np.zeros(len(value), np.bool_)
    for _ in range(len(value)):
        best = worth_most(value, tried)
        tried[best] = True
        if move(bounds, policies, f, best, value[best]):
            break


@compiled
def worth_most(value: Floats, tried: Flags) -> int:
    """Name the lever, among those not tried yet, whose step is worth most; the first of several."""
    best = -1
    for k in range(len(value)):
        if not tried[k] and (best < 0 or abs(value[k]) > abs(value[best])):
            best = k
    return best


@compiled
def move(bounds: Record, policies: Policies, f: int, lever: int, value: float) -> bool:
    """Move one of the levers one step, and say whether it moved."""
    if lever == _TIME:
        return move_time(bounds, policies, f, value)
    if lever == _EMPHASIS:
        return move_emphasis(bounds, policies, f, value)
    interviews = move_interviews(bounds, policies, f, value)
    return move_respondents(bounds, policies, f, value) or interviews


@compiled
def move_time(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move improvement time one step, and what is paid for with it where the two were the same."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.improvement.time
    new = step_lever(old, value, old * levers.value.investment_step, bounds.time_low, bounds.time_high)
    levers.improvement.time = new
    if paid.improvement.time == old:
        paid.improvement.time = new
    return bool(new != old)


@compiled
def move_interviews(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move the number of interviews one step; at 0 it stays."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.listening.review.interviews
    step = old * levers.value.investment_step
    new = step_lever(old, value, step, bounds.interviews_low, bounds.interviews_high)
    levers.listening.review.interviews = new
    if paid.listening.review.interviews == old:
        paid.listening.review.interviews = new
    return bool(new != old)


@compiled
def move_respondents(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move the number of survey respondents one step, in whole customers; what is not 0 never becomes 0."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.listening.survey.respondents
    if old == 0:
        return False
    step = float(math.ceil(old * levers.value.investment_step))
    moved = step_lever(float(old), value, step, bounds.respondents_low, bounds.respondents_high)
    new = max(1, math.floor(moved))
    levers.listening.survey.respondents = new
    if paid.listening.survey.respondents == old:
        paid.listening.survey.respondents = new
    return bool(new != old)


@compiled
def move_emphasis(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move emphasis one step between cost and revenue."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.value.emphasis
    step = levers.value.investment_step
    new = step_lever(old, value, step, bounds.emphasis_low, bounds.emphasis_high)
    levers.value.emphasis = new
    if paid.value.emphasis == old:
        paid.value.emphasis = new
    return bool(new != old)
