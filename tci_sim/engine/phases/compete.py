"""Phase 1b: shocks of firms' own, a look at the better one, who turns round, leaves the market and enters it."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.enter import (
    begin_books,
    begin_business,
    begin_forecasts,
    begin_memories,
    begin_practice,
    begin_standing,
    begin_trust,
    begin_units,
    choose_founders,
    firms_entering,
    open_places,
    seats_of_founders,
)
from tci_sim.engine.phases.leave import (
    cancel_demand,
    cancel_orders,
    close_places,
    dismiss_staff,
    firms_leaving,
    settle_estates,
)
from tci_sim.engine.phases.outlook import begin_outlook
from tci_sim.engine.phases.search import search
from tci_sim.engine.phases.staff import seat
from tci_sim.engine.phases.turn import turn_round
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.rivalry import carry_shock
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Costs, Firms, Standing, Survival
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import Flags, Floats

_SHOCK_OF_APPEAL = np.uint64(Decision.SHOCK_OF_APPEAL)
_SHOCK_OF_COST = np.uint64(Decision.SHOCK_OF_COST)


@phase
def compete(
    run: Run,
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
    """Let chance touch each firm, firms look at those that do better, and losers turn round or leave."""
    places, survival, standing, trust = nodes.places, firms.survival, firms.standing, firms.follow_up.followed
    policies, knowledge, ledger, is_open = firms.policies, firms.knowledge, books.ledger, standing.open
    count_months(is_open, survival)
    shake_firms(run, standing, firms.costs, month)
    search(run, policies, knowledge, is_open, survival, ledger.profit, month)
    turn_round(run, policies, knowledge, is_open, survival, ledger.profit, month)

    leaving = firms_leaving(run, is_open, survival, month)
    close_places(leaving, is_open, survival)
    dismiss_staff(leaving, members, staff, places, month)
    cancel_demand(leaving, places.firm, goods.demand, sums.asks)
    cancel_orders(leaving, places.firm, edges.links.target, edges.flows)
    settle_estates(survival.vacant, ledger)

    entering = firms_entering(run, is_open, survival, month)
    founder = choose_founders(run, is_open, entering, month)
    begin_practice(run.world[0], entering, founder, is_open, policies, knowledge, firms.foresight)
    begin_units(entering, is_open, nodes, run.world[0], firms, books.programmes.effort)
    begin_business(run.world[0].economy, entering, is_open, firms.costs)
    begin_standing(entering, is_open, standing)
    begin_forecasts(entering, places, goods.demand)
    begin_books(entering, firms.estimates, firms.surveys, ledger.profit, books.worth, books.programmes)
    begin_memories(entering, places, nodes.heard, nodes.practice.kept, staff.laid_off)
    begin_trust(entering, places.firm, nodes.tickets, nodes.ahead, trust)
    begin_outlook(entering, firms.outlook, month)
    open_places(entering, is_open, survival)
    seat(run, members, staff, places.firm, policies, seats_of_founders(entering, places, staff), month)


@compiled
def count_months(is_open: Flags, survival: Survival) -> None:
    """Count the months that firms have been on the market, and those for which places have been empty."""
    for f in range(len(is_open)):
        survival.age[f] += 1 if is_open[f] else 0
        survival.vacant[f] += 1 if survival.vacant[f] > 0 else 0


@compiled
def shake_firms(run: Run, standing: Standing, costs: Costs, month: int) -> None:
    """Let each firm's appeal and cost drift by chance, where they do."""
    rivalry, firms = run.world[0].rivalry, len(standing.open)
    if rivalry.demand_sd > 0.0:
        shake(run.seed[0], _SHOCK_OF_APPEAL, standing.appeal, rivalry.demand_keep, rivalry.demand_sd, month)
    if rivalry.cost_sd > 0.0:
        shake(run.seed[0], _SHOCK_OF_COST, costs.shock[:firms], rivalry.cost_keep, rivalry.cost_sd, month)


@compiled
def shake(
    seed: np.uint64, decision: np.uint64, shocks: Floats, keep: float, spread: float, month: int
) -> None:
    """Carry a lasting shock of each selling firm into this month, (selling firm,)."""
    for f in range(len(shocks)):
        drawn = normal(uniform(seed, decision, np.uint64(month), np.uint64(f)))
        shocks[f] = carry_shock(shocks[f], keep, spread, drawn)
