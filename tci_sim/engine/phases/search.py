"""Part of phase 1b: a firm that earns less than its peers moves towards what the best of them visibly does.

Visible is what customers, suppliers and those who teach tools to several firms can tell: how customers and the next
step are asked, how complaints are answered, who is seated in the plan step, what is inspected, checked and trained, how
much time goes into improvement and how often plans are made, what suppliers are let in on, and the code. How people
are led, how they learn and what they value is never copied, nor are prices, aims and horizons.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.requirements import imitate
from tci_sim.engine.rules.rivalry import chance_to_search, move_count, move_practice
from tci_sim.engine.state.firms import Knowledge, Policies, Survival
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Flags, Floats, Integers, Record, Records, Signs

_SEARCH = np.uint64(Decision.SEARCH)
_COPY_CODE = np.uint64(Decision.COPY_CODE)

YEAR = 12
"""Months that a return is taken over, and for which a firm must have been on the market."""


@compiled
def search(
    run: Run, policies: Policies, knowledge: Knowledge, is_open: Flags, survival: Survival, profit: Integers,
    month: int,
) -> None:  # fmt: skip
    """Let firms that earn less than their peers move part of the way to the one that earns most.

    `profit` is that of each organisation in each of the last 12 months, (organisation, 12).
    """
    rivalry = run.world[0].rivalry
    if rivalry.aspiration <= 0.0:
        return
    earned = returns_on_sales(survival.sales, profit)
    compared = is_open & (survival.age >= YEAR)
    best = best_of(compared, earned)
    for f in range(len(is_open)):
        if compared[f] and f != best and not keeps_to_its_policy(rivalry, survival, f):
            chance = chance_to_search(earned[f], mean_of_others(compared, earned, f), rivalry.aspiration)
            if uniform(run.seed[0], _SEARCH, np.uint64(month), np.uint64(f)) < chance:
                take_over(run, policies, knowledge, f, best, rivalry.copied, month)


@compiled
def keeps_to_its_policy(rivalry: Record, survival: Survival, f: int) -> bool:
    """Tell whether a firm is the one that the question is about, and the scenario holds it to its policy."""
    return bool(survival.focal[f] and survival.replaced[f] == 0 and rivalry.focal_searches == 0)


@compiled
def take_over(
    run: Run, policies: Policies, knowledge: Knowledge, f: int, other: int, share: float, month: int
) -> None:
    """Move what a firm visibly does part of the way to what another one does, element by element in the code."""
    approach(policies.in_force, f, other, share)
    approach(policies.paid, f, other, share)
    copy_code(run, knowledge.code, f, other, share, month)


@compiled
def returns_on_sales(sales: Integers, profit: Integers) -> Floats:
    """Return what each selling firm has earned on a unit of its sales of the past year; -1 where nothing was sold."""
    earned = np.full(len(sales), -1.0)
    for f in range(len(sales)):
        sold = 0
        left = 0
        for month in range(sales.shape[1]):
            sold += sales[f, month]
            left += profit[f, month]
        if sold > 0:
            earned[f] = left / sold
    return earned


@compiled
def best_of(compared: Flags, earned: Floats) -> int:
    """Name the firm that earns most on its sales; the first of several, -1 where there is none."""
    best = -1
    for f in range(len(earned)):
        if compared[f] and (best < 0 or earned[f] > earned[best]):
            best = f
    return best


@compiled
def mean_of_others(compared: Flags, earned: Floats, f: int) -> float:
    """Return what the other firms on the market earn on their sales, in the mean over firms."""
    total = 0.0
    others = 0
    for other in range(len(earned)):
        if compared[other] and other != f:
            total += earned[other]
            others += 1
    return total / max(others, 1)


@compiled
def copy_code(run: Run, code: Signs, f: int, best: int, share: float, month: int) -> None:
    """Let a firm take over each element of the code of another one with chance `share`; codes by (firm, dimension)."""
    dimensions = code.shape[1]
    for d in range(dimensions):
        draw = uniform(run.seed[0], _COPY_CODE, np.uint64(month), np.uint64(f * dimensions + d))
        code[f, d] = imitate(code[f, d], code[best, d], share, draw)


@compiled
def approach(levers: Records, f: int, other: int, share: float) -> None:
    """Move all visible practices of a firm part of the way to those of another one."""
    approach_survey(levers, f, other, share)
    approach_listening(levers, f, other, share)
    approach_improvement(levers, f, other, share)
    approach_integration(levers, f, other, share)


@compiled
def approach_survey(levers: Records, f: int, other: int, share: float) -> None:
    """Move how many people are asked by questionnaire, of whom, how often, how deeply and by whom."""
    own, theirs = levers[f].listening.survey, levers[other].listening.survey
    own.respondents = move_count(own.respondents, theirs.respondents, share)
    own.interval = move_count(own.interval, theirs.interval, share)
    own.depth = move_practice(own.depth, theirs.depth, share)
    own.third_party = move_practice(own.third_party, theirs.third_party, share)
    own.lost = move_practice(own.lost, theirs.lost, share)
    own.outside = move_practice(own.outside, theirs.outside, share)


@compiled
def approach_listening(levers: Records, f: int, other: int, share: float) -> None:
    """Move how complaints are answered, who is asked face to face, and which customers are seated."""
    own, theirs = levers[f].listening, levers[other].listening
    own.complaints.handling = move_practice(own.complaints.handling, theirs.complaints.handling, share)
    own.review.interviews = move_practice(own.review.interviews, theirs.review.interviews, share)
    own.review.authority = move_practice(own.review.authority, theirs.review.authority, share)
    inside = move_practice(own.internal_review.interviews, theirs.internal_review.interviews, share)
    own.internal_review.interviews = inside
    own.lead_users = move_practice(own.lead_users, theirs.lead_users, share)
    approach_participation(levers, f, other, share)


@compiled
def approach_participation(levers: Records, f: int, other: int, share: float) -> None:
    """Move in which stages customers take part, how far, and from where they come."""
    own, theirs = levers[f].listening.participation, levers[other].listening.participation
    own.share = move_practice(own.share, theirs.share, share)
    own.breadth = move_practice(own.breadth, theirs.breadth, share)
    own.ideation = move_practice(own.ideation, theirs.ideation, share)
    own.development = move_practice(own.development, theirs.development, share)
    own.launch = move_practice(own.launch, theirs.launch, share)


@compiled
def approach_improvement(levers: Records, f: int, other: int, share: float) -> None:
    """Move what is inspected, checked and trained, what time improvement gets, and how often plans are made."""
    own, theirs = levers[f].improvement, levers[other].improvement
    own.time = move_practice(own.time, theirs.time, share)
    own.training = move_practice(own.training, theirs.training, share)
    own.inspection = move_practice(own.inspection, theirs.inspection, share)
    own.check = move_practice(own.check, theirs.check, share)
    own.cadence = move_count(own.cadence, theirs.cadence, share)
    own.ahead = move_practice(own.ahead, theirs.ahead, share)
    own.flow = move_practice(own.flow, theirs.flow, share)
    own.setup_reduction = move_practice(own.setup_reduction, theirs.setup_reduction, share)
    own.standard_work = move_practice(own.standard_work, theirs.standard_work, share)


@compiled
def approach_integration(levers: Records, f: int, other: int, share: float) -> None:
    """Move what suppliers, who often serve both, are let in on."""
    own, theirs = levers[f].integration, levers[other].integration
    own.shared_demand = move_practice(own.shared_demand, theirs.shared_demand, share)
    own.joint_improvement = move_practice(own.joint_improvement, theirs.joint_improvement, share)
    own.joint_decision = move_practice(own.joint_decision, theirs.joint_decision, share)
    own.gain_sharing = move_practice(own.gain_sharing, theirs.gain_sharing, share)
    own.kept_told = move_practice(own.kept_told, theirs.kept_told, share)
    own.platform = move_practice(own.platform, theirs.platform, share)
