"""Phase 5a, last part: who left which firm and why, and what becomes of those who answered a survey."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.fitting import logistic_slope
from tci_sim.engine.phases.respondents import OWN, Sample, lasting_view
from tci_sim.engine.rules.asking import (
    FOLLOWED,
    class_of_satisfaction,
    hold_back,
    kept_by_a_point,
    lacks,
)
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Answers, Estimates, Leavers, Survival
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.types import Floats, Record

_WHO, _CLASS, _MONTH = range(3)


@compiled
def forget_answers(answers: Answers, survival: Survival) -> None:
    """Let firms that have just come to the market have asked nobody yet."""
    even = 1.0 / answers.stated.shape[1]
    for f in range(len(survival.age)):
        if survival.age[f] == 0:
            answers.approached[f], answers.satisfaction[f] = 0, 0.0
            answers.given[f, :], answers.held[f, :] = 0, 0
            answers.stated[f, :], answers.derived[f, :] = even, even
            answers.classes[f, :, :] = 0.0
            answers.following[f, :] = 0


@compiled
def notice_leavers(
    satisfaction: Record,
    segments: Segments,
    customers: Customers,
    leavers: Leavers,
    delivered: Floats,
    month: int,
) -> None:
    """Note who has left which firm this month, and what made each one go; `delivered` is by (node, attribute)."""
    attributes, nodes = delivered.shape[1], len(delivered)
    for who in range(len(leavers.firm)):
        before, at, outlet = leavers.firm[who], int(customers.firm[who]), leavers.outlet[who]
        if before >= 0 and before != at and outlet < nodes:
            s, worst = customers.segment[who], 0.0
            leavers.left[who], leavers.month[who], leavers.reason[who] = before, month, attributes
            for a in range(attributes):
                lasting = lasting_view(satisfaction, customers, who, a)
                missed = lacks(segments.weight[s, a], segments.should[s, a], delivered[outlet, a], lasting)
                if missed > worst:
                    worst = missed
                    leavers.reason[who] = a
        leavers.firm[who], leavers.outlet[who] = at, int(customers.outlet[who])


@compiled
def remember_respondents(answers: Answers, sample: Sample, said: Floats, month: int) -> None:
    """Remember who answered and how satisfied, to see later whether they left; the oldest give way to the newest."""
    room, classes = answers.followed.shape[1], answers.classes.shape[1]
    for f in range(len(sample.answered)):
        for i in range(sample.first[f, OWN], sample.first[f, OWN] + sample.answered[f, OWN]):
            place = (answers.following[f, 0] + answers.following[f, 1]) % room
            answers.followed[f, place, _WHO] = sample.who[i]
            answers.followed[f, place, _CLASS] = class_of_satisfaction(said[i, 0], classes)
            answers.followed[f, place, _MONTH] = month
            if answers.following[f, 1] == room:
                answers.following[f, 0] = (answers.following[f, 0] + 1) % room
            else:
                answers.following[f, 1] += 1


@compiled
def follow_respondents(
    world: Record,
    answers: Answers,
    estimates: Estimates,
    firm: NDArray[np.uint16],
    tenure: NDArray[np.uint16],
    month: int,
) -> None:
    """See who of those asked half a year ago has left since, and estimate from all such what a point keeps.

    What was seen counts the less, the longer ago, as needs turn. `firm` and `tenure` are those of customers now.
    """
    for f in range(len(answers.following)):
        for k in range(answers.classes.shape[1]):
            answers.classes[f, k, 0] *= 1.0 - world.voices.expected_turning
            answers.classes[f, k, 1] *= 1.0 - world.voices.expected_turning
        while answers.following[f, 1] > 0:
            asked = answers.followed[f, answers.following[f, 0]]
            if month - asked[_MONTH] < FOLLOWED:
                break
            who, k = asked[_WHO], asked[_CLASS]
            stayed = int(firm[who]) == f and int(tenure[who]) >= FOLLOWED
            answers.classes[f, k, 0] += 1.0
            answers.classes[f, k, 1] += 0.0 if stayed else 1.0
            answers.following[f, 0] = (answers.following[f, 0] + 1) % answers.followed.shape[1]
            answers.following[f, 1] -= 1
        if world.asking.slope_from_answers == 1:
            estimates.retention[f] = slope_of(answers.classes[f], world.asking.half_trusted)


@compiled
def slope_of(classes: Floats, half_trusted: float) -> float:
    """Return what a point of satisfaction is thought to keep, by class of answers, (class, 2). [1/month/point]."""
    known, left = 0.0, 0.0
    for k in range(len(classes)):
        known += classes[k, 0]
        left += classes[k, 1]
    if known <= 0.0:
        return 0.0
    kept = kept_by_a_point(logistic_slope(classes), min(left / known, 1.0), float(FOLLOWED))
    return float(hold_back(kept, known, half_trusted))
