"""The yearly investment rule: one lever moves one step, by what the firm thinks it is worth.

Everything is estimated from what a firm can know: its own estimates of gaps and of what satisfaction keeps,
the results that improvement has just shown, its price, cost and volume. A gap closes month by month at the
pace seen so far, g. What closing it is worth over the horizon is

    saving + counts_retention x retention
           + counts_stakeholders x (customers + suppliers + employees + society),

each per gap closed by 1 a month. A step of improvement time brings the change of g that it makes up to full
effort, and costs wages and experts less what capability it builds within the horizon; a step of listening brings
the share of g that needs not yet heard of could add, and costs interviews and respondents; a step of emphasis moves
that share of g from saving to the rest, and costs nothing.

Money is that of the books: claims are made for what an inspector could have seen, programmes cost what they are booked
at, new effort is paid for once, and a month is discounted as in the value of customers.

Suppliers have no customers of the market to estimate from, and leave their levers as they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.move_levers import EMPHASIS, LISTENING, TIME
from tci_sim.engine.rules.governance import (
    better_step,
    discounted_sum,
    effort_gained,
    gap_closed,
    value_of_retention,
    value_of_saving,
)
from tci_sim.engine.rules.improvement import improvement_rate
from tci_sim.engine.rules.prices import persons_behind, start_of_effort
from tci_sim.engine.rules.value import monthly_rate
from tci_sim.engine.state.firms import Costs, Estimates, Policies, Standing
from tci_sim.engine.state.market import Attributes
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


class Case(NamedTuple):
    """What one firm expects of improvement and of listening."""

    closed: float
    """How much of the gap that customers feel closes in a month. [quality/month]"""
    saving: float
    """What a gap closed by 1 a month saves in failures over the horizon. [currency]"""
    beyond: float
    """What it is worth beyond that, as far as the firm counts it. [currency]"""
    time: float
    """What all improvement time costs over the horizon, less what it builds. [currency]"""
    start: float
    """What a step up in improvement time costs once, for effort that is new. [currency]"""
    listening: float
    """What all planned listening costs over the horizon. [currency]"""


@compiled
def firms_investing(policies: Policies, standing: Standing, month: int) -> Integers:
    """List the firms that move a lever this month: once a year those on the market that move any, (some firm,)."""
    invests = np.zeros(len(standing.open), np.bool_)
    if month % 12 == 0 and month > 0:
        for f in range(len(invests)):
            invests[f] = standing.open[f] and policies.in_force[f].value.investment_step > 0.0
    return np.flatnonzero(invests)


@compiled
def gap_closing(
    world: Record, attributes: Attributes, places: Places, results: Floats, estimates: Estimates, f: int
) -> float:
    """Estimate how much of the gap that customers feel improvement closes in a month.

    `results` are what improvement has just shown, as a share of what full effort gives, (node,).
    """
    gap = weighted_gap(estimates.weight[f], estimates.gap[f])
    return gap_closed(gap, mean_results(places, results, f), full_rate(world, attributes))


@compiled
def weighted_gap(weight: Floats, gap: Floats) -> float:
    """Add up the firm's estimates of its shortfalls, each as far as it weighs."""
    total = 0.0
    for a in range(weight.shape[0]):
        total += weight[a] * max(0.0, gap[a])
    return total


@compiled
def full_rate(world: Record, attributes: Attributes) -> float:
    """Return how fast shortfalls fall at full effort, in the mean over attributes."""
    total = 0.0
    for a in range(len(attributes.half_life)):
        total += improvement_rate(attributes.half_life[a], world.improving.speed, 1.0, 1.0, 1.0)
    return float(total / len(attributes.half_life))


@compiled
def mean_results(places: Places, results: Floats, f: int) -> float:
    """Return what results a firm's units have just shown, in the mean."""
    total = 0.0
    units = 0
    for n in range(len(results)):
        if places.firm[n] == f:
            total += results[n]
            units += 1
    return total / max(units, 1)


@compiled
def monthly_discount(world: Record) -> float:
    """Return what a unit of money one month ahead is worth today."""
    return float(1.0 / (1.0 + monthly_rate(world.economy.discount)))


@compiled
def share_claimable(inspectable: Flags, weight: Floats, gap: Floats) -> float:
    """Return the share of a firm's weighted gap for which claims are made: what an inspector could have seen."""
    whole = weighted_gap(weight, gap)
    claimable = 0.0
    for a in range(len(inspectable)):
        if inspectable[a]:
            claimable += weight[a] * max(0.0, gap[a])
    return claimable / whole if whole > 0.0 else 0.0


