"""Phase 5a, first part: who is asked in the survey rounds of a month, where respondents are real, and who answers.

A firm pays for complete answers and approaches people until it has them, or has approached everybody. Several people
may stand behind one simulated customer: each of them is approached once at most, feels as the simulated one does, and
answers with a noise of his own. The error of a sample is then that of drawing people, without putting them back, from
the whole market as it is simulated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_sums import one_more
from tci_sim.engine.phases.survey import MOST_RESPONDENTS, bias_of
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.asking import answers_of_kind, chance_to_answer
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.rules.listening import answer_item
from tci_sim.engine.rules.satisfaction import perceive
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Leavers, Policies
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import LENIENCY, TRAIT_STEPS, Floats, Integers, Record

_SURVEY_CUSTOMER = np.uint64(Decision.SURVEY_CUSTOMER)
_SURVEY_PERSON = np.uint64(Decision.SURVEY_PERSON)
_SURVEY_ANSWERED = np.uint64(Decision.SURVEY_ANSWERED)
_SURVEY_MOOD = np.uint64(Decision.SURVEY_MOOD)
_SURVEY_ITEM = np.uint64(Decision.SURVEY_ITEM)
_EXPERIENCE_NOISE = np.uint64(Decision.EXPERIENCE_NOISE)

OWN, LOST, ELSEWHERE = range(3)
"""Kinds of people who answer: the firm's own customers, those who left it, and those of other firms."""

ITEMS = 3
"""Questions about each opinion, as in the questionnaire for the record."""

_LOST_MONTHS = 12
_REMEMBERED_MONTHS = 12
_MOST_APPROACHED = 1 << 32
_SLOTS = 64


class Sample(NamedTuple):
    """Who answers the rounds of a month: places side by side, by firm and kind of people."""

    who: Integers
    """Simulated customer who answers, or for one of whom he stands, (place,)."""
    first: Integers
    """First place, (selling firm, kind)."""
    answered: Integers
    """How many answer, (selling firm, kind)."""
    approached: Integers
    """How many were asked to answer, (selling firm,)."""


@compiled
def answers_wanted(policies: Policies, budget: Floats, sums: Sums, month: int) -> Integers:
    """Return how many answers of each kind of people every firm whose round it is pays for, (selling firm, kind)."""
    customers = sums.by_segment[Sum.CUSTOMERS]
    wanted = np.zeros((len(customers) - 1, 3), np.int64)
    for f in range(len(wanted)):
        survey = policies.in_force[f].listening.survey
        answers = int(survey.respondents * budget[f])
        if month % survey.interval == 0 and over_segments(customers, f) > 0:
            wanted[f, LOST] = answers_of_kind(answers, survey.lost, 0)
            wanted[f, ELSEWHERE] = answers_of_kind(answers, survey.outside, wanted[f, LOST])
            wanted[f, OWN] = answers - wanted[f, LOST] - wanted[f, ELSEWHERE]
    return wanted


@compiled
def draw_sample(
    moment: tuple[np.uint64, np.uint64], asking: Record, customers: Customers, leavers: Leavers, age: Integers,
    market: int, wanted: Integers,
) -> Sample:  # fmt: skip
    """Draw who answers, of `market` customers in all.

    The moment is the seed and the month; `age` is how long firms have been on the market, (selling firm,).
    """
    firms, people = len(wanted), len(customers.firm)
    sample = Sample(
        np.zeros(wanted.sum(), np.int64), np.zeros((firms, 3), np.int64), np.zeros((firms, 3), np.int64),
        np.zeros(firms, np.int64),
    )  # fmt: skip
    month, place = int(moment[1]), 0
    each, more = market // max(people, 1), one_more(market, people)
    for f in range(firms):
        for kind in range(3):
            sample.first[f, kind] = place
            if wanted[f, kind] > 0:
                since = month - min(_LOST_MONTHS, age[f] + 1)
                frame = list_frame(customers, leavers, f, kind, since, firms)
                chance = chances_to_answer(asking, customers, frame, firms)
                room = sample.who[place : place + wanted[f, kind]]
                number = np.uint64((f * 3 + kind) * _MOST_APPROACHED)
                approached, count = approach(
                    (*moment, number), frame, chance, each + 1 * (frame < more), room
                )
                sample.approached[f] += approached
                sample.answered[f, kind] = count
                place += wanted[f, kind]
    return sample


@compiled
def list_frame(customers: Customers, leavers: Leavers, f: int, kind: int, since: int, none: int) -> Integers:
    """List the simulated customers among whom a firm seeks answers, (customer,).

    Its own and those of other firms as far as they have experienced a month with their firm; lost ones where they left
    after month `since` and have not come back.
    """
    found, count = np.empty(len(customers.firm), np.int64), 0
    for who in range(len(customers.firm)):
        at, left = int(customers.firm[who]), leavers.left[who]
        used = at < none and customers.tenure[who] > 0
        own, lost = used and at == f, at != f and left == f and leavers.month[who] > since
        if (kind == OWN and own) or (kind == LOST and lost) or (kind == ELSEWHERE and used and at != f):
            found[count] = who
            count += 1
    return found[:count]


@compiled
def chances_to_answer(asking: Record, customers: Customers, frame: Integers, none: int) -> Floats:
    """Return how likely each of those who may be asked answers, (customer,); without a firm nobody is extreme."""
    chance = np.empty(len(frame))
    for i in range(len(frame)):
        who = frame[i]
        chance[i] = asking.response_rate
        if customers.firm[who] < none:
            chance[i] = chance_to_answer(
                customers.satisfaction[who], asking.response_rate, asking.extremes_answer
            )
    return chance


