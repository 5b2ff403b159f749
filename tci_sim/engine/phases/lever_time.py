"""Part of phase 5: the working time that levers take beside improvement and interviews, where it has its price."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.roster import Roster, members_at
from tci_sim.engine.rules.platform import hours_of_sharing
from tci_sim.engine.rules.prices import HOURS, time_of_culture, time_of_learning
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import Floats, Integers, Record, Signs


@compiled
def time_of_levers(economy: Record, levers: Record, budget: float, platform: float) -> float:
    """Return what share of working time the levers of a firm take of each of its members, as far as it has a budget.

    `platform` is how far its information platform stands.
    """
    culture, learning = levers.culture, levers.learning
    return float(
        time_of_culture(
            culture.meetings, economy.meeting_hours, culture.autonomy, economy.deciding_time,
            culture.formation * budget, economy.formation_hours,
        )
        + time_of_learning(
            levers.improvement.training * budget, economy.training_time, learning.sharing,
            hours_of_sharing(economy.sharing_hours, min(levers.integration.platform, platform)),
        )
        + levers.improvement.standard_work * economy.standard_time
    )  # fmt: skip


@compiled
def time_of_internal_interview(world: Record) -> float:
    """Return the working time of an interview with the next step, of both sides together. [month/interview]."""
    both = 2.0 * world.economy.internal_hours / HOURS
    return float(both if both > 0.0 else world.voices.interview_time)


@compiled
def spend_time_on_levers(
    economy: Record,
    places: Places,
    links: Links,
    policies: Policies,
    platform: Floats,
    budget: Floats,
    spent: Floats,
) -> None:
    """Add what levers take of working time to what is `spent`, at most all of it, (node,).

    `platform` is how far the platforms of firms stand, (firm,).
    """
    joint = time_at_borders(economy, places, links, policies)
    for n in range(len(joint)):
        f = places.firm[n]
        used = time_of_levers(economy, policies.in_force[policies.of_unit[n]], budget[f], platform[f])
        time = used + joint[n]
        spent[n] = min(spent[n] + time, 1.0)


@compiled
def time_at_borders(economy: Record, places: Places, links: Links, policies: Policies) -> Floats:
    """Return what share of time deciding jointly takes on each side of the borders of organisations, (node,)."""
    time = np.zeros(len(places.firm))
    if economy.joint_time > 0.0:
        for e in range(len(links.source)):
            if crosses_organisations(places, links, e):
                buyer = links.target[e]
                joint = policies.in_force[places.firm[buyer]].integration.joint_decision * economy.joint_time
                time[buyer] = max(time[buyer], joint)
                time[links.source[e]] = max(time[links.source[e]], joint)
    return time


@compiled
def internal_time(roster: Roster, node: Integers, target: Integers, held: Integers, nodes: int) -> Floats:
    """Count interviews with next steps for each member who asks, and who asks or is asked, (2, node)."""
    each = np.zeros((2, nodes))
    for i in range(len(held)):
        if held[i] > 0:
            asks, answers = node[i], target[i]
            asked = held[i] / max(len(members_at(roster, asks)), 1)
            each[0, asks] += asked
            each[1, asks] += asked
            each[1, answers] += held[i] / max(len(members_at(roster, answers)), 1)
    return each


@compiled
def learn_new_code(hours: float, firm: Integers, before: Signs, code: Signs, interview_time: Floats) -> None:
    """Take from working time what members need to learn what has changed in their firm's code, (node,).

    `hours` are those of each member for one change.
    """
    for n in range(len(firm) if hours > 0.0 else 0):
        changes = 0
        for d in range(code.shape[1]):
            changes += 1 if code[firm[n], d] != before[firm[n], d] else 0
        interview_time[n] = min(interview_time[n] + changes * hours / HOURS, 1.0)
