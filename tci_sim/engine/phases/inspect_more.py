"""Part of phase 7: what a step of inspection finds, for the plan that appraises it.

A firm knows its own process: through how many of its steps what is made wrong at each of them still goes, and what
share of it each one finds. What was made early is looked for often, and what is made late is hardly looked for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.appraise import Situation, Step
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.market import Attributes
from tci_sim.engine.state.nodes import Competence, Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import Floats, Integers, Record


class Finds(NamedTuple):
    """What a firm knows of its inspection."""

    made: Floats
    """Share of what is made wrong that still goes through so many steps of the firm, (steps,)."""
    right: float
    """Share of it that a step finds which inspects fully. [-]"""
    steps: float
    """Steps through which goods pass. [node]"""
    rework: float
    """Share of working time that rework takes now. [-]"""
    felt: float
    """What customers miss of what can be inspected. [quality]"""


@compiled
def steps_passed(places: Places, links: Links, f: int) -> Integers:
    """Count the steps of a firm that inspect what is made at each node, its own included, (node,).

    Nodes stand up-stream first. What suppliers make passes the steps from where it comes in.
    """
    passed = np.zeros(len(places.firm), np.int64)
    for n in range(len(passed) - 1, -1, -1):
        for place in range(links.first_out[n], links.first_out[n + 1]):
            passed[n] = max(passed[n], passed[links.target[links.out[place]]])
        if places.firm[n] == f:
            passed[n] += 1
    return passed


@compiled
def made_wrong(places: Places, attributes: Attributes, weight: Floats, passed: Integers, f: int) -> Floats:
    """Share out what can be made wrong and inspected by the steps that it still goes through, (steps,).

    What the firm itself does not make comes in with what passes most of them.
    """
    made = np.zeros(len(passed) + 1)
    most = 0
    for n in range(len(passed)):
        most = max(most, passed[n]) if places.firm[n] == f else most
    for a in range(len(weight)):
        if attributes.inspectable[a]:
            bought = 1.0
            for n in range(len(passed)):
                if places.firm[n] == f:
                    made[passed[n]] += weight[a] * places.contribution[n, a]
                    bought -= places.contribution[n, a]
            made[most] += weight[a] * max(0.0, bought)
    return made


@compiled
def share_right(places: Places, competence: Competence, attributes: Attributes, f: int) -> float:
    """Return what share of what is wrong the steps of a firm would find if they inspected fully, in the mean."""
    right, cases = 0.0, 0.0
    for n in range(len(places.firm)):
        for a in range(len(attributes.inspectable)):
            if places.firm[n] == f and attributes.inspectable[a]:
                right += competence.right[n, a]
                cases += 1.0
    return right / cases if cases > 0.0 else 0.0


@compiled
def steps_of_goods(places: Places, f: int) -> float:
    """Count the nodes of a firm through which goods pass."""
    steps = 0.0
    for n in range(len(places.firm)):
        steps += 1.0 if places.firm[n] == f and places.carries_goods[n] else 0.0
    return steps


@compiled
def let_through(made: Floats, found: float) -> float:
    """Return how much of what is made wrong comes through steps that find a share of it each."""
    through, left = 0.0, 1.0
    for steps in range(len(made)):
        through += made[steps] * left
        left *= 1.0 - found
    return through


@compiled
def step_of_inspection(world: Record, s: Situation, finds: Finds, old: float, new: float) -> Step:
    """Return what it changes to inspect `new` instead of `old`; rework grows with what is found."""
    before, after = let_through(finds.made, old * finds.right), let_through(finds.made, new * finds.right)
    found = 1.0 - after / before if before > 0.0 else 0.0
    busy = finds.rework * (new / old - 1.0) / s.pay.working if old > 0.0 else 0.0
    units = s.business.volume * finds.steps
    money = world.economy.price * world.economy.inspection_cost * (new - old) * units
    felt = found * finds.felt
    return Step(0.0, 0.0, 0.0, 0.0, busy, 0.0, found, felt, 0.0, 0.0, 0.0, 0.0, money, 0.0)


@compiled
def mean_rework(
    improving: Record, places: Places, reworked: Floats, passed: Floats, work: Work, staff: Staff, f: int
) -> float:
    """Return what share of working time a firm spends on rework, in the mean over members; work in vain left out.

    `reworked` is the share of output that was found and put right, `passed` the first-pass yield, both (node,).
    """
    total, members = 0.0, 0.0
    for n in range(len(places.firm)):
        if places.firm[n] == f:
            found = reworked[n] * improving.rework_time
            in_vain = (1.0 - passed[n]) * improving.defect_waste
            part = found / (found + in_vain) if in_vain > 0.0 else 1.0
            total += staff.headcount[n] * work.rework_time[n] * part
            members += staff.headcount[n]
    return total / max(members, 1.0)
