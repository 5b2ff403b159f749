"""Phase 8: units improve what they do, and what carries it: commitment, know-how, capability, a redesign."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.act import contact_felt
from tci_sim.engine.phases.cut_costs import cut_costs
from tci_sim.engine.phases.flow import finish_redesigns, shares_on_flow, shorten_lead_times
from tci_sim.engine.phases.learn import judge_acts
from tci_sim.engine.phases.outlook import note_failures
from tci_sim.engine.phases.panels import develop_with_customers
from tci_sim.engine.phases.partners import joint_decisions
from tci_sim.engine.phases.peers import meet_peers
from tci_sim.engine.phases.plan import works_on
from tci_sim.engine.phases.practise import (
    Ways,
    change_practice,
    checks_of,
    count_missed_together,
    failures,
    is_apart,
    own_weights,
    wanted_by_all,
)
from tci_sim.engine.phases.prepare import can_prepare, left_for_later, prepare_for_turns
from tci_sim.engine.phases.set_ups import (
    rates_on_set_ups,
    reduce_set_ups,
    shares_on_set_ups,
    work_left_in_a_unit,
)
from tci_sim.engine.phases.staff import laid_off_in_a_year
from tci_sim.engine.rules.capacity import advance_redesign, grow_capability, redesign_factor
from tci_sim.engine.rules.culture import employee_satisfaction
from tci_sim.engine.rules.improvement import (
    borrow_know_how,
    commitment_target,
    improve_shortfall,
    improvement_effort,
    improvement_rate,
    joint_speed_up,
    move_commitment,
    smooth_results,
    train,
    usable_knowledge,
    visible_results,
    weigh_results,
)
from tci_sim.engine.rules.practice import fall_short
from tci_sim.engine.rules.prices import time_for_projects
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Competence, Content, Nodes, Places, Quality, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import IMPROVEMENT, SHARED_VALUE, Flags, Floats, Record


class Projects(NamedTuple):
    """What each node's projects work on this month, and how."""

    runs: Flags
    """Whether the node works on an attribute: it has a hand in it, and members, (node, attribute)."""
    half_life: Floats
    """Months in which a shortfall halves at full effort, (node, attribute)."""
    effort: Floats
    """How hard the node works on an attribute; 1 is full effort, (node, attribute)."""
    knowledge: Floats
    """How far its projects do good: tools with right beliefs, tools alone if practice is apart, (node, attribute)."""
    tools: Floats
    """Know-how at hand, (node,)."""
    time: Floats
    """Share of working time that planning and checking leave for projects, (node,)."""
    flow: Floats
    """Share of effort that goes into flow, (node,)."""
    setups: Floats
    """Share of effort that goes into shorter set-ups, (node,)."""


class Felt(NamedTuple):
    """What moves the commitment of each node beside push and values, each (node,)."""

    results: Floats
    """How much results speak for improvement, or against it, -1..1."""
    laid_off: Floats
    """Share of staff laid off within 12 months, as far as it is held against improvement."""
    internal_satisfaction: Floats
    """Satisfaction with inputs, 0..100."""
    contact: Floats
    """Interviews that each member held this month, as far as something follows; below 0 where nothing does."""


@phase
def improve(
    run: Run, disruption: Disruption, market: Market, staff: Staff, nodes: Nodes, edges: Edges, firms: Firms
) -> None:
    """Let every unit do, check and standardise its projects, and let what carries them move on."""
    world, policies = run.world[0], firms.policies
    places, quality, work, competence = nodes.places, nodes.quality, nodes.work, nodes.competence

    projects = set_up_projects(world, market, staff, nodes, edges, firms)
    rates = rates_of_practice(world, projects)
    if can_prepare(world):
        prepare_for_turns(world, market.needs, nodes, firms, rates, projects.effort)
    weight, missed = market.attributes.practice, nodes.practice.missed
    before = failures(weight, quality.shortfall, missed)
    best = failures_at_best(world, weight, quality.shortfall, missed, projects)
    carry_out(world, quality, competence, projects)
    if is_apart(world):
        carry_over(run, market, nodes, edges, firms, rates)
    after = failures(weight, quality.shortfall, missed)
    see_fall(competence.results, projects.runs, before, after, best)
    note_failures(world, firms.outlook, places, before, after)
    cut_costs(world, nodes, policies, projects.tools, firms.costs.processing_left)
    feel(world, staff, nodes, policies, firms.follow_up.followed)
    learn_tools(world, disruption, places, competence, policies)
    meet_peers(run, disruption.budget, firms.standing.open, places.firm, competence.know_how, policies)
    build_capability(world, work, nodes.content)
    shorten_ways(world, nodes, projects)
    continue_redesign(world, places, work, nodes.ahead.lead_time, policies)


