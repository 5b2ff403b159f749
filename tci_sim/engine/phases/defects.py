"""What is wrong with what a node sends out: defects that come in, are made and found, and who suffers from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.practise import failures
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.culture import execution_error, spoilt_at_hand_over
from tci_sim.engine.rules.quality import (
    intercept,
    join_defects,
    keep_to_standard,
    make_defects,
    pass_defects,
    shortfall_this_month,
    time_to_rework,
    weigh_input,
)
from tci_sim.engine.rules.satisfaction import (
    perceive,
    perceived_value,
    remember,
    satisfaction_level,
    update_will,
    value_of_gap,
)
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.goods import Production
from tci_sim.engine.state.market import Attributes
from tci_sim.engine.state.nodes import Minds, Nodes, Quality, Work
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record

_EXECUTION = np.uint64(Decision.EXECUTION)


class Failing(NamedTuple):
    """In what share of each attribute nodes fail this month, each (node, attribute)."""

    standard: Floats
    """By their own standard."""
    customers: Floats
    """By what customers ask for."""


@inlined
def before_work(
    run: Run, attributes: Attributes, nodes: Nodes, links: Links, policies: Policies, month: int
) -> tuple[Failing, Floats, Floats]:
    """Return in what nodes fail this month, what inspection finds, and what is spoilt before it reaches them."""
    places, minds, missed = nodes.places, nodes.minds, nodes.practice.missed
    kept = kept_by_standard(run.world[0], policies)
    failing = failing_now(run, attributes, nodes.quality.shortfall, minds, missed, kept, month)
    right, reworks = nodes.competence.right, nodes.tickets.reworks
    found = inspect(policies, attributes.inspectable, right, reworks)
    most = run.world[0].people.mis_hand_over
    spoilt = spoilt_inputs(most, policies, minds.agreement_around, places.firm, links)
    return failing, found, spoilt


@compiled
def take_in_defects(quality: Quality, edges: Edges, spoilt: float, n: int) -> None:
    """Note what share of a node's inputs is defective: goods by their mean, work as all needed; then some is spoilt."""
    links = edges.links
    for a in range(quality.defect_in.shape[1]):
        quantity = 0.0
        defective = 0.0
        by_work = 0.0
        for e in range(links.first_in[n], links.first_in[n + 1]):
            source = links.source[e]
            if links.goods[e]:
                sent = weigh_input(float(edges.flows.delivered[e]), float(links.units[e]))
                quantity += sent
                if source >= 0:
                    defective += sent * quality.defect_out[source, a]
            else:
                by_work = join_defects(by_work, quality.defect_out[source, a])
        goods_in = defective / quantity if quantity > 0.0 else 0.0
        quality.defect_in[n, a] = join_defects(goods_in, by_work)
        if spoilt > 0.0:
            quality.defect_in[n, a] = join_defects(quality.defect_in[n, a], spoilt)


@compiled
def spoilt_inputs(most: float, policies: Policies, agreement: Floats, firm: Integers, links: Links) -> Floats:
    """Return what share of good work units spoil that hand over to each node in its own organisation, (node,).

    `agreement` is that of the values of each node's organisation, (node,). What is handed over between organisations is
    laid down between them.
    """
    spoilt = np.zeros(len(firm))
    for e in range(len(links.source) if most > 0.0 else 0):
        n, source = links.target[e], links.source[e]
        if source >= 0 and firm[source] == firm[n]:
            autonomy = policies.in_force[policies.of_unit[n]].culture.autonomy
            spoilt[n] = spoilt_at_hand_over(most, agreement[n], autonomy)
    return spoilt


@compiled
def kept_by_standard(world: Record, policies: Policies) -> Floats:
    """Return what share of its failures is left to each node by standard work and maintenance, (node,)."""
    kept = np.ones(len(policies.of_unit))
    for n in range(len(kept)):
        standard_work = policies.in_force[policies.of_unit[n]].improvement.standard_work
        kept[n] = keep_to_standard(1.0, standard_work, world.improving.standard_effect)
    return kept


