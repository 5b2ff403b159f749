"""Part of phases 3 and 8: work on set-ups makes them shorter, batches stay as they are, and members make more.

Work on flow (`flow.py`) takes the other use of shorter set-ups, smaller batches: shorter lead times, no more output.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.improvement import improvement_effort, improvement_rate
from tci_sim.engine.rules.set_ups import shorten_set_ups, work_with_set_ups
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Content
from tci_sim.engine.state.types import Floats, Record


@compiled
def work_left_in_a_unit(world: Record, content: Content, n: int) -> float:
    """Return how much work a unit of output takes in a node, as a share of what it took with set-ups at the start."""
    return float(work_with_set_ups(world.improving.setup_share, content.setups_left[n]))


@compiled
def shares_on_set_ups(world: Record, policies: Policies, flow: Floats) -> Floats:
    """Return what share of improvement effort each node puts into set-ups, out of what flow leaves, (node,)."""
    share = np.zeros(len(flow))
    for n in range(len(flow) if world.improving.setup_share > 0.0 else 0):
        levers = policies.in_force[policies.of_unit[n]].improvement
        share[n] = min(levers.setup_reduction, 1.0 - flow[n])
    return share


@compiled
def reduce_set_ups(world: Record, content: Content, capability: Floats, rates: Floats) -> None:
    """Shorten the set-ups of each node; where a unit takes less work, members make more, (node,)."""
    for n in range(len(rates)):
        if rates[n] > 0.0:
            before = work_left_in_a_unit(world, content, n)
            content.setups_left[n] = shorten_set_ups(content.setups_left[n], rates[n])
            capability[n] *= before / work_left_in_a_unit(world, content, n)


@compiled
def rates_on_set_ups(
    world: Record, attributes: Floats, setups: Floats, time: Floats, tools: Floats
) -> Floats:
    """Return how fast set-ups get shorter, (node,). [1/month].

    `attributes` say how many attributes each node works on, beside which set-ups are one more thing, `setups` the share
    of effort that they get, `time` what is left for projects and `tools` those at hand, all (node,).
    """
    rates, improving = np.zeros(len(setups)), world.improving
    for n in range(len(setups)):
        effort = improvement_effort(time[n], improving.full_effort_time, setups[n], attributes[n] + 1.0)
        rates[n] = improvement_rate(improving.setup_half_life, improving.speed, effort, 1.0, tools[n])
    return rates
