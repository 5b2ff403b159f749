"""Phase 8: units improve what they do, and what carries it: commitment, know-how, capability, a redesign."""

from __future__ import annotations

from tci_sim.compiled import compiled
from tci_sim.rules.capacity import advance_redesign, grow_capability, redesign_factor
from tci_sim.rules.improvement import (
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
from tci_sim.world.phases.decide import between_firms, works_on
from tci_sim.world.state import IMPROVEMENT, Edges, Firms, Market, Nodes, Run

_CULTURE_ON_COMMITMENT = 0.3
_REDESIGN_MONTHS = 12.0


@compiled
def improve(run: Run, market: Market, nodes: Nodes, edges: Edges, firms: Firms) -> None:
    """Let every unit do, check and standardise its projects, and let what carries them move on."""
    for n in range(nodes.firm.shape[0]):
        nodes.results[n] = carry_out_projects(run, market, nodes, edges, firms, n)
    for n in range(nodes.firm.shape[0]):
        commit(run, nodes, firms, n)
        learn_tools(run, nodes, firms, n)
        build_capability(run, nodes, n)
        go_on_with_redesign(nodes, firms, n)


@compiled
def carry_out_projects(run: Run, market: Market, nodes: Nodes, edges: Edges, firms: Firms, n: int) -> float:
    """Let a node's projects move its shortfalls; say how much of what was possible they achieved."""
    improving = run.world[0].improving
    policy = firms.policy[nodes.firm[n]].improvement
    know_how = know_how_at_hand(nodes, edges, firms, n)
    attributes = works_on(nodes, n)
    fallen = 0.0
    possible = 0.0
    for a in range(market.half_life.shape[0]):
        if nodes.contribution[n, a] <= 0.0 or nodes.headcount[n] == 0:
            continue
        before = nodes.shortfall[n, a]
        effort = improvement_effort(
            nodes.improvement_time[n], improving.full_effort_time, nodes.priority[n, a], attributes
        )
        knowledge = usable_knowledge(know_how, nodes.right[n, a], nodes.wrong[n, a], policy.check)
        half_life = market.half_life[a] * redesign_factor(policy.redesign, nodes.redesign[n])
        rate = improvement_rate(half_life, improving.speed, effort, nodes.commitment[n], knowledge)
        full = improvement_rate(half_life, improving.speed, 1.0, 1.0, 1.0)
        nodes.shortfall[n, a] = improve_shortfall(before, rate, improving.curvature)
        fallen += max(0.0, before - nodes.shortfall[n, a])
        possible += before - improve_shortfall(before, full, improving.curvature)
    return visible_results(fallen, possible)


@compiled
def know_how_at_hand(nodes: Nodes, edges: Edges, firms: Firms, n: int) -> float:
    """Say what tools a node can use: its own, and what the most able of its buyers lends it."""
    own = float(nodes.know_how[n])
    at_hand = own
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        if between_firms(nodes, edges, e):
            buyer = edges.target[e]
            joint = firms.policy[nodes.firm[buyer]].integration.joint_improvement
            at_hand = max(at_hand, borrow_know_how(own, nodes.know_how[buyer], joint))
    return at_hand


@compiled
def commit(run: Run, nodes: Nodes, firms: Firms, n: int) -> None:
    """Move a node's commitment towards what push, values, results, safety and contact sustain."""
    world = run.world[0]
    laid_off = 0.0
    for ago in range(nodes.laid_off.shape[1]):
        laid_off += nodes.laid_off[n, ago]
    target = commitment_target(
        firms.policy[nodes.firm[n]].improvement.push,
        nodes.culture[n, IMPROVEMENT],
        nodes.results[n],
        laid_off,
        nodes.internal_satisfaction[n],
        nodes.contact[n],
        _CULTURE_ON_COMMITMENT,
        world.improving.results_on_commitment,
        world.improving.layoffs_on_commitment,
        world.improving.internal_on_commitment,
        world.voices.contact,
    )
    nodes.commitment[n] = move_commitment(nodes.commitment[n], target, world.improving.commitment_time)


@compiled
def learn_tools(run: Run, nodes: Nodes, firms: Firms, n: int) -> None:
    """Train a node's members in the tools, as far as the budget goes, and let them forget."""
    f = nodes.firm[n]
    training = firms.policy[f].improvement.training * firms.budget[f]
    nodes.know_how[n] = train(nodes.know_how[n], training, run.world[0].improving.know_how_decay)


@compiled
def build_capability(run: Run, nodes: Nodes, n: int) -> None:
    """Build a node's capability by the time spent on improvement, and let it fade."""
    improving = run.world[0].improving
    nodes.capability[n] = grow_capability(
        nodes.capability[n],
        nodes.capability_gain[n],
        improving.capability_given,
        nodes.improvement_time[n],
        improving.capability_fading,
    )


@compiled
def go_on_with_redesign(nodes: Nodes, firms: Firms, n: int) -> None:
    """Carry on a redesign that the firm's policy asks for, until it is done."""
    depth = firms.policy[nodes.firm[n]].improvement.redesign
    nodes.redesign[n] = advance_redesign(depth, nodes.redesign[n], _REDESIGN_MONTHS)
