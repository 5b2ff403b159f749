"""Part of phase 9: what is bought, sold and made is paid for, and profit is taxed."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import (
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
    employees_holder,
    outside_holder,
    pay,
    settle,
    society_holder,
    statement_sum,
    to_money,
)
from tci_sim.engine.rules.value import tax_on
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers


@compiled
def book_sales(
    ledger: Ledger,
    warranty: float,
    payer: int,
    firm: Integers,
    sold: Integers,
    price: Floats,
    defects: Floats,
) -> None:
    """Let customers, or who pays for them, pay for what they bought, and firms make good what came back."""
    for n in range(len(firm)):
        f = firm[n]
        takings = to_money(price[f] * (sold[n] / MICRO))
        pay(ledger, payer, f, SALES, takings)
        made_good = to_money(warranty * price[f] * (max(sold[n], 0) / MICRO * defects[n]))
        pay(ledger, f, outside_holder(len(price)), WARRANTY, made_good)


@compiled
def book_supplies(
    ledger: Ledger,
    firm: Integers,
    material_cost: Integers,
    price: Floats,
    goods: Flags,
    source: Integers,
    target: Integers,
    delivered: Integers,
) -> None:
    """Let organisations pay for the goods that were sent to them by others and from outside."""
    for e in range(len(source)):
        if goods[e]:
            buyer = firm[target[e]]
            units = delivered[e] / MICRO
            if source[e] < 0:
                cost = to_money(units * (material_cost[target[e]] / MICRO))
                pay(ledger, buyer, outside_holder(len(price)), MATERIALS, cost)
            elif firm[source[e]] != buyer:
                cost = to_money(units * price[firm[source[e]]])
                settle(ledger, buyer, firm[source[e]], PURCHASES, SUPPLY, cost)


@compiled
def book_wages(
    ledger: Ledger,
    working: Flags,
    wages: Integers,
    one_wage: Floats,
    layoffs: Integers,
    severance: float,
) -> None:
    """Pay those who work, and those who were laid off."""
    employees = employees_holder(len(working))
    for f in range(len(working)):
        if working[f]:
            pay(ledger, f, employees, WAGES, wages[f])
            pay(ledger, f, employees, SEVERANCE, to_money(severance * layoffs[f] * (one_wage[f] / MICRO)))


@compiled
def book_running_costs(ledger: Ledger, fixed: Floats, processing: Floats, sold: Integers) -> None:
    """Pay the overhead of selling firms, and what each unit costs to process."""
    outside = outside_holder(len(sold))
    for f in range(len(fixed)):
        pay(ledger, f, outside, OVERHEAD, to_money(fixed[f]))
        pay(ledger, f, outside, PROCESSING, to_money(processing[f] * (max(sold[f], 0) / MICRO)))


@compiled
def book_taxes(ledger: Ledger, rate: float, profit: Integers, month: int) -> None:
    """Tax each organisation's profit, and remember what is left of it."""
    society = society_holder(len(profit))
    for f in range(len(profit)):
        before_tax = statement_sum(ledger.statement, f)
        tax = to_money(tax_on(before_tax / MICRO, rate))
        pay(ledger, f, society, TAX, tax)
        profit[f, month % profit.shape[1]] = before_tax - tax
