"""Phase 5, by questionnaire: rounds are asked, their results wait, and then move what the centre thinks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.arithmetic import normal, power
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.evidence import MOST_ATTRIBUTES, ask_scores, mean_weight, understood
from tci_sim.engine.phases.platform import platform_of
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.listening import blend, courtesy, felt_need, loss_per_point, stated_weight, voice
from tci_sim.engine.rules.platform import delay_of_results
from tci_sim.engine.state.firms import Contacts, Estimates, Knowledge, Policies, Surveys
from tci_sim.engine.state.market import Needs, Segments
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import FIXED, SURVEY_DELAYS, Flags, Floats, Integers, Record

_SURVEY_LEAD_CUSTOMER = np.uint64(Decision.SURVEY_LEAD_CUSTOMER)
_SURVEY_VOICE = np.uint64(Decision.SURVEY_VOICE)
_SURVEY_SIGN = np.uint64(Decision.SURVEY_SIGN)
_SURVEY_SCORE = np.uint64(Decision.SURVEY_SCORE)
_SURVEY_WEIGHT = np.uint64(Decision.SURVEY_WEIGHT)
_SURVEY_SATISFACTION = np.uint64(Decision.SURVEY_SATISFACTION)

MOST_RESPONDENTS = 8192
"""Room for the answers of one round, in the numbers that name draws."""


class Rounds(NamedTuple):
    """The survey rounds of a month."""

    answers: Integers
    """Customers who answer; 0: no round this month, (selling firm,)."""
    slot: Integers
    """Slot of the ring in which the results wait, (selling firm,)."""


class Questions(NamedTuple):
    """What one respondent is asked about."""

    depth: float
    """How much of an interview's power to uncover needs the questions have."""
    about: int
    """Attribute of which he speaks as in an interview; below 0: of none."""


@compiled
def results_due(surveys: Surveys, month: int) -> Flags:
    """Return which organisations get results this month, (firm,)."""
    return surveys.due[:, month % SURVEY_DELAYS].copy()


@compiled
def begin_rounds(
    disruption: Disruption,
    policies: Policies,
    platform: Floats,
    surveys: Surveys,
    contacts: Contacts,
    sums: Sums,
    month: int,
) -> Rounds:
    """Send the questionnaire in every firm whose round it is; of two results due in one month the newer counts.

    `platform` is how far the platforms of firms stand, (firm,).
    """
    customers = sums.by_segment[Sum.CUSTOMERS]
    firms = len(customers) - 1
    rounds = Rounds(np.zeros(firms, np.int64), np.zeros(firms, np.int64))
    contacts.respondents[:] = 0.0
    for f in range(firms):
        survey = policies.in_force[f].listening.survey
        answers = min(int(survey.respondents * disruption.budget[f]), over_segments(customers, f))
        if answers > 0 and month % survey.interval == 0:
            rounds.answers[f] = answers
            delay = delay_of_results(survey.delay, platform_of(policies, platform, f))
            rounds.slot[f] = (month + delay) % SURVEY_DELAYS
            surveys.due[f, rounds.slot[f]] = True
            contacts.respondents[f] = answers
    return rounds


@compiled
def survey_scores(
    run: Run, policies: Policies, surveys: Surveys, shortfall: Floats, rounds: Rounds, month: int
) -> None:
    """Ask how far each attribute falls short."""
    for f in range(len(rounds.answers)):
        answers = rounds.answers[f]
        if answers > 0:
            bias = bias_of(run.world[0].voices, policies.in_force[f].listening.survey)
            scores = ask_scores(run, shortfall[f], answers, bias, _SURVEY_SCORE, f, month)
            for a in range(len(scores)):
                surveys.gap[f, rounds.slot[f], a] = scores[a]


@compiled
def bias_of(voices: Record, survey: Record) -> float:
    """Return how many points too well customers score, by who asks."""
    return courtesy(voices.courtesy_face_to_face, voices.courtesy_third_party, survey.third_party)


@compiled
def survey_weights(
    run: Run,
    segments: Segments,
    estimates: Estimates,
    surveys: Surveys,
    customers: Integers,
    rounds: Rounds,
    month: int,
) -> None:
    """Ask what each attribute weighs; should all weigh nothing, the old estimate stands.

    `customers` are those of each firm, (selling firm + 1, segment).
    """
    noise = run.world[0].voices.weight_noise
    for f in range(len(rounds.answers)):
        if rounds.answers[f] > 0:
            stated, total = surveys.weight[f, rounds.slot[f]], 0.0
            for a in range(len(stated)):
                who = np.uint64(f * MOST_ATTRIBUTES + a)
                draw = uniform(run.seed[0], _SURVEY_WEIGHT, np.uint64(month), who)
                true = mean_weight(segments.weight, customers, f, a)
                stated[a] = stated_weight(true, noise, rounds.answers[f], draw)
                total += stated[a]
            for a in range(len(stated)):
                stated[a] = stated[a] / total if total > 0.0 else estimates.weight[f, a]


