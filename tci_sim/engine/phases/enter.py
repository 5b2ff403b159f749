"""Part of phase 1b: entrants take the places of firms that have left, by the mirror of how these left.

An entrant is founded by people from one of the firms on the market, drawn by chance: it manages people as that firm
does, in processes that are designed for that, and begins with its code. Its visible practices, its tools and the
quality of its work are the mean of all firms on the market. Nobody knows it but by that mean, and by a name that says
as much as others do; it begins with one member in each unit, and grows as it sells. Of the firm whose place it takes
nothing remains but what stands there: units, goods, and how large it was all built.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.cut_costs import restore_work
from tci_sim.engine.phases.evidence import keeps_apart
from tci_sim.engine.phases.hand_down import hand_down
from tci_sim.engine.phases.search import approach
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.ahead import turn_odds_at_rest
from tci_sim.engine.rules.culture import CONTENT_AT_FIRST
from tci_sim.engine.rules.learning import RIGHT_AT_FIRST, pick
from tci_sim.engine.rules.satisfaction import SATISFIED_AT_FIRST
from tci_sim.engine.state.books import Programmes, Worth
from tci_sim.engine.state.firms import (
    Costs,
    Estimates,
    Firms,
    Foresight,
    Knowledge,
    Policies,
    Roles,
    Standing,
    Surveys,
    Survival,
)
from tci_sim.engine.state.goods import Demand
from tci_sim.engine.state.nodes import Ahead, Competence, Heard, Minds, Nodes, Places, Quality, Tickets, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record

_ENTER = np.uint64(Decision.ENTER)
_FOUNDER = np.uint64(Decision.FOUNDER)

FOUNDING_SIZE = 0.1
"""What an entrant is sized for, as a share of what the place was built for."""


@compiled
def firms_entering(run: Run, is_open: Flags, survival: Survival, month: int) -> Flags:
    """Tell which empty places an entrant takes this month, (selling firm,)."""
    entering = np.zeros(len(is_open), np.bool_)
    for f in range(len(is_open)):
        if survival.vacant[f] > 1:
            draw = uniform(run.seed[0], _ENTER, np.uint64(month), np.uint64(f))
            entering[f] = draw < run.world[0].rivalry.entry_rate
    return entering


@compiled
def choose_founders(run: Run, is_open: Flags, entering: Flags, month: int) -> Integers:
    """Choose, for each entrant, the firm on the market that its founders come from, (selling firm,)."""
    present = np.flatnonzero(is_open)
    founder = np.zeros(len(is_open), np.int64)
    for f in range(len(is_open)):
        if entering[f]:
            draw = uniform(run.seed[0], _FOUNDER, np.uint64(month), np.uint64(f))
            founder[f] = present[pick(len(present), draw)]
    return founder


@compiled
def begin_practice(
    world: Record,
    entering: Flags,
    founder: Integers,
    is_open: Flags,
    policies: Policies,
    knowledge: Knowledge,
    foresight: Foresight,
) -> None:
    """Let entrants manage people as their founders are used to, and else do what firms on the market do in the mean.

    The platform that they want is yet to be built.
    """
    expected, lead = world.voices.expected_turning, float(world.requirements.lead)
    for f in range(len(entering)):
        if entering[f]:
            policies.in_force[f] = policies.in_force[founder[f]]
            policies.paid[f] = policies.paid[founder[f]]
            foresight.platform[f] = 0.0
            met = 0
            for other in range(len(is_open)):
                if is_open[other]:
                    met += 1
                    approach(policies.in_force, f, other, 1.0 / met)
                    approach(policies.paid, f, other, 1.0 / met)
            for d in range(knowledge.code.shape[1]):
                knowledge.code[f, d] = knowledge.code[founder[f], d]
                knowledge.voices[f, d] = 0.0
                knowledge.voice_weight[f, d] = 0.0
                foresight.turning[f, d] = turn_odds_at_rest(expected, lead) if keeps_apart(world) else 0.0


@compiled
def follow_organisations(entering: Flags, policies: Policies, roles: Roles, effort: Floats) -> None:
    """Let no units of entrants have levers of their own, nor any improvement effort begun, (policy,)."""
    for p in range(len(roles.organisation)):
        f = roles.organisation[p]
        if f < len(entering) and entering[f]:
            roles.own[p, :] = False
            effort[p] = -1.0
    hand_down(policies, roles)


@inlined
def begin_units(
    entering: Flags, is_open: Flags, nodes: Nodes, world: Record, firms: Firms, effort: Floats
) -> None:
    """Let the units of entrants work with the quality, tools, capability and effort that they begin with.

    `effort` is the most improvement effort that was ever planned under each policy, (policy,).
    """
    places, policies = nodes.places, firms.policies
    follow_organisations(entering, policies, firms.roles, effort)
    begin_quality(entering, is_open, places, nodes.quality)
    begin_competence(entering, is_open, places, nodes.competence, nodes.ahead.lead_time, policies)
    begin_minds(entering, places, world.people, nodes.minds)
    begin_work(entering, places, world.improving, nodes.work, policies)
    restore_work(entering, places.firm, nodes.content)


@compiled
def begin_quality(entering: Flags, is_open: Flags, places: Places, quality: Quality) -> None:
    """Let the units of entrants work as well as those on the market do in the mean."""
    shortfall = mean_shortfalls(is_open, places, quality.shortfall)
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            for a in range(len(shortfall)):
                quality.shortfall[n, a] = shortfall[a]
                quality.internal_will[n, a] = 1.0 - shortfall[a]
            quality.internal_satisfaction[n] = SATISFIED_AT_FIRST


@compiled
def begin_competence(
    entering: Flags,
    is_open: Flags,
    places: Places,
    competence: Competence,
    lead_time: Floats,
    policies: Policies,
) -> None:
    """Let the units of entrants have as good tools, and lead times as short, (node,), as others have on average."""
    know_how = mean_over_units(is_open, places, competence.know_how)
    shortened = mean_over_units(is_open, places, lead_time)
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            competence.know_how[n] = know_how
            lead_time[n] = shortened
            competence.right[n, :] = RIGHT_AT_FIRST
            competence.wrong[n, :] = RIGHT_AT_FIRST
            competence.commitment[n] = policies.in_force[policies.of_unit[n]].improvement.push
            competence.results[n] = 0.0


@compiled
def begin_work(entering: Flags, places: Places, improving: Record, work: Work, policies: Policies) -> None:
    """Let the units of entrants put their effort where it may be needed; what is new needs no redesign.

    They can do as much as their improvement time will keep up.
    """
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            time = policies.in_force[policies.of_unit[n]].improvement.time
            if improving.capability_fading > 0.0:
                built = work.capability_gain[n] * (improving.capability_given + time)
                work.capability[n] = built / improving.capability_fading
            work.improvement_time[n] = time
            work.interview_time[n] = 0.0
            work.rework_time[n] = 0.0
            work.redesign[n] = 1.0
            work.priority[n, :] = 1.0 / work.priority.shape[1]


@compiled
def mean_shortfalls(is_open: Flags, places: Places, shortfall: Floats) -> Floats:
    """Return the mean shortfall of each attribute over the units of firms on the market that make it, (attribute,)."""
    total, weights = np.zeros(shortfall.shape[1]), np.zeros(shortfall.shape[1])
    for n in range(len(shortfall)):
        f = places.firm[n]
        if f < len(is_open) and is_open[f]:
            for a in range(len(total)):
                total[a] += places.contribution[n, a] * shortfall[n, a]
                weights[a] += places.contribution[n, a]
    for a in range(len(total)):
        total[a] = total[a] / weights[a] if weights[a] > 0.0 else 0.0
    return total


@compiled
def mean_over_units(is_open: Flags, places: Places, figures: Floats) -> float:
    """Return the mean of figures, (node,), over the units of firms on the market."""
    total = 0.0
    units = 0
    for n in range(len(figures)):
        f = places.firm[n]
        if f < len(is_open) and is_open[f]:
            total += figures[n]
            units += 1
    return total / max(units, 1)


@compiled
def begin_business(economy: Record, entering: Flags, is_open: Flags, costs: Costs) -> None:
    """Let entrants ask the mean price and be as experienced as the least experienced firm on the market.

    Overhead, where it follows volume, begins small.
    """
    for f in range(len(entering)):
        if entering[f]:
            price, unit_cost, least = 0.0, 0.0, np.inf
            present = max(int(np.count_nonzero(is_open)), 1)
            for other in range(len(is_open)):
                if is_open[other]:
                    price += costs.price[other] / present
                    unit_cost += costs.unit_cost[other] / present
                    least = min(least, costs.experience[other])
            costs.price[f], costs.unit_cost[f] = price, unit_cost
            costs.experience[f] = least
            costs.volume[f], costs.shock[f], costs.processing_left[f] = 0.0, 0.0, 1.0
            size = FOUNDING_SIZE if economy.overhead_step > 0.0 else 1.0
            costs.overhead_volume[f] = size * costs.starting_volume[f]


@compiled
def begin_standing(entering: Flags, is_open: Flags, standing: Standing) -> None:
    """Let entrants be expected to be as good as the mean, under a name worth the mean, and be known to nobody yet."""
    present = max(int(np.count_nonzero(is_open)), 1)
    for f in range(len(entering)):
        if entering[f]:
            standing.reputation[f, :] = 0.0
            standing.brand[f] = 0.0
            for other in range(len(is_open)):
                if is_open[other]:
                    standing.brand[f] += standing.brand[other] / present
                    for s in range(standing.reputation.shape[1]):
                        standing.reputation[f, s] += standing.reputation[other, s] / present
            standing.told[f, :] = 0.0
            standing.appeal[f], standing.awareness[f] = 0.0, 0.0


@compiled
def begin_forecasts(entering: Flags, places: Places, demand: Demand) -> None:
    """Let the units of entrants expect to be asked for what they are sized for, and owe nobody anything."""
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            expected = FOUNDING_SIZE * places.starting_flow[n]
            demand.forecast[n] = expected
            demand.window[n, :] = np.int64(expected * MICRO)
            demand.deviation[n] = 0.0
            demand.asked[n], demand.waiting[n] = 0, 0


@compiled
def begin_books(
    entering: Flags, estimates: Estimates, surveys: Surveys, profit: Integers, worth: Worth,
    programmes: Programmes,
) -> None:  # fmt: skip
    """Let entrants begin with empty books, and know nothing of customers yet."""
    for f in range(len(entering)):
        if entering[f]:
            estimates.weight[f, :] = 1.0 / estimates.weight.shape[1]
            estimates.gap[f, :] = 0.0
            estimates.retention[f] = 0.0
            estimates.retention_known[f] = 1.0
            estimates.investment[f, :] = 0.0
            surveys.due[f, :] = False
            surveys.gap[f, :, :], surveys.weight[f, :, :] = 0.0, 0.0
            surveys.voices[f, :, :], surveys.voice_weight[f, :, :] = 0.0, 0.0
            surveys.slope[f, :] = -1.0
            profit[f, :] = 0
            worth.retention[f] = 1.0
            programmes.redesign[f] = 1.0


@compiled
def begin_memories(entering: Flags, places: Places, heard: Heard, kept: Floats, laid_off: Floats) -> None:
    """Let the units of entrants have heard nothing, meet every requirement half-way, and remember no layoffs.

    `kept` is what nodes do about requirements, (node, dimension), and `laid_off` whom they laid off, (node, 12).
    """
    for n in range(len(laid_off)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            heard.gap[n, :] = 0.0
            heard.weight[n] = 0.0
            kept[n, :] = 0.0
            laid_off[n, :] = 0.0


@compiled
def begin_trust(entering: Flags, firm: Integers, tickets: Tickets, ahead: Ahead, followed: Floats) -> None:
    """Let nothing be asked of the units of entrants yet, nor be ready, and let them be trusted to follow things up.

    `followed` says how far something follows when people say what is wrong, (organisation, 2).
    """
    for n in range(len(firm)):
        if firm[n] < len(entering) and entering[firm[n]]:
            tickets.open[n, :] = 0
            tickets.reworks[n] = 0.0
            ahead.prepared[n, :] = 0.0
            ahead.preparing[n, :] = 0.0
            followed[firm[n], :] = 1.0


@compiled
def begin_minds(entering: Flags, places: Places, people: Record, minds: Minds) -> None:
    """Let the units of entrants be new, content as usual and ready to wait for results, with nothing in common yet."""
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f]:
            minds.agreement[n], minds.agreement_around[n], minds.held[n] = 0.0, 0.0, 0.0
            minds.believed[n, :] = 0.0
            minds.newcomers[n] = 1.0
            minds.results_seen[n] = people.results_norm
            minds.satisfaction[n] = CONTENT_AT_FIRST


@compiled
def open_places(entering: Flags, is_open: Flags, survival: Survival) -> None:
    """Bring entrants on the market, in books of their own."""
    for f in range(len(entering)):
        if entering[f]:
            is_open[f] = True
            survival.sales[f, :] = 0
            survival.loss[f] = 0
            survival.turned[f] = False
            survival.age[f] = 0
            survival.vacant[f] = 0
            survival.replaced[f] += 1


@compiled
def seats_of_founders(entering: Flags, places: Places, staff: Staff) -> Flags:
    """Choose a seat in each unit of the entrants, under a leader who has just come, (member,)."""
    chosen = np.zeros(places.first_member[len(places.firm)], np.bool_)
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(entering) and entering[f] and places.first_member[n] < places.first_member[n + 1]:
            staff.leader_tenure[f] = 0
            chosen[places.first_member[n]] = True
    return chosen