@compiled
def failing_now(
    run: Run,
    attributes: Attributes,
    shortfall: Floats,
    minds: Minds,
    missed: Floats,
    kept: Floats,
    month: int,
) -> Failing:
    """Return in what share of each attribute nodes fail this month, by their own standard and by customers'.

    Ability is their `shortfall`, and `missed` what their practice misses, both (node, attribute); `kept` is what share
    of their failures standard work leaves, (node,). A month is good or bad for a node in all attributes alike.
    """
    now: Floats = np.empty(shortfall.shape)
    people = run.world[0].people
    for n in range(now.shape[0]):
        error = 0.0
        if people.execution_error > 0.0:
            drawn = uniform(run.seed[0], _EXECUTION, np.uint64(month), np.uint64(n))
            most, steadying = people.execution_error, people.steadying
            error = execution_error(most, steadying, minds.agreement[n], minds.held[n], drawn)
        for a in range(now.shape[1]):
            spoilt_by_new, new = attributes.newcomers[a], minds.newcomers[n]
            now[n, a] = shortfall_this_month(shortfall[n, a], error, new, spoilt_by_new) * kept[n]
    return Failing(now, failures(attributes.practice, now, missed))


@compiled
def inspect(policies: Policies, inspectable: Flags, right: Floats, reworks: Floats) -> Floats:
    """Return what share of its defects inspection and next steps find at each node, (node, attribute).

    Attributes are inspectable or not, (attribute,), and `right` is the share of right beliefs, (node, attribute);
    `reworks` is the share of output that is put right because a next step was asked last month, (node,).
    """
    found = np.zeros(right.shape)
    for n in range(right.shape[0]):
        for a in range(right.shape[1]):
            if inspectable[a]:
                found[n, a] = intercept(
                    policies.in_force[policies.of_unit[n]].improvement.inspection, right[n, a]
                )
                if reworks[n] > 0.0:
                    found[n, a] = join_defects(found[n, a], reworks[n])
    return found


@compiled
def work_on(contribution: Floats, quality: Quality, failing: Failing, found: Floats, n: int) -> None:
    """Add the node's own defects, take out what inspection finds, and note the first-pass yield.

    Nodes contribute to attributes, (node, attribute). What a node does by a standard that nobody asked for fails
    customers, but is right the first time by its own standard.
    """
    first_pass = 1.0
    not_reworked = 1.0
    for a in range(found.shape[1]):
        made_here = make_defects(failing.customers[n, a], contribution[n, a])
        before = pass_defects(quality.defect_in[n, a], made_here, 0.0)
        quality.defect_out[n, a] = pass_defects(quality.defect_in[n, a], made_here, found[n, a])
        first_pass *= 1.0 - make_defects(failing.standard[n, a], contribution[n, a])
        not_reworked *= 1.0 - before * found[n, a]
    quality.first_pass_yield[n] = first_pass
    quality.reworked[n] = 1.0 - not_reworked


@compiled
def spend_time_on_rework(world: Record, quality: Quality, work: Work, production: Production, n: int) -> None:
    """Let rework of what inspection found, and work in vain in what failed, take their share of working time."""
    made, capacity = production.made[n] / MICRO, production.capacity[n] / MICRO
    rework = time_to_rework(quality.reworked[n], world.improving.rework_time, made, capacity)
    failed, wasted = 1.0 - quality.first_pass_yield[n], world.improving.defect_waste
    work.rework_time[n] = rework + time_to_rework(failed, wasted, made, capacity)


@compiled
def serve_next_step(world: Record, quality: Quality, n: int) -> None:
    """Let a node judge what it was given as an internal customer, by the rules that customers judge by."""
    s = world.satisfaction
    attributes = quality.defect_in.shape[1]
    sound = 0.0
    disconfirmation = 0.0
    for a in range(attributes):
        will = quality.internal_will[n, a]
        perceived = perceive(1.0 - quality.defect_in[n, a], 0.0, 0.0, will, s.assimilation)
        gap = perceived - will
        sound += perceived / attributes
        disconfirmation += value_of_gap(gap, 0.5, s.curvature, s.loss_aversion) / attributes
        quality.internal_will[n, a] = update_will(
            will, perceived, s.image_centre, 0.0, 0.0, s.will_update, s.image_on_will, s.image_centre
        )
    value = perceived_value(sound, 1.0, 0.0, s.price_in_value)
    now = satisfaction_level(
        sound, disconfirmation, value, s.image_centre,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    quality.internal_satisfaction[n] = remember(quality.internal_satisfaction[n], now, s.memory)