@compiled
def approach(
    key: tuple[np.uint64, np.uint64, np.uint64], frame: Integers, chance: Floats, people: Integers, who: Integers
) -> tuple[int, int]:  # fmt: skip
    """Approach one after another until all of `who` is filled or nobody is left; return how many, and who answered.

    `people` are those behind each simulated customer of the frame who have not been approached yet, (customer,); any of
    them all is as likely to be the next. The key is seed, month and number of the first to be approached.
    """
    seed, moment, number = key
    place, there, most = np.arange(len(frame)), len(frame), 0
    for i in range(len(people)):
        most = max(most, people[i])
    approached, answered = 0, 0
    while answered < len(who) and there > 0:
        at = pick(there, uniform(seed, _SURVEY_CUSTOMER, moment, number))
        i = place[at]
        if uniform(seed, _SURVEY_PERSON, moment, number) * most < people[i]:
            approached += 1
            people[i] -= 1
            if uniform(seed, _SURVEY_ANSWERED, moment, number) < chance[i]:
                who[answered] = frame[i]
                answered += 1
            if people[i] == 0:
                there -= 1
                place[at] = place[there]
        number += np.uint64(1)
    return approached, answered


@compiled
def all_answers(sample: Sample, f: int) -> int:
    """Return how many people answer a firm this month."""
    return int(sample.answered[f, OWN] + sample.answered[f, LOST] + sample.answered[f, ELSEWHERE])


@compiled
def number_of_answer(sample: Sample, f: int, place: int) -> int:
    """Return the number that names the draws of an answer in its month."""
    return int(f * MOST_RESPONDENTS + place - sample.first[f, OWN])


@compiled
def courtesies(voices: Record, policies: Policies, firms: int) -> Floats:
    """Return how many points too well those whom a firm asks score, (selling firm,)."""
    bias = np.empty(firms)
    for f in range(firms):
        bias[f] = bias_of(voices, policies.in_force[f].listening.survey)
    return bias


@compiled
def fill_in(
    run: Run, customers: Customers, delivered: Floats, bias: Floats, sample: Sample, month: int
) -> Floats:
    """Let respondents say how satisfied they are, and how good each attribute is, (place, 1 + attribute). [points].

    Both with their present firm, which those who were lost are not asked about. `delivered` is by (node, attribute),
    and answers are too kind by the bias of who asks, (selling firm,).
    """
    answers, luck = np.zeros((len(sample.who), 1 + delivered.shape[1])), np.empty(_REMEMBERED_MONTHS)
    for f in range(len(sample.first)):
        for kind in (OWN, ELSEWHERE):
            for i in range(sample.first[f, kind], sample.first[f, kind] + sample.answered[f, kind]):
                who, number = sample.who[i], number_of_answer(sample, f, i)
                answers[i, 0] = customers.satisfaction[who]
                for a in range(delivered.shape[1]):
                    answers[i, 1 + a] = 100.0 * felt(run, customers, delivered, luck, who, a, month)
                answer(run, answers[i], bias[f], number, month)
    return answers


@compiled
def answer(run: Run, opinions: Floats, bias: float, number: int, month: int) -> None:
    """Turn what one respondent thinks, (opinion,), into the mean of several items each.

    Answers are too kind by `bias`, in one mood, and each has its noise.
    """
    seed, moment, voices = run.seed[0], np.uint64(month), run.world[0].voices
    mood = uniform(seed, _SURVEY_MOOD, moment, np.uint64(number))
    for k in range(len(opinions)):
        meant, total = opinions[k] + bias, 0.0
        for item in range(ITEMS):
            luck = uniform(seed, _SURVEY_ITEM, moment, np.uint64(number * _SLOTS + k * ITEMS + item))
            total += answer_item(meant, voices.respondent_noise, voices.item_noise, mood, luck)
        opinions[k] = total / ITEMS


@compiled
def felt(
    run: Run, customers: Customers, delivered: Floats, luck: Floats, who: int, a: int, month: int
) -> float:
    """Return how good a customer remembers one attribute of the present firm to be. [quality].

    What chance added in the last months is remembered as satisfaction is; what is delivered counts as it is now. There
    is room for `luck` of so many months, (month,).
    """
    world = run.world[0].satisfaction
    months = min(int(customers.tenure[who]), len(luck), month + 1)
    draw_luck(run.seed[0], np.uint64(who * _SLOTS + a), luck, months, month)
    chance, share = 0.0, 1.0 - world.memory
    for k in range(months):
        chance += share * luck[k]
        share *= world.memory
    lasting = lasting_view(world, customers, who, a)
    will, now = customers.will[a, who], delivered[customers.outlet[who], a]
    return perceive(now, lasting, world.experience_noise * chance, will, world.assimilation)


@compiled
def draw_luck(seed: np.uint64, slot: np.uint64, luck: Floats, months: int, month: int) -> None:
    """Draw what chance added in the last months, in one row, so that vector instructions do it, (month,)."""
    for k in range(months):
        luck[np.uint64(k)] = normal(uniform(seed, _EXPERIENCE_NOISE, np.uint64(month - k), slot))


@compiled
def lasting_view(world: Record, customers: Customers, who: int, a: int) -> float:
    """Return how much better than it is a customer always sees one attribute. [quality]."""
    general = world.leniency / TRAIT_STEPS * customers.traits[LENIENCY, who]
    own = world.leniency_of_attribute / TRAIT_STEPS * customers.traits[LENIENCY + 1 + a, who]
    return float(general + own)
