"""Phase 8: units improve what they do, and what carries it: commitment, know-how, capability, a redesign."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.compiled import compiled, phase
from tci_sim.engine.phases.decide import works_on
from tci_sim.engine.rules.capacity import advance_redesign, grow_capability, redesign_factor
from tci_sim.engine.rules.improvement import (
    borrow_know_how,
    commitment_target,
    improve_shortfall,
    improvement_effort,
    improvement_rate,
    move_commitment,
    train,
    usable_knowledge,
    visible_results,
)
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import IMPROVEMENT, Flags, Floats, Integers, Records


class Projects(NamedTuple):
    """What a node's projects work on, and what carries them."""

    firm: Integers
    """Firm of each node, (node,)."""
    headcount: Integers
    """Members, (node,)."""
    contribution: Floats
    """Share of an attribute's quality made here, (node, attribute)."""
    half_life: Floats
    """Months in which a shortfall halves at full effort, (attribute,)."""
    redesign: Floats
    """Progress of a redesign, (node,)."""
    time: Floats
    """Share of working time spent on improvement, (node,)."""
    priority: Floats
    """Share of improvement effort, (node, attribute)."""
    right: Floats
    """Share of right beliefs, (node, attribute)."""
    wrong: Floats
    """Share of wrong beliefs, (node, attribute)."""
    commitment: Floats
    """(node,)"""


@phase
def improve(
    run: Run, disruption: Disruption, market: Market, staff: Staff, nodes: Nodes, edges: Edges, firms: Firms
) -> None:
    """Let every unit do, check and standardise its projects, and let what carries them move on."""
    projects = Projects(
        nodes.places.firm, staff.headcount, nodes.places.contribution, market.attributes.half_life, nodes.work.redesign,
        nodes.work.improvement_time, nodes.work.priority, nodes.competence.right, nodes.competence.wrong, nodes.competence.commitment,
    )  # fmt: skip
    tools = lend_know_how(
        firms.policies.in_force,
        nodes.places.firm,
        edges.links.source,
        edges.links.target,
        edges.links.goods,
        nodes.competence.know_how,
    )
    carry_out(
        run.world, firms.policies.in_force, projects, tools, nodes.quality.shortfall, nodes.competence.results
    )
    commit(
        run.world, firms.policies.in_force, nodes.places.firm, nodes.competence.culture, nodes.competence.results, staff.laid_off,
        nodes.quality.internal_satisfaction, nodes.heard.contact, nodes.competence.commitment,
    )  # fmt: skip
    learn_tools(
        run.world, firms.policies.in_force, disruption.budget, nodes.places.firm, nodes.competence.know_how
    )
    build_capability(
        run.world, nodes.work.capability_gain, nodes.work.improvement_time, nodes.work.capability
    )
    go_on_with_redesign(run.world, firms.policies.in_force, nodes.places.firm, nodes.work.redesign)


@compiled
def lend_know_how(
    policy: Records, firm: Integers, source: Integers, target: Integers, goods: Flags, know_how: Floats
) -> Floats:
    """Say what tools each node can use this month: its own, or what the most able of its buyers lends it."""
    tools = know_how.copy()
    for e in range(source.shape[0]):
        supplier, buyer = source[e], target[e]
        if goods[e] and supplier >= 0 and firm[supplier] != firm[buyer]:
            joint = policy[firm[buyer]].integration.joint_improvement
            lent = borrow_know_how(know_how[supplier], know_how[buyer], joint)
            tools[supplier] = max(tools[supplier], lent)
    return tools


@compiled
def carry_out(
    world: Records, policy: Records, projects: Projects, tools: Floats, shortfall: Floats, results: Floats
) -> None:
    """Let every node's projects move its shortfalls, and note how much of what was possible they achieved."""
    improving = world[0].improving
    for n in range(shortfall.shape[0]):
        levers = policy[projects.firm[n]].improvement
        faster = redesign_factor(levers.redesign, projects.redesign[n])
        attributes = works_on(projects.contribution[n])
        fallen = 0.0
        possible = 0.0
        for a in range(shortfall.shape[1]):
            if projects.contribution[n, a] <= 0.0 or projects.headcount[n] == 0:
                continue
            before = shortfall[n, a]
            half_life = projects.half_life[a] * faster
            effort = improvement_effort(
                projects.time[n], improving.full_effort_time, projects.priority[n, a], attributes
            )
            knowledge = usable_knowledge(tools[n], projects.right[n, a], projects.wrong[n, a], levers.check)
            rate = improvement_rate(half_life, improving.speed, effort, projects.commitment[n], knowledge)
            full = improvement_rate(half_life, improving.speed, 1.0, 1.0, 1.0)
            shortfall[n, a] = improve_shortfall(before, rate, improving.curvature)
            fallen += max(0.0, before - shortfall[n, a])
            possible += before - improve_shortfall(before, full, improving.curvature)
        results[n] = visible_results(fallen, possible)


@compiled
def commit(
    world: Records,
    policy: Records,
    firm: Integers,
    culture: Floats,
    results: Floats,
    laid_off: Floats,
    internal_satisfaction: Floats,
    contact: Floats,
    commitment: Floats,
) -> None:
    """Move every node's commitment towards what push, values, results, safety and contact sustain."""
    improving = world[0].improving
    for n in range(commitment.shape[0]):
        in_a_year = 0.0
        for ago in range(laid_off.shape[1]):
            in_a_year += laid_off[n, ago]
        target = commitment_target(
            policy[firm[n]].improvement.push,
            culture[n, IMPROVEMENT],
            results[n],
            in_a_year,
            internal_satisfaction[n],
            contact[n],
            improving.culture_on_commitment,
            improving.results_on_commitment,
            improving.layoffs_on_commitment,
            improving.internal_on_commitment,
            world[0].voices.contact,
        )
        commitment[n] = move_commitment(commitment[n], target, improving.commitment_time)


@compiled
def learn_tools(world: Records, policy: Records, budget: Floats, firm: Integers, know_how: Floats) -> None:
    """Train members in the tools, as far as the budget goes, and let them forget."""
    for n in range(know_how.shape[0]):
        training = policy[firm[n]].improvement.training * budget[firm[n]]
        know_how[n] = train(know_how[n], training, world[0].improving.know_how_decay)


@compiled
def build_capability(world: Records, gain: Floats, time: Floats, capability: Floats) -> None:
    """Build capability by the time spent on improvement, and let it fade."""
    given, fading = world[0].improving.capability_given, world[0].improving.capability_fading
    for n in range(capability.shape[0]):
        capability[n] = grow_capability(capability[n], gain[n], given, time[n], fading)


@compiled
def go_on_with_redesign(world: Records, policy: Records, firm: Integers, redesign: Floats) -> None:
    """Carry on a redesign that a firm's policy asks for, until it is done."""
    for n in range(redesign.shape[0]):
        depth = policy[firm[n]].improvement.redesign
        redesign[n] = advance_redesign(depth, redesign[n], world[0].improving.redesign_months)
