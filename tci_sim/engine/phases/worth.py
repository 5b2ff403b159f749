"""Part of phase 9: what the month was worth to customers, suppliers, employees, owners and society."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import GAIN_SHARE, SALES, SEVERANCE, TAX, WAGES, Stakeholder, statement_sum
from tci_sim.engine.phases.customer_terms import mean_price
from tci_sim.engine.present import over_segments
from tci_sim.engine.rules.value import lifetime_value, monthly_rate, smooth_over_year
from tci_sim.engine.state.types import FIXED, MICRO, Flags, Floats, Integers, Record


@compiled
def value_customers(
    discount: float,
    purchase_rate: float,
    price: Floats,
    unit_cost: Floats,
    customers: Integers,
    left: Integers,
    won: Integers,
    retention: Floats,
    equity: Floats,
    month: int,
) -> None:
    """Follow each firm's retention, and value its present customers by the margins still to come."""
    rate = monthly_rate(discount)
    for f in range(len(equity)):
        gone = over_segments(left, f)
        kept = share_kept(customers[f], gone, over_segments(won, f))
        retention[f] = smooth_over_year(kept if month == 0 else retention[f], kept)
        margin = (price[f] - unit_cost[f]) * purchase_rate
        equity[f] = customers[f] * lifetime_value(margin, retention[f], rate)


@compiled
def share_kept(customers: int, left: int, won: int) -> float:
    """Give the share of those who were customers a month ago and still are; 1 where nobody was."""
    start = customers + left - won
    return 1.0 - left / start if start > 0 else 1.0


@compiled
def count_values(
    economy: Record,
    purchase_rate: float,
    priced: bool,
    is_open: Flags,
    price: Floats,
    layoffs: Integers,
    one_wage: Floats,
    firm: Integers,
    sold: Integers,
    defects: Floats,
    customers: Integers,
    surplus: Integers,
    statement: Integers,
    value: Floats,
) -> None:
    """Fill every organisation's accounts of value for the month; `credit_suppliers` fills suppliers'."""
    price_level = mean_price(is_open, price, customers)
    for f in range(len(price)):
        offer = over_segments(surplus, f) / FIXED if f < len(is_open) else 0.0
        earned = -(statement[f, WAGES] + statement[f, SEVERANCE]) / MICRO
        lost = economy.layoff_loss * layoffs[f] * (one_wage[f] / MICRO)
        value[f, Stakeholder.CUSTOMERS] = offer * price_level * purchase_rate
        value[f, Stakeholder.SUPPLIERS] = 0.0
        value[f, Stakeholder.EMPLOYEES] = earned - lost
        value[f, Stakeholder.OWNERS] = statement_sum(statement, f) / MICRO
        value[f, Stakeholder.SOCIETY] = -statement[f, TAX] / MICRO
        if not priced:
            value[f, Stakeholder.SOCIETY] -= statement[f, SALES] / MICRO
    for n in range(len(firm)):
        failures = max(sold[n], 0) / MICRO * defects[n]
        value[firm[n], Stakeholder.SOCIETY] -= economy.failure_to_society * price[firm[n]] * failures


@compiled
def credit_suppliers(
    firm: Integers,
    goods: Flags,
    source: Integers,
    target: Integers,
    delivered: Integers,
    selling: int,
    statement: Integers,
    value: Floats,
) -> None:
    """Give each selling firm its part of its suppliers' profit, by what they sent towards it this month.

    Shared gains go to the firm that paid them, whole. What a supplier earned or lost in a month in which it
    sent nothing belongs to no firm's account. A supplier's own row leaves this column empty: its profit
    stands under owners there, so totals are taken over selling firms only.
    """
    towards = shares_of_flow(firm, goods, source, target, delivered, selling)
    parts = np.zeros((len(value), selling))
    units = np.zeros(len(value))
    for e in range(len(source)):
        if goods[e] and source[e] >= 0:
            seller = firm[source[e]]
            if seller >= selling and firm[target[e]] != seller:
                sent = float(max(delivered[e], 0))
                units[seller] += sent
                for f in range(selling):
                    parts[seller, f] += sent * towards[target[e], f]
    for f in range(selling):
        value[f, Stakeholder.SUPPLIERS] = -statement[f, GAIN_SHARE] / MICRO
    for s in range(selling, len(units)):
        if units[s] > 0.0:
            profit = (statement_sum(statement, s) - statement[s, GAIN_SHARE]) / MICRO
            for f in range(selling):
                value[f, Stakeholder.SUPPLIERS] += profit * (parts[s, f] / units[s])


@compiled
def shares_of_flow(
    firm: Integers, goods: Flags, source: Integers, target: Integers, delivered: Integers, selling: int
) -> Floats:
    """Say what share of what leaves each node ends with which selling firm, (node, selling firm).

    Edges are sorted by target and nodes stand up-stream first, so that backwards all that leaves a node has
    been told before what goes into it.
    """
    share = np.zeros((len(firm), selling))
    total = np.zeros(len(firm))
    for e in range(len(source) - 1, -1, -1):
        n = target[e]
        if firm[n] < selling:
            share[n, firm[n]] = 1.0
            total[n] = 1.0
        if goods[e] and source[e] >= 0 and firm[source[e]] >= selling:
            sent = float(max(delivered[e], 0))
            total[source[e]] += sent
            for f in range(selling):
                ends = share[n, f] / total[n] if total[n] > 0.0 else 0.0
                share[source[e], f] += sent * ends
    for n in range(len(firm)):
        for f in range(selling):
            share[n, f] = share[n, f] / total[n] if total[n] > 0.0 else 0.0
    return share
