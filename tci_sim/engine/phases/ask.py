"""Phase 5a: where respondents are real, firms ask simulated customers one by one, and see later who of them left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.aggregates import delivered_quality, over_segments
from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.fitting import regress, shares_of
from tci_sim.engine.phases.evidence import MOST_ATTRIBUTES
from tci_sim.engine.phases.follow import (
    follow_respondents,
    forget_answers,
    notice_leavers,
    remember_respondents,
)
from tci_sim.engine.phases.platform import platform_of
from tci_sim.engine.phases.respondents import (
    ELSEWHERE,
    LOST,
    OWN,
    Sample,
    all_answers,
    answers_wanted,
    courtesies,
    draw_sample,
    fill_in,
    number_of_answer,
)
from tci_sim.engine.phases.survey import Questions, hear_respondent
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.asking import beside_rivals
from tci_sim.engine.rules.listening import blend, loss_per_point
from tci_sim.engine.rules.platform import delay_of_results
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Answers, Firms, Policies, Surveys
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market, Needs
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import SURVEY_DELAYS, Floats, Integers, Record

_SURVEY_STATED = np.uint64(Decision.SURVEY_STATED)


class Topics(NamedTuple):
    """What respondents are asked to speak of beside scores, and where it waits."""

    depth: Floats
    """How much of an interview's power to uncover needs a firm's questions have, (selling firm,)."""
    about: Integers
    """Attribute of which one speaks as in an interview; below 0: of none, (place,)."""
    slot: Integers
    """Slot of the ring in which a firm's results wait; below 0: there are none, (selling firm,)."""


@phase
def ask(
    run: Run,
    disruption: Disruption,
    market: Market,
    nodes: Nodes,
    goods: Goods,
    firms: Firms,
    customers: Customers,
    sums: Sums,
    books: Books,
    month: int,
) -> None:
    """Where respondents are real, see who has left, and hold the rounds of the month; their results wait until due."""
    forget_answers(firms.answers, firms.survival)
    if run.world[0].asking.real_respondents == 1:
        follow_respondents(
            run.world[0], firms.answers, firms.estimates, customers.firm, customers.tenure, month
        )
        if len(customers.firm) > 0:
            hold_rounds(run, disruption, market, nodes, goods, firms, customers, sums, books, month)


@inlined
def hold_rounds(
    run: Run, disruption: Disruption, market: Market, nodes: Nodes, goods: Goods, firms: Firms,
    customers: Customers, sums: Sums, books: Books, month: int,
) -> None:  # fmt: skip
    """Note who has just left and why, and ask those whom firms want to ask this month."""
    policies, surveys, answers, leavers = firms.policies, firms.surveys, firms.answers, firms.leavers
    delivered = delivered_quality(market.attributes, nodes.quality, goods.production)
    notice_leavers(run.world[0].satisfaction, market.segments, customers, leavers, delivered, month)

    wanted = answers_wanted(policies, disruption.budget, sums, month)
    moment, age = (run.seed[0], np.uint64(month)), firms.survival.age
    sample = draw_sample(
        moment, run.world[0].asking, customers, leavers, age, books.checks.customers[0], wanted
    )
    platform = firms.foresight.platform
    slot = open_rounds(policies, platform, surveys, firms.contacts.respondents, answers, sample, month)
    bias = courtesies(run.world[0].voices, policies, len(slot))
    said = fill_in(run, customers, delivered, bias, sample, month)
    hear_scores(surveys, firms.estimates.gap, sample, said, slot)
    hear_satisfaction(run.world[0], surveys, answers, sums, sample, said, slot)
    hear_weights(run, market.segments.weight, customers.segment, answers.stated, sample, month)
    derive_weights(answers, customers.firm, sample, said)
    settle_weights(policies, surveys, answers, sample, slot)
    topics = topics_of(policies, leavers.reason, sample, slot)
    hear_reasons(run, market.needs, surveys.voices, surveys.voice_weight, topics, sample, month)
    remember_respondents(answers, sample, said, month)


@compiled
def open_rounds(
    policies: Policies, platform: Floats, surveys: Surveys, respondents: Floats, answers: Answers, sample: Sample,
    month: int,
) -> Integers:  # fmt: skip
    """Count who answers, and return the slot of the ring in which the results of each firm wait; -1: nobody answers.

    A round that nobody answers has no results. `respondents` are a firm's own customers who answer, and
    `platform` is how far the platforms of firms stand, both (firm,).
    """
    slot = np.full(len(sample.answered), -1)
    for f in range(len(slot)):
        for kind in range(3):
            answers.held[f, kind] = sample.answered[f, kind]
        respondents[f] = sample.answered[f, OWN]
        if all_answers(sample, f) > 0:
            delay = policies.in_force[f].listening.survey.delay
            slot[f] = (month + delay_of_results(delay, platform_of(policies, platform, f))) % SURVEY_DELAYS
            surveys.due[f, slot[f]] = True
            answers.approached[f] = sample.approached[f]
            for kind in range(3):
                answers.given[f, kind] = sample.answered[f, kind]
    return slot


@compiled
def mean_answer(sample: Sample, said: Floats, f: int, kind: int, item: int) -> float:
    """Return the mean answer of one kind of people to one item; 0 where nobody answered. [points]."""
    total, first, count = 0.0, sample.first[f, kind], sample.answered[f, kind]
    for i in range(first, first + count):
        total += said[i, item]
    return float(total / max(count, 1))


