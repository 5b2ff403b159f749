"""Phase 1: what customers want moves on, staff come and go, rivals copy, and the unforeseen happens."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.compiled import compiled, phase
from tci_sim.engine.phases.shocks import Needs, Strain, announce, change_course, happen, turn
from tci_sim.engine.phases.staff import Posts, turn_over_staff
from tci_sim.engine.present import over_segments
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.capacity import redesign_dip
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.rules.requirements import (
    age_feature,
    age_shortfall,
    imitate,
    movement,
    ratchet_norm,
    relax_norm,
    renew_feature,
    turns_over,
)
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Future, Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import Flags, Floats, Integers, Records, Signs

_TURNOVER_OF_REQUIREMENT = np.uint64(Decision.TURNOVER_OF_REQUIREMENT)
_IMITATE = np.uint64(Decision.IMITATE)


class Offers(NamedTuple):
    """The few arrays that say what customers were delivered where, last month."""

    firm: Integers
    """Firm of each node, (node,)."""
    outlet: Flags
    """Whether customers buy here, (node,)."""
    outlet_share: Floats
    """Share of its firm's customers who buy here, (node,)."""
    defect_out: Floats
    """Share of what went out that was defective, (node, attribute)."""
    fill_rate: Floats
    """Share of demand that was met at once, (node,)."""
    carries_fill_rate: Flags
    """Whether the fill rate scales what is delivered, (attribute,)."""
    open: Flags
    """Whether the firm is on the market, (selling firm,)."""
    customers: Integers
    """Customers, (selling firm + 1, segment)."""


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
    needs = Needs(
        market.needs.reality, market.needs.attribute, market.needs.dimensions, market.needs.turned_share
    )
    strain = Strain(
        disruption.broken,
        disruption.demand_factor,
        disruption.budget,
        disruption.price_kept,
        firms.standing.open,
    )
    posts = Posts(
        run.seed, run.world, firms.policies.in_force, nodes.places.firm, nodes.places.first_member, staff.headcount, staff.laid_off,
        staff.leader_tenure, staff.left, staff.hired, staff.layoffs,
    )  # fmt: skip
    offers = Offers(
        nodes.places.firm, nodes.places.outlet, nodes.places.outlet_share, nodes.quality.defect_out, goods.production.fill_rate,
        market.attributes.carries_fill_rate, firms.standing.open, sums.by_segment[Sum.CUSTOMERS],
    )  # fmt: skip

    if month == run.burn_in[0]:
        adopt_policies(firms.policies.in_force, firms.policies.paid, future.next_policy, future.next_paid)
    change_course(future, firms.policies.in_force, firms.policies.paid, len(firms.standing.open), month)
    begin_month(staff.leader_tenure, staff.left, staff.hired, staff.layoffs)
    turn_requirements(run.world, run.seed, needs, market.needs.turns_at, month)
    announce(run, future, needs, market.needs.turns_at, month)
    happen(future, needs, strain, posts, members, month)
    take_capacity_for_redesign(
        run.world, firms.policies.in_force, nodes.places.firm, nodes.work.redesign, disruption.broken
    )
    age_shortfalls(run.world, market.needs.turned_share, nodes.quality.shortfall)
    if month > 0:
        raise_norms(run.world, market.segments.should, offers)
        age_features(run.world, market.attributes.kano, offers)
    follow_turns(run.world, market.needs.turned_share, market.segments.should, market.attributes.kano)
    turn_over_staff(posts, members, month)
    copy_rivals(
        run.world, run.seed, firms.standing.open, firms.knowledge.code, sums.by_segment[Sum.CUSTOMERS], month
    )


@compiled
def adopt_policies(policy: Records, paid: Records, next_policy: Records, next_paid: Records) -> None:
    """Let firms come under their own policies at month 0."""
    for f in range(policy.shape[0]):
        policy[f] = next_policy[f]
        paid[f] = next_paid[f]


@compiled
def begin_month(leader_tenure: Integers, left: Integers, hired: Integers, layoffs: Integers) -> None:
    """Count those who come and go from 0, and let leaders stay a month longer."""
    for f in range(left.shape[0]):
        left[f] = 0
        hired[f] = 0
        layoffs[f] = 0
        if leader_tenure[f] >= 0:
            leader_tenure[f] += 1


