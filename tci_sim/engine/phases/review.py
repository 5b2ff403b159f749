"""Phase 5, face to face: front-line members ask customers, and every process step asks the next one."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.hearing import Evidence, Needs, add_scores, add_voice, ask_scores
from tci_sim.engine.present import Chain, over_segments, present
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.learning import open_border, pick
from tci_sim.engine.rules.listening import courtesy, felt_need, interviews_held, take_up, voice
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.types import LEARNING, Flags, Floats, Integers, Record, Records

_INTERVIEWS_HELD = np.uint64(Decision.INTERVIEWS_HELD)
_INTERVIEW_LEAD_CUSTOMER = np.uint64(Decision.INTERVIEW_LEAD_CUSTOMER)
_INTERVIEW_VOICE = np.uint64(Decision.INTERVIEW_VOICE)
_INTERVIEW_SIGN = np.uint64(Decision.INTERVIEW_SIGN)
_INTERVIEW_UPTAKE = np.uint64(Decision.INTERVIEW_UPTAKE)
_INTERVIEW_SCORE = np.uint64(Decision.INTERVIEW_SCORE)
_INTERNAL_INTERVIEWS_HELD = np.uint64(Decision.INTERNAL_INTERVIEWS_HELD)
_INTERNAL_TELLER = np.uint64(Decision.INTERNAL_TELLER)
_INTERNAL_VOICE = np.uint64(Decision.INTERNAL_VOICE)
_INTERNAL_SIGN = np.uint64(Decision.INTERNAL_SIGN)
_INTERNAL_UPTAKE = np.uint64(Decision.INTERNAL_UPTAKE)
_INTERNAL_SCORE = np.uint64(Decision.INTERNAL_SCORE)

_MOST_NEXT_STEPS = 4096
_MOST_INTERVIEWS = 32


@compiled
def review_customers(
    seed: np.uint64,
    world: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    chain: Chain,
    front_line: Flags,
    customers: Integers,
    shortfall: Floats,
    policy: Records,
    budget: Floats,
    interviews: Floats,
    gap_estimate: Floats,
    heard_gap: Floats,
    heard_weight: Floats,
    contact: Floats,
    month: int,
) -> None:
    """Let front-line members of selling firms interview customers, and let the centre hear the scores.

    A node asks no customer twice in a month.
    """
    voices = world.voices
    bias = courtesy(voices.courtesy_face_to_face, voices.courtesy_third_party, 0.0)
    for f in range(len(interviews)):
        interviews[f] = 0.0
    for n in range(len(chain.firm)):
        f = chain.firm[n]
        contact[n] = 0.0
        if front_line[n] and f < shortfall.shape[0]:
            staff = present(members.active, chain.first_member, n)
            most = over_segments(customers, f) / max(len(staff), 1)
            rate = min(policy[f].listening.review.interviews * budget[f], most)
            held = interview_customers(seed, world, needs, evidence, members, staff, f, rate, month)
            if held > 0:
                scores = ask_scores(seed, voices, shortfall[f], bias, held, _INTERVIEW_SCORE, n, month)
                add_scores(heard_gap[n], scores, held, voices.evidence_keep)
                add_scores(gap_estimate[f], scores, held, voices.evidence_keep)
                interviews[f] += held
                heard_weight[n] += held
                contact[n] = held / len(staff)


@compiled
def interview_customers(
    seed: np.uint64,
    world: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    staff: Integers,
    firm: int,
    rate: float,
    month: int,
) -> int:
    """Hold a node's interviews: what is voiced is evidence for the firm, and may move the hearer's belief."""
    moment, lead_customers = np.uint64(month), world.requirements.lead_customers
    held = 0
    for m in staff:
        count = interviews_held(rate, uniform(seed, _INTERVIEWS_HELD, moment, np.uint64(m)))
        held += count
        for i in range(count):
            interview = m * _MOST_INTERVIEWS + i
            leads = uniform(seed, _INTERVIEW_LEAD_CUSTOMER, moment, np.uint64(interview)) < lead_customers
            hear_customer(seed, world.voices, needs, evidence, members, m, firm, interview, leads, month)
    return held


@compiled
def hear_customer(
    seed: np.uint64,
    voices: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    member: int,
    firm: int,
    interview: int,
    leads: bool,
    month: int,
) -> None:
    """Hear, in one interview, the needs that the customer voices."""
    moment, dimensions = np.uint64(month), len(needs.reality)
    for d in range(dimensions):
        who = np.uint64(interview * dimensions + d)
        if uniform(seed, _INTERVIEW_VOICE, moment, who) < needs.voiced[d]:
            need = felt_need(int(needs.reality[d]), needs.turns_at[d], leads)
            heard = voice(need, voices.right_sign, uniform(seed, _INTERVIEW_SIGN, moment, who))
            add_voice(evidence, firm, d, heard)
            move_belief(voices, members, member, d, heard, uniform(seed, _INTERVIEW_UPTAKE, moment, who))


@compiled
def move_belief(
    voices: Record, members: Members, member: int, dimension: int, heard: int, draw: float
) -> None:
    """Let what a member heard move the member's own belief."""
    belief = int(members.belief[member, dimension])
    learning = members.culture[member, LEARNING]
    members.belief[member, dimension] = take_up(belief, heard, voices.uptake, learning, draw)


