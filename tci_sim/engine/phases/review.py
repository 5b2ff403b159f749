"""Phase 5, face to face: front-line members interview customers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.evidence import (
    MOST_INTERVIEWS,
    Interview,
    add_scores,
    add_voice,
    ask_scores,
    keeps_apart,
    move_belief,
    understood,
)
from tci_sim.engine.phases.lead_users import is_lead_customer, lead_customers_among
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import Roster, members_at
from tci_sim.engine.rules.listening import courtesy, felt_need, interviews_held, voice
from tci_sim.engine.rules.prices import binomial, persons_behind, voices_of_right_sign
from tci_sim.engine.state.firms import Contacts, Estimates, Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Heard, Places
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Floats, Integers, Record

_INTERVIEWS_HELD = np.uint64(Decision.INTERVIEWS_HELD)
_INTERVIEW_VOICE = np.uint64(Decision.INTERVIEW_VOICE)
_INTERVIEW_SIGN = np.uint64(Decision.INTERVIEW_SIGN)
_INTERVIEW_UPTAKE = np.uint64(Decision.INTERVIEW_UPTAKE)
_INTERVIEWS_OF_PEOPLE = np.uint64(Decision.INTERVIEWS_OF_PEOPLE)
_VOICES_OF_PEOPLE = np.uint64(Decision.VOICES_OF_PEOPLE)
_SIGNS_OF_PEOPLE = np.uint64(Decision.SIGNS_OF_PEOPLE)
_INTERVIEW_SCORE = np.uint64(Decision.INTERVIEW_SCORE)


class Interviews(NamedTuple):
    """How many customers are interviewed this month."""

    by_member: Integers
    """(member,)"""
    by_node: Integers
    """(node,)"""


@compiled
def interview_rates(
    economy: Record, disruption: Disruption, places: Places, policies: Policies, sums: Sums, roster: Roster
) -> Floats:  # fmt: skip
    """Find how many customers a member of each node is to interview on average, (node,).

    Only the front line of selling firms meets customers, and a node asks no customer twice in a month.
    """
    customers = sums.by_segment[Sum.CUSTOMERS]
    rates = np.zeros(len(places.firm))
    for n in range(len(rates)):
        f = places.firm[n]
        if places.front_line[n] and f < len(customers) - 1:
            wanted = policies.in_force[f].listening.review.interviews * disruption.budget[f]
            people = max(len(members_at(roster, n)), 1) * persons_at(economy, places, n)
            rates[n] = min(wanted, over_segments(customers, f) / people)
    return rates


@compiled
def persons_at(economy: Record, places: Places, n: int) -> float:
    """Return for how many people each member of a node stands."""
    return float(persons_behind(places.wage[n] / MICRO, economy.hour, economy.price))


@compiled
def arrange_interviews(run: Run, roster: Roster, rates: Floats, month: int) -> Interviews:
    """Turn rates into whole numbers of interviews, member by member."""
    interviews = Interviews(np.zeros(len(roster.employer), np.int64), np.zeros(len(rates), np.int64))
    for n in range(len(rates)):
        if rates[n] > 0.0:
            for m in members_at(roster, n):
                draw = uniform(run.seed[0], _INTERVIEWS_HELD, np.uint64(month), np.uint64(m))
                interviews.by_member[m] = interviews_held(rates[n], draw)
                interviews.by_node[n] += interviews.by_member[m]
    return interviews


@compiled
def count_people_asked(
    run: Run, places: Places, roster: Roster, rates: Floats, by_node: Integers, month: int
) -> Integers:
    """Count the interviews that all hold for whom the members of a node stand; where a member is one, its own, (node,).

    `by_node` are those of the members themselves, (node,).
    """
    asked, economy = by_node.copy(), run.world[0].economy
    for n in range(len(rates) if economy.hour > 0.0 else 0):
        if rates[n] > 0.0:
            rate = rates[n] * len(members_at(roster, n)) * persons_at(economy, places, n)
            draw = uniform(run.seed[0], _INTERVIEWS_OF_PEOPLE, np.uint64(month), np.uint64(n))
            asked[n] = interviews_held(rate, draw)
    return asked


@compiled
def hear_customers(
    run: Run,
    needs: Needs,
    members: Members,
    knowledge: Knowledge,
    roster: Roster,
    by_member: Integers,
    month: int,
) -> None:
    """Hold the interviews: what is voiced is evidence for the firm, and may move the hearer's belief.

    Where members stand for people, what all of these hear is the evidence. `by_member` are interviews, (member,).
    """
    alone = run.world[0].economy.hour == 0.0
    for m in roster.member:
        for i in range(by_member[m]):
            firm = roster.employer[m] if alone else -1
            interview = Interview(m, firm, m * MOST_INTERVIEWS + i, month)
            hear_customer(run, needs, members, knowledge, interview)


@compiled
def hear_customer(
    run: Run, needs: Needs, members: Members, knowledge: Knowledge, interview: Interview
) -> None:
    """Hear, in one interview, the needs that the customer voices."""
    seed, moment, dimensions = run.seed[0], np.uint64(interview.month), len(needs.reality)
    leads, voices = is_lead_customer(run, interview.number, interview.month), run.world[0].voices
    apart = leads and keeps_apart(run.world[0])  # heard for what will turn, see `look_ahead`
    for d in range(0 if apart else dimensions):
        who = np.uint64(interview.number * dimensions + d)
        if uniform(seed, _INTERVIEW_VOICE, moment, who) < needs.voiced[d]:
            need = felt_need(int(needs.reality[d]), needs.turns_at[d], leads)
            sign = uniform(seed, _INTERVIEW_SIGN, moment, who)
            heard = voice(need, understood(voices, needs, d), sign)
            if interview.firm >= 0:
                add_voice(knowledge, interview.firm, d, heard)
            uptake = uniform(seed, _INTERVIEW_UPTAKE, moment, who)
            move_belief(voices, members, interview.receiver, d, heard, uptake)


@compiled
def hear_people(
    run: Run, needs: Needs, firm: Integers, knowledge: Knowledge, asked: Integers, month: int
) -> None:
    """Add what all the people hear for whom members stand: of each need so many voices, some of the wrong sign.

    `firm` is the firm of each node and `asked` whom they asked, (node,). Where a member is one, it has been heard.
    """
    seed, moment, world, dimensions = run.seed[0], np.uint64(month), run.world[0], len(needs.reality)
    leads = 0.0 if keeps_apart(world) else world.requirements.lead_customers
    for n in range(len(asked) if world.economy.hour > 0.0 else 0):
        apart = lead_customers_among(run, asked[n], n, month)
        for d in range(dimensions if asked[n] > 0 else 0):
            who, wanted = np.uint64(n * dimensions + d), int(needs.reality[d])
            spoken = uniform(seed, _VOICES_OF_PEOPLE, moment, who)
            voices = binomial(asked[n] - apart, needs.voiced[d], spoken)
            turning = bool(needs.turns_at[d] >= 0)
            each = understood(world.voices, needs, d)
            chance = voices_of_right_sign(each, leads, turning)
            right = binomial(voices, chance, uniform(seed, _SIGNS_OF_PEOPLE, moment, who))
            for i in range(voices):
                add_voice(knowledge, firm[n], d, wanted if i < right else -wanted)


@compiled
def hear_scores(
    run: Run,
    firm: Integers,
    heard: Heard,
    estimates: Estimates,
    shortfall: Floats,
    asked: Integers,
    month: int,
) -> None:
    """Let the scores that customers give each node move what it thinks falls short, and its firm's centre too.

    `firm` is the firm of each node and `asked` how many customers it asked, (node,).
    """
    voices = run.world[0].voices
    bias = courtesy(voices.courtesy_face_to_face, voices.courtesy_third_party, 0.0)
    for n in range(len(firm)):
        f, held = firm[n], asked[n]
        if held > 0:
            scores = ask_scores(run, shortfall[f], held, bias, _INTERVIEW_SCORE, n, month)
            add_scores(heard.gap[n], scores, held, voices.evidence_keep)
            add_scores(estimates.gap[f], scores, held, voices.evidence_keep)


@compiled
def count_interviews(
    places: Places, heard: Heard, contacts: Contacts, roster: Roster, by_node: Integers, asked: Integers
) -> None:
    """Count the interviews of each firm and node, and how many each member held.

    `by_node` are those of members, `asked` those of all for whom they stand, (node,).
    """
    contacts.interviews[:] = 0.0
    heard.contact[:] = 0.0
    for n in range(len(places.firm)):
        held = by_node[n]
        contacts.interviews[places.firm[n]] += asked[n]
        if held > 0:
            heard.weight[n] += held
            heard.contact[n] = held / len(members_at(roster, n))
