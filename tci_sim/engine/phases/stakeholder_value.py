"""Part of phase 9: what the month was worth to customers, suppliers, employees, owners and society."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import SALES, SEVERANCE, TAX, WAGES
from tci_sim.engine.aggregates import crosses_organisations, over_all_segments, over_segments, units_a_month
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import Stakeholder, statement_sum
from tci_sim.engine.phases.customer_terms import mean_price
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.phases.programmes import Programme
from tci_sim.engine.rules.value import (
    earned_above_reservation,
    lifetime_value,
    monthly_rate,
    smooth_over_year,
)
from tci_sim.engine.state.books import Ledger, Worth
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Costs, Firms
from tci_sim.engine.state.market import Buying
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import FIXED, MICRO, Flags, Floats, Integers, Record


@compiled
def value_customers(
    world: Record, buying: Buying, is_open: Flags, costs: Costs, sums: Sums, worth: Worth, month: int
) -> None:
    """Count what customers are worth to firms, and firms to customers."""
    set_equity(world, buying, costs, sums, worth, month)
    value_for_customers(world, buying, is_open, costs.price, sums, worth.value)


@compiled
def set_equity(world: Record, buying: Buying, costs: Costs, sums: Sums, worth: Worth, month: int) -> None:
    """Follow each firm's retention, and value its present customers by the margins still to come."""
    rate = monthly_rate(world.economy.discount)
    customers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
    for f in range(len(worth.equity)):
        kept = share_kept(sums, customers, f)
        worth.retention[f] = smooth_over_year(kept if month == 0 else worth.retention[f], kept)
        worth.units[f] = units_a_month(world.choice.purchase_rate, buying, sums.by_segment[Sum.CUSTOMERS, f])
        margin = (costs.price[f] - costs.unit_cost[f]) * worth.units[f]
        worth.equity[f] = customers[f] * lifetime_value(margin, worth.retention[f], rate)


@compiled
def share_kept(sums: Sums, customers: Integers, f: int) -> float:
    """Return the share of those who were customers a month ago and still are; 1 where nobody was."""
    left = over_segments(sums.by_segment[Sum.LEFT], f)
    start = customers[f] + left - over_segments(sums.by_segment[Sum.WON], f)
    return 1.0 - left / start if start > 0 else 1.0


@compiled
def value_for_customers(
    world: Record, buying: Buying, is_open: Flags, price: Floats, sums: Sums, value: Floats
) -> None:
    """Count what the offers of selling firms were worth to customers above their price; to those without a firm, 0."""
    level = world.economy.price
    if world.choice.value_own_offer == 0:
        level = mean_price(is_open, price, sums.by_segment[Sum.CUSTOMERS])
    for f in range(len(is_open)):
        surplus = sums.by_segment[Sum.SURPLUS, f]
        rate = units_a_month(world.choice.purchase_rate, buying, surplus)
        offer = over_segments(sums.by_segment[Sum.SURPLUS], f) / FIXED
        value[f, Stakeholder.CUSTOMERS] = offer * level * rate


@inlined
def value_for_others(
    run: Run, ledger: Ledger, places: Places, edges: Edges, firms: Firms, layoffs: Integers, counted: MonthTotals,
    value: Floats,
) -> None:  # fmt: skip
    """Count what the month was worth to employees, owners and society, and along the chain."""
    economy, price = run.world[0].economy, firms.costs.price
    value_for_employees(economy, ledger, layoffs, counted, value)
    value_for_owners(ledger, value)
    value_for_society(run, ledger, places, price, counted.claims, value)
    selling, whole = len(firms.standing.open), economy.whole_chain
    value_along_chain(ledger, places, edges.links, edges.flows.delivered, selling, whole, value)


@compiled
def value_for_employees(
    economy: Record, ledger: Ledger, layoffs: Integers, counted: MonthTotals, value: Floats
) -> None:
    """Count what employees earned above their reservation wage, less what those who were laid off lose."""
    for f in range(len(value)):
        wages = earned_above_reservation(-ledger.statement[f, WAGES], economy.reservation_wage)
        earned = (wages - ledger.statement[f, SEVERANCE]) / MICRO
        lost = economy.layoff_loss * layoffs[f] * (counted.mean_wage[f] / MICRO)
        value[f, Stakeholder.EMPLOYEES] = earned - lost


@compiled
def value_for_owners(ledger: Ledger, value: Floats) -> None:
    """Count what the month left to owners."""
    for f in range(len(value)):
        value[f, Stakeholder.OWNERS] = statement_sum(ledger.statement, f) / MICRO