@compiled
def review_next_steps(
    seed: np.uint64,
    voices: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    chain: Chain,
    policy: Records,
    budget: Floats,
    defect_in: Floats,
    heard_gap: Floats,
    heard_weight: Floats,
    contact: Floats,
    inside: Integers,
    month: int,
) -> None:
    """Let the members of every node interview the next process steps, which are its internal customers.

    A member's interviews are spread evenly over the next steps. Inside a firm all are held; with a buyer as
    many as that buyer asks for and lets in.
    """
    inside[:] = 0
    for n in range(len(chain.firm)):
        steps = chain.first_out[n + 1] - chain.first_out[n]
        for step in range(steps):
            target = chain.target[chain.out[chain.first_out[n] + step]]
            buyer = chain.firm[target]
            within = chain.firm[n] == buyer
            border = open_border(within, policy[buyer].integration.joint_improvement)
            rate = policy[buyer].listening.internal_review.interviews * budget[buyer] * border / steps
            if rate > 0.0:
                staff = present(members.active, chain.first_member, n)
                tellers = present(members.active, chain.first_member, target)
                hearing = -1 if within else chain.firm[n]
                before = inside[n, 0]
                interview_colleagues(
                    seed,
                    voices,
                    needs,
                    evidence,
                    members,
                    staff,
                    tellers,
                    hearing,
                    rate,
                    step,
                    inside[n],
                    month,
                )
                held = inside[n, 0] - before
                if held > 0:
                    bias = voices.courtesy_face_to_face
                    asked = n * _MOST_NEXT_STEPS + step
                    scores = ask_scores(
                        seed, voices, defect_in[target], bias, held, _INTERNAL_SCORE, asked, month
                    )
                    add_scores(heard_gap[n], scores, held, voices.evidence_keep)
                    heard_weight[n] += held
                    contact[n] += held / len(staff)


@compiled
def interview_colleagues(
    seed: np.uint64,
    voices: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    staff: Integers,
    tellers: Integers,
    hearing: int,
    rate: float,
    step: int,
    counted: Integers,
    month: int,
) -> None:
    """Hold one node's interviews with one next step, each with a colleague met at random there, and count them."""
    moment = np.uint64(month)
    for m in staff:
        place = m * _MOST_NEXT_STEPS + step
        count = interviews_held(rate, uniform(seed, _INTERNAL_INTERVIEWS_HELD, moment, np.uint64(place)))
        for i in range(count if len(tellers) > 0 else 0):
            interview = place * _MOST_INTERVIEWS + i
            met = uniform(seed, _INTERNAL_TELLER, moment, np.uint64(interview))
            teller = tellers[pick(len(tellers), met)]
            counted[0] += 1
            counted[1] += hear_colleague(
                seed, voices, needs, evidence, members, m, teller, hearing, interview, month
            )


@compiled
def hear_colleague(
    seed: np.uint64,
    voices: Record,
    needs: Needs,
    evidence: Evidence,
    members: Members,
    member: int,
    teller: int,
    hearing: int,
    interview: int,
    month: int,
) -> int:
    """Hear what a colleague of the next step believes that customers want, and give how many needs were voiced.

    What a buyer tells is evidence for the firm that hears it. Inside a firm (`hearing` below 0) a colleague's
    belief is no evidence, or the firm would take its own echo for the customer's voice.
    """
    moment, dimensions = np.uint64(month), len(needs.reality)
    voiced = 0
    for d in range(dimensions):
        believed = int(members.belief[teller, d])
        who = np.uint64(interview * dimensions + d)
        if believed != 0 and uniform(seed, _INTERNAL_VOICE, moment, who) < needs.voiced[d]:
            heard = voice(believed, voices.right_sign, uniform(seed, _INTERNAL_SIGN, moment, who))
            if hearing >= 0:
                add_voice(evidence, hearing, d, heard)
            move_belief(voices, members, member, d, heard, uniform(seed, _INTERNAL_UPTAKE, moment, who))
            voiced += 1
    return voiced


@compiled
def spend_time_on_reviews(contact: Floats, interview_time: Floats, time_of_one: float) -> None:
    """Take the time of all interviews from working time, at most all of it, (node,)."""
    for n in range(len(contact)):
        interview_time[n] = min(contact[n] * time_of_one, 1.0)
