"""Phase 5, what all ways of listening share: voices that become evidence, scores, and what mean customers feel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import uniform
from tci_sim.engine.rules.ahead import turning_now
from tci_sim.engine.rules.listening import (
    adopt_heard_need,
    age_log_odds,
    evidence,
    evidence_of_odds,
    surveyed_shortfall,
    update_estimate,
    weight_of_voice,
)
from tci_sim.engine.rules.prices import voices_of_right_sign
from tci_sim.engine.state.firms import Knowledge
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Heard
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import FIXED, LEARNING, Floats, Integers, Record

MOST_ATTRIBUTES = 16
"""Room for the attributes of one who is asked, in the numbers that name draws."""

MOST_INTERVIEWS = 32
"""Room for the interviews of one member in a month, in the numbers that name draws."""


class Interview(NamedTuple):
    """One interview."""

    receiver: int
    """Member who asks."""
    firm: int
    """Firm that takes as evidence what is voiced; below 0: none."""
    number: int
    """Number that names its draws."""
    month: int


@compiled
def keeps_apart(world: Record) -> bool:
    """Return whether what lead customers say is kept apart, as a sign of what will turn."""
    return bool(world.requirements.leads_apart == 1 and world.requirements.lead > 0)


@compiled
def forget_voices(run: Run, knowledge: Knowledge, turning: Floats, heard: Heard) -> None:
    """Let voices lose weight, so that the newest count most.

    Where they are weighed as log-odds, what was heard loses as much as a month in which needs may turn takes from it:
    more of what is sure than of what is not, and of what lead customers say will turn, which `turning` are the log-odds
    of, (firm, dimension).
    """
    voices = run.world[0].voices
    keep = voices.evidence_keep
    each = weight_of_voice(voices.believed_right_sign)
    apart, lead = keeps_apart(run.world[0]), float(run.world[0].requirements.lead)
    for f in range(knowledge.voices.shape[0]):
        for d in range(knowledge.voices.shape[1]):
            if voices.log_odds == 1:
                turns = voices.expected_turning
                if apart:
                    turns = turning_now(turning[f, d], lead)
                aged = age_log_odds(knowledge.voices[f, d] * each, turns)
                knowledge.voices[f, d] = aged / each
            else:
                knowledge.voices[f, d] *= keep
            knowledge.voice_weight[f, d] *= keep
    for n in range(len(heard.weight)):
        heard.weight[n] *= keep


@compiled
def add_voice(knowledge: Knowledge, firm: int, dimension: int, heard: int) -> None:
    """Put one voice into a firm's evidence."""
    knowledge.voices[firm, dimension] += heard
    knowledge.voice_weight[firm, dimension] += 1.0


@compiled
def evidence_of(voices: Record, knowledge: Knowledge, firm: int, dimension: int) -> float:
    """Return a firm's evidence on a requirement, -1 to 1, by the one way of weighing voices that the world has."""
    if voices.log_odds == 1:
        each = weight_of_voice(voices.believed_right_sign)
        return float(evidence_of_odds(knowledge.voices[firm, dimension] * each))
    return float(evidence(knowledge.voices[firm, dimension], knowledge.voice_weight[firm, dimension]))


@compiled
def share_unknown(voices: Record, knowledge: Knowledge, firm: int) -> float:
    """Return what share of needs is still unknown to a firm.

    In a fading mean one voice makes half a need known, two make two thirds, whatever they say; in log-odds a
    need is known as far as there is evidence on it.
    """
    total, dimensions = 0.0, knowledge.voice_weight.shape[1]
    for d in range(dimensions):
        if voices.log_odds == 1:
            total += 1.0 - abs(evidence_of(voices, knowledge, firm, d))
        else:
            total += 1.0 / (1.0 + knowledge.voice_weight[firm, d])
    return float(total / dimensions)


@compiled
def understood(voices: Record, needs: Needs, dimension: int) -> float:
    """Return the chance that what one of all customers voices has the sign that most of them ask for."""
    return float(voices_of_right_sign(voices.right_sign, 1.0 - needs.agreed[dimension], True))


@compiled
def move_belief(
    voices: Record, members: Members, member: int, dimension: int, heard: int, draw: float
) -> None:
    """Let what a member heard move the member's own belief."""
    belief = int(members.belief[member, dimension])
    learning = members.culture[member, LEARNING]
    members.belief[member, dimension] = adopt_heard_need(belief, heard, voices.uptake, learning, draw)


@compiled
def mean_shortfall(perceived: Integers, customers: Integers) -> Floats:
    """Return how far each attribute falls short of the need for a firm's mean customer, (selling firm, attribute).

    Short of the need, not of the expectation: expectations follow what is delivered until nothing seems to be
    missing, whatever is delivered.
    """
    firms = perceived.shape[0] - 1
    shortfall = np.zeros((firms, perceived.shape[1]))
    for f in range(firms):
        felt = over_segments(customers, f)
        if felt > 0:
            for a in range(perceived.shape[1]):
                shortfall[f, a] = 1.0 - perceived[f, a] / FIXED / felt
    return shortfall


@compiled
def mean_weight(weight: Floats, customers: Integers, firm: int, attribute: int) -> float:
    """Return what an attribute weighs with a firm's mean customer."""
    total = 0.0
    for s in range(weight.shape[0]):
        total += customers[firm, s] * weight[s, attribute]
    return total / max(over_segments(customers, firm), 1)


@compiled
def ask_scores(
    run: Run, shortfall: Floats, answers: int, bias: float, decision: np.uint64, asked: int, month: int
) -> Floats:
    """Ask some people how far each attribute falls short, (attribute,); `asked` names the draws of all of them."""
    noise = run.world[0].voices.score_noise
    scores = np.zeros(len(shortfall))
    for a in range(len(shortfall)):
        who = np.uint64(asked * MOST_ATTRIBUTES + a)
        draw = uniform(run.seed[0], decision, np.uint64(month), who)
        scores[a] = surveyed_shortfall(shortfall[a], bias, noise, answers, draw)
    return scores


@compiled
def add_scores(estimate: Floats, scores: Floats, answers: int, keep: float) -> None:
    """Let scores move an estimate of what falls short, (attribute,)."""
    for a in range(len(estimate)):
        estimate[a] = update_estimate(estimate[a], scores[a], answers, keep)