@inlined
def set_up_projects(
    world: Record, market: Market, staff: Staff, nodes: Nodes, edges: Edges, firms: Firms
) -> Projects:
    """Return what each node's projects work on this month, by its time, tools and priorities."""
    places, work, competence, policies = nodes.places, nodes.work, nodes.competence, firms.policies
    time = times_left(world, places, work, policies)
    tools = tools_at_hand(places, competence.know_how, edges.links, policies)
    flow = shares_on_flow(world, places, edges.links, policies)
    setups = shares_on_set_ups(world, policies, flow)
    joint = joint_decisions(places, edges.links, policies)
    return Projects(
        attributes_worked_on(places, staff),
        half_lives(world, market.attributes.half_life, places, work, policies, joint),
        efforts(world, places, work.priority, time, flow + setups),
        knowledge_used(world, places, competence, policies, tools),
        tools,
        time,
        flow,
        setups,
    )


@inlined
def shorten_ways(world: Record, nodes: Nodes, projects: Projects) -> None:
    """Let the work of projects on flow shorten lead times, and that on set-ups free capacity."""
    attributes, lead_time = attributes_of(nodes.places.contribution), nodes.ahead.lead_time
    shorten_lead_times(world, lead_time, attributes, projects.flow, projects.time, projects.tools)
    rates = rates_on_set_ups(world, attributes, projects.setups, projects.time, projects.tools)
    reduce_set_ups(world, nodes.content, nodes.work.capability, rates)


@inlined
def carry_over(run: Run, market: Market, nodes: Nodes, edges: Edges, firms: Firms, rates: Floats) -> None:
    """Let what nodes do follow codes, their own beliefs, and customers who take part; then count what it misses.

    `rates` say how fast practice moves, (node, attribute).
    """
    world, needs, segments, policies = run.world[0], market.needs, market.segments, firms.policies
    places, practice, degree = nodes.places, nodes.practice, run.world[0].partnership.all_practise
    own = own_weights(world.people.own_ways, places, nodes.competence.culture, policies)
    worth, checks = judge_acts(run, needs, firms.knowledge), checks_of(policies)
    later = left_for_later(world, firms.foresight.turning, policies)
    ways = Ways(firms.knowledge.code, nodes.minds.believed, own, worth, checks, later)
    selling, count = len(firms.standing.open), len(segments.share)
    developed = develop_with_customers(
        run, needs, market.attributes.with_customers, segments.apart, count, policies, selling
    )
    change_practice(needs.attribute, places.firm, practice.kept, rates, ways, developed)
    wanted = wanted_by_all(needs)
    count_missed_together(degree, needs, places, edges.links, practice.kept, wanted, practice.missed)


@compiled
def tools_at_hand(places: Places, know_how: Floats, links: Links, policies: Policies) -> Floats:
    """Return what tools each node can use this month: its own, or what its most able buyer lends it, (node,)."""
    tools = know_how.copy()
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            supplier, buyer = links.source[e], links.target[e]
            joint = policies.in_force[places.firm[buyer]].integration.joint_improvement
            lent = borrow_know_how(know_how[supplier], know_how[buyer], joint)
            tools[supplier] = max(tools[supplier], lent)
    return tools


@compiled
def attributes_worked_on(places: Places, staff: Staff) -> Flags:
    """Return which attributes each node works on: it has a hand in them, and members, (node, attribute)."""
    works: Flags = np.zeros(places.contribution.shape, np.bool_)
    for n in range(works.shape[0]):
        for a in range(works.shape[1]):
            works[n, a] = places.contribution[n, a] > 0.0 and staff.headcount[n] > 0
    return works


@compiled
def half_lives(
    world: Record, half_life: Floats, places: Places, work: Work, policies: Policies, joint: Floats
) -> Floats:
    """Return the months in which shortfalls halve at full effort, (node, attribute).

    A redesign shortens them, and deciding jointly with partners those of what is made across firms: `joint` is how far
    each organisation does so, (organisation,). `half_life` is that of the market's attributes, (attribute,). [month]
    """
    months: Floats = np.empty(places.contribution.shape)
    for n in range(months.shape[0]):
        depth = policies.in_force[places.firm[n]].improvement.redesign
        faster = redesign_factor(depth, work.redesign[n])
        for a in range(months.shape[1]):
            together = joint_speed_up(half_life[a], joint[places.firm[n]], world.partnership.joint_speed)
            months[n, a] = half_life[a] * faster * together
    return months


