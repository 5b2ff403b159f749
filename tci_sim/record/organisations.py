"""Measures of selling firms and supplier organisations, from the ledger, the nodes and the goods."""

from __future__ import annotations

from tci_sim.compiled import compiled
from tci_sim.record.measures import OfOrganisations, OfSellers
from tci_sim.rules.value import lifetime_value, monthly_rate, return_on_quality
from tci_sim.world.facts import cycle_time_of
from tci_sim.world.ledger import (
    COMPLAINT_HANDLING,
    FIRST_PROGRAMME,
    GAIN_SHARE,
    INSPECTION,
    PROGRAMMES,
    REVIEW_MONTHS,
    SALES,
    SUPPLY,
    WARRANTY,
    Stand,
)
from tci_sim.world.phases.deliver import delivered_quality
from tci_sim.world.phases.unit_cost import sells
from tci_sim.world.state import MICRO, Books, Edges, Firms, Floats, Goods, Integers, Market, Nodes, Record


@compiled
def tell_of_money(row: Floats, at: int, nodes: Nodes, firms: Firms, books: Books, f: int, month: int) -> None:
    """Fill in the columns from `at` about an organisation's money; time counts at wages.

    The cost of quality has four parts (Feigenbaum 1956; Campanella 1999, Principles of Quality Costs,
    app. B): surveys, interviews and improvement prevent, inspection appraises, rework is failure that stays
    inside, claims and complaints are failure that reached the customer. Shared gains are a programme but no
    such cost.
    """
    spent = books.statement[f]
    programmes = 0
    for programme in range(FIRST_PROGRAMME, FIRST_PROGRAMME + PROGRAMMES):
        programmes -= min(spent[programme], 0)
    appraisal = -spent[INSPECTION]
    complaints = -spent[COMPLAINT_HANDLING]
    prevention = programmes - appraisal - complaints + min(spent[GAIN_SHARE], 0)
    improving, reworking = time_at_wages(nodes, f)
    row[at + OfOrganisations.REVENUE] = (spent[SALES] + spent[SUPPLY]) / MICRO
    row[at + OfOrganisations.PRICE] = firms.price[f]
    row[at + OfOrganisations.UNIT_COST] = firms.unit_cost[f]
    row[at + OfOrganisations.PREVENTION_COST] = prevention / MICRO + improving
    row[at + OfOrganisations.APPRAISAL_COST] = appraisal / MICRO
    row[at + OfOrganisations.INTERNAL_FAILURE_COST] = reworking
    row[at + OfOrganisations.EXTERNAL_FAILURE_COST] = (complaints - spent[WARRANTY]) / MICRO
    row[at + OfOrganisations.PROGRAMME_COST] = programmes / MICRO
    row[at + OfOrganisations.PROFIT] = books.profit[f, month % books.profit.shape[1]] / MICRO
    row[at + OfOrganisations.LAYOFFS] = firms.layoffs[f]


@compiled
def time_at_wages(nodes: Nodes, f: int) -> tuple[float, float]:
    """Value the time an organisation spent on improvement and interviews, and on rework. [currency/month]."""
    improving = 0.0
    reworking = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            wages = nodes.headcount[n] * nodes.wage[n] / MICRO
            improving += wages * (nodes.improvement_time[n] + nodes.interview_time[n])
            reworking += wages * nodes.rework_time[n]
    return improving, reworking


@compiled
def tell_of_process(
    row: Floats, at: int, market: Market, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms, f: int
) -> None:
    """Fill in the columns from `at` about how an organisation's units work together."""
    yields = 0.0
    rolled = 1.0
    units = 0.0
    held = 0.0
    met = 0.0
    asked = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            units += 1.0
            yields += nodes.first_pass_yield[n]
            rolled *= nodes.first_pass_yield[n]
            held += goods.inventory[n] / MICRO
            if nodes.carries_goods[n] and sells(nodes, edges, n):
                met += goods.fill_rate[n] * nodes.starting_flow[n]
                asked += nodes.starting_flow[n]
    row[at + OfOrganisations.FIRST_PASS_YIELD] = yields / max(units, 1.0)
    row[at + OfOrganisations.ROLLED_YIELD] = rolled
    row[at + OfOrganisations.CYCLE_TIME] = cycle_time_of(nodes, f)
    row[at + OfOrganisations.FILL_RATE] = met / asked if asked > 0.0 else 1.0
    row[at + OfOrganisations.INVENTORY] = held
    right_less_wrong = 0
    for d in range(len(market.reality)):
        right_less_wrong += firms.code[f, d] * market.reality[d]
    row[at + OfOrganisations.KNOWLEDGE] = right_less_wrong / len(market.reality)


