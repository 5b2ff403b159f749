"""Part of phase 7: suppliers set their improvement time by what the gains shared with them are worth.

A supplier that is paid the share s of what fewer defects save its buyers sets the time T for which

    s B(T) - w T (1 + k T)

is largest, and never less than its policy has; one that improves nothing at all does not begin to. B is what it expects
its own defects to fall by over its horizon, at what they cost its buyers, w its wages and k `dearer_time`. It expects
what its tools, commitment and half-lives give, and does not foresee that needs turn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations, mean_weights, over_all_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.gain_sharing import Gains, finished_from, kept_for_a_unit
from tci_sim.engine.phases.improve import half_lives, knowledge_used, tools_at_hand
from tci_sim.engine.phases.invest import monthly_discount
from tci_sim.engine.phases.partners import joint_decisions
from tci_sim.engine.phases.plan import works_on
from tci_sim.engine.rules.governance import cost_of_answer, discounted_sum, worth_of_falling
from tci_sim.engine.rules.improvement import improvement_effort, improvement_rate
from tci_sim.engine.rules.prices import time_for_projects
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Floats, Record

_STEP = 0.01


class Prospect(NamedTuple):
    """What one node of a supplier expects of improvement time."""

    wages: float
    """Wages of its members. [currency/month]"""
    commitment: float
    """How far it stands behind improvement, 0..1."""
    hands: float
    """Attributes that it works on. [attribute]"""
    stake: Floats
    """What its own defects cost its buyers, as far as they share it, (attribute,). [currency/month]"""
    priority: Floats
    """Share of its effort, (attribute,)."""
    half_life: Floats
    """(attribute,). [month]"""
    knowledge: Floats
    """How far its projects do good, (attribute,)."""


@inlined
def answer_gains(
    run: Run, market: Market, staff: Staff, nodes: Nodes, edges: Edges, firms: Firms, sums: Sums, books: Books,
    planned: Floats,
) -> None:  # fmt: skip
    """Let suppliers plan the improvement time that pays them best, where they answer the gains shared with them."""
    world, places, links, policies = run.world[0], nodes.places, edges.links, firms.policies
    if world.partnership.suppliers_answer == 1:
        customers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
        kept = kept_for_a_unit(policies, firms.estimates, books.worth, customers)
        gains = Gains(world.economy.warranty, firms.costs.price, kept)
        finished = finished_from(places, links, edges.flows.delivered)
        shared = shared_for_defects(gains, places, links, finished, policies)
        tools = tools_at_hand(places, nodes.competence.know_how, links, policies)
        joint = joint_decisions(places, links, policies)
        months = half_lives(world, market.attributes.half_life, places, nodes.work, policies, joint)
        knowledge = knowledge_used(world, places, nodes.competence, policies, tools)
        weights = mean_weights(market.segments)
        for n in range(len(planned)):
            if shared[n] > 0.0 and planned[n] > 0.0:
                counted = weights * market.attributes.inspectable * nodes.quality.shortfall[n]
                prospect = Prospect(
                    staff.headcount[n] * (places.wage[n] / MICRO), nodes.competence.commitment[n],
                    works_on(places.contribution[n]), shared[n] * counted * places.contribution[n],
                    nodes.work.priority[n], months[n], knowledge[n],
                )  # fmt: skip
                planned[n] = best_time(world, policies.in_force[policies.of_unit[n]], prospect, planned[n])


@compiled
def shared_for_defects(
    gains: Gains, places: Places, links: Links, finished: Floats, policies: Policies
) -> Floats:
    """Return what buyers would share with each node for a share 1 less of defects, (node,). [currency/month]."""
    shared = np.zeros(len(places.firm))
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            buyer = places.firm[links.target[e]]
            each = gains.price[buyer] * gains.warranty + gains.kept[buyer]
            share = policies.in_force[buyer].integration.gain_sharing
            shared[links.source[e]] += share * finished[e] * each
    return shared


@compiled
def best_time(world: Record, policy: Record, prospect: Prospect, planned: float) -> float:
    """Return the improvement time, at least what is planned, that leaves a supplier most.

    It is up to twice full effort, and never more than all working time.
    """
    best, most, tried = planned, worth_of_time(world, policy, prospect, planned), planned
    while tried + _STEP <= min(1.0, 2.0 * world.improving.full_effort_time):
        tried += _STEP
        worth = worth_of_time(world, policy, prospect, tried)
        if worth > most:
            best, most = tried, worth
    return best


@compiled
def worth_of_time(world: Record, policy: Record, prospect: Prospect, time: float) -> float:
    """Return what improvement time leaves a supplier over its horizon: its share of gains, less what it costs."""
    horizon, factor, levers = policy.value.horizon, monthly_discount(world), policy.improvement
    economy, improving = world.economy, world.improving
    left = time_for_projects(
        time, float(levers.cadence), economy.plan_hours, levers.check, economy.check_time
    )
    steady = discounted_sum(horizon, factor, 0)
    worth = -steady * cost_of_answer(prospect.wages, time, world.partnership.dearer_time)
    for a in range(len(prospect.stake)):
        if prospect.stake[a] > 0.0:
            full, share = improving.full_effort_time, prospect.priority[a]
            effort = improvement_effort(left, full, share, prospect.hands)
            months, knowledge = prospect.half_life[a], prospect.knowledge[a]
            rate = improvement_rate(months, improving.speed, effort, prospect.commitment, knowledge)
            worth += worth_of_falling(prospect.stake[a], max(rate, 0.0), horizon, factor)
    return float(worth)