@compiled
def times_left(world: Record, places: Places, work: Work, policies: Policies) -> Floats:
    """Return what share of working time planning and checking leave each node for projects, (node,)."""
    time, economy = np.empty(len(places.firm)), world.economy
    for n in range(len(time)):
        levers = policies.in_force[policies.of_unit[n]].improvement
        time[n] = time_for_projects(
            work.improvement_time[n],
            float(levers.cadence),
            economy.plan_hours,
            levers.check,
            economy.check_time,
        )
    return time


@compiled
def attributes_of(contribution: Floats) -> Floats:
    """Return how many attributes each node has a hand in, (node,)."""
    count = np.empty(len(contribution))
    for n in range(len(count)):
        count[n] = works_on(contribution[n])
    return count


@compiled
def efforts(world: Record, places: Places, priority: Floats, time: Floats, beside: Floats) -> Floats:
    """Return how hard each node works on each attribute; 1 is full effort, (node, attribute).

    `priority` are attributes' shares of that effort, (node, attribute), `time` what there is for projects and `beside`
    the share of it that flow and set-ups get, (node,).
    """
    effort: Floats = np.empty(places.contribution.shape)
    full = world.improving.full_effort_time
    for n in range(effort.shape[0]):
        attributes, left = works_on(places.contribution[n]), 1.0 - beside[n]
        for a in range(effort.shape[1]):
            effort[n, a] = improvement_effort(time[n], full, priority[n, a], attributes) * left
    return effort


@compiled
def knowledge_used(
    world: Record, places: Places, competence: Competence, policies: Policies, tools: Floats
) -> Floats:
    """Return how far each node's projects do good; below 0 they do harm, (node, attribute).

    Where practice is apart, what is wanted is no matter of theirs, and tools alone carry them.
    """
    knowledge: Floats = np.empty(competence.right.shape)
    for n in range(knowledge.shape[0]):
        check = policies.in_force[policies.of_unit[n]].improvement.check
        for a in range(knowledge.shape[1]):
            right, wrong = competence.right[n, a], competence.wrong[n, a]
            alone = is_apart(world)
            knowledge[n, a] = tools[n] if alone else usable_knowledge(tools[n], right, wrong, check)
    return knowledge


@compiled
def carry_out(world: Record, quality: Quality, competence: Competence, projects: Projects) -> None:
    """Let every node's projects move its shortfalls."""
    speed, curvature = world.improving.speed, world.improving.curvature
    for n in range(quality.shortfall.shape[0]):
        for a in range(quality.shortfall.shape[1]):
            if projects.runs[n, a]:
                half_life, effort = projects.half_life[n, a], projects.effort[n, a]
                knowledge = projects.knowledge[n, a]
                rate = improvement_rate(half_life, speed, effort, competence.commitment[n], knowledge)
                quality.shortfall[n, a] = improve_shortfall(quality.shortfall[n, a], rate, curvature)


@compiled
def rates_of_practice(world: Record, projects: Projects) -> Floats:
    """Return how fast what nodes do about requirements follows their firm's code, (node, attribute). [1/month].

    A new standard is set by those who have time and tools for it; it asks nobody whether he stands behind it.
    """
    rates: Floats = np.zeros(projects.effort.shape)
    for n in range(rates.shape[0]):
        for a in range(rates.shape[1]):
            if projects.runs[n, a]:
                half_life, effort = projects.half_life[n, a], projects.effort[n, a]
                tools = projects.knowledge[n, a]
                rates[n, a] = improvement_rate(half_life, world.improving.speed, effort, 1.0, tools)
    return rates


@compiled
def failures_at_best(
    world: Record, weight: Floats, shortfall: Floats, missed: Floats, projects: Projects
) -> Floats:
    """Return in what nodes would fail customers after a month in which all factors are 1, (node, attribute).

    Shortfalls and what practice misses, both (node, attribute), fall at their full rate then; `weight` is what practice
    weighs in each attribute, (attribute,).
    """
    left: Floats = np.zeros(shortfall.shape)
    for n in range(left.shape[0]):
        for a in range(left.shape[1]):
            if projects.runs[n, a]:
                half_life, speed = projects.half_life[n, a], world.improving.speed
                full = improvement_rate(half_life, speed, 1.0, 1.0, 1.0)
                by_work = improve_shortfall(shortfall[n, a], full, world.improving.curvature)
                by_practice = improve_shortfall(missed[n, a], full, 0.0) if missed[n, a] > 0.0 else 0.0
                left[n, a] = fall_short(by_work, weight[a], by_practice)
    return left


