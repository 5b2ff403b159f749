"""Phase 1: what customers want moves on, staff come and go, rivals copy, and the unforeseen happens."""

from __future__ import annotations

import numpy as np

from tci_sim.engine import shocks
from tci_sim.engine.aggregates import delivered_quality, over_all_segments
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.hand_down import hand_down
from tci_sim.engine.phases.practise import lost_with_a_need, segments_differ
from tci_sim.engine.phases.prepare import can_prepare, launch_prepared
from tci_sim.engine.phases.staff import remove_leavers, taken_by_waves, turn_over_staff
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.capacity import redesign_dip
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.rules.requirements import (
    age_feature,
    age_shortfall,
    features_at_rest,
    imitate,
    live_on,
    movement,
    ratchet_norm,
    relax_norm,
    renew_feature,
    turns_over,
)
from tci_sim.engine.state.firms import Firms, Knowledge, Policies, Roles, Standing
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Attributes, Market, Needs, Segments
from tci_sim.engine.state.nodes import Nodes, Places, Quality, Work
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Future, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import Flags, Floats, Integers, Record

_TURNOVER_OF_REQUIREMENT = np.uint64(Decision.TURNOVER_OF_REQUIREMENT)
_IMITATE = np.uint64(Decision.IMITATE)


@phase
def change(
    run: Run,
    future: Future,
    disruption: Disruption,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let the world move on by a month."""
    world, needs, places, standing = run.world[0], market.needs, nodes.places, firms.standing
    buyers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
    reset_flows(staff)
    begin_policies(run, future, firms, places, nodes.minds.results_seen, month)
    turn_needs(run, future, needs, nodes, month)
    shocks.disrupt_nodes(future, disruption, places, month)
    shocks.cut_budgets_and_prices(future, disruption, standing, month)
    shocks.change_leaders(future, staff, month)
    shocks.let_rivals_enter(future, standing, month)
    take_capacity_for_redesign(world, disruption, standing.open, places, nodes.work, firms.policies)

    age_shortfalls(world, needs, nodes.quality)
    if month > 0:
        on_market = outlets_on_market(places, standing)
        delivered = delivered_quality(market.attributes, nodes.quality, goods.production)
        raise_norms_by_offers(world, market, nodes, goods, on_market, delivered, sums)
        age_features(world, market.attributes, places, on_market, delivered, buyers, month > run.burn_in[0])
    follow_turns(world, market)

    remove_leavers(
        members, staff, places.firm, taken_by_waves(run.seed[0], future, members.active, places, month)
    )
    turn_over_staff(run, members, staff, places.firm, nodes.minds.satisfaction, firms.policies, month)
    if world.rivalry.aspiration <= 0.0:
        copy_rivals(run, firms.knowledge, standing, buyers, month)


@compiled
def reset_flows(staff: Staff) -> None:
    """Count those who come and go from 0, and let leaders stay a month longer."""
    for f in range(len(staff.leader_tenure)):
        staff.left[f] = 0
        staff.hired[f] = 0
        staff.layoffs[f] = 0
        if staff.leader_tenure[f] >= 0:
            staff.leader_tenure[f] += 1


@inlined
def begin_policies(
    run: Run, future: Future, firms: Firms, places: Places, results_seen: Floats, month: int
) -> None:
    """Let firms come under new policies, whose improvement is given the results that are expected of it, (node,)."""
    norm, standing, replaced = run.world[0].people.results_norm, firms.standing, firms.survival.replaced
    adopt_policies(run, future, firms.policies, firms.roles, month)
    shocks.change_policies(future, firms.policies, standing, replaced, month)
    hand_down(firms.policies, firms.roles)
    if month == run.burn_in[0]:
        results_seen[:] = norm
    shocks.begin_programmes(future, standing, replaced, places.firm, results_seen, norm, month)


@compiled
def adopt_policies(run: Run, future: Future, policies: Policies, roles: Roles, month: int) -> None:
    """Let firms, and units with levers of their own, come under their policies when the burn-in is over."""
    if month == run.burn_in[0]:
        for p in range(len(policies.in_force)):
            policies.in_force[p] = future.next_policy[p]
            policies.paid[p] = future.next_paid[p]
            roles.own[p] = future.next_own[p]


@inlined
def turn_needs(run: Run, future: Future, needs: Needs, nodes: Nodes, month: int) -> None:
    """Turn what turns this month; where units are ready for it, customers take what was prepared for them."""
    before = needs.reality.copy()
    turn_requirements(run, needs, month)
    shocks.announce_turns(run, future, needs, month)
    shocks.turn_shares(future, needs, month)
    if can_prepare(run.world[0]):
        launch_prepared(needs, before, nodes.places.contribution, nodes.practice.kept, nodes.ahead)


@compiled
def turn_requirements(run: Run, needs: Needs, month: int) -> None:
    """Turn what turns this month, and say what lead customers already feel will turn within their lead."""
    requirements = run.world[0].requirements
    needs.turned_share[:] = 0.0
    for d in range(len(needs.turns_at)):
        if turns_over(requirements.turbulence, requirement_turns(run, d, month)):
            shocks.turn(needs, d)
        needs.turns_at[d] = -1
        for later in range(month + requirements.lead, month, -1):
            if turns_over(requirements.turbulence, requirement_turns(run, d, later)):
                needs.turns_at[d] = later


@compiled
def requirement_turns(run: Run, d: int, month: int) -> float:
    """Draw whether a requirement turns in a month, now or later: the same number whenever it is asked."""
    return float(uniform(run.seed[0], _TURNOVER_OF_REQUIREMENT, np.uint64(month), np.uint64(d)))


@compiled
def take_capacity_for_redesign(
    world: Record, disruption: Disruption, is_open: Flags, places: Places, work: Work, policies: Policies
) -> None:
    """Count output that a redesign under way costs with what shocks have broken; who has left redesigns nothing."""
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f >= len(is_open) or is_open[f]:
            depth = policies.in_force[f].improvement.redesign
            dip = redesign_dip(depth, work.redesign[n], world.improving.redesign_dip)
            disruption.broken[n] += (1.0 - disruption.broken[n]) * dip


@compiled
def age_shortfalls(world: Record, needs: Needs, quality: Quality) -> None:
    """Open shortfalls again, in every node alike."""
    lost, creep = lost_with_a_need(world), world.requirements.creep
    for n in range(quality.shortfall.shape[0]):
        for a in range(quality.shortfall.shape[1]):
            moved = movement(needs.turned_share[a], lost, creep)
            quality.shortfall[n, a] = age_shortfall(quality.shortfall[n, a], moved)


@compiled
def outlets_on_market(places: Places, standing: Standing) -> Flags:
    """Tell at which nodes customers can buy: the outlets of selling firms that are open, (node,)."""
    on_market = np.zeros(len(places.firm), np.bool_)
    for n in range(len(on_market)):
        f = places.firm[n]
        on_market[n] = places.outlet[n] and f < len(standing.open) and standing.open[f]
    return on_market


@compiled
def offered_to_segments(
    differs: bool, defect_apart: Floats, fill_rate: Floats, carries_fill_rate: Flags, delivered: Floats
) -> Floats:
    """Return the quality that each node delivers by what each segment asks for, (segment, node, attribute).

    It is what is `delivered` to all, (node, attribute), unless it `differs`: then by what is defective so, of the same
    form as what is returned.
    """
    offered: Floats = np.empty(defect_apart.shape)
    for s in range(offered.shape[0]):
        for n in range(offered.shape[1]):
            for a in range(offered.shape[2]):
                offered[s, n, a] = delivered[n, a]
                if differs:
                    defective = defect_apart[s, n, a]
                    offered[s, n, a] = deliver_quality(defective, fill_rate[n], carries_fill_rate[a])
    return offered


@inlined
def raise_norms_by_offers(
    world: Record, market: Market, nodes: Nodes, goods: Goods, on_market: Flags, delivered: Floats, sums: Sums
) -> None:
    """Raise should-norms by what was delivered last month, (node, attribute), to each segment by what it asks for."""
    defective, filled = nodes.practice.defect_apart, goods.production.fill_rate
    carries, customers = market.attributes.carries_fill_rate, sums.by_segment[Sum.CUSTOMERS]
    offered = offered_to_segments(segments_differ(world), defective, filled, carries, delivered)
    raise_norms(world, market.segments, nodes.places, on_market, offered, customers)


@compiled
def raise_norms(
    world: Record,
    segments: Segments,
    places: Places,
    on_market: Flags,
    offered: Floats,
    customers: Integers,
) -> None:
    """Raise should-norms towards the best that any outlet on the market delivered last month, or where they are served.

    `offered` is what was delivered to each segment, (segment, node, attribute), and `customers` are those of each firm
    in each segment, (selling firm + 1, segment).
    """
    if world.requirements.norm_where_served == 1:
        raise_norms_of_served(world, segments, places, on_market, offered, customers)
    else:
        raise_all_norms(world, segments, on_market, offered)


@compiled
def raise_all_norms(world: Record, segments: Segments, on_market: Flags, offered: Floats) -> None:
    """Raise should-norms towards the best that any outlet on the market delivered last month to the segment."""
    for s in range(len(segments.should)):
        for a in range(offered.shape[2]):
            best = 0.0
            for n in range(len(on_market)):
                if on_market[n]:
                    best = max(best, offered[s, n, a])
            segments.should[s, a] = ratchet_norm(segments.should[s, a], best, world.requirements.norm_ratchet)


@compiled
def raise_norms_of_served(
    world: Record,
    segments: Segments,
    places: Places,
    on_market: Flags,
    offered: Floats,
    customers: Integers,
) -> None:
    """Raise should-norms towards every better offer of last month, by the share of the segment that it serves.

    `offered` is what was delivered to each segment, (segment, node, attribute), and `customers` are those of each firm
    in each segment, (selling firm + 1, segment).
    """
    for s in range(len(segments.should)):
        in_segment = 0
        for f in range(len(customers)):
            in_segment += customers[f, s]
        for a in range(offered.shape[2]):
            norm = segments.should[s, a]
            for n in range(len(on_market)):
                if on_market[n]:
                    served = customers[places.firm[n], s] * places.outlet_share[n] / max(in_segment, 1)
                    raised = ratchet_norm(norm, offered[s, n, a], world.requirements.norm_ratchet * served)
                    segments.should[s, a] += raised - norm


@compiled
def age_features(
    world: Record,
    attributes: Attributes,
    places: Places,
    on_market: Flags,
    delivered: Floats,
    customers: Integers,
    settled: bool,
) -> None:
    """Let attributes lose their delight as far as the market offers them, and gain it by new features.

    They are offered by quality, weighted by `customers`, which are those of each firm, (selling firm + 1,). Until the
    burn-in is over and all has `settled`, what is offered is what new features come by.
    """
    decay, new = world.requirements.kano_decay, world.requirements.new_features
    for a in range(delivered.shape[1]):
        served = 0.0
        offered = 0.0
        for n in range(len(on_market)):
            if on_market[n]:
                here = customers[places.firm[n]] * places.outlet_share[n]
                served += here
                offered += here * delivered[n, a]
        if served > 0.0:
            offer = offered / served
            if not settled:
                attributes.starting_offer[a] = offer
            features = features_at_rest(attributes.starting_kano[a], attributes.starting_offer[a])
            if new > 0.0:
                attributes.kano[a] = live_on(attributes.kano[a], decay, offer, new * features)
            else:
                attributes.kano[a] = age_feature(attributes.kano[a], decay, offer)


@compiled
def follow_turns(world: Record, market: Market) -> None:
    """Lower norms where needs have moved on, and let attributes delight again where they turned."""
    requirements, turned = world.requirements, market.needs.turned_share
    kano, should, lost = market.attributes.kano, market.segments.should, lost_with_a_need(world)
    for a in range(len(turned)):
        moved = movement(turned[a], lost, requirements.creep)
        if requirements.turns_delight == 1:
            kano[a] = renew_feature(kano[a], turned[a])
        for s in range(len(should)):
            should[s, a] = relax_norm(should[s, a], moved)


@compiled
def copy_rivals(run: Run, knowledge: Knowledge, standing: Standing, customers: Integers, month: int) -> None:
    """Let every firm on the market copy parts of the code of the best-selling one, if that sells better.

    `customers` are those of each firm, (selling firm + 1,).
    """
    code, imitation = knowledge.code, run.world[0].beliefs.imitation
    dimensions = code.shape[1]
    best = -1
    for f in range(len(standing.open)):
        if standing.open[f] and (best < 0 or customers[f] > customers[best]):
            best = f
    for f in range(len(standing.open)):
        if standing.open[f] and customers[f] < customers[best]:
            for d in range(dimensions):
                draw = uniform(run.seed[0], _IMITATE, np.uint64(month), np.uint64(f * dimensions + d))
                code[f, d] = imitate(code[f, d], code[best, d], imitation, draw)
