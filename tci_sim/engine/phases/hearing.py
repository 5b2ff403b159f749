"""Phase 5, what all ways of listening share: needs, voices that become evidence, and scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.present import over_segments
from tci_sim.engine.randomness import uniform
from tci_sim.engine.rules.listening import heard_shortfall, take_in
from tci_sim.engine.state.types import FIXED, Floats, Integers, Record, Signs

MOST_ATTRIBUTES = 16
"""Room for the attributes of one who is asked, in the numbers that name draws."""


class Needs(NamedTuple):
    """What may be voiced."""

    reality: Signs
    """What each dimension asks for, (dimension,)."""
    turns_at: Integers
    """Month in which it is about to turn; -1: none in sight, (dimension,)."""
    voiced: Floats
    """Chance that an interview brings it up, (dimension,)."""


class Evidence(NamedTuple):
    """What firms have heard."""

    voices: Floats
    """Decaying sum of signs heard, (firm, dimension)."""
    weight: Floats
    """Decaying number of voices heard, (firm, dimension)."""


@compiled
def add_voice(evidence: Evidence, firm: int, dimension: int, heard: int) -> None:
    """Put one voice into a firm's evidence."""
    evidence.voices[firm, dimension] += heard
    evidence.weight[firm, dimension] += 1.0


@compiled
def forget_voices(evidence: Evidence, heard_weight: Floats, keep: float) -> None:
    """Let voices lose weight, so that the newest count most."""
    for f in range(evidence.voices.shape[0]):
        for d in range(evidence.voices.shape[1]):
            evidence.voices[f, d] *= keep
            evidence.weight[f, d] *= keep
    for n in range(len(heard_weight)):
        heard_weight[n] *= keep


@compiled
def mean_shortfall(perceived: Integers, customers: Integers) -> Floats:
    """Say how far each attribute falls short of the need for a firm's mean customer, (selling firm, attribute).

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
    """Say what an attribute weighs with a firm's mean customer."""
    total = 0.0
    for s in range(weight.shape[0]):
        total += customers[firm, s] * weight[s, attribute]
    return total / max(over_segments(customers, firm), 1)


@compiled
def ask_scores(
    seed: np.uint64,
    voices: Record,
    shortfall: Floats,
    bias: float,
    answers: int,
    decision: np.uint64,
    asked: int,
    month: int,
) -> Floats:
    """Ask some people how far each attribute falls short, (attribute,)."""
    scores = np.empty(len(shortfall))
    for a in range(len(shortfall)):
        draw = uniform(seed, decision, np.uint64(month), np.uint64(asked * MOST_ATTRIBUTES + a))
        scores[a] = heard_shortfall(shortfall[a], bias, voices.score_noise, answers, draw)
    return scores


@compiled
def add_scores(estimate: Floats, scores: Floats, answers: int, keep: float) -> None:
    """Let scores move an estimate of what falls short, (attribute,)."""
    for a in range(len(estimate)):
        estimate[a] = take_in(estimate[a], scores[a], answers, keep)
