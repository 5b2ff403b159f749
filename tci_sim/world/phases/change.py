"""Phase 1: what customers want moves on, staff come and go, rivals copy, and the unforeseen happens."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.randomness import Decision, uniform
from tci_sim.rules.capacity import redesign_dip
from tci_sim.rules.requirements import (
    age_feature,
    age_shortfall,
    imitate,
    movement,
    ratchet_norm,
    relax_norm,
    renew_feature,
    turns_over,
)
from tci_sim.world.phases.deliver import delivered_quality
from tci_sim.world.phases.shocks import happen, turn
from tci_sim.world.phases.staff import turn_over_staff
from tci_sim.world.state import Firms, Goods, Market, Members, Nodes, Run, Sums

_TURNOVER_OF_REQUIREMENT = np.uint64(Decision.TURNOVER_OF_REQUIREMENT)
_IMITATE = np.uint64(Decision.IMITATE)

_REDESIGN_COST = 0.5


@compiled
def change(
    run: Run,
    market: Market,
    members: Members,
    nodes: Nodes,
    goods: Goods,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let the world move on by a month."""
    begin_month(run, firms, month)
    turn_requirements(run, market, month)
    happen(run, market, members, nodes, goods, firms, month)
    take_capacity_for_redesign(nodes, firms)
    age_shortfalls(run, market, nodes)
    move_norms(run, market, nodes, goods, firms, month)
    move_features(run, market, nodes, goods, firms, sums, month)
    turn_over_staff(run, members, nodes, firms, month)
    copy_rivals(run, firms, sums, month)


@compiled
def begin_month(run: Run, firms: Firms, month: int) -> None:
    """Let firms adopt their own policies at month 0, count from 0, and leaders stay a month longer."""
    for f in range(firms.price.shape[0]):
        if month == run.burn_in[0]:
            firms.policy[f] = firms.next_policy[f]
            firms.paid[f] = firms.next_paid[f]
        firms.left[f] = 0
        firms.hired[f] = 0
        firms.layoffs[f] = 0
        if firms.leader_tenure[f] >= 0:
            firms.leader_tenure[f] += 1


@compiled
def turn_requirements(run: Run, market: Market, month: int) -> None:
    """Turn what turns this month, and say what lead customers already feel will turn within their lead."""
    requirements = run.world[0].requirements
    market.turned_share[:] = 0.0
    for d in range(market.reality.shape[0]):
        if turns_over(requirements.turbulence, turning(run, d, month)):
            turn(market, d)
        market.turns_at[d] = -1
        for later in range(month + requirements.lead, month, -1):
            if turns_over(requirements.turbulence, turning(run, d, later)):
                market.turns_at[d] = later


@compiled
def turning(run: Run, d: int, month: int) -> float:
    """Draw whether a requirement turns in a month, now or later: the same number whenever it is asked."""
    return float(uniform(run.seed[0], _TURNOVER_OF_REQUIREMENT, np.uint64(month), np.uint64(d)))


@compiled
def moved(run: Run, market: Market, a: int) -> float:
    """Say what share of what is well done in an attribute has gone out of date this month."""
    requirements = run.world[0].requirements
    return movement(market.turned_share[a], requirements.obsolescence, requirements.creep)


@compiled
def take_capacity_for_redesign(nodes: Nodes, firms: Firms) -> None:
    """Count output that a redesign under way costs with what shocks have broken."""
    for n in range(nodes.firm.shape[0]):
        depth = firms.policy[nodes.firm[n]].improvement.redesign
        dip = redesign_dip(depth, nodes.redesign[n], _REDESIGN_COST)
        nodes.broken[n] += (1.0 - nodes.broken[n]) * dip


@compiled
def age_shortfalls(run: Run, market: Market, nodes: Nodes) -> None:
    """Open shortfalls again, in every node alike."""
    for a in range(market.turned_share.shape[0]):
        share = moved(run, market, a)
        for n in range(nodes.firm.shape[0]):
            nodes.shortfall[n, a] = age_shortfall(nodes.shortfall[n, a], share)


@compiled
def move_norms(run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, month: int) -> None:
    """Raise should-norms towards the best offer seen last month, and lower them where needs moved on."""
    ratchet = run.world[0].requirements.norm_ratchet
    for a in range(market.should.shape[1]):
        best = best_offer(market, nodes, goods, firms, a) if month > 0 else 0.0
        share = moved(run, market, a)
        for s in range(market.should.shape[0]):
            market.should[s, a] = relax_norm(ratchet_norm(market.should[s, a], best, ratchet), share)


@compiled
def best_offer(market: Market, nodes: Nodes, goods: Goods, firms: Firms, a: int) -> float:
    """Find the best quality of an attribute that any outlet of a firm on the market delivered last month."""
    best = 0.0
    for n in range(nodes.firm.shape[0]):
        if on_market(nodes, firms, n):
            best = max(best, delivered_quality(market, nodes, goods, n, a))
    return best


@compiled
def on_market(nodes: Nodes, firms: Firms, n: int) -> bool:
    """Say whether customers can buy at a node: an outlet of a selling firm that is open."""
    f = nodes.firm[n]
    return bool(nodes.outlet[n] and f < firms.open.shape[0] and firms.open[f])


@compiled
def move_features(
    run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, sums: Sums, month: int
) -> None:
    """Let attributes lose their delight as the market comes to offer them, and gain it where needs turned."""
    decay = run.world[0].requirements.kano_decay
    for a in range(market.kano.shape[0]):
        offered = market_offer(market, nodes, goods, firms, sums, a) if month > 0 else 0.0
        kano = age_feature(market.kano[a], decay, offered)
        market.kano[a] = renew_feature(kano, market.turned_share[a])


@compiled
def market_offer(market: Market, nodes: Nodes, goods: Goods, firms: Firms, sums: Sums, a: int) -> float:
    """Say how far the market offers an attribute: quality delivered, weighted by customers served."""
    served = 0.0
    offered = 0.0
    for n in range(nodes.firm.shape[0]):
        if on_market(nodes, firms, n):
            customers = customers_of(sums, nodes.firm[n]) * nodes.outlet_share[n]
            served += customers
            offered += customers * delivered_quality(market, nodes, goods, n, a)
    return offered / served if served > 0.0 else 0.0


@compiled
def customers_of(sums: Sums, f: int) -> float:
    """Add up a firm's customers over segments."""
    total = np.int64(0)
    for s in range(sums.customers.shape[1]):
        total += sums.customers[f, s]
    return float(total)


@compiled
def copy_rivals(run: Run, firms: Firms, sums: Sums, month: int) -> None:
    """Let every firm on the market copy parts of the code of the best-selling one, if that sells better."""
    imitation = run.world[0].beliefs.imitation
    sellers = firms.open.shape[0]
    dimensions = firms.code.shape[1]
    best = -1
    for f in range(sellers):
        if firms.open[f] and (best < 0 or customers_of(sums, f) > customers_of(sums, best)):
            best = f
    for f in range(sellers):
        if firms.open[f] and customers_of(sums, f) < customers_of(sums, best):
            for d in range(dimensions):
                draw = uniform(run.seed[0], _IMITATE, np.uint64(month), np.uint64(f * dimensions + d))
                firms.code[f, d] = imitate(firms.code[f, d], firms.code[best, d], imitation, draw)
