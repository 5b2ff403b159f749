"""What is read of members: what they know, in how many camps their values settle, and how near to the leader's."""

from __future__ import annotations

import numpy as np

from tci_sim.analysis.validation.readings import Floats, Probe, Readings, recorded
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean

_MAJOR = 0.05  # share of all members that makes a camp a major one
_SETTLED = 24  # months with the firm after which the leader hardly moves anybody
_APART = 0.02  # gap in values that parts two camps once meetings have done their work


def _knowledge(simulation: Simulation) -> Readings:
    """Read March's (1991, p. 75) knowledge of the code, and of the members, in the last month and on the way."""
    code = recorded(simulation, "firm", "knowledge")
    members = recorded(simulation, "firm", "member_knowledge")
    return {
        "knowledge": float(code[-1]),
        "members_knowledge": float(members[-1]),
        "knowledge_late": float(exact_mean(code[len(code) // 2 :])),
    }


def camps(values: Floats) -> int:
    """Count the camps in which at least a twentieth of all hold nearly the same value.

    Examples
    --------
    >>> camps(np.array([0.2] * 30 + [0.7] * 30 + [0.99]))
    2
    """
    ordered = np.sort(values)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > _APART) + 1)
    return sum(len(group) >= _MAJOR * len(values) for group in groups)


def _camps(simulation: Simulation) -> Readings:
    """Read in how many major camps each of the four values ends; they are four opinions, moved each on its own."""
    members = simulation.state.members
    return {"camps": float(exact_mean([camps(each) for each in members.culture[members.active].T]))}


def _values(simulation: Simulation) -> Readings:
    """Read where the values of members are in the mean, and those of members who came long ago, but in the run."""
    members = simulation.state.members
    settled = members.active & (members.tenure >= _SETTLED) & (members.tenure <= simulation.month)
    return {
        "values": float(exact_mean(members.culture[members.active].ravel())),
        "values_of_settled": float(exact_mean(members.culture[settled].ravel())),
    }


mutual_learning = Probe(_knowledge)
bounded_confidence = Probe(_camps)
socialisation = Probe(_values)
