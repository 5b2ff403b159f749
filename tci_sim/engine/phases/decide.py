"""Phase 7: where improvement effort goes, what is invested, and how prices, staff and time are set."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import over_all_segments
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.answer import answer_gains
from tci_sim.engine.phases.appraisal import appraise_levers
from tci_sim.engine.phases.evidence import share_unknown
from tci_sim.engine.phases.hand_down import hand_down
from tci_sim.engine.phases.invest import (
    Case,
    cost_of_listening,
    cost_of_start,
    cost_of_time,
    firms_investing,
    gap_closing,
    value_steps,
    wages_of,
    worth_of_closing,
)
from tci_sim.engine.phases.move_levers import move_best
from tci_sim.engine.phases.outlook import is_appraised
from tci_sim.engine.phases.plan import Views, plan, plan_jointly, views_of_customers, views_of_units
from tci_sim.engine.phases.staff import free_slots, lay_off, lose_commitment, seat
from tci_sim.engine.rules.capacity import members_needed, output_capacity, staff_change, working_time
from tci_sim.engine.rules.governance import adjust_price, aimed_price, protected_time, time_short
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Costs, Firms, Policies
from tci_sim.engine.state.goods import Demand, Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes, Places, Work
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


@phase
def decide(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    month: int,
) -> None:
    """Let units plan, firms invest and set prices, staff follow demand, and production press for time."""
    world, places, work, competence = run.world[0], nodes.places, nodes.work, nodes.competence
    policies, costs = firms.policies, firms.costs
    evidence, centre = views_of_customers(places, nodes.heard, firms.estimates)
    parochial, productivity = views_of_units(market.attributes.inspectable, places, nodes.quality)
    views = Views(evidence, centre, parochial, productivity)
    plan(places, work, competence.culture, policies, views, month)
    if world.partnership.joint_evidence == 0:
        plan_jointly(places, work.priority, edges.links, policies, month)

    if is_appraised(world):
        appraise_levers(run, market, staff, nodes, goods, edges, firms, sums, books, month)
    else:
        invest(run, market, staff, nodes, firms, sums, books, month)
    hand_down(policies, firms.roles)
    set_prices(run, disruption, policies, costs, firms.standing.open)

    planned = planned_times(disruption, places, policies)
    answer_gains(run, market, staff, nodes, edges, firms, sums, books, planned)
    free = free_times(work, planned)
    needed = members_wanted(places, work.capability, goods.demand.forecast, free)
    change = staff_changes(world, staff.headcount, places, policies, firms.survival.turned, needed)
    lay_off(members, staff, places, change, month)
    lose_commitment(world.people, staff.laid_off, competence.commitment, month)
    seat(run, members, staff, places.firm, policies, free_slots(members, places, change), month)
    short = times_short(world, disruption, staff, work, units_to_make(goods.demand, edges), free)
    set_improvement_time(places, work, policies, planned, short)


@inlined
def invest(
    run: Run, market: Market, staff: Staff, nodes: Nodes, firms: Firms, sums: Sums, books: Books, month: int
) -> None:
    """Let each firm that invests this month estimate what a step of each lever is worth, and move the best one."""
    world, places, policies, estimates = run.world[0], nodes.places, firms.policies, firms.estimates
    costs, results, begun = firms.costs, nodes.competence.results, books.programmes.effort
    customers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
    attributes = market.attributes
    for f in firms_investing(policies, firms.standing, month):
        closed = gap_closing(world, attributes, places, results, estimates, f)
        saving, beyond = worth_of_closing(
            world, policies, attributes.inspectable, estimates, costs, customers[f], f
        )
        wages = wages_of(staff, places, f)
        time = cost_of_time(world, wages, policies, f)
        start = cost_of_start(world, wages, policies, begun[f], f)
        listening = cost_of_listening(world, staff, places, policies, customers[f], f)
        case = Case(closed, saving, beyond, time, start, listening)
        unknown = share_unknown(world.voices, firms.knowledge, f)
        value_steps(world, policies, unknown, estimates, case, f)
        move_best(run.bounds[0], policies, estimates.investment[f], f)


@compiled
def set_prices(run: Run, disruption: Disruption, policies: Policies, costs: Costs, is_open: Flags) -> None:
    """Let every price follow unit cost, markup and rivals, less what is cut; who is paid by society has none to set."""
    economy, selling = run.world[0].economy, len(is_open)
    rivals = rivals_prices(costs, is_open)
    first = 0 if run.priced[0] else selling
    for f in range(first, len(costs.price)):
        kept = disruption.price_kept[f]
        markup = policies.in_force[f].value.markup
        beside = rivals[f] * kept if f < selling else 0.0
        aim = aimed_price(costs.unit_cost[f] * kept, markup, beside, economy.competitors_prices)
        costs.price[f] = adjust_price(costs.price[f], aim, economy.price_adjustment)


@compiled
def rivals_prices(costs: Costs, is_open: Flags) -> Floats:
    """Return what the rivals of each firm ask, by what they sell in a year; 0 without rivals, (selling firm,)."""
    found = np.zeros(len(is_open))
    for f in range(len(is_open)):
        revenue, volume = 0.0, 0.0
        for g in range(len(is_open)):
            if g != f and is_open[g]:
                revenue += costs.volume[g] * costs.price[g]
                volume += costs.volume[g]
        found[f] = revenue / volume if volume > 0.0 else 0.0
    return found


@compiled
def planned_times(disruption: Disruption, places: Places, policies: Policies) -> Floats:
    """Return what share of working time each node's firm sets aside for improvement, as far as its budget goes."""
    planned = np.empty(len(places.firm))
    for n in range(len(planned)):
        time = policies.in_force[policies.of_unit[n]].improvement.time
        planned[n] = time * disruption.budget[places.firm[n]]
    return planned


