"""Part of phase 1b: firms that have lost too much leave the market, and what they leave is settled.

In the month in which a firm leaves, all its members are dismissed with severance, its orders are cancelled, and its
customers compare the others' offers. What it holds or owes goes to those outside who financed it: between two months,
so that it is nobody's profit. Goods stay where they are, for whoever takes the place. A supplier whose only buyer has
left is asked for nothing, and its staff follow that.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import SALES, SEVERANCE
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import employees_holder, outside_holder, pay, to_money
from tci_sim.engine.phases.staff import lay_off
from tci_sim.engine.rules.rivalry import add_to_loss, is_ruined
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.edges import Flows
from tci_sim.engine.state.firms import Survival
from tci_sim.engine.state.goods import Demand
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers


@compiled
def firms_leaving(run: Run, is_open: Flags, survival: Survival, month: int) -> Flags:
    """Tell which firms leave the market this month; one always stays, (selling firm,)."""
    rivalry, leaving = run.world[0].rivalry, np.zeros(len(is_open), np.bool_)
    if rivalry.exit_loss > 0.0 and month >= run.burn_in[0]:
        left = int(np.count_nonzero(is_open))
        for f in range(len(is_open)):
            sales = year_of_sales(survival.sales, f)
            if is_open[f] and left > 1 and survival.age[f] > rivalry.exit_grace:
                leaving[f] = is_ruined(survival.loss[f] / MICRO, sales / MICRO, rivalry.exit_loss)
                left -= 1 if leaving[f] else 0
    return leaving


@compiled
def year_of_sales(sales: Integers, f: int) -> int:
    """Add up what a firm has sold in the past year. [micro-currency]."""
    total = 0
    for month in range(sales.shape[1]):
        total += sales[f, month]
    return total


@compiled
def close_places(leaving: Flags, is_open: Flags, survival: Survival) -> None:
    """Take firms off the market."""
    for f in range(len(leaving)):
        if leaving[f]:
            is_open[f] = False
            survival.vacant[f] = 1


@compiled
def dismiss_staff(leaving: Flags, members: Members, staff: Staff, places: Places, month: int) -> None:
    """Lay off all members of the firms that leave."""
    if leaving.any():
        change = np.zeros(len(places.firm), np.int64)
        for n in range(len(change)):
            f = places.firm[n]
            change[n] = -staff.headcount[n] if f < len(leaving) and leaving[f] else 0
        lay_off(members, staff, places, change, month)


@compiled
def cancel_demand(leaving: Flags, firm: Integers, demand: Demand, asks: Integers) -> None:
    """Forget what customers ask of the firms that leave; `firm` is that of each node, (node,)."""
    for n in range(len(firm)):
        if firm[n] < len(leaving) and leaving[firm[n]]:
            asks[n] = 0
            demand.waiting[n] = 0
            demand.forecast[n] = 0.0
            demand.deviation[n] = 0.0
            demand.window[n, :] = 0


@compiled
def cancel_orders(leaving: Flags, firm: Integers, target: Integers, flows: Flows) -> None:
    """Cancel what the firms that leave have ordered and not yet been sent; `target` is that of each edge, (edge,)."""
    for e in range(len(target)):
        f = firm[target[e]]
        if f < len(leaving) and leaving[f]:
            flows.order[e] = 0
            flows.owed[e] = 0


@compiled
def settle_estates(vacant: Integers, ledger: Ledger) -> None:
    """Let what firms that have left hold, or owe, go to those outside who financed them."""
    outside = outside_holder(len(ledger.profit))
    for f in range(len(vacant)):
        if vacant[f] > 0:
            ledger.balance[outside] += ledger.balance[f]
            ledger.balance[f] = 0


@compiled
def book_closures(
    ledger: Ledger, severance: float, survival: Survival, layoffs: Integers, mean_wage: Floats
) -> None:
    """Pay those who were dismissed because their firm left this month; `mean_wage` is by organisation."""
    employees = employees_holder(len(ledger.profit))
    for f in range(len(survival.vacant)):
        if survival.vacant[f] == 1:
            pay(ledger, f, employees, SEVERANCE, to_money(severance * layoffs[f] * (mean_wage[f] / MICRO)))


@compiled
def remember_result(survival: Survival, ledger: Ledger, month: int, counts: bool) -> None:
    """Write down what each selling firm sold this month, and add up the loss that no profit has made good.

    Losses count once the burn-in is over.
    """
    place = month % survival.sales.shape[1]
    for f in range(len(survival.sales)):
        survival.sales[f, place] = ledger.statement[f, SALES]
        if counts:
            profit = ledger.profit[f, place]
            survival.loss[f] = np.int64(add_to_loss(float(survival.loss[f]), float(profit)))
