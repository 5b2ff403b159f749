"""Phase 8, on the side of cost: what projects take out of the work and the processing of a unit.

The share of improvement effort that emphasis does not put on what customers miss looks for what is done in vain. It
finds rework, as in the plan (`plan.py`), and with it work that a unit can do without: members make more, and processing
costs less, towards a floor. Prices follow cost with their markup.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.steps import effort_of_time
from tci_sim.engine.rules.appraisal import cut_cost
from tci_sim.engine.rules.improvement import improvement_rate
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Competence, Places, Work
from tci_sim.engine.state.types import Floats, Record


@compiled
def cut_costs(
    world: Record, places: Places, work: Work, competence: Competence, policies: Policies, tools: Floats,
    processing_left: Floats,
) -> None:  # fmt: skip
    """Let cost projects take work out of a unit in every node, and set what is left of each firm's processing, (firm,).

    It is the mean over its units. Where a unit takes less work, members make more, and improvement adds more to that.
    """
    speed, half_life, floor = world.improving.speed, world.deciding.cost_half_life, world.deciding.cost_floor
    units = np.zeros(len(processing_left))
    processing_left[:] = 0.0
    for n in range(len(work.work_left)):
        levers = policies.in_force[places.firm[n]]
        effort = effort_of_time(world, levers.improvement, work.improvement_time[n])
        effort *= 1.0 - levers.value.emphasis
        rate = improvement_rate(half_life, speed, effort, competence.commitment[n], tools[n])
        left = cut_cost(work.work_left[n], floor, rate)
        work.capability[n] *= work.work_left[n] / left
        work.work_left[n] = left
        processing_left[places.firm[n]] += left
        units[places.firm[n]] += 1.0
    for f in range(len(units)):
        processing_left[f] = processing_left[f] / units[f] if units[f] > 0.0 else 1.0
