"""Phase 5, by questionnaire: rounds are asked, their results wait, and then move what the centre thinks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import normal, power
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.hearing import MOST_ATTRIBUTES, Evidence, Needs, ask_scores, mean_weight
from tci_sim.engine.present import over_segments
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.listening import blend, courtesy, felt_need, loss_per_point, stated_weight, voice
from tci_sim.engine.state.types import FIXED, SURVEY_DELAYS, Flags, Floats, Integers, Record, Records

_SURVEY_LEAD_CUSTOMER = np.uint64(Decision.SURVEY_LEAD_CUSTOMER)
_SURVEY_VOICE = np.uint64(Decision.SURVEY_VOICE)
_SURVEY_SIGN = np.uint64(Decision.SURVEY_SIGN)
_SURVEY_SCORE = np.uint64(Decision.SURVEY_SCORE)
_SURVEY_WEIGHT = np.uint64(Decision.SURVEY_WEIGHT)
_SURVEY_SATISFACTION = np.uint64(Decision.SURVEY_SATISFACTION)

_MOST_RESPONDENTS = 8192


class Waiting(NamedTuple):
    """Survey results under way, in a ring by the month in which they are due."""

    survey: Flags
    """Whether results are due, (firm, month of delay)."""
    gap: Floats
    """(firm, month of delay, attribute)"""
    weight: Floats
    """(firm, month of delay, attribute)"""
    voices: Floats
    """Sum of signs, (firm, month of delay, dimension)."""
    voice_weight: Floats
    """Number of voices, (firm, month of delay, dimension)."""


@compiled
def send_surveys(
    seed: np.uint64,
    world: Record,
    needs: Needs,
    weight: Floats,
    shortfall: Floats,
    customers: Integers,
    policy: Records,
    budget: Floats,
    weight_estimate: Floats,
    respondents: Floats,
    waiting: Waiting,
    month: int,
) -> None:
    """Ask the customers of every firm whose round it is; of two results due in one month the newer counts."""
    voices = world.voices
    for f in range(len(respondents)):
        respondents[f] = 0.0
    for f in range(shortfall.shape[0]):
        survey = policy[f].listening.survey
        answers = min(int(survey.respondents * budget[f]), over_segments(customers, f))
        if answers > 0 and month % survey.interval == 0:
            slot = (month + survey.delay) % SURVEY_DELAYS
            bias = bias_of(voices, survey)
            scores = ask_scores(seed, voices, shortfall[f], bias, answers, _SURVEY_SCORE, f, month)
            for a in range(len(scores)):
                waiting.gap[f, slot, a] = scores[a]
            old = weight_estimate[f]
            ask_weights(seed, voices, weight, customers, f, old, waiting.weight[f, slot], answers, month)
            heard, count = waiting.voices[f, slot], waiting.voice_weight[f, slot]
            ask_reasons(seed, world, needs, survey.depth, f, heard, count, answers, month)
            waiting.survey[f, slot] = True
            respondents[f] = answers


@compiled
def bias_of(voices: Record, survey: Record) -> float:
    """Say how many points too well customers score, by who asks."""
    return courtesy(voices.courtesy_face_to_face, voices.courtesy_third_party, survey.third_party)


@compiled
def ask_weights(
    seed: np.uint64,
    voices: Record,
    weight: Floats,
    customers: Integers,
    firm: int,
    old: Floats,
    stated: Floats,
    answers: int,
    month: int,
) -> None:
    """Ask what each attribute weighs, (attribute,); should all weigh nothing, the old estimate stands."""
    total = 0.0
    for a in range(len(stated)):
        draw = uniform(seed, _SURVEY_WEIGHT, np.uint64(month), np.uint64(firm * MOST_ATTRIBUTES + a))
        true = mean_weight(weight, customers, firm, a)
        stated[a] = stated_weight(true, voices.weight_noise, answers, draw)
        total += stated[a]
    for a in range(len(stated)):
        stated[a] = stated[a] / total if total > 0.0 else old[a]


@compiled
def ask_reasons(
    seed: np.uint64,
    world: Record,
    needs: Needs,
    depth: float,
    firm: int,
    heard: Floats,
    count: Floats,
    answers: int,
    month: int,
) -> None:
    """Ask for reasons, (dimension,): a questionnaire uncovers a share of what an interview would."""
    moment, dimensions = np.uint64(month), len(needs.reality)
    heard[:] = 0.0
    count[:] = 0.0
    for i in range(answers if depth > 0.0 else 0):
        respondent = firm * _MOST_RESPONDENTS + i
        leading = uniform(seed, _SURVEY_LEAD_CUSTOMER, moment, np.uint64(respondent))
        leads = leading < world.requirements.lead_customers
        for d in range(dimensions):
            who = np.uint64(respondent * dimensions + d)
            if uniform(seed, _SURVEY_VOICE, moment, who) < depth * needs.voiced[d]:
                need = felt_need(int(needs.reality[d]), needs.turns_at[d], leads)
                heard[d] += voice(need, world.voices.right_sign, uniform(seed, _SURVEY_SIGN, moment, who))
                count[d] += 1.0


@compiled
def read_surveys(
    seed: np.uint64,
    voices: Record,
    customers: Integers,
    won: Integers,
    left: Integers,
    satisfaction: Integers,
    waiting: Waiting,
    evidence: Evidence,
    policy: Records,
    gap_estimate: Floats,
    weight_estimate: Floats,
    retention_estimate: Floats,
    month: int,
) -> None:
    """Let results that are due replace what the centre thought, and add their voices to the evidence.

    From this month's loss of customers, and the satisfaction that was heard, the firm estimates how many
    customers a point keeps. The first estimate is taken as it comes; a later one moves what was thought
    before as far as evidence fades from one round to the next.
    """
    slot = month % SURVEY_DELAYS
    for f in range(customers.shape[0] - 1):
        if waiting.survey[f, slot]:
            waiting.survey[f, slot] = False
            for a in range(gap_estimate.shape[1]):
                gap_estimate[f, a] = waiting.gap[f, slot, a]
                weight_estimate[f, a] = waiting.weight[f, slot, a]
            for d in range(evidence.voices.shape[1]):
                evidence.voices[f, d] += waiting.voices[f, slot, d]
                evidence.weight[f, d] += waiting.voice_weight[f, slot, d]
            now, lost = over_segments(customers, f), over_segments(left, f)
            before = now - over_segments(won, f) + lost
            if now > 0 and before > 0:
                survey = policy[f].listening.survey
                mean = over_segments(satisfaction, f) / FIXED / now
                heard = heard_satisfaction(seed, voices, survey, mean, f, month)
                news = loss_per_point(float(lost), float(before), heard)
                kept = power(voices.evidence_keep, float(survey.interval))
                known = retention_estimate[f] > 0.0
                retention_estimate[f] = blend(news, retention_estimate[f], kept if known else 0.0)


@compiled
def heard_satisfaction(
    seed: np.uint64, voices: Record, survey: Record, mean: float, firm: int, month: int
) -> float:
    """Say what mean satisfaction a round finds: noisy, and too good by the courtesy of those who answer."""
    draw = uniform(seed, _SURVEY_SATISFACTION, np.uint64(month), np.uint64(firm))
    noise = voices.score_noise / math.sqrt(max(float(survey.respondents), 1.0)) * normal(draw)
    return float(min(mean + bias_of(voices, survey) + noise, 100.0))
