"""How the yearly investment rule moves a lever: one step, within its bounds, and what is paid for with it."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.governance import step_lever
from tci_sim.engine.state.firms import LEVERS, Policies
from tci_sim.engine.state.types import Flags, Floats, Record

TIME, LISTENING, EMPHASIS, TRAINING, INSPECTION = range(LEVERS)
"""Levers that the yearly rule moves; the last two only where it is an appraisal."""


@compiled
def lever_value(levers: Record, lever: int) -> float:
    """Return the value of a lever of a policy; of listening, interviews and respondents together, as a mark of both."""
    if lever == TIME:
        return float(levers.improvement.time)
    if lever == LISTENING:
        return float(levers.listening.review.interviews + levers.listening.survey.respondents)
    if lever == EMPHASIS:
        return float(levers.value.emphasis)
    return float(levers.improvement.training if lever == TRAINING else levers.improvement.inspection)


@compiled
def move_best(bounds: Record, policies: Policies, value: Floats, f: int) -> int:
    """Move the lever whose step, up or down, is worth most; where it is at its bound or off, the next best.

    Return which one has moved; below 0: none.
    """
    tried = np.zeros(len(value), np.bool_)
    for _ in range(len(value)):
        best = worth_most(value, tried)
        tried[best] = True
        if move(bounds, policies, f, best, value[best]):
            return best
    return -1


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
    if lever == TIME:
        return move_time(bounds, policies, f, value)
    if lever == EMPHASIS:
        return move_emphasis(bounds, policies, f, value)
    if lever == TRAINING:
        return move_training(bounds, policies, f, value)
    if lever == INSPECTION:
        return move_inspection(bounds, policies, f, value)
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


@compiled
def move_training(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move training in the tools one step; at 0 it stays."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.improvement.training
    step = old * levers.value.investment_step
    new = step_lever(old, value, step, bounds.training_low, bounds.training_high)
    levers.improvement.training = new
    if paid.improvement.training == old:
        paid.improvement.training = new
    return bool(new != old)


@compiled
def move_inspection(bounds: Record, policies: Policies, f: int, value: float) -> bool:
    """Move inspection one step; at 0 it stays."""
    levers, paid = policies.in_force[f], policies.paid[f]
    old = levers.improvement.inspection
    step = old * levers.value.investment_step
    new = step_lever(old, value, step, bounds.inspection_low, bounds.inspection_high)
    levers.improvement.inspection = new
    if paid.improvement.inspection == old:
        paid.improvement.inspection = new
    return bool(new != old)
