"""Part of phase 7: what a step of each lever changes, for the plan that appraises it.

What asking less would lose is worked out in `step_of_listening`: evidence goes stale at the rate at which the firm
expects requirements to turn, and voices make it good. From the voices that it hears of a requirement in a month it
follows how right it can stay (`alignment_at_rest`). What it is wrong about its practice misses, and that counts as far
as practice counts in each attribute, and the attribute with customers. Where practice is no thing apart, knowing better
lets projects do more. It comes at the pace of knowing and of doing, one after the other.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.appraise import Situation, Step
from tci_sim.engine.phases.practise import is_apart
from tci_sim.engine.rules.appraisal import alignment_at_rest, pace_of_knowing, pace_of_two
from tci_sim.engine.rules.prices import time_for_projects
from tci_sim.engine.state.market import Attributes
from tci_sim.engine.state.types import Floats, Record


@compiled
def effort_of_time(world: Record, improvement: Record, time: float) -> float:
    """Return how hard a firm works that sets aside so much improvement time; 1 is full effort."""
    economy, cadence = world.economy, float(improvement.cadence)
    left = time_for_projects(time, cadence, economy.plan_hours, improvement.check, economy.check_time)
    return float(min(1.0, left / world.improving.full_effort_time))


@compiled
def effort_on_cost(world: Record, levers: Record, time: float) -> float:
    """Return how hard a firm works on cost that sets aside so much improvement time: what emphasis leaves of effort."""
    return float(effort_of_time(world, levers.improvement, time) * (1.0 - levers.value.emphasis))


@compiled
def relative(new: float, old: float) -> float:
    """Return a change as a share of what was there; 0 where nothing was."""
    return new / old - 1.0 if old > 0.0 else 0.0


@compiled
def step_of_time(world: Record, improvement: Record, s: Situation, new: float, once: float) -> Step:
    """Return what it changes to set aside `new` improvement time; `once` is what taking up new effort costs."""
    old = improvement.time
    effort = relative(effort_of_time(world, improvement, new), effort_of_time(world, improvement, old))
    able = (new - old) / max(world.improving.capability_given + old, 1e-9)
    money, busy = s.pay.wages * (new - old) * world.economy.expert_wages, (new - old) / s.pay.working
    return Step(effort, effort, 0.0, 0.0, busy, able, 0.0, 0.0, 0.0, 0.0, 0.0, effort, money, once)


@compiled
def step_of_training(world: Record, improvement: Record, s: Situation, new: float) -> Step:
    """Return what it changes to train members at the rate `new`: tools come to training / (training + forgetting)."""
    old, decay, economy = improvement.training, world.improving.know_how_decay, world.economy
    tools = new / (new + decay) if new > 0.0 else 0.0
    skill = relative(tools, old / (old + decay) if old > 0.0 else 0.0)
    money = s.pay.wages * (new - old) * economy.training_cost
    busy = (new - old) * economy.training_time / s.pay.working
    return Step(0.0, 0.0, skill, new + decay, busy, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, money, 0.0)


@compiled
def step_of_emphasis(s: Situation, felt: Floats, claimed: Floats, old: float, new: float) -> Step:
    """Return what it changes to put `new` emphasis on what customers miss, and the rest on cost.

    `felt` and `claimed` are what effort closes in a month of the gap, and of claims, where all of it goes to what
    customers miss, and where all goes to cost, (2,).
    """
    of_gap = relative(new * felt[0] + (1.0 - new) * felt[1], old * felt[0] + (1.0 - old) * felt[1])
    of_claims = relative(
        new * claimed[0] + (1.0 - new) * claimed[1], old * claimed[0] + (1.0 - old) * claimed[1]
    )
    of_cost = relative(1.0 - new, 1.0 - old)
    return Step(of_gap, of_claims, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, of_cost, 0.0, 0.0)


@compiled
def closed_by_effort(attributes: Attributes, weight: Floats, gap: Floats, claims: bool) -> Floats:
    """Return what full effort closes in a month where all of it goes to what customers miss, and to cost, (2,).

    Of the gap as a firm estimates it, by attribute, or of that part of it for which claims are made.
    """
    closed, total = np.zeros(2), np.zeros(2)
    for a in range(len(weight)):
        missed = weight[a] * max(0.0, gap[a])
        total[0] += missed
        total[1] += missed if attributes.inspectable[a] else 0.0
        counted = attributes.inspectable[a] or not claims
        rate = missed / attributes.half_life[a] if counted else 0.0
        closed[0] += missed * rate
        closed[1] += missed * rate if attributes.inspectable[a] else 0.0
    for way in range(2):
        closed[way] = closed[way] / total[way] if total[way] > 0.0 else 0.0
    return closed


@compiled
def step_of_listening(world: Record, s: Situation, voices: float, practised: Floats, asked: Floats) -> Step:
    """Return what it changes to hear more or fewer voices of a requirement in a month.

    `practised` is what is lost where all that customers want is missed, as they feel it and in claims, (2,); `asked`
    is what asking changes: voices as a share of those of now, working time, and money a month, (3,).
    """
    turning, clear = world.voices.expected_turning, world.voices.believed_right_sign
    now = alignment_at_rest(voices, turning, clear)
    then = alignment_at_rest(voices * (1.0 + asked[0]), turning, clear)
    pace = pace_of_two(pace_of_knowing(voices, turning, clear, now), s.course.closing)
    known, claims, skill = 0.5 * (then - now) * practised[0], 0.5 * (then - now) * practised[1], 0.0
    if not is_apart(world):
        known, claims, skill = 0.0, 0.0, relative(then, now)
    busy = asked[1] / s.pay.working
    return Step(0.0, 0.0, skill, pace, busy, 0.0, 0.0, 0.0, known, claims, pace, 0.0, asked[2], 0.0)


@compiled
def lost_by_practice(world: Record, s: Situation, attributes: Attributes, weight: Floats) -> Floats:
    """Return what is lost where practice misses all that is wanted: quality as customers feel it, and claims, (2,)."""
    lost = np.zeros(2)
    for a in range(len(weight)):
        lost[0] += weight[a] * attributes.practice[a]
        lost[1] += weight[a] * attributes.practice[a] if attributes.inspectable[a] else 0.0
    lost[1] *= world.economy.warranty * s.business.price * s.business.volume
    return lost
