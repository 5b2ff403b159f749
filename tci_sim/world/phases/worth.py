"""Part of phase 9: what the month was worth to customers, suppliers, employees, owners and society."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.rules.value import lifetime_value, monthly_rate, smooth_over_year
from tci_sim.world.facts import (
    cycle_time_of,
    defects_at_outlets,
    headcount_of,
    internal_satisfaction_of,
    mean_wage,
    mean_weights,
    statement_sum,
)
from tci_sim.world.ledger import (
    FIRST_PROGRAMME,
    GAIN_SHARE,
    PROGRAMMES,
    REVIEW_MONTHS,
    SALES,
    SEVERANCE,
    TAX,
    WAGES,
    Stakeholder,
    Stand,
)
from tci_sim.world.phases.customer_terms import mean_price
from tci_sim.world.present import over_segments
from tci_sim.world.state import (
    FIXED,
    MICRO,
    Books,
    Edges,
    Firms,
    Floats,
    Goods,
    Integers,
    Market,
    Nodes,
    Record,
    Run,
    Sums,
)


@compiled
def value_customers(world: Record, firms: Firms, sums: Sums, books: Books, month: int) -> None:
    """Follow each firm's retention, and value its present customers by the margins still to come."""
    discount = monthly_rate(world.economy.discount)
    for f in range(len(firms.open)):
        kept = retention_of(sums, f)
        before = kept if month == 0 else books.retention[f]
        books.retention[f] = smooth_over_year(before, kept)
        margin = (firms.price[f] - firms.unit_cost[f]) * world.choice.purchase_rate
        each = lifetime_value(margin, books.retention[f], discount)
        books.equity[f] = over_segments(sums.customers, f) * each


@compiled
def retention_of(sums: Sums, f: int) -> float:
    """Give the share of those who were customers a month ago and still are; 1 where nobody was."""
    left = over_segments(sums.left, f)
    start = over_segments(sums.customers, f) + left - over_segments(sums.won, f)
    return 1.0 - left / start if start > 0 else 1.0


@compiled
def count_values(
    world: Record,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    defects: Floats,
) -> None:
    """Fill the five accounts of value of every organisation for the month.

    A supplier's own row leaves the suppliers' column empty: its profit stands under owners there, and in
    part under suppliers with each selling firm that drew on it. So totals are taken over selling firms only.
    """
    economy = world.economy
    price_level = mean_price(firms.open, firms.price, sums.customers)
    for f in range(len(firms.price)):
        surplus = 0.0
        if f < len(firms.open):
            surplus = float(over_segments(sums.surplus, f))
        earned = -(books.statement[f, WAGES] + books.statement[f, SEVERANCE]) / MICRO
        laid_off = economy.layoff_loss * firms.layoffs[f] * (mean_wage(nodes, f) / MICRO)
        books.value[f, Stakeholder.CUSTOMERS] = surplus / FIXED * price_level * world.choice.purchase_rate
        books.value[f, Stakeholder.SUPPLIERS] = 0.0
        books.value[f, Stakeholder.EMPLOYEES] = earned - laid_off
        books.value[f, Stakeholder.OWNERS] = statement_sum(books, f) / MICRO
        books.value[f, Stakeholder.SOCIETY] = -books.statement[f, TAX] / MICRO
    for n in range(len(nodes.firm)):
        f = nodes.firm[n]
        failures = max(goods.sold[n], 0) / MICRO * defects[n]
        books.value[f, Stakeholder.SOCIETY] -= economy.failure_to_society * firms.price[f] * failures
    credit_suppliers(nodes, edges, firms, books)


@compiled
def credit_suppliers(nodes: Nodes, edges: Edges, firms: Firms, books: Books) -> None:
    """Give each selling firm its part of its suppliers' profit, by what they sent towards it this month.

    Shared gains go to the firm that paid them, whole. What a supplier earned or lost in a month in which it
    sent nothing belongs to no firm's account.
    """
    selling = len(firms.open)
    towards = shares_of_flow(nodes, edges, selling)
    parts = np.zeros((len(firms.price), selling))
    units = np.zeros(len(firms.price))
    for e in range(len(edges.source)):
        if edges.goods[e] and edges.source[e] >= 0:
            seller = nodes.firm[edges.source[e]]
            if seller >= selling and nodes.firm[edges.target[e]] != seller:
                sent = float(max(edges.delivered[e], 0))
                units[seller] += sent
                for f in range(selling):
                    parts[seller, f] += sent * towards[edges.target[e], f]
    for f in range(selling):
        value = -books.statement[f, GAIN_SHARE] / MICRO
        for s in range(selling, len(units)):
            if units[s] > 0.0:
                profit = (statement_sum(books, s) - books.statement[s, GAIN_SHARE]) / MICRO
                value += profit * (parts[s, f] / units[s])
        books.value[f, Stakeholder.SUPPLIERS] = value


