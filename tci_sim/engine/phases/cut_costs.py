"""Phase 8, on the side of cost: what projects take out of the work and the processing of a unit.

The share of improvement effort that emphasis does not put on what customers miss looks for what is done in vain. It
finds rework, as in the plan (`plan.py`), and with it work that a unit can do without: members make more, and processing
costs less, towards a floor. Prices follow cost with their markup.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.steps import effort_on_cost
from tci_sim.engine.rules.appraisal import cut_cost
from tci_sim.engine.rules.improvement import improvement_rate
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Content, Nodes
from tci_sim.engine.state.types import Flags, Floats, Integers, Record


@inlined
def cut_costs(
    world: Record, nodes: Nodes, policies: Policies, tools: Floats, processing_left: Floats
) -> None:
    """Let cost projects take work out of a unit where they can, with the tools at hand, (node,).

    What is left of each firm's processing, (firm,), is set to the mean over its units.
    """
    if world.deciding.cost_floor < 1.0:
        firm, work, left = nodes.places.firm, nodes.work, nodes.content.work_left
        rates = rates_of_cutting(world, work.improvement_time, nodes.competence.commitment, policies, tools)
        take_out_work(world.deciding.cost_floor, work.capability, left, rates)
        set_processing(firm, left, processing_left)


@compiled
def rates_of_cutting(
    world: Record, time: Floats, commitment: Floats, policies: Policies, tools: Floats
) -> Floats:
    """Return how fast cost projects go, by improvement time, commitment and tools of each node, (node,). [1/month]."""
    rates = np.zeros(len(time))
    for n in range(len(time)):
        levers = policies.in_force[policies.of_unit[n]]
        effort = effort_on_cost(world, levers, time[n])
        half_life, speed = world.deciding.cost_half_life, world.improving.speed
        rates[n] = improvement_rate(half_life, speed, effort, commitment[n], tools[n])
    return rates


@compiled
def take_out_work(floor: float, capability: Floats, work_left: Floats, rates: Floats) -> None:
    """Take work out of a unit in every node; where a unit takes less of it, members make more, (node,)."""
    for n in range(len(rates)):
        left = cut_cost(work_left[n], floor, rates[n])
        capability[n] *= work_left[n] / left
        work_left[n] = left


@compiled
def set_processing(firm: Integers, work_left: Floats, processing_left: Floats) -> None:
    """Set what is left of each firm's processing to the mean of what is left of work in its units."""
    units, total = np.zeros(len(processing_left)), np.zeros(len(processing_left))
    for n in range(len(firm)):
        total[firm[n]] += work_left[n]
        units[firm[n]] += 1.0
    for f in range(len(units)):
        processing_left[f] = total[f] / units[f] if units[f] > 0.0 else 1.0


@compiled
def restore_work(entering: Flags, firm: Integers, content: Content) -> None:
    """Let units of entrants, (selling firm,), take as much work, and as long set-ups, as units did at the start."""
    for n in range(len(firm)):
        if firm[n] < len(entering) and entering[firm[n]]:
            content.work_left[n] = 1.0
            content.setups_left[n] = 1.0
