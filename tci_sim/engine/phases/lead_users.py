"""Phase 5, ahead of time: customers who feel needs ahead of the market tell a firm what will turn."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.evidence import MOST_INTERVIEWS, add_voice, keeps_apart
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import Roster
from tci_sim.engine.rules.ahead import STUDY, age_turn_odds
from tci_sim.engine.rules.listening import felt_need, interviews_held, voice, weight_of_voice
from tci_sim.engine.rules.prices import binomial
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import Flags, Floats, Integers, Record

_INTERVIEW_LEAD_CUSTOMER = np.uint64(Decision.INTERVIEW_LEAD_CUSTOMER)
_INTERVIEW_VOICE = np.uint64(Decision.INTERVIEW_VOICE)
_INTERVIEW_SIGN = np.uint64(Decision.INTERVIEW_SIGN)
_LEAD_CUSTOMERS_ASKED = np.uint64(Decision.LEAD_CUSTOMERS_ASKED)
_LEAD_USERS_MET = np.uint64(Decision.LEAD_USERS_MET)
_LEAD_VOICES = np.uint64(Decision.LEAD_VOICES)
_LEAD_SIGNS = np.uint64(Decision.LEAD_SIGNS)

_STUDIES = 1 << 32
"""Where the numbers that name the draws of studies begin, beyond those of nodes."""


@inlined
def look_ahead(
    run: Run, disruption: Disruption, needs: Needs, firm: Integers, firms: Firms, roster: Roster,
    by_member: Integers, asked: Integers, month: int,
) -> None:  # fmt: skip
    """Let firms hear those who feel ahead, in the interviews of the month and in studies.

    `firm` is the firm of each node and `asked` how many customers it asked, (node,); `by_member` how many each member
    did, (member,).
    """
    turning, knowledge, policies = firms.foresight.turning, firms.knowledge, firms.policies
    if keeps_apart(run.world[0]):
        age_signs(run.world[0], turning)
        if run.world[0].economy.hour > 0.0:
            hear_leads_of_people(run, needs, turning, firm, asked, month)
        else:
            hear_leads_of_members(run, needs, turning, roster, by_member, month)
    met = lead_users_met(run, disruption, policies, firms.standing.open, month)
    hear_studies(run, needs, knowledge, turning, met, month)


@compiled
def age_signs(world: Record, turning: Floats) -> None:
    """Let a month pass over what firms believe of coming turns, (firm, dimension)."""
    expected, lead = world.voices.expected_turning, float(world.requirements.lead)
    for f in range(turning.shape[0]):
        for d in range(turning.shape[1]):
            turning[f, d] = age_turn_odds(turning[f, d], expected, lead)


@compiled
def is_lead_customer(run: Run, interview: int, month: int) -> bool:
    """Return whether the customer in an interview of a member feels ahead of the market."""
    draw = uniform(run.seed[0], _INTERVIEW_LEAD_CUSTOMER, np.uint64(month), np.uint64(interview))
    return bool(draw < run.world[0].requirements.lead_customers)


@compiled
def lead_customers_among(run: Run, asked: int, n: int, month: int) -> int:
    """Return how many of those whom the people of a node ask feel ahead; 0 where these are not kept apart."""
    if not keeps_apart(run.world[0]):
        return 0
    draw = uniform(run.seed[0], _LEAD_CUSTOMERS_ASKED, np.uint64(month), np.uint64(n))
    return int(binomial(asked, run.world[0].requirements.lead_customers, draw))


@compiled
def hear_leads_of_members(
    run: Run, needs: Needs, turning: Floats, roster: Roster, by_member: Integers, month: int
) -> None:
    """Take what lead customers say in the interviews of members as signs.

    Who leads uses already what others will want, so that whoever asks sees whether it differs.
    """
    seed, moment, dimensions, voices = run.seed[0], np.uint64(month), len(needs.reality), run.world[0].voices
    each = weight_of_voice(voices.believed_right_sign)
    for m in roster.member:
        f = roster.employer[m]
        for i in range(by_member[m]):
            number = m * MOST_INTERVIEWS + i
            for d in range(dimensions if is_lead_customer(run, number, month) else 0):
                who = np.uint64(number * dimensions + d)
                if uniform(seed, _INTERVIEW_VOICE, moment, who) < needs.voiced[d]:
                    differs = 1 if needs.turns_at[d] >= 0 else -1
                    sign = uniform(seed, _INTERVIEW_SIGN, moment, who)
                    turning[f, d] += each * voice(differs, voices.right_sign, sign)


@compiled
def hear_leads_of_people(
    run: Run, needs: Needs, turning: Floats, firm: Integers, asked: Integers, month: int
) -> None:
    """Take what lead customers say to all the people for whom the members of nodes stand as signs."""
    each = weight_of_voice(run.world[0].voices.believed_right_sign)
    for n in range(len(asked)):
        leading = lead_customers_among(run, asked[n], n, month)
        if leading > 0:
            said = voices_of_leads(run, needs, leading, n, month)
            add_signs(needs.turns_at, turning[firm[n]], each, said)


@compiled
def add_signs(turns_at: Integers, turning: Floats, each: float, said: Integers) -> None:
    """Add what lead customers said to what a firm believes of coming turns, (dimension,), each voice by its weight.

    Of a requirement that is about to turn, by `turns_at`, (dimension,), they say that it does; of others, that not.
    """
    for d in range(len(said)):
        differs = 1 if turns_at[d] >= 0 else -1
        turning[d] += each * differs * (said[d, 0] - said[d, 1])


@compiled
def voices_of_leads(run: Run, needs: Needs, leading: int, place: int, month: int) -> Integers:
    """Return how many of so many lead customers are understood, and how many are not, (dimension, 2).

    `place` names their draws.
    """
    seed, moment, dimensions = run.seed[0], np.uint64(month), len(needs.reality)
    said = np.zeros((dimensions, 2), np.int64)
    for d in range(dimensions):
        who = np.uint64(place * dimensions + d)
        spoken = binomial(leading, needs.voiced[d], uniform(seed, _LEAD_VOICES, moment, who))
        right = run.world[0].voices.right_sign
        said[d, 0] = binomial(spoken, right, uniform(seed, _LEAD_SIGNS, moment, who))
        said[d, 1] = spoken - said[d, 0]
    return said


@compiled
def lead_users_met(
    run: Run, disruption: Disruption, policies: Policies, is_open: Flags, month: int
) -> Integers:
    """Return how many lead users firms meet in studies, which are spread over the year, (selling firm,)."""
    met = np.zeros(len(is_open), np.int64)
    for f in range(len(is_open)):
        studies = policies.in_force[f].listening.lead_users * disruption.budget[f]
        if is_open[f] and studies > 0.0:
            draw = uniform(run.seed[0], _LEAD_USERS_MET, np.uint64(month), np.uint64(f))
            met[f] = interviews_held(studies * STUDY / 12.0, draw)
    return met


@compiled
def hear_studies(
    run: Run, needs: Needs, knowledge: Knowledge, turning: Floats, met: Integers, month: int
) -> None:
    """Hear lead users in studies: signs of turns, or voices like others where these are not kept apart."""
    apart, each = keeps_apart(run.world[0]), weight_of_voice(run.world[0].voices.believed_right_sign)
    for f in range(len(met)):
        if met[f] > 0:
            said = voices_of_leads(run, needs, met[f], _STUDIES + f, month)
            if apart:
                add_signs(needs.turns_at, turning[f], each, said)
            for d in range(len(said) if not apart else 0):
                wanted = felt_need(int(needs.reality[d]), needs.turns_at[d], True)
                for i in range(said[d, 0] + said[d, 1]):
                    add_voice(knowledge, f, d, wanted if i < said[d, 0] else -wanted)
