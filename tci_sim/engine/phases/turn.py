"""Part of phase 1b: a firm that has lost much, and not yet too much, turns round.

It takes over whole what the rival that earns most visibly does, where that one earns more, and keeps no spare staff in
that month: whoever is not needed for what it sells goes, as far as jobs are not secure. It pays once for that, and its
loss is counted anew.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import RESTRUCTURING
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import outside_holder, pay, to_money
from tci_sim.engine.phases.leave import year_of_sales
from tci_sim.engine.phases.search import YEAR, best_of, keeps_to_its_policy, returns_on_sales, take_over
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.rivalry import chance_to_turn_round
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.firms import Knowledge, Policies, Survival
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Integers

_TURN_ROUND = np.uint64(Decision.TURN_ROUND)


@compiled
def turn_round(
    run: Run, policies: Policies, knowledge: Knowledge, is_open: Flags, survival: Survival, profit: Integers,
    month: int,
) -> None:  # fmt: skip
    """Let firms near the loss that ends them turn round by chance, and do as the best of their rivals does.

    `profit` is that of each organisation in each of the last 12 months, (organisation, 12).
    """
    rivalry = run.world[0].rivalry
    if rivalry.turn_round <= 0.0 or rivalry.exit_loss <= 0.0:
        return
    choose_those_who_turn(run, is_open, survival, month)
    earned = returns_on_sales(survival.sales, profit)
    for f in range(len(is_open)):
        if survival.turned[f]:
            survival.loss[f] = 0
            others = is_open & (survival.age >= YEAR)
            others[f] = False
            best = best_of(others, earned)
            if best >= 0 and earned[best] > earned[f]:
                take_over(run, policies, knowledge, f, best, 1.0, month)


@compiled
def choose_those_who_turn(run: Run, is_open: Flags, survival: Survival, month: int) -> None:
    """Draw which firms turn round this month: of those that may leave the market, and that may change their policy."""
    rivalry = run.world[0].rivalry
    for f in range(len(is_open)):
        survival.turned[f] = False
        may_leave = is_open[f] and survival.age[f] > rivalry.exit_grace
        if may_leave and not keeps_to_its_policy(rivalry, survival, f):
            loss, sales = survival.loss[f] / MICRO, year_of_sales(survival.sales, f) / MICRO
            chance = chance_to_turn_round(loss, sales, rivalry.exit_loss, rivalry.turn_round)
            survival.turned[f] = uniform(run.seed[0], _TURN_ROUND, np.uint64(month), np.uint64(f)) < chance


@compiled
def book_restructuring(ledger: Ledger, share: float, survival: Survival) -> None:
    """Let firms that turn round this month pay those outside who help them, a share of the past year's sales."""
    for f in range(len(survival.turned)):
        if survival.turned[f]:
            cost = to_money(share * (year_of_sales(survival.sales, f) / MICRO))
            pay(ledger, f, outside_holder(len(ledger.profit)), RESTRUCTURING, cost)