@compiled
def worth_of_closing(
    world: Record, policies: Policies, inspectable: Flags, estimates: Estimates, costs: Costs, customers: int,
    f: int,
) -> tuple[float, float]:  # fmt: skip
    """Estimate what a gap closed by 1 a month is worth: in failures saved, and beyond that."""
    economy, value = world.economy, policies.in_force[f].value
    volume, price, slope = costs.volume[f], costs.price[f], estimates.retention[f]
    ramp = discounted_sum(value.horizon, monthly_discount(world), 1)
    accumulated = discounted_sum(value.horizon, monthly_discount(world), 2)
    units = volume / customers if customers > 0.0 else 0.0
    margin = units * max(0.0, price - costs.unit_cost[f])
    incomes = units * price * (economy.materials + economy.labour)
    claimable = share_claimable(inspectable, estimates.weight[f], estimates.gap[f])
    saving = value_of_saving(volume, price, economy.warranty * claimable, ramp)
    kept = value_of_retention(customers, slope, margin, accumulated)
    others = value_of_saving(volume, price, 1.0 + economy.failure_to_society * claimable, ramp)
    others += value_of_retention(customers, slope, incomes, accumulated)
    return saving, value.counts_retention * kept + value.counts_stakeholders * others


@compiled
def cost_of_time(world: Record, wages: float, policies: Policies, f: int) -> float:
    """Estimate what improvement time costs over the horizon: wages and experts, less the capability that it builds.

    Capability rises by the time's share of all upkeep, at the rate at which it fades.
    """
    improving, time = world.improving, policies.in_force[f].improvement.time
    horizon, factor = policies.in_force[f].value.horizon, monthly_discount(world)
    steady = discounted_sum(horizon, factor, 0)
    rising = steady - discounted_sum(horizon, factor * (1.0 - min(1.0, improving.capability_fading)), 0)
    upkeep = improving.capability_given + time
    built = rising / upkeep if upkeep > 0.0 else 0.0
    experts = steady * world.economy.expert_wages
    return float(wages * time * (steady / max(1.0 - time, 1e-9) + experts - built))


@compiled
def cost_of_start(world: Record, wages: float, policies: Policies, begun: float, f: int) -> float:
    """Return what a step up in improvement time costs once, as far as its effort is more than any begun before.

    `begun` is that effort; below 0: nothing has been paid for yet, and what is planned now counts as begun.
    """
    time, full = policies.in_force[f].improvement.time, world.improving.full_effort_time
    known = begun if begun >= 0.0 else min(1.0, time / full)
    effort = min(1.0, time * (1.0 + policies.in_force[f].value.investment_step) / full)
    return float(wages * start_of_effort(effort, known, world.economy.start_wages))


@compiled
def wages_of(staff: Staff, places: Places, f: int) -> float:
    """Return a firm's wages of a month. [currency]."""
    wages = 0.0
    for n in range(len(places.firm)):
        if places.firm[n] == f:
            wages += staff.headcount[n] * (places.wage[n] / MICRO)
    return wages


@compiled
def cost_of_listening(
    world: Record, staff: Staff, places: Places, policies: Policies, customers: int, f: int
) -> float:
    """Return what interviews and surveys cost over the horizon, in money and time, as far as there are customers."""
    economy, listening = world.economy, policies.in_force[f].listening
    asked = min(listening.survey.respondents, customers) / listening.survey.interval
    hour = economy.hour * economy.price
    total = asked * (economy.survey_cost * economy.price + hour * economy.answer_hours)
    each = economy.interview_cost * economy.price + hour * economy.expense_hours
    if asked > 0.0:
        total += hour * economy.round_hours / listening.survey.interval
    if asked > 0.0 and world.asking.real_respondents == 1:
        others = min(listening.survey.lost + listening.survey.outside, 1.0)
        derived = economy.derived_hours * listening.survey.derived / listening.survey.interval
        total += hour * (asked * others * economy.outside_hours + derived)
    for n in range(len(places.firm)):
        if places.firm[n] == f and places.front_line[n]:
            wage = places.wage[n] / MICRO
            people = persons_behind(wage, economy.hour, economy.price)
            held = min(listening.review.interviews, customers / (max(staff.headcount[n], 1) * people))
            total += staff.headcount[n] * held * (each * people + world.voices.interview_time * wage)
    return float(total * discounted_sum(policies.in_force[f].value.horizon, monthly_discount(world), 0))


@compiled
def value_steps(
    world: Record, policies: Policies, unknown: float, estimates: Estimates, case: Case, f: int
) -> None:
    """Estimate what a step of each lever is worth to a firm; below 0, a step down is worth that much.

    `unknown` is the share of needs that the firm has not heard of yet.
    """
    step, now = policies.in_force[f].value.investment_step, policies.in_force[f].improvement.time
    full = world.improving.full_effort_time
    worth = case.closed * (case.saving + case.beyond)
    estimates.investment[f, TIME] = better_step(
        worth * effort_gained(now, now * (1.0 + step), full) - step * case.time - case.start,
        worth * effort_gained(now, now * (1.0 - step), full) + step * case.time,
    )
    estimates.investment[f, LISTENING] = step * (worth * unknown - case.listening)
    estimates.investment[f, EMPHASIS] = step * case.closed * (case.beyond - case.saving)
