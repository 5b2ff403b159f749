"""Phase 5, face to face inside the value network: every process step interviews the next ones, its customers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.evidence import (
    MOST_INTERVIEWS,
    Interview,
    add_scores,
    add_voice,
    ask_scores,
    move_belief,
)
from tci_sim.engine.phases.lever_time import internal_time, spend_time_on_levers
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import NextSteps, Roster, list_next_steps, members_at
from tci_sim.engine.rules.learning import border_openness, pick
from tci_sim.engine.rules.listening import interviews_held, voice
from tci_sim.engine.rules.prices import HOURS
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.nodes import Heard, Nodes, Places
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import Floats, Integers, Record

_INTERNAL_INTERVIEWS_HELD = np.uint64(Decision.INTERNAL_INTERVIEWS_HELD)
_INTERNAL_INTERVIEWEE = np.uint64(Decision.INTERNAL_INTERVIEWEE)
_INTERNAL_VOICE = np.uint64(Decision.INTERNAL_VOICE)
_INTERNAL_SIGN = np.uint64(Decision.INTERNAL_SIGN)
_INTERNAL_UPTAKE = np.uint64(Decision.INTERNAL_UPTAKE)
_INTERNAL_SCORE = np.uint64(Decision.INTERNAL_SCORE)

_MOST_NEXT_STEPS = 4096


class InternalReview(NamedTuple):
    """The interviews that nodes hold with their next process steps this month."""

    steps: NextSteps
    rate: Floats
    """Interviews that a member of the node is to hold with the next step on average, (pair,)."""
    firm: Integers
    """Firm that takes as evidence what is voiced; below 0: none, (pair,)."""
    held: Integers
    """Interviews held, (pair,)."""
    voiced: Integers
    """Needs voiced in them, (pair,)."""


@compiled
def plan_internal_review(
    disruption: Disruption, places: Places, links: Links, policies: Policies
) -> InternalReview:
    """Plan how much each node asks each of its next process steps.

    A member's interviews are spread evenly over the next steps. Inside a firm all are held; with a buyer as
    many as that buyer asks for and lets in. What a buyer tells is evidence for the firm that hears it. Inside a
    firm a colleague's belief is no evidence, or the firm would take its own echo for the customer's voice.
    """
    steps = list_next_steps(links)
    pairs = len(steps.node)
    firm, held, voiced = np.zeros(pairs, np.int64), np.zeros(pairs, np.int64), np.zeros(pairs, np.int64)
    review = InternalReview(steps, np.zeros(pairs), firm, held, voiced)
    for i in range(pairs):
        n = steps.node[i]
        seller, buyer = places.firm[n], places.firm[steps.target[i]]
        levers, own = policies.in_force[buyer], policies.in_force[policies.of_unit[n]]
        border = border_openness(seller == buyer, levers.integration.joint_improvement)
        asks = own.listening.internal_review if seller == buyer else levers.listening.internal_review
        wanted = asks.interviews * disruption.budget[buyer]
        review.rate[i] = wanted * border / (links.first_out[n + 1] - links.first_out[n])
        review.firm[i] = -1 if seller == buyer else seller
    return review


@compiled
def hear_next_steps(
    run: Run,
    chance: Floats,
    members: Members,
    knowledge: Knowledge,
    roster: Roster,
    review: InternalReview,
    month: int,
) -> None:
    """Hold the interviews with next steps and count them.

    `chance` is the chance that an interview brings up the need behind a dimension, (dimension,).
    """
    for i in range(len(review.rate)):
        senders = members_at(roster, review.steps.target[i])
        if review.rate[i] > 0.0 and len(senders) > 0:
            for m in members_at(roster, review.steps.node[i]):
                place = m * _MOST_NEXT_STEPS + review.steps.number[i]
                draw = uniform(run.seed[0], _INTERNAL_INTERVIEWS_HELD, np.uint64(month), np.uint64(place))
                count = interviews_held(review.rate[i], draw)
                review.held[i] += count
                for j in range(count):
                    interview = Interview(m, review.firm[i], place * MOST_INTERVIEWS + j, month)
                    review.voiced[i] += hear_colleague(run, chance, members, knowledge, senders, interview)


@compiled
def hear_colleague(
    run: Run,
    chance: Floats,
    members: Members,
    knowledge: Knowledge,
    senders: Integers,
    interview: Interview,
) -> int:
    """Hear what one of the tellers, met at random, believes that customers want; give how many needs were voiced."""
    seed, moment, dimensions = run.seed[0], np.uint64(interview.month), len(chance)
    sender = senders[
        pick(len(senders), uniform(seed, _INTERNAL_INTERVIEWEE, moment, np.uint64(interview.number)))
    ]
    voices, voiced = run.world[0].voices, 0
    for d in range(dimensions):
        believed = int(members.belief[sender, d])
        who = np.uint64(interview.number * dimensions + d)
        if believed != 0 and uniform(seed, _INTERNAL_VOICE, moment, who) < chance[d]:
            voiced += 1
            heard = voice(believed, voices.right_sign, uniform(seed, _INTERNAL_SIGN, moment, who))
            if interview.firm >= 0:
                add_voice(knowledge, interview.firm, d, heard)
            uptake = uniform(seed, _INTERNAL_UPTAKE, moment, who)
            move_belief(voices, members, interview.receiver, d, heard, uptake)
    return voiced


@compiled
def hear_defects(
    run: Run, defect_in: Floats, heard: Heard, roster: Roster, review: InternalReview, month: int
) -> None:
    """Let the defects that next steps complain of move what each node thinks falls short, and count interviews.

    `defect_in` is the share of what comes in that is defective, (node, attribute).
    """
    voices, steps = run.world[0].voices, review.steps
    heard.inside[:] = 0
    for i in range(len(review.held)):
        n, held = steps.node[i], review.held[i]
        if held > 0:
            bias, asked = voices.courtesy_face_to_face, n * _MOST_NEXT_STEPS + steps.number[i]
            scores = ask_scores(run, defect_in[steps.target[i]], held, bias, _INTERNAL_SCORE, asked, month)
            add_scores(heard.gap[n], scores, held, voices.evidence_keep)
            heard.inside[n, 0] += held
            heard.inside[n, 1] += review.voiced[i]
            heard.weight[n] += held
            heard.contact[n] += held / len(members_at(roster, n))


@inlined
def spend_time(
    run: Run,
    disruption: Disruption,
    nodes: Nodes,
    edges: Edges,
    firms: Firms,
    roster: Roster,
    review: InternalReview,
) -> None:
    """Take the time of all interviews, and of what other levers take, from working time; at most all of it."""
    world, time, contact = run.world[0], nodes.work.interview_time, nodes.heard.contact
    spend_time_on_reviews(world, contact, roster, review, time)
    policies, platform = firms.policies, firms.foresight.platform
    spend_time_on_levers(
        world.economy, nodes.places, edges.links, policies, platform, disruption.budget, time
    )


@compiled
def spend_time_on_reviews(
    world: Record, contact: Floats, roster: Roster, review: InternalReview, time: Floats
) -> None:
    """Set the time that interviews take, with customers and next steps, (node,).

    Where interviews with next steps have a price of their own, both sides spend it. `contact` are the interviews that
    each member held, (node,).
    """
    each, inside, nodes = world.voices.interview_time, world.economy.internal_hours / HOURS, len(contact)
    for n in range(nodes):
        time[n] = min(contact[n] * each, 1.0)
    if inside > 0.0:
        steps = review.steps
        held = internal_time(roster, steps.node, steps.target, review.held, nodes)
        for n in range(nodes):
            time[n] = min(max(contact[n] - held[0, n], 0.0) * each + held[1, n] * inside, 1.0)