@compiled
def shares_of_flow(nodes: Nodes, edges: Edges, selling: int) -> Floats:
    """Say what share of what leaves each node ends with which selling firm, (node, selling firm)."""
    share = np.zeros((len(nodes.firm), selling))
    for n in range(len(nodes.firm) - 1, -1, -1):
        if nodes.firm[n] < selling:
            share[n, nodes.firm[n]] = 1.0
            continue
        total = 0.0
        for place in range(edges.first_out[n], edges.first_out[n + 1]):
            e = edges.out[place]
            if edges.goods[e]:
                sent = float(max(edges.delivered[e], 0))
                total += sent
                for f in range(selling):
                    share[n, f] += sent * share[edges.target[e], f]
        for f in range(selling):
            share[n, f] = share[n, f] / total if total > 0.0 else 0.0
    return share


@compiled
def keep_returns(
    run: Run,
    market: Market,
    nodes: Nodes,
    firms: Firms,
    sums: Sums,
    books: Books,
    wages: Integers,
    sold: Integers,
    month: int,
) -> None:
    """Write the month into the return-on-quality book: what programmes cost, and where the firm stands.

    Rounds have twelve months; the last year of the burn-in is round 0, with which the first is compared.
    """
    since = month - run.burn_in[0] + REVIEW_MONTHS
    this_round = since // REVIEW_MONTHS
    if since < 0 or this_round >= len(books.review_months):
        return
    books.review_months[this_round] += 1
    counted = books.review_months[this_round]
    buyers = 0.0
    for f in range(len(firms.open)):
        buyers += float(over_segments(sums.customers, f))
    weights = mean_weights(market)
    row = np.zeros(books.returns.shape[2])
    for f in range(len(firms.open)):
        for programme in range(PROGRAMMES):
            paid = books.statement[f, FIRST_PROGRAMME + programme]
            books.programme_cost[f, this_round, programme] -= paid
        stand_of_firm(run.world[0], nodes, firms, sums, books, weights, f, month, row)
        row[Stand.SHARE] = row[Stand.CUSTOMERS] / buyers if buyers > 0.0 else 0.0
        row[Stand.PRODUCTIVITY] = sold[f] / MICRO / max(headcount_of(nodes, f, False), 1)
        asked_inside = firms.paid[f].listening.internal_review.interviews
        row[Stand.INTERNAL_REVIEW] = asked_inside * run.world[0].voices.interview_time * (wages[f] / MICRO)
        for column in range(len(row)):
            before = books.returns[f, this_round, column]
            books.returns[f, this_round, column] = before + (row[column] - before) / counted


@compiled
def stand_of_firm(
    world: Record,
    nodes: Nodes,
    firms: Firms,
    sums: Sums,
    books: Books,
    weights: Floats,
    f: int,
    month: int,
    row: Floats,
) -> None:
    """Fill in where a firm stands with its customers, in its accounts and in its own estimate."""
    customers = float(over_segments(sums.customers, f))
    row[Stand.SATISFACTION] = over_segments(sums.satisfaction, f) / FIXED / max(customers, 1.0)
    row[Stand.RETENTION] = retention_of(sums, f)
    row[Stand.CUSTOMERS] = customers
    row[Stand.REVENUE] = books.statement[f, SALES] / MICRO
    row[Stand.PROFIT] = books.profit[f, month % books.profit.shape[1]] / MICRO
    row[Stand.UNIT_COST] = firms.unit_cost[f]
    row[Stand.CYCLE_TIME] = cycle_time_of(nodes, f)
    row[Stand.DEFECTS] = defects_at_outlets(nodes, weights, f)
    row[Stand.CUSTOMER_EQUITY] = books.equity[f]
    row[Stand.INTERNAL_SATISFACTION] = internal_satisfaction_of(nodes, f)
    row[Stand.ESTIMATED_GAP] = 0.0
    for a in range(len(weights)):
        row[Stand.ESTIMATED_GAP] += firms.weight_estimate[f, a] * firms.gap_estimate[f, a]
    row[Stand.ESTIMATED_RETENTION_SLOPE] = firms.retention_estimate[f]