@compiled
def turn_requirements(
    world: Records, seed: NDArray[np.uint64], needs: Needs, turns_at: Integers, month: int
) -> None:
    """Turn what turns this month, and say what lead customers already feel will turn within their lead."""
    requirements = world[0].requirements
    needs.turned_share[:] = 0.0
    for d in range(turns_at.shape[0]):
        if turns_over(requirements.turbulence, turning(seed, d, month)):
            turn(needs, d)
        turns_at[d] = -1
        for later in range(month + requirements.lead, month, -1):
            if turns_over(requirements.turbulence, turning(seed, d, later)):
                turns_at[d] = later


@compiled
def turning(seed: NDArray[np.uint64], d: int, month: int) -> float:
    """Draw whether a requirement turns in a month, now or later: the same number whenever it is asked."""
    return float(uniform(seed[0], _TURNOVER_OF_REQUIREMENT, np.uint64(month), np.uint64(d)))


@compiled
def take_capacity_for_redesign(
    world: Records, policy: Records, firm: Integers, redesign: Floats, broken: Floats
) -> None:
    """Count output that a redesign under way costs with what shocks have broken."""
    for n in range(firm.shape[0]):
        depth = policy[firm[n]].improvement.redesign
        dip = redesign_dip(depth, redesign[n], world[0].improving.redesign_dip)
        broken[n] += (1.0 - broken[n]) * dip


@compiled
def age_shortfalls(world: Records, turned_share: Floats, shortfall: Floats) -> None:
    """Open shortfalls again, in every node alike."""
    requirements = world[0].requirements
    for n in range(shortfall.shape[0]):
        for a in range(shortfall.shape[1]):
            moved = movement(turned_share[a], requirements.obsolescence, requirements.creep)
            shortfall[n, a] = age_shortfall(shortfall[n, a], moved)


@compiled
def raise_norms(world: Records, should: Floats, offers: Offers) -> None:
    """Raise should-norms towards the best that any outlet on the market delivered last month."""
    ratchet = world[0].requirements.norm_ratchet
    for a in range(should.shape[1]):
        best = 0.0
        for n in range(offers.firm.shape[0]):
            if on_market(offers, n):
                best = max(best, delivered(offers, n, a))
        for s in range(should.shape[0]):
            should[s, a] = ratchet_norm(should[s, a], best, ratchet)


@compiled
def age_features(world: Records, kano: Floats, offers: Offers) -> None:
    """Let attributes lose their delight as far as the market offers them: quality, weighted by customers."""
    for a in range(kano.shape[0]):
        served = 0.0
        offered = 0.0
        for n in range(offers.firm.shape[0]):
            if on_market(offers, n):
                customers = over_segments(offers.customers, offers.firm[n]) * offers.outlet_share[n]
                served += customers
                offered += customers * delivered(offers, n, a)
        if served > 0.0:
            kano[a] = age_feature(kano[a], world[0].requirements.kano_decay, offered / served)


@compiled
def on_market(offers: Offers, n: int) -> bool:
    """Say whether customers can buy at a node: an outlet of a selling firm that is open."""
    f = offers.firm[n]
    return bool(offers.outlet[n] and f < offers.open.shape[0] and offers.open[f])


@compiled
def delivered(offers: Offers, n: int, a: int) -> float:
    """Say what quality of an attribute customers were delivered at a node."""
    return deliver_quality(offers.defect_out[n, a], offers.fill_rate[n], offers.carries_fill_rate[a])


@compiled
def follow_turns(world: Records, turned_share: Floats, should: Floats, kano: Floats) -> None:
    """Lower norms where needs have moved on, and let attributes delight anew where they turned."""
    requirements = world[0].requirements
    for a in range(kano.shape[0]):
        moved = movement(turned_share[a], requirements.obsolescence, requirements.creep)
        kano[a] = renew_feature(kano[a], turned_share[a])
        for s in range(should.shape[0]):
            should[s, a] = relax_norm(should[s, a], moved)


@compiled
def copy_rivals(
    world: Records, seed: NDArray[np.uint64], is_open: Flags, code: Signs, customers: Integers, month: int
) -> None:
    """Let every firm on the market copy parts of the code of the best-selling one, if that sells better."""
    imitation = world[0].beliefs.imitation
    dimensions = code.shape[1]
    best = -1
    for f in range(is_open.shape[0]):
        if is_open[f] and (best < 0 or over_segments(customers, f) > over_segments(customers, best)):
            best = f
    for f in range(is_open.shape[0]):
        if is_open[f] and over_segments(customers, f) < over_segments(customers, best):
            for d in range(dimensions):
                draw = uniform(seed[0], _IMITATE, np.uint64(month), np.uint64(f * dimensions + d))
                code[f, d] = imitate(code[f, d], code[best, d], imitation, draw)
