"""Part of phase 9: what is bought, sold and made is paid for, and profit is taxed."""

from __future__ import annotations

from tci_sim.engine.accounts import (
    MATERIALS,
    OVERHEAD,
    PROCESSING,
    PURCHASES,
    SALES,
    SEVERANCE,
    SUPPLY,
    TAX,
    WAGES,
    WARRANTY,
)
from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import (
    customers_holder,
    employees_holder,
    outside_holder,
    pay,
    settle,
    society_holder,
    statement_sum,
    to_money,
)
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.phases.unit_cost import overhead_of, processing_of
from tci_sim.engine.rules.value import tax_on
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Costs
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


@compiled
def book_sales(
    ledger: Ledger, run: Run, places: Places, sold: Integers, price: Floats, claims: Floats
) -> None:
    """Let customers, or society where they do not pay, pay for what they bought; firms make claims good."""
    warranty, organisations = run.world[0].economy.warranty, len(price)
    payer = customers_holder(organisations) if run.priced[0] else society_holder(organisations)
    for n in range(len(places.firm)):
        f = places.firm[n]
        pay(ledger, payer, f, SALES, to_money(price[f] * (sold[n] / MICRO)))
        pay(ledger, f, outside_holder(organisations), WARRANTY, to_money(warranty * price[f] * claims[n]))


@compiled
def book_supplies(ledger: Ledger, places: Places, links: Links, delivered: Integers, price: Floats) -> None:
    """Let organisations pay for the goods that were sent to them by others and from outside."""
    for e in range(len(links.source)):
        n, source = links.target[e], links.source[e]
        buyer, units = places.firm[n], delivered[e] / MICRO
        if crosses_organisations(places, links, e):
            supplier = places.firm[source]
            settle(ledger, buyer, supplier, PURCHASES, SUPPLY, to_money(units * price[supplier]))
        elif links.goods[e] and source < 0:
            cost = to_money(units * (places.material_cost[n] / MICRO))
            pay(ledger, buyer, outside_holder(len(price)), MATERIALS, cost)


@compiled
def book_wages(ledger: Ledger, severance: float, layoffs: Integers, counted: MonthTotals) -> None:
    """Pay those who work, and those who were laid off."""
    employees = employees_holder(len(counted.working))
    for f in range(len(counted.working)):
        if counted.working[f]:
            leaving = to_money(severance * layoffs[f] * (counted.mean_wage[f] / MICRO))
            pay(ledger, f, employees, WAGES, counted.wages[f])
            pay(ledger, f, employees, SEVERANCE, leaving)


@compiled
def book_running_costs(ledger: Ledger, economy: Record, is_open: Flags, costs: Costs, sold: Integers) -> None:
    """Pay the overhead of selling firms, and what each unit costs to process."""
    outside = outside_holder(len(sold))
    for f in range(len(is_open)):
        processing = processing_of(economy, costs, f) * (max(sold[f], 0) / MICRO)
        pay(ledger, f, outside, OVERHEAD, to_money(overhead_of(economy, is_open, costs, f)))
        pay(ledger, f, outside, PROCESSING, to_money(processing))


@compiled
def book_taxes(ledger: Ledger, rate: float, month: int) -> None:
    """Tax each organisation's profit, and remember what is left of it."""
    profit = ledger.profit
    for f in range(len(profit)):
        before_tax = statement_sum(ledger.statement, f)
        tax = to_money(tax_on(before_tax / MICRO, rate))
        pay(ledger, f, society_holder(len(profit)), TAX, tax)
        profit[f, month % profit.shape[1]] = before_tax - tax