@compiled
def value_for_society(
    run: Run, ledger: Ledger, places: Places, price: Floats, claims: Floats, value: Floats
) -> None:
    """Count what society got in tax, less what it paid where customers do not, and what failures cost others."""
    for f in range(len(value)):
        value[f, Stakeholder.SOCIETY] = -ledger.statement[f, TAX] / MICRO
        if not run.priced[0]:
            value[f, Stakeholder.SOCIETY] -= ledger.statement[f, SALES] / MICRO
    cost = run.world[0].economy.failure_to_society
    for n in range(len(claims)):
        f = places.firm[n]
        value[f, Stakeholder.SOCIETY] -= cost * price[f] * claims[n]


@compiled
def value_for_suppliers(ledger: Ledger, parts: Floats, selling: int, value: Floats) -> None:
    """Give each selling firm its part of its suppliers' profit, (organisation, selling firm).

    Shared gains go to the firm that paid them, whole. A supplier's own row leaves this column empty: its profit
    stands under owners there, so totals are taken over selling firms only.
    """
    statement = ledger.statement
    for f in range(selling):
        value[f, Stakeholder.SUPPLIERS] = -statement[f, Programme.GAIN_SHARE] / MICRO
    for s in range(selling, len(value)):
        profit = (statement_sum(statement, s) - statement[s, Programme.GAIN_SHARE]) / MICRO
        for f in range(selling):
            value[f, Stakeholder.SUPPLIERS] += profit * parts[s, f]


@compiled
def value_along_chain(
    ledger: Ledger,
    places: Places,
    links: Links,
    delivered: Integers,
    selling: int,
    whole_chain: int,
    value: Floats,
) -> None:
    """Give each selling firm its part of what its suppliers earned, and of what they were worth to others.

    To others, employees and society, only where the accounts hold the whole chain.
    """
    parts = parts_served(places, links, delivered, selling, len(value), whole_chain)
    value_for_suppliers(ledger, parts, selling, value)
    for s in range(selling, len(value) if whole_chain == 1 else selling):
        for f in range(selling):
            value[f, Stakeholder.EMPLOYEES] += value[s, Stakeholder.EMPLOYEES] * parts[s, f]
            value[f, Stakeholder.SOCIETY] += value[s, Stakeholder.SOCIETY] * parts[s, f]


@compiled
def parts_served(
    places: Places, links: Links, delivered: Integers, selling: int, organisations: int, whole_chain: int
) -> Floats:
    """Return what part of each supplier's month belongs to which selling firm, (organisation, selling firm).

    By what it sent towards each this month. A month in which it sent nothing belongs to no firm, or, where the
    accounts hold the whole chain, to those it is linked to.
    """
    parts = np.zeros((organisations, selling))
    sent = sent_towards(places, links, delivered, selling, organisations)
    linked = sent
    if whole_chain == 1:
        linked = sent_towards(places, links, links.units, selling, organisations)
    for s in range(selling, organisations):
        of = sent if sent[s, selling] > 0.0 else linked
        for f in range(selling if of[s, selling] > 0.0 else 0):
            parts[s, f] = of[s, f] / of[s, selling]
    return parts


@compiled
def sent_towards(
    places: Places, links: Links, delivered: Integers, selling: int, organisations: int
) -> Floats:
    """Count what each supplier sent towards each selling firm, and then in all, (organisation, selling firm + 1).

    Rows of selling firms stay 0. [micro-unit].
    """
    towards = shares_of_flow(places, links, delivered, selling)
    sent = np.zeros((organisations, selling + 1))
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e) and places.firm[links.source[e]] >= selling:
            supplier, units = places.firm[links.source[e]], float(max(delivered[e], 0))
            sent[supplier, selling] += units
            for f in range(selling):
                sent[supplier, f] += units * towards[links.target[e], f]
    return sent


@compiled
def shares_of_flow(places: Places, links: Links, delivered: Integers, selling: int) -> Floats:
    """Return what share of what leaves each node ends with which selling firm, (node, selling firm).

    Edges are sorted by target and nodes stand up-stream first, so that backwards all that leaves a node has
    been counted before what goes into it.
    """
    firm = places.firm
    share, total = np.zeros((len(firm), selling)), np.zeros(len(firm))
    for e in range(len(links.source) - 1, -1, -1):
        n, source = links.target[e], links.source[e]
        if firm[n] < selling:
            share[n, firm[n]] = 1.0
            total[n] = 1.0
        if links.goods[e] and source >= 0 and firm[source] >= selling:
            sent = float(max(delivered[e], 0))
            total[source] += sent
            for f in range(selling):
                ends = share[n, f] / total[n] if total[n] > 0.0 else 0.0
                share[source, f] += sent * ends
    for n in range(len(firm)):
        for f in range(selling):
            share[n, f] = share[n, f] / total[n] if total[n] > 0.0 else 0.0
    return share
