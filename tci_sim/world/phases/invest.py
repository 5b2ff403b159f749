"""The yearly investment rule: one lever moves one step, by what the firm thinks it is worth.

Everything is estimated from what a firm can know: its own estimates of gaps and of what satisfaction keeps,
the results that improvement has just shown, its price, cost and volume. A gap closes month by month at the
pace seen so far, g. What closing it is worth over the horizon is

    saving + counts_retention x retention
           + counts_stakeholders x (customers + suppliers + employees + society),

each per gap closed by 1 a month. A step of improvement time brings its share of g, and costs wages less what
capability it builds within the horizon; a step of listening brings the share of g that needs not yet heard of
could add, and costs interviews and respondents; a step of emphasis moves that share of g from saving to the
rest, and costs nothing.
"""

from __future__ import annotations

import math

from tci_sim.compiled import compiled
from tci_sim.rules.governance import (
    discounted_sum,
    gap_closed,
    step_lever,
    value_of_retention,
    value_of_saving,
)
from tci_sim.rules.improvement import improvement_rate
from tci_sim.scenario.policy import FrontLineReview, Improvement, Survey, Value
from tci_sim.scenario.quantity import Part
from tci_sim.world.state import MICRO, Firms, Market, Nodes, Run, Sums

_TIME, _LISTENING, _EMPHASIS = range(3)


def _bounds(part: type[Part], name: str) -> tuple[float, float]:
    """Plausible bounds of a lever: the rule never moves it beyond them."""
    facts = part.model_fields[name].json_schema_extra
    assert isinstance(facts, dict)
    low, high = facts["plausible"]  # type: ignore[misc, str-unpack]
    return float(low), float(high)  # type: ignore[arg-type]


_TIME_LOW, _TIME_HIGH = _bounds(Improvement, "time")
_INTERVIEWS_LOW, _INTERVIEWS_HIGH = _bounds(FrontLineReview, "interviews")
_RESPONDENTS_LOW, _RESPONDENTS_HIGH = _bounds(Survey, "respondents")
_EMPHASIS_LOW, _EMPHASIS_HIGH = _bounds(Value, "emphasis")


@compiled
def invest(run: Run, market: Market, nodes: Nodes, firms: Firms, sums: Sums, month: int) -> None:
    """Once a year, let every selling firm move the lever that it thinks worth most.

    Suppliers have no customers of the market to estimate from, and leave their levers as they are.
    """
    if month % 12 != 0 or month == 0:
        return
    for f in range(firms.open.shape[0]):
        if firms.open[f] and firms.policy[f].value.investment_step > 0.0:
            estimate(run, market, nodes, firms, sums, f)
            move_best(firms, f)


@compiled
def estimate(run: Run, market: Market, nodes: Nodes, firms: Firms, sums: Sums, f: int) -> None:
    """Estimate what one step up in each lever is worth to the firm."""
    policy = firms.policy[f]
    economy = run.world[0].economy
    horizon = policy.value.horizon
    factor = 1.0 / (1.0 + economy.discount / 12.0)
    steady = discounted_sum(horizon, factor, 0)
    ramp = discounted_sum(horizon, factor, 1)
    accumulated = discounted_sum(horizon, factor, 2)
    price = firms.price[f]
    step = policy.value.investment_step

    customers = 0.0
    for s in range(sums.customers.shape[1]):
        customers += float(sums.customers[f, s])
    units = firms.volume[f] / customers if customers > 0.0 else 0.0
    slope = firms.retention_estimate[f]
    margin = units * max(0.0, price - firms.unit_cost[f])
    chain = units * price * (economy.materials + economy.labour)

    saving = value_of_saving(firms.volume[f], price, economy.warranty, ramp)
    kept = value_of_retention(customers, slope, margin, accumulated)
    others = value_of_saving(firms.volume[f], price, 1.0 + economy.failure_to_society, ramp)
    others += value_of_retention(customers, slope, chain, accumulated)
    beyond = policy.value.counts_retention * kept + policy.value.counts_stakeholders * others

    closed = pace(run, market, nodes, firms, f)
    time_cost = wages(nodes, f) * step * policy.improvement.time * lost_time(run, firms, f)
    listening_cost = step * steady * cost_of_listening(run, nodes, firms, f)
    firms.investment[f, _TIME] = step * closed * (saving + beyond) - time_cost
    firms.investment[f, _LISTENING] = step * closed * unheard(firms, f) * (saving + beyond) - listening_cost
    firms.investment[f, _EMPHASIS] = step * closed * (beyond - saving)


@compiled
def pace(run: Run, market: Market, nodes: Nodes, firms: Firms, f: int) -> float:
    """Estimate how much of its gap the firm closes in a month, by last month's results of its units."""
    gap = 0.0
    rate = 0.0
    for a in range(market.half_life.shape[0]):
        gap += firms.weight_estimate[f, a] * max(0.0, firms.gap_estimate[f, a])
        speed = run.world[0].improving.speed
        rate += improvement_rate(market.half_life[a], speed, 1.0, 1.0, 1.0) / market.half_life.shape[0]
    results = 0.0
    units = 0
    for n in range(nodes.firm.shape[0]):
        if nodes.firm[n] == f:
            results += nodes.results[n]
            units += 1
    return gap_closed(float(gap), float(results / max(units, 1)), float(rate))