@compiled
def tell_of_seller(
    row: Floats, at: int, market: Market, nodes: Nodes, goods: Goods, firms: Firms, f: int
) -> None:
    """Fill in the columns from `at` about what a firm delivers, against what its market asks for."""
    delivered = 0.0
    short = 0.0
    outlets = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f and nodes.outlet[n]:
            outlets += nodes.outlet_share[n]
            for g in range(len(market.segment_share)):
                for a in range(len(market.half_life)):
                    counts = nodes.outlet_share[n] * market.segment_share[g] * market.weight[g, a]
                    quality = delivered_quality(market, nodes, goods, n, a)
                    delivered += counts * quality
                    short += counts * (market.should[g, a] - quality)
    row[at + OfSellers.DELIVERED_QUALITY] = delivered / outlets if outlets > 0.0 else 0.0
    row[at + OfSellers.NEED_GAP] = short / outlets if outlets > 0.0 else 0.0
    known = 0.0
    for g in range(len(market.segment_share)):
        known += market.segment_share[g] * firms.reputation[f, g]
    row[at + OfSellers.REPUTATION] = known


@compiled
def tell_of_value(
    row: Floats, at: int, world: Record, firms: Firms, books: Books, f: int, months_recorded: int
) -> None:
    """Fill in the columns from `at` about what a firm was worth to whom, and what its last round returned."""
    row[at + OfSellers.CUSTOMER_EQUITY] = books.equity[f]
    total = 0.0
    for holder in range(books.value.shape[1]):
        row[at + OfSellers.VALUE_CUSTOMERS + holder] = books.value[f, holder]
        total += books.value[f, holder]
    row[at + OfSellers.VALUE_TOTAL] = total
    last_round = months_recorded // REVIEW_MONTHS
    row[at + OfSellers.RETURN_ON_QUALITY] = 0.0
    row[at + OfSellers.ESTIMATED_RETURN_ON_QUALITY] = 0.0
    if 0 < last_round < len(books.review_months) and books.review_months[last_round - 1] > 0:
        cost = cost_of_round(books.programme_cost, f, last_round)
        now = books.returns[f, last_round]
        before = books.returns[f, last_round - 1]
        gain = now[Stand.CUSTOMER_EQUITY] - before[Stand.CUSTOMER_EQUITY]
        row[at + OfSellers.RETURN_ON_QUALITY] = return_on_quality(gain, cost)
        margin = (firms.price[f] - firms.unit_cost[f]) * world.choice.purchase_rate
        gain = estimated_gain(now, before, margin, monthly_rate(world.economy.discount))
        row[at + OfSellers.ESTIMATED_RETURN_ON_QUALITY] = return_on_quality(gain, cost)


@compiled
def cost_of_round(programme_cost: Integers, f: int, this_round: int) -> float:
    """Add up what a firm's programmes cost in a review round. [currency]."""
    total = 0
    for programme in range(programme_cost.shape[2]):
        total += programme_cost[f, this_round, programme]
    return total / MICRO


@compiled
def estimated_gain(now: Floats, before: Floats, margin: float, discount: float) -> float:
    """Let a firm value what a round brought by what it knows itself: gaps heard of, and what a point keeps.

    A gap that is smaller by .01 counts as one point of satisfaction.
    """
    points = 100.0 * (before[Stand.ESTIMATED_GAP] - now[Stand.ESTIMATED_GAP])
    kept = before[Stand.RETENTION] + points * now[Stand.ESTIMATED_RETENTION_SLOPE]
    better = lifetime_value(margin, min(max(kept, 0.0), 1.0), discount)
    then = lifetime_value(margin, before[Stand.RETENTION], discount)
    gain: float = before[Stand.CUSTOMERS] * (better - then)
    return gain