@compiled
def see_fall(results: Floats, runs: Flags, before: Floats, after: Floats, best: Floats) -> None:
    """Note how much of what was possible each node's projects achieved; `results` is of last month, (node,).

    The others are shares in which nodes fail customers: before and after the month's work, and after a month at
    full effort, (node, attribute).
    """
    for n in range(len(results)):
        fallen = 0.0
        possible = 0.0
        for a in range(runs.shape[1]):
            if runs[n, a]:
                fallen += max(0.0, before[n, a] - after[n, a])
                possible += before[n, a] - best[n, a]
        results[n] = visible_results(fallen, possible)


@inlined
def feel(world: Record, staff: Staff, nodes: Nodes, policies: Policies, followed: Floats) -> None:
    """Let results, safety and contact move commitment, and all of it how satisfied people are with their work.

    `followed` says how far something follows when people say what is wrong, (organisation, 2).
    """
    places, competence, minds, people = nodes.places, nodes.competence, nodes.minds, world.people
    laid_off = laid_off_in_a_year(staff)
    speaking = judge_results(people, competence.results, minds.results_seen)
    remembered = laid_off if people.layoff_shock <= 0.0 else np.zeros(len(laid_off))
    contact = contact_felt(world.acting, places.firm, staff.headcount, nodes.heard, followed)
    felt = Felt(speaking, remembered, nodes.quality.internal_satisfaction, contact)
    commit(world, places, competence, policies, felt)
    satisfy_employees(places, competence, policies, laid_off, minds.satisfaction)


@compiled
def judge_results(people: Record, results: Floats, seen: Floats) -> Floats:
    """Let results of late follow those of the month, and return how much they speak for improvement, (node,)."""
    speaking: Floats = np.empty(len(results))
    for n in range(len(speaking)):
        seen[n] = smooth_results(seen[n], results[n], people.results_memory)
        speaking[n] = weigh_results(results[n], seen[n], people.results_norm)
    return speaking


@compiled
def commit(world: Record, places: Places, competence: Competence, policies: Policies, felt: Felt) -> None:
    """Move every node's commitment towards what push, values, results, safety and contact sustain."""
    improving = world.improving
    for n in range(len(competence.commitment)):
        target = commitment_target(
            policies.in_force[policies.of_unit[n]].improvement.push,
            competence.culture[n, IMPROVEMENT],
            felt.results[n],
            felt.laid_off[n],
            felt.internal_satisfaction[n],
            felt.contact[n],
            improving.culture_on_commitment,
            improving.results_on_commitment,
            improving.layoffs_on_commitment,
            improving.internal_on_commitment,
            world.voices.contact,
        )
        months = improving.commitment_time
        competence.commitment[n] = move_commitment(competence.commitment[n], target, months)


@compiled
def satisfy_employees(
    places: Places, competence: Competence, policies: Policies, laid_off: Floats, satisfaction: Floats
) -> None:
    """Note how satisfied the members of each node are with their work, 0..1, (node,)."""
    for n in range(len(satisfaction)):
        autonomy = policies.in_force[policies.of_unit[n]].culture.autonomy
        shared = competence.culture[n, SHARED_VALUE]
        satisfaction[n] = employee_satisfaction(competence.commitment[n], laid_off[n], autonomy, shared)


@compiled
def learn_tools(
    world: Record, disruption: Disruption, places: Places, competence: Competence, policies: Policies
) -> None:
    """Train members in the tools, as far as the budget goes, and let them forget."""
    for n in range(len(competence.know_how)):
        levers = policies.in_force[policies.of_unit[n]].improvement
        training = levers.training * disruption.budget[places.firm[n]]
        decay = world.improving.know_how_decay
        competence.know_how[n] = train(competence.know_how[n], training, decay)


@compiled
def build_capability(world: Record, work: Work, content: Content) -> None:
    """Build capability by the time spent on improvement, the more the less work a unit takes, and let it fade."""
    given, fading = world.improving.capability_given, world.improving.capability_fading
    for n in range(len(work.capability)):
        taken = content.work_left[n] * work_left_in_a_unit(world, content, n)
        gain, time = work.capability_gain[n] / taken, work.improvement_time[n]
        work.capability[n] = grow_capability(work.capability[n], gain, given, time, fading)


@compiled
def continue_redesign(
    world: Record, places: Places, work: Work, lead_time: Floats, policies: Policies
) -> None:
    """Carry on a redesign that a firm's policy asks for, until it is done; then it shortens lead times, (node,)."""
    before, depth = work.redesign.copy(), np.empty(len(work.redesign))
    for n in range(len(before)):
        depth[n] = policies.in_force[places.firm[n]].improvement.redesign
        work.redesign[n] = advance_redesign(depth[n], before[n], world.improving.redesign_months)
    finish_redesigns(world, lead_time, depth, before, work.redesign)