@compiled
def lost_time(run: Run, firms: Firms, f: int) -> float:
    """Say how many months of work a month of improvement time costs over the horizon, less what it builds.

    Capability rises by the time's share of all upkeep, at the rate at which it fades.
    """
    policy = firms.policy[f]
    improving = run.world[0].improving
    horizon = policy.value.horizon
    factor = 1.0 / (1.0 + run.world[0].economy.discount / 12.0)
    steady = discounted_sum(horizon, factor, 0)
    rising = steady - discounted_sum(horizon, factor * (1.0 - min(1.0, improving.capability_fading)), 0)
    upkeep = improving.capability_given + policy.improvement.time
    built = rising / upkeep if upkeep > 0.0 else 0.0
    return float(steady / max(1.0 - policy.improvement.time, 1e-9) - built)


@compiled
def wages(nodes: Nodes, f: int) -> float:
    """Add up what a firm pays in wages for a month, in the currency."""
    total = 0.0
    for n in range(nodes.firm.shape[0]):
        if nodes.firm[n] == f:
            total += nodes.headcount[n] * (nodes.wage[n] / MICRO)
    return float(total)


@compiled
def cost_of_listening(run: Run, nodes: Nodes, firms: Firms, f: int) -> float:
    """Say what planned interviews and surveys cost in a month, in money and time, in the currency."""
    world = run.world[0]
    listening = firms.policy[f].listening
    interview = world.economy.interview_cost * firms.price[f]
    total = (
        listening.survey.respondents / listening.survey.interval * world.economy.survey_cost * firms.price[f]
    )
    for n in range(nodes.firm.shape[0]):
        if nodes.firm[n] == f and nodes.front_line[n]:
            time = world.voices.interview_time * (nodes.wage[n] / MICRO)
            total += nodes.headcount[n] * listening.review.interviews * (interview + time)
    return float(total)


@compiled
def unheard(firms: Firms, f: int) -> float:
    """Say what share of needs is still unknown: one voice makes half a need known, two make two thirds."""
    dimensions = firms.voice_weight.shape[1]
    total = 0.0
    for d in range(dimensions):
        total += 1.0 / (1.0 + firms.voice_weight[f, d])
    return float(total / dimensions)


@compiled
def move_best(firms: Firms, f: int) -> None:
    """Move the lever whose step, up or down, is worth most; what is switched off stays off."""
    policy = firms.policy[f]
    best = -1
    for lever in range(firms.investment.shape[1]):
        if lever == _TIME and policy.improvement.time == 0.0:
            continue
        listens = policy.listening.review.interviews > 0.0 or policy.listening.survey.respondents > 0
        if lever == _LISTENING and not listens:
            continue
        if best < 0 or abs(firms.investment[f, lever]) > abs(firms.investment[f, best]):
            best = lever
    value = firms.investment[f, best]
    if best == _TIME:
        move_time(firms, f, value)
    elif best == _LISTENING:
        move_interviews(firms, f, value)
        move_respondents(firms, f, value)
    else:
        move_emphasis(firms, f, value)


@compiled
def move_time(firms: Firms, f: int, value: float) -> None:
    """Move improvement time one step, and what is paid for with it where the two were the same."""
    old = firms.policy[f].improvement.time
    step = old * firms.policy[f].value.investment_step
    new = step_lever(old, value, step, _TIME_LOW, _TIME_HIGH)
    firms.policy[f].improvement.time = new
    if firms.paid[f].improvement.time == old:
        firms.paid[f].improvement.time = new


@compiled
def move_interviews(firms: Firms, f: int, value: float) -> None:
    """Move the number of interviews one step; at 0 it stays."""
    old = firms.policy[f].listening.review.interviews
    step = old * firms.policy[f].value.investment_step
    new = step_lever(old, value, step, _INTERVIEWS_LOW, _INTERVIEWS_HIGH)
    firms.policy[f].listening.review.interviews = new
    if firms.paid[f].listening.review.interviews == old:
        firms.paid[f].listening.review.interviews = new


@compiled
def move_respondents(firms: Firms, f: int, value: float) -> None:
    """Move the number of survey respondents one step, in whole customers; what is not 0 never becomes 0."""
    old = firms.policy[f].listening.survey.respondents
    if old == 0:
        return
    step = float(math.ceil(old * firms.policy[f].value.investment_step))
    moved = step_lever(float(old), value, step, _RESPONDENTS_LOW, _RESPONDENTS_HIGH)
    new = max(1, math.floor(moved))
    firms.policy[f].listening.survey.respondents = new
    if firms.paid[f].listening.survey.respondents == old:
        firms.paid[f].listening.survey.respondents = new


@compiled
def move_emphasis(firms: Firms, f: int, value: float) -> None:
    """Move emphasis one step between cost and revenue."""
    old = firms.policy[f].value.emphasis
    step = firms.policy[f].value.investment_step
    new = step_lever(old, value, step, _EMPHASIS_LOW, _EMPHASIS_HIGH)
    firms.policy[f].value.emphasis = new
    if firms.paid[f].value.emphasis == old:
        firms.paid[f].value.emphasis = new