@compiled
def survey_reasons(
    run: Run, needs: Needs, policies: Policies, surveys: Surveys, rounds: Rounds, month: int
) -> None:
    """Ask for reasons: a questionnaire uncovers a share, its depth, of what an interview would."""
    for f in range(len(rounds.answers)):
        if rounds.answers[f] > 0:
            depth = policies.in_force[f].listening.survey.depth
            heard, count = surveys.voices[f, rounds.slot[f]], surveys.voice_weight[f, rounds.slot[f]]
            heard[:] = 0.0
            count[:] = 0.0
            for i in range(rounds.answers[f] if depth > 0.0 else 0):
                asked = Questions(depth, -1)
                hear_respondent(run, needs, asked, heard, count, f * MOST_RESPONDENTS + i, month)


@compiled
def hear_respondent(
    run: Run, needs: Needs, asked: Questions, heard: Floats, count: Floats, respondent: int, month: int
) -> None:
    """Add the needs that one respondent voices to the signs heard and the number of voices, (dimension,)."""
    seed, moment, dimensions = run.seed[0], np.uint64(month), len(needs.reality)
    leading = uniform(seed, _SURVEY_LEAD_CUSTOMER, moment, np.uint64(respondent))
    leads = leading < run.world[0].requirements.lead_customers
    for d in range(dimensions):
        who = np.uint64(respondent * dimensions + d)
        depth = 1.0 if needs.attribute[d] == asked.about else asked.depth
        if uniform(seed, _SURVEY_VOICE, moment, who) < depth * needs.voiced[d]:
            need = felt_need(int(needs.reality[d]), needs.turns_at[d], leads)
            sign = uniform(seed, _SURVEY_SIGN, moment, who)
            heard[d] += voice(need, understood(run.world[0].voices, needs, d), sign)
            count[d] += 1.0


@compiled
def survey_satisfaction(
    run: Run, policies: Policies, surveys: Surveys, sums: Sums, rounds: Rounds, month: int
) -> None:
    """Ask how satisfied customers are, and set beside it how many of them the firm loses in the month of asking."""
    voices = run.world[0].voices
    for f in range(len(rounds.answers)):
        if rounds.answers[f] > 0:
            now = over_segments(sums.by_segment[Sum.CUSTOMERS], f)
            lost = over_segments(sums.by_segment[Sum.LEFT], f)
            before = now - over_segments(sums.by_segment[Sum.WON], f) + lost
            surveys.slope[f, rounds.slot[f]] = -1.0
            if before > 0:
                mean = over_segments(sums.by_segment[Sum.SATISFACTION], f) / FIXED / now
                draw = uniform(run.seed[0], _SURVEY_SATISFACTION, np.uint64(month), np.uint64(f))
                bias = bias_of(voices, policies.in_force[f].listening.survey)
                heard = heard_satisfaction(voices.score_noise, bias, rounds.answers[f], mean, draw)
                surveys.slope[f, rounds.slot[f]] = loss_per_point(float(lost), float(before), heard)


@compiled
def read_surveys(
    run: Run,
    policies: Policies,
    knowledge: Knowledge,
    estimates: Estimates,
    surveys: Surveys,
    month: int,
) -> None:
    """Let results that are due replace what the centre thought, and add their voices to the evidence."""
    slot = month % SURVEY_DELAYS
    for f in range(len(surveys.due)):
        if surveys.due[f, slot]:
            surveys.due[f, slot] = False
            for a in range(estimates.gap.shape[1]):
                estimates.gap[f, a] = surveys.gap[f, slot, a]
                estimates.weight[f, a] = surveys.weight[f, slot, a]
            for d in range(knowledge.voices.shape[1]):
                knowledge.voices[f, d] += surveys.voices[f, slot, d]
                knowledge.voice_weight[f, d] += surveys.voice_weight[f, slot, d]
            if surveys.slope[f, slot] >= 0.0:
                estimate_retention(run, policies, estimates, surveys.slope[f, slot], f)


@compiled
def estimate_retention(run: Run, policies: Policies, estimates: Estimates, news: float, firm: int) -> None:
    """Estimate, from what a round has found, how many customers a point of satisfaction keeps.

    The first estimate is taken as it comes; a later one moves what was thought before as far as evidence fades
    from one round to the next. What has faded of the old one for want of answers is put back first.
    """
    voices, survey = run.world[0].voices, policies.in_force[firm].listening.survey
    kept = power(voices.evidence_keep, float(survey.interval))
    known = estimates.retention_known[firm]
    old = estimates.retention[firm] / known if known > 0.0 else 0.0
    estimates.retention[firm] = blend(news, old, kept if old > 0.0 else 0.0)
    estimates.retention_known[firm] = 1.0


@compiled
def heard_satisfaction(noise: float, bias: float, answers: int, mean: float, draw: float) -> float:
    """Return what mean satisfaction a round finds: noisy, and too good by the courtesy of those who answer."""
    return float(min(mean + bias + noise / math.sqrt(float(answers)) * normal(draw), 100.0))
