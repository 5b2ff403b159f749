"""How large everything is at the start, by machine code: what follows from demand at the outlets, up the network.

All of it depends on uncertainties and on no chance. Whoever calls gives arrays, which are filled.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.ahead import turn_odds_at_rest
from tci_sim.engine.state.edges import Flows, Links
from tci_sim.engine.state.firms import Costs
from tci_sim.engine.state.goods import Demand, Production
from tci_sim.engine.state.nodes import Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record
from tci_sim.world.exact_sum import exact_sum
from tci_sim.world.prices_at_rest import SLOWEST, on_the_curve, taught

_LEAST_UPKEEP = 0.01
"""Upkeep of capability from which is worked out what a month of improvement adds: by nothing at all it cannot be."""


class Throughput(NamedTuple):
    """What passes through each node at the start, and where it goes."""

    links: Links
    places: Places
    demand: Floats
    """What is asked for at each node by customers, and whoever else buys, (node,). [unit/month]"""
    flow: Floats
    """What passes through each node, (node,). [unit/month]"""


@compiled
def starting_demand(units: float, elsewhere: float, share: Floats, places: Places) -> Floats:
    """Return the units a month that are asked for at each node at the start, (node,).

    All customers ask for so many `units` together, at each firm by its `share` of them, (selling firm,), and whoever
    else buys for so many more at each outlet.
    """
    demand = np.zeros(len(places.firm))
    for n in range(len(demand)):
        f = places.firm[n]
        if places.outlet[n] and f < len(share):
            demand[n] = units * share[f] * places.outlet_share[n] + elsewhere
    return demand


@compiled
def starting_flow(links: Links, demand: Floats) -> Floats:
    """Pass demand at the outlets up the network: units a month through each node, (node,).

    What a node makes is what the nodes it serves with goods need of it; work is sized to the largest of them.
    """
    flow = demand.copy()
    for n in range(len(flow) - 1, -1, -1):
        for k in range(links.first_out[n], links.first_out[n + 1]):
            e = links.out[k]
            need = flow[links.target[e]]
            flow[n] = flow[n] + need * links.units[e] / 1000 if links.goods[e] else max(flow[n], need)
    return flow


@compiled
def starting_volume(
    links: Links, firm: Integers, selling: int, flow: Floats, demand: Floats, volume: Floats
) -> None:
    """Fill the units a month that each organisation hands over: to customers, or from where goods leave it.

    A supplier that hands over no goods counts by the largest of what its nodes work for. `firm` is that of each node,
    and `volume` is of each organisation.
    """
    most = np.zeros(len(volume))
    volume[:] = 0.0
    for n in range(len(firm)):
        f, leaves = firm[n], False
        for k in range(links.first_out[n], links.first_out[n + 1]):
            e = links.out[k]
            leaves |= links.goods[e] and firm[links.target[e]] != f
        if f < selling:
            volume[f] += demand[n]
        else:
            volume[f] += flow[n] if leaves else 0.0
            most[f] = max(most[f], flow[n])
    for f in range(len(volume)):
        volume[f] = volume[f] if volume[f] > 0.0 else most[f]


@compiled
def size_firms(economy: Record, selling: int, worth: Floats, markup: float, costs: Costs) -> None:
    """Let prices cover costs, and experience be that of years at the starting `volume`, which is in `costs`.

    `worth` is what a unit of each organisation costs at the start, in what customers pay for one, (organisation,).
    """
    costs.price[:] = economy.price * worth
    costs.unit_cost[:] = economy.price / (1.0 + markup) * worth
    costs.starting_unit_cost[:] = costs.unit_cost
    costs.starting_volume[:] = costs.volume
    costs.overhead_volume[:] = costs.volume
    fading = max(1.0 - economy.experience_keep, SLOWEST)
    costs.experience[:] = taught(costs.volume, selling, economy.spill_over) / fading
    costs.starting_experience[:] = on_the_curve(costs.experience, selling, economy.common_curve == 1)


@compiled
def pay_nodes(
    economy: Record, chain: Integers, staff: Staff, links: Links, flow: Floats, demand: Floats, places: Places
) -> None:
    """Set wages and what is bought outside in proportion to the flow, (node,).

    Each `chain`, by number, (node,), is in balance by itself, so that a unit costs in it what it costs in the others.
    """
    outside = takes_from_outside(links, places)
    for c in range(chain.max() + 1):
        there = chain == c
        total = max(exact_sum(demand[there]), 1e-300)
        bought = max(exact_sum(flow[outside & there]), 1e-300)
        staff_in_chain = exact_sum((staff.headcount * flow)[there]) / total
        for n in range(len(chain)):
            if there[n]:
                wage = (
                    economy.labour * economy.price * flow[n] / staff_in_chain if staff_in_chain > 0.0 else 0.0
                )
                material = economy.materials * economy.price * total / bought if outside[n] else 0.0
                places.wage[n] = np.int64(np.floor(wage * MICRO + 0.5))
                places.material_cost[n] = np.int64(np.floor(material * MICRO + 0.5))
    places.starting_flow[:] = flow


@compiled
def takes_from_outside(links: Links, places: Places) -> Flags:
    """Return which nodes goods pass through that no node sends goods to, (node,)."""
    outside = places.carries_goods.copy()
    for e in range(len(links.source)):
        if links.goods[e] and links.source[e] >= 0:
            outside[links.target[e]] = False
    return outside


@compiled
def size_nodes(world: Record, staff: Staff, time: Floats, flow: Floats, work: Work) -> None:
    """Give units the capability that the flow needs, where they spend so much `time` on improvement, (node,)."""
    improving = world.improving
    for n in range(len(flow)):
        normal = staff.headcount[n] * (1.0 - time[n]) * world.economy.normal_use
        work.capability[n] = flow[n] / normal if staff.headcount[n] > 0 else 0.0
        upkeep = max(improving.capability_given + time[n], _LEAST_UPKEEP)
        work.capability_gain[n] = work.capability[n] * improving.capability_fading / upkeep


@compiled
def fill_edges(links: Links, flow: Floats, flows: Flows) -> None:
    """Let goods be on the way as in a steady state: a month's flow in every month of the lead time."""
    flows.pipeline[:] = 0
    for e in range(len(links.target)):
        if links.goods[e]:
            units = flow[links.target[e]] * links.units[e] / 1000 * MICRO
            flows.pipeline[e, : links.lead_time[e]] = np.int64(units)
        flows.shipped_total[e] = flows.pipeline[e].sum()


@compiled
def fill_shelves(
    links: Links, shipped: Integers, flow: Floats, demand: Demand, production: Production
) -> None:
    """Fill the shelves and the memory of demand as if the flow had gone on for years.

    `shipped` is what is on its way along each edge, (edge,).
    """
    for n in range(len(flow)):
        units = np.int64(np.floor(flow[n] * MICRO))
        demand.total[n] = demand.seen[n] = units
        demand.window[n] = units
        demand.forecast[n] = flow[n]
        production.made[n] = production.capacity[n] = units
        production.inventory[n] = production.made_total[n] = units // 2
    for e in range(len(links.source)):
        if links.source[e] >= 0:
            production.made_total[links.source[e]] += shipped[e]


@compiled
def turning_at_start(world: Record) -> float:
    """Return the log-odds that a requirement is about to turn, as firms see it; 0 where nobody says so apart."""
    if world.requirements.leads_apart == 0 or world.requirements.lead == 0:
        return 0.0
    return float(turn_odds_at_rest(world.voices.expected_turning, float(world.requirements.lead)))
