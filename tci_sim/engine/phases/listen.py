"""Phase 5: firms hear customers by review, survey, complaint and participation; steps hear each other."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.hearing import (
    Evidence,
    Needs,
    add_voice,
    forget_voices,
    mean_shortfall,
    mean_weight,
)
from tci_sim.engine.phases.review import review_customers, review_next_steps, spend_time_on_reviews
from tci_sim.engine.phases.survey import Waiting, read_surveys, send_surveys
from tci_sim.engine.present import Chain, over_segments
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.rules.listening import blend, panel_weight, raised_norm, voice
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import Floats, Integers, Record, Records

_COMPLAINT_VOICE = np.uint64(Decision.COMPLAINT_VOICE)
_COMPLAINT_SIGN = np.uint64(Decision.COMPLAINT_SIGN)
_COMPLAINT_BIASED = np.uint64(Decision.COMPLAINT_BIASED)
_COMPLAINT_ABOUT = np.uint64(Decision.COMPLAINT_ABOUT)
_LOST_SALE_REASON = np.uint64(Decision.LOST_SALE_REASON)
_LOST_SALE_ABOUT = np.uint64(Decision.LOST_SALE_ABOUT)
_LOST_SALE_VOICE = np.uint64(Decision.LOST_SALE_VOICE)
_LOST_SALE_SIGN = np.uint64(Decision.LOST_SALE_SIGN)
_PARTICIPANT_WEIGHT = np.uint64(Decision.PARTICIPANT_WEIGHT)

_MOST_SPEAKERS = 1 << 32


@phase
def listen(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    nodes: Nodes,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let what was heard before fade, then hear customers and next process steps in every way there is."""
    seed, world = run.seed[0], run.world[0]
    needs = Needs(market.needs.reality, market.needs.turns_at, market.needs.voiced)
    evidence = Evidence(firms.knowledge.voices, firms.knowledge.voice_weight)
    waiting = Waiting(
        firms.surveys.due,
        firms.surveys.gap,
        firms.surveys.weight,
        firms.surveys.voices,
        firms.surveys.voice_weight,
    )
    chain = Chain(
        nodes.places.firm,
        nodes.places.first_member,
        edges.links.target,
        edges.links.first_out,
        edges.links.out,
    )
    shortfall = mean_shortfall(sums.by_attribute[SumOfAttribute.PERCEIVED], sums.by_segment[Sum.CUSTOMERS])

    forget_voices(evidence, nodes.heard.weight, world.voices.evidence_keep)
    known = Evidence(evidence.voices.copy(), evidence.weight.copy())
    hear_complaints(
        seed,
        world.voices,
        needs,
        market.needs.dimensions,
        evidence,
        sums.by_segment[Sum.COMPLAINTS],
        shortfall,
        month,
    )
    hear_the_lost(seed, world, needs, evidence, sums.by_segment[Sum.LEFT], month)
    send_surveys(
        seed, world, needs, market.segments.weight, shortfall, sums.by_segment[Sum.CUSTOMERS],
        firms.policies.in_force, disruption.budget, firms.estimates.weight, firms.contacts.respondents, waiting, month,
    )  # fmt: skip
    read_surveys(
        seed, world.voices, sums.by_segment[Sum.CUSTOMERS], sums.by_segment[Sum.WON], sums.by_segment[Sum.LEFT], sums.by_segment[Sum.SATISFACTION], waiting, evidence,
        firms.policies.in_force, firms.estimates.gap, firms.estimates.weight, firms.estimates.retention, month,
    )  # fmt: skip
    review_customers(
        seed, world, needs, evidence, members, chain, nodes.places.front_line, sums.by_segment[Sum.CUSTOMERS], shortfall,
        firms.policies.in_force, disruption.budget, firms.contacts.interviews, firms.estimates.gap,
        nodes.heard.gap, nodes.heard.weight, nodes.heard.contact, month,
    )  # fmt: skip
    review_next_steps(
        seed, world.voices, needs, evidence, members, chain, firms.policies.in_force, disruption.budget,
        nodes.quality.defect_in, nodes.heard.gap, nodes.heard.weight, nodes.heard.contact, nodes.heard.inside, month,
    )  # fmt: skip
    spend_time_on_reviews(nodes.heard.contact, nodes.work.interview_time, world.voices.interview_time)
    seat_participants(
        seed, world.voices.participation_lift, market.segments.weight, market.segments.should, sums.by_segment[Sum.CUSTOMERS],
        firms.policies.in_force, firms.estimates.weight,
    )  # fmt: skip
    count_needs(known, evidence, firms.contacts.needs_voiced, firms.contacts.new_needs)