@compiled
def free_times(work: Work, planned: Floats) -> Floats:
    """Return what share of time production has if improvement gets all that is planned, (node,)."""
    free = np.empty(len(planned))
    for n in range(len(free)):
        free[n] = working_time(planned[n], work.interview_time[n], work.rework_time[n])
    return free


@compiled
def members_wanted(places: Places, capability: Floats, forecast: Floats, free: Floats) -> Floats:
    """Return how many members each node needs for what it expects to make, at most those that it has seats for."""
    needed = np.empty(len(forecast))
    for n in range(len(needed)):
        slots = places.first_member[n + 1] - places.first_member[n]
        needed[n] = min(members_needed(forecast[n], capability[n], free[n]), float(slots))
    return needed


@compiled
def staff_changes(
    world: Record, headcount: Integers, places: Places, policies: Policies, turned: Flags, needed: Floats
) -> Integers:
    """Return how many members each node hires (above 0) or lays off (below 0), (node,).

    Staff follow the forecast of demand in every node that makes something, where they follow it at all. A node that
    nobody is left in has been given up with its firm, and hires only when an entrant takes it. A firm that turns round
    this month keeps no spare capacity.
    """
    change = np.zeros(len(headcount), np.int64)
    follows = world.supply.capacity_limits != 0 and world.staff.follow_demand != 0
    for n in range(len(change)):
        slots = places.first_member[n + 1] - places.first_member[n]
        if follows and places.starting_flow[n] > 0.0 and slots > 0 and headcount[n] > 0:
            f = places.firm[n]
            security = policies.in_force[policies.of_unit[n]].improvement.job_security
            spare = 0.0 if f < len(turned) and turned[f] else world.economy.spare_kept
            change[n] = staff_change(headcount[n], needed[n], spare, security)
    return change


@compiled
def units_to_make(demand: Demand, edges: Edges) -> Floats:
    """Return how many units each node expects to make: its forecast, and what it owes to whom it serves, (node,)."""
    owed = demand.waiting.copy()
    for e in range(len(edges.links.source)):
        source = edges.links.source[e]
        if source >= 0:
            owed[source] += max(edges.flows.owed[e], 0)
    units = np.empty(len(owed))
    for n in range(len(units)):
        units[n] = max(0.0, demand.forecast[n] + owed[n] / MICRO)
    return units


@compiled
def times_short(
    world: Record, disruption: Disruption, staff: Staff, work: Work, units: Floats, free: Floats
) -> Floats:
    """Return what share of time production lacks in each node to make so many units, (node,).

    Where capacity sets no limit it lacks none.
    """
    short = np.zeros(len(units))
    if world.supply.capacity_limits != 0:
        for n in range(len(short)):
            heads = float(staff.headcount[n])
            full = output_capacity(work.capability[n], 1.0, heads, disruption.broken[n])
            short[n] = time_short(units[n], full, free[n])
    return short


@compiled
def set_improvement_time(
    places: Places, work: Work, policies: Policies, planned: Floats, short: Floats
) -> None:
    """Set time aside for improvement as planned, and let production take back what it lacks and nobody protects."""
    for n in range(len(short)):
        protection = policies.in_force[policies.of_unit[n]].improvement.protection
        work.improvement_time[n] = protected_time(planned[n], protection, short[n])
