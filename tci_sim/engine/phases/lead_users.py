"""Phase 5, ahead of time: customers who feel needs ahead of the market tell a firm what will turn."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.evidence import add_voice, keeps_apart
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.ahead import STUDY, age_turn_odds
from tci_sim.engine.rules.listening import felt_need, interviews_held, weight_of_voice
from tci_sim.engine.rules.prices import binomial
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import Flags, Record

_LEAD_CUSTOMERS_ASKED = np.uint64(Decision.LEAD_CUSTOMERS_ASKED)
_LEAD_USERS_MET = np.uint64(Decision.LEAD_USERS_MET)
_LEAD_VOICES = np.uint64(Decision.LEAD_VOICES)
_LEAD_SIGNS = np.uint64(Decision.LEAD_SIGNS)

_STUDIES = 1 << 32
"""Where the numbers that name the draws of studies begin, beyond those of nodes."""


@compiled
def age_signs(world: Record, knowledge: Knowledge) -> None:
    """Let a month pass over what firms believe of coming turns."""
    expected, lead = world.voices.expected_turning, float(world.requirements.lead)
    for f in range(knowledge.turning.shape[0] if keeps_apart(world) else 0):
        for d in range(knowledge.turning.shape[1]):
            knowledge.turning[f, d] = age_turn_odds(knowledge.turning[f, d], expected, lead)


@compiled
def add_sign(world: Record, needs: Needs, knowledge: Knowledge, firm: int, d: int, heard: int) -> None:
    """Take what a lead customer was heard to want as a sign: what others do not want yet will turn.

    Who leads uses already what others will want, so that whoever asks sees whether it differs.
    """
    each = weight_of_voice(world.voices.believed_right_sign)
    knowledge.turning[firm, d] += -each if heard == needs.reality[d] else each


@compiled
def lead_customers_among(run: Run, asked: int, n: int, month: int) -> int:
    """Return how many of those whom the people of a node ask feel ahead; 0 where these are not kept apart."""
    if not keeps_apart(run.world[0]):
        return 0
    draw = uniform(run.seed[0], _LEAD_CUSTOMERS_ASKED, np.uint64(month), np.uint64(n))
    return int(binomial(asked, run.world[0].requirements.lead_customers, draw))


@compiled
def hear_lead_customers(
    run: Run, needs: Needs, knowledge: Knowledge, firm: int, leading: int, place: int, month: int
) -> None:
    """Hear so many customers who feel ahead: signs of turns, or voices like others where these are not kept apart.

    `place` names their draws.
    """
    seed, moment, voices = run.seed[0], np.uint64(month), run.world[0].voices
    apart, dimensions = keeps_apart(run.world[0]), len(needs.reality)
    for d in range(dimensions if leading > 0 else 0):
        who = np.uint64(place * dimensions + d)
        spoken = binomial(leading, needs.voiced[d], uniform(seed, _LEAD_VOICES, moment, who))
        understood = binomial(spoken, voices.right_sign, uniform(seed, _LEAD_SIGNS, moment, who))
        wanted = felt_need(int(needs.reality[d]), needs.turns_at[d], True)
        for i in range(spoken):
            heard = wanted if i < understood else -wanted
            if apart:
                add_sign(run.world[0], needs, knowledge, firm, d, heard)
            else:
                add_voice(knowledge, firm, d, heard)


@compiled
def study_lead_users(
    run: Run,
    disruption: Disruption,
    needs: Needs,
    policies: Policies,
    knowledge: Knowledge,
    is_open: Flags,
    month: int,
) -> None:
    """Let firms on the market meet the lead users of their studies, which are spread over the year."""
    for f in range(len(is_open)):
        studies = policies.in_force[f].listening.lead_users * disruption.budget[f]
        if is_open[f] and studies > 0.0:
            draw = uniform(run.seed[0], _LEAD_USERS_MET, np.uint64(month), np.uint64(f))
            met = interviews_held(studies * STUDY / 12.0, draw)
            hear_lead_customers(run, needs, knowledge, f, met, _STUDIES + f, month)
