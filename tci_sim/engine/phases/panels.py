"""Customers who take part: who they are, what they say in panels that look for ideas, and what they ask for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.rules.listening import interviews_held, panel_weight, share_seated, stages_joined
from tci_sim.engine.rules.prices import binomial, voices_of_right_sign
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Integers, Record

_PARTICIPANT_WEIGHT = np.uint64(Decision.PARTICIPANT_WEIGHT)
_PANEL_HELD = np.uint64(Decision.PANEL_HELD)
_PANEL_VOICES = np.uint64(Decision.PANEL_VOICES)
_PANEL_SIGNS = np.uint64(Decision.PANEL_SIGNS)


class Panels(NamedTuple):
    """The panels that look for ideas this month."""

    people: Integers
    """Customers who sit in them, (selling firm,)."""
    segment: Integers
    """Segment that a narrow panel comes from, (selling firm,)."""
    breadth: Floats
    """How well they stand for all customers, (selling firm,)."""


class Developed(NamedTuple):
    """What each firm decides with customers about what its units do."""

    share: Floats
    """Share of a change that goes where they ask, (firm, dimension)."""
    asked: Floats
    """What they ask for in the mean, -1 to 1, (firm, dimension)."""
    pace: Floats
    """How fast practice follows, as a share of how fast it would without them, (firm,)."""


@compiled
def stages_of(participation: Record) -> float:
    """Return in how many stages customers take part, each as far as they do."""
    p = participation
    return float(stages_joined(p.share, p.ideation, p.development, p.launch))


@compiled
def segment_of_panel(seed: np.uint64, segments: int, firm: int) -> int:
    """Return the segment that a firm's participants come from as far as they are narrow: drawn once, and kept."""
    drawn = uniform(seed, _PARTICIPANT_WEIGHT, np.uint64(0), np.uint64(firm))
    return int(pick(segments, drawn))


@compiled
def panels_held(run: Run, budget: Floats, policies: Policies, customers: Integers, month: int) -> Panels:
    """Seat customers in the panels of each firm, as far as it has a `budget`, (organisation,), and customers.

    `customers` are those of each firm, (selling firm + 1, segment).
    """
    firms, segments = customers.shape[0] - 1, customers.shape[1]
    panels = Panels(np.zeros(firms, np.int64), np.zeros(firms, np.int64), np.zeros(firms))
    for f in range(firms):
        seats, own = policies.in_force[f].listening.participation, float(over_segments(customers, f))
        if seats.ideation > 0.0 and own > 0.0:
            share = share_seated(seats.ideation * budget[f], run.world[0].voices.panel, own)
            draw = uniform(run.seed[0], _PANEL_HELD, np.uint64(month), np.uint64(f))
            panels.people[f] = interviews_held(share * own, draw)
            panels.segment[f] = segment_of_panel(run.seed[0], segments, f)
            panels.breadth[f] = seats.breadth
    return panels


@compiled
def agreed_in_panel(agreed: float, apart: int, segment: int, breadth: float) -> float:
    """Return what share of a panel asks for what most customers ask for, `agreed` of them all.

    `apart` is the segment that asks for the opposite, and `segment` the one that a narrow panel comes from.
    """
    return float(panel_weight(agreed, 0.0 if apart == segment else 1.0, breadth))


@compiled
def hear_panels(
    run: Run, needs: Needs, apart: Integers, panels: Panels, knowledge: Knowledge, month: int
) -> None:
    """Add to the evidence what panels say of every need; `apart` is who asks for the opposite, (dimension,)."""
    seed, moment, world, dimensions = run.seed[0], np.uint64(month), run.world[0], len(needs.reality)
    for f in range(len(panels.people)):
        for d in range(dimensions if panels.people[f] > 0 else 0):
            who, wanted = np.uint64(f * dimensions + d), int(needs.reality[d])
            chance = min(1.0, world.partnership.panel_depth * needs.voiced[d])
            voices = binomial(panels.people[f], chance, uniform(seed, _PANEL_VOICES, moment, who))
            agreed = agreed_in_panel(needs.agreed[d], apart[d], panels.segment[f], panels.breadth[f])
            each = voices_of_right_sign(world.voices.right_sign, 1.0 - agreed, True)
            turning = bool(needs.turns_at[d] >= 0)
            right = voices_of_right_sign(each, world.requirements.lead_customers, turning)
            understood = binomial(voices, right, uniform(seed, _PANEL_SIGNS, moment, who))
            knowledge.voices[f, d] += wanted * (2 * understood - voices)
            knowledge.voice_weight[f, d] += voices


@compiled
def develop_with_customers(
    run: Run, needs: Needs, share: Floats, apart: Integers, segments: int, policies: Policies, selling: int
) -> Developed:
    """Return what selling firms decide with customers about what their units do; suppliers decide nothing so.

    `share` is what goes where customers ask if they decide all with the firm, (attribute,), and `apart` the one of the
    `segments` that asks for the opposite, (dimension,).
    """
    firms, dimensions = len(policies.in_force), len(needs.reality)
    developed = Developed(np.zeros((firms, dimensions)), np.zeros((firms, dimensions)), np.ones(firms))
    for f in range(selling):
        seats = policies.in_force[f].listening.participation
        developed.pace[f] = 1.0 - run.world[0].partnership.development_slows * seats.development
        panel = segment_of_panel(run.seed[0], segments, f)
        for d in range(dimensions):
            agreed = agreed_in_panel(needs.agreed[d], apart[d], panel, seats.breadth)
            developed.share[f, d] = seats.development * share[needs.attribute[d]]
            developed.asked[f, d] = needs.reality[d] * (2.0 * agreed - 1.0)
    return developed
