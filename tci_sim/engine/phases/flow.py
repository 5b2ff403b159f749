"""Part of phases 2, 3 and 8: how long goods are on the way, and how work on flow and redesigns shorten that."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.improvement import improvement_effort, improvement_rate
from tci_sim.engine.rules.lead_time import redesign_lead_time, shorten_lead_time, time_on_the_way
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import Floats, Record


@compiled
def months_on_the_way(links: Links, lead_time: Floats, e: int) -> float:
    """Return how long goods are on the way along an edge now, where nodes take such shares of it, (node,). [month]."""
    source = links.source[e]
    giver = lead_time[source] if source >= 0 else 1.0
    return float(time_on_the_way(int(links.lead_time[e]), giver, lead_time[links.target[e]]))


@compiled
def shares_on_flow(world: Record, places: Places, links: Links, policies: Policies) -> Floats:
    """Return what share of improvement effort each node puts into flow; 0 where nothing is on the way, (node,)."""
    share = np.zeros(len(places.firm))
    for e in range(len(links.source) if world.improving.lead_times == 1 else 0):
        if links.goods[e] and links.lead_time[e] > 0:
            for n in (links.source[e], links.target[e]):
                if n >= 0:
                    share[n] = policies.in_force[policies.of_unit[n]].improvement.flow
    return share


@compiled
def shorten_lead_times(
    world: Record, lead_time: Floats, attributes: Floats, flow: Floats, time: Floats, tools: Floats
) -> None:
    """Let work on flow shorten lead times, as far as there are time and tools for it.

    `lead_time` are the shares of lead times that nodes still take, `attributes` how many attributes each works on,
    beside which flow is one more thing, `flow` the share of effort that it gets, `time` what is left for projects
    and `tools` those at hand, all (node,).
    """
    improving = world.improving
    for n in range(len(flow)):
        if flow[n] > 0.0:
            effort = improvement_effort(time[n], improving.full_effort_time, flow[n], attributes[n] + 1.0)
            rate = improvement_rate(improving.lead_time_half_life, improving.speed, effort, 1.0, tools[n])
            lead_time[n] = shorten_lead_time(lead_time[n], improving.lead_time_floor, rate)


@compiled
def finish_redesigns(world: Record, lead_time: Floats, depth: Floats, before: Floats, now: Floats) -> None:
    """Let redesigns that are done now, and were not `before`, shorten the lead times of their nodes at once, (node,).

    `lead_time` are the shares of lead times that nodes still take, and `depth` how deep redesigns go, (node,).
    """
    for n in range(len(lead_time) if world.improving.lead_times == 1 else 0):
        if before[n] < 1.0 <= now[n]:
            lead_time[n] = redesign_lead_time(lead_time[n], world.improving.lead_time_floor, depth[n])