@compiled
def count_needs(known: Evidence, now: Evidence, needs_voiced: Integers, new_needs: Integers) -> None:
    """Count how often needs were voiced to each firm this month, and of how many the evidence now says another thing.

    A need is new where what was heard of it tips over to the other side, or where it was never heard of.
    """
    for f in range(now.weight.shape[0]):
        voiced = 0.0
        new_needs[f] = 0
        for d in range(now.weight.shape[1]):
            voiced += now.weight[f, d] - known.weight[f, d]
            before, after = known.voices[f, d], now.voices[f, d]
            new_needs[f] += 1 if (after > 0.0 and before <= 0.0) or (after < 0.0 and before >= 0.0) else 0
        needs_voiced[f] = math.floor(voiced + 0.5)


@compiled
def hear_complaints(
    seed: np.uint64,
    voices: Record,
    needs: Needs,
    dimensions: Integers,
    evidence: Evidence,
    complaints: Integers,
    shortfall: Floats,
    month: int,
) -> None:
    """Hear those who complain: each about one requirement, too often of the attribute that is worst."""
    moment = np.uint64(month)
    for f in range(shortfall.shape[0]):
        worst = worst_attribute(shortfall[f])
        for i in range(over_segments(complaints, f)):
            who = np.uint64(f * _MOST_SPEAKERS + i)
            about = uniform(seed, _COMPLAINT_ABOUT, moment, who)
            d = pick(len(needs.reality), about)
            if uniform(seed, _COMPLAINT_BIASED, moment, who) < voices.complaint_bias:
                d = first_dimension(dimensions, worst) + pick(dimensions[worst], about)
            if uniform(seed, _COMPLAINT_VOICE, moment, who) < needs.voiced[d]:
                sign = uniform(seed, _COMPLAINT_SIGN, moment, who)
                add_voice(evidence, f, d, voice(int(needs.reality[d]), voices.right_sign, sign))


@compiled
def worst_attribute(shortfall: Floats) -> int:
    """Name the attribute that falls short most; the first where several do."""
    worst = 0
    for a in range(len(shortfall)):
        if shortfall[a] > shortfall[worst]:
            worst = a
    return worst


@compiled
def first_dimension(dimensions: Integers, attribute: int) -> int:
    """Name the first of an attribute's dimensions, which lie side by side."""
    first = 0
    for a in range(attribute):
        first += dimensions[a]
    return first


@compiled
def hear_the_lost(
    seed: np.uint64, world: Record, needs: Needs, evidence: Evidence, left: Integers, month: int
) -> None:
    """Hear why customers left, from the few who say: as rare as complaints, each about one requirement."""
    moment = np.uint64(month)
    for f in range(left.shape[0] - 1):
        for i in range(over_segments(left, f)):
            who = np.uint64(f * _MOST_SPEAKERS + i)
            if uniform(seed, _LOST_SALE_REASON, moment, who) < world.complaints.rate:
                d = pick(len(needs.reality), uniform(seed, _LOST_SALE_ABOUT, moment, who))
                if uniform(seed, _LOST_SALE_VOICE, moment, who) < needs.voiced[d]:
                    sign = uniform(seed, _LOST_SALE_SIGN, moment, who)
                    add_voice(evidence, f, d, voice(int(needs.reality[d]), world.voices.right_sign, sign))


@compiled
def seat_participants(
    seed: np.uint64,
    lift: float,
    weight: Floats,
    should: Floats,
    customers: Integers,
    policy: Records,
    weight_estimate: Floats,
) -> None:
    """Let customers sit in the plan step: their weights enter the estimate, and they come to expect more.

    A narrow panel comes from one segment, drawn once for the firm and kept.
    """
    for f in range(customers.shape[0] - 1):
        seats = policy[f].listening.participation
        if seats.share > 0.0 and over_segments(customers, f) > 0:
            drawn = uniform(seed, _PARTICIPANT_WEIGHT, np.uint64(0), np.uint64(f))
            panel = pick(weight.shape[0], drawn)
            for a in range(weight.shape[1]):
                true = mean_weight(weight, customers, f, a)
                seated = panel_weight(true, weight[panel, a], seats.breadth)
                weight_estimate[f, a] = blend(weight_estimate[f, a], seated, seats.share)
            raise_norms(should, customers, f, lift, seats.share)


@compiled
def raise_norms(should: Floats, customers: Integers, firm: int, lift: float, share: float) -> None:
    """Raise what customers think they should get, in each segment as far as it buys from the firm."""
    for s in range(customers.shape[1]):
        in_segment = 0
        for f in range(customers.shape[0]):
            in_segment += customers[f, s]
        if in_segment > 0:
            market_share = customers[firm, s] / in_segment
            for a in range(should.shape[1]):
                should[s, a] = raised_norm(should[s, a], lift, share, market_share)