@compiled
def hear_scores(surveys: Surveys, known: Floats, sample: Sample, said: Floats, slot: Integers) -> None:
    """Hear how far each attribute falls short, of the need and, where others' customers answer, of what these get.

    Where none of its own customers answers, what a firm has known of its gaps stays, `known` by (firm, attribute).
    """
    for f in range(len(slot)):
        for a in range(said.shape[1] - 1 if slot[f] >= 0 else 0):
            own = mean_answer(sample, said, f, OWN, 1 + a) / 100.0
            gap = 1.0 - own if sample.answered[f, OWN] > 0 else known[f, a]
            if sample.answered[f, OWN] > 0 and sample.answered[f, ELSEWHERE] > 0:
                gap = beside_rivals(gap, own, mean_answer(sample, said, f, ELSEWHERE, 1 + a) / 100.0)
            surveys.gap[f, slot[f], a] = gap


@compiled
def hear_satisfaction(
    world: Record,
    surveys: Surveys,
    answers: Answers,
    sums: Sums,
    sample: Sample,
    said: Floats,
    slot: Integers,
) -> None:
    """Hear how satisfied own customers are; unless who leaves is seen later, set this month's loss beside it."""
    for f in range(len(slot)):
        if slot[f] >= 0:
            surveys.slope[f, slot[f]] = -1.0
            if sample.answered[f, OWN] > 0:
                answers.satisfaction[f] = mean_answer(sample, said, f, OWN, 0)
                lost = over_segments(sums.by_segment[Sum.LEFT], f)
                won = over_segments(sums.by_segment[Sum.WON], f)
                before = over_segments(sums.by_segment[Sum.CUSTOMERS], f) - won + lost
                if before > 0 and world.asking.slope_from_answers == 0:
                    surveys.slope[f, slot[f]] = loss_per_point(
                        float(lost), float(before), answers.satisfaction[f]
                    )


@compiled
def hear_weights(
    run: Run, weight: Floats, segment: NDArray[np.uint8], stated: Floats, sample: Sample, month: int
) -> None:
    """Hear what each attribute weighs, as all who answer state it: noisy, and too much alike.

    `weight` is what it weighs in truth, (segment, attribute), and `stated` what is heard, (selling firm, attribute).
    """
    world, attributes, moment = run.world[0], weight.shape[1], np.uint64(month)
    for f in range(len(stated)):
        heard = np.zeros(attributes)
        for kind in range(3):
            for i in range(sample.first[f, kind], sample.first[f, kind] + sample.answered[f, kind]):
                number = number_of_answer(sample, f, i)
                for a in range(attributes):
                    who = np.uint64(number * MOST_ATTRIBUTES + a)
                    noise = world.voices.weight_noise * normal(
                        uniform(run.seed[0], _SURVEY_STATED, moment, who)
                    )
                    true = weight[segment[sample.who[i]], a]
                    heard[a] += blend(true, 1.0 / attributes, world.asking.stated_alike) + noise
        if all_answers(sample, f) > 0:
            stated[f] = shares_of(heard, stated[f])


@compiled
def derive_weights(answers: Answers, firm: NDArray[np.uint16], sample: Sample, said: Floats) -> None:
    """Derive weights from how satisfaction goes with attributes, among customers of one firm each; else as stated."""
    firms = len(sample.answered)
    for f in range(firms):
        own, others = sample.answered[f, OWN], sample.answered[f, ELSEWHERE]
        table, group = np.empty((own + others, said.shape[1])), np.empty(own + others, np.int64)
        for i in range(own + others):
            place = sample.first[f, OWN] + i if i < own else sample.first[f, ELSEWHERE] + i - own
            group[i] = firm[sample.who[place]]
            for item in range(said.shape[1]):
                table[i, item] = said[place, item]
        if own + others > 0:
            answers.derived[f] = shares_of(regress(table, group, firms), answers.stated[f])


@compiled
def settle_weights(
    policies: Policies, surveys: Surveys, answers: Answers, sample: Sample, slot: Integers
) -> None:
    """Take as weights what is stated and what is derived, each as far as the firm relies on it."""
    for f in range(len(slot)):
        derived = policies.in_force[f].listening.survey.derived
        for a in range(surveys.weight.shape[2] if slot[f] >= 0 else 0):
            surveys.weight[f, slot[f], a] = blend(answers.stated[f, a], answers.derived[f, a], derived)


@compiled
def topics_of(policies: Policies, reason: Integers, sample: Sample, slot: Integers) -> Topics:
    """Say what respondents are asked to speak of; `reason` is what made each customer go from the firm left last."""
    depth, about = np.zeros(len(slot)), np.full(len(sample.who), -1)
    for f in range(len(slot)):
        depth[f] = policies.in_force[f].listening.survey.depth
        first = sample.first[f, LOST]
        for i in range(first, first + sample.answered[f, LOST]):
            about[i] = reason[sample.who[i]]
    return Topics(depth, about, slot)


@compiled
def hear_reasons(
    run: Run, needs: Needs, voices: Floats, voice_weight: Floats, topics: Topics, sample: Sample, month: int
) -> None:
    """Hear the needs that respondents voice; of what made them go, those who were lost speak as in an interview.

    What is heard waits in `voices`, and how much in `voice_weight`, (firm, slot, dimension).
    """
    for f in range(len(topics.slot)):
        slot = topics.slot[f]
        if slot >= 0:
            voices[f, slot] = 0.0
            voice_weight[f, slot] = 0.0
            for kind in range(3):
                for i in range(sample.first[f, kind], sample.first[f, kind] + sample.answered[f, kind]):
                    number = number_of_answer(sample, f, i)
                    asked = Questions(topics.depth[f], topics.about[i])
                    hear_respondent(run, needs, asked, voices[f, slot], voice_weight[f, slot], number, month)
