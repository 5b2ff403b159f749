"""One month of the world, written down as one row of each recorded array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.record.customers import Total, take_in, tell_of_firms, tell_of_segments
from tci_sim.record.goods import (
    comes_in_here,
    copy_column,
    copy_units,
    follow_orders,
    orders_of_nodes,
    owed_by_nodes,
    tell_of_capacity,
    tell_of_variance,
    weigh_attributes,
)
from tci_sim.record.measures import (
    MEASURES,
    WITHOUT_CHOICE,
    WITHOUT_PRICE,
    OfCustomers,
    OfNodes,
    OfOrganisations,
    OfPeople,
    OfSellers,
    joins,
)
from tci_sim.record.organisations import (
    tell_of_codes,
    tell_of_money,
    tell_of_output,
    tell_of_process,
    tell_of_time,
)
from tci_sim.record.people import count_people, join_people, tell_of_people, weigh_nodes
from tci_sim.record.review import (
    share_sold_here,
    tell_of_decisions,
    tell_of_defects,
    tell_of_estimates,
    tell_of_hearing,
    tell_of_spending,
    tell_of_units,
)
from tci_sim.record.sellers import tell_of_delivery, tell_of_returns, tell_of_value
from tci_sim.world.facts import heads_of, leaves_here, mean_weights, units_sold
from tci_sim.world.state import Floats, Integers, State

_SELLERS = len(OfCustomers)
_ORGANISATION = len(OfCustomers) + len(OfSellers)
_PEOPLE_OF_FIRM = len(OfCustomers) + len(OfSellers) + len(OfOrganisations)
_REVIEW = _PEOPLE_OF_FIRM + len(OfPeople)
_PEOPLE_OF_SUPPLIER = len(OfOrganisations)
_PEOPLE_OF_NODE = len(OfNodes)
_CUSTOMERS = int(OfCustomers.CUSTOMERS)
_UNITS = _ORGANISATION + int(OfOrganisations.UNITS_SOLD)
_HEADS = _PEOPLE_OF_FIRM + int(OfPeople.HEADCOUNT)
_COMMON = len(OfOrganisations) + len(OfPeople)
_TOTALS = len(Total)
_JOINS = ("sum", "customers", "units", "members")


class Recording(NamedTuple):
    """What was seen, month by month; the last axis runs over `MEASURES` of the kind."""

    market: Floats
    """(month, measure)"""
    firm: Floats
    """(month, selling firm, measure)"""
    supplier: Floats
    """(month, supplier organisation, measure)"""
    segment: Floats
    """(month, selling firm, segment, measure)"""
    attribute: Floats
    """(month, selling firm, attribute, measure)"""
    node: Floats
    """(month, node, measure)"""
    joins: Integers
    """How firms join to the market: 0 sum, or mean by 1 customers, 2 units, 3 members, (measure,)."""
    blank: Integers
    """Columns of the market, firms and segments that mean nothing in this world, and stay NaN, (column,)."""
    moments: Floats
    """Running moments of orders and demand of nodes, then of organisations, (node + organisation, 5)."""


def new_recording(state: State, months: int) -> Recording:
    """Make room for what will be seen.

    Parameters
    ----------
    state : State
        The world to be observed.
    months : int
        Months that will be recorded.

    Returns
    -------
    Recording
        Filled with NaN until a month is observed.
    """
    firms, organisations = len(state.firms.open), len(state.firms.price)
    segments, nodes = len(state.market.segment_share), len(state.nodes.firm)
    how = [0] * len(OfCustomers) + [_JOINS.index(joins(m.name)) for m in MEASURES["market"][_SELLERS:]]
    return Recording(
        market=np.full((months, len(MEASURES["market"])), np.nan),
        firm=np.full((months, firms, len(MEASURES["firm"])), np.nan),
        supplier=np.full((months, organisations - firms, len(MEASURES["supplier"])), np.nan),
        segment=np.full((months, firms, segments, len(MEASURES["segment"])), np.nan),
        attribute=np.full((months, firms, len(state.market.half_life), len(MEASURES["attribute"])), np.nan),
        node=np.full((months, nodes, len(MEASURES["node"])), np.nan),
        joins=np.array(how, np.int64),
        blank=np.array([k for k, m in enumerate(MEASURES["market"]) if m.name in untold(state)], np.int64),
        moments=np.zeros((nodes + organisations, 5)),
    )


def untold(state: State) -> frozenset[str]:
    """Name the measures that mean nothing in a world: without choice, or without a price."""
    choice = WITHOUT_CHOICE if state.market.captive[0] else frozenset()
    return choice if state.market.priced[0] else choice | WITHOUT_PRICE


@phase
def observe(state: State, recording: Recording, row: int) -> None:
    """Write down the month that has just ended, as row `row`: months since the burn-in, 0 first.

    Rows are to be written in order, for the order-variance ratios look back over the months recorded.
    """
    run, market, members, nodes, goods = state.run, state.market, state.members, state.nodes, state.goods
    edges, firms, sums, books = state.edges, state.firms, state.sums, state.books
    world = run.world[0]
    month = row + run.burn_in[0]
    organisations, selling = len(firms.price), len(firms.open)
    weights = mean_weights(market.segment_share, market.weight)
    leaves = leaves_here(nodes.firm, nodes.outlet, edges.goods, edges.source, edges.target)
    comes = comes_in_here(nodes.firm, edges.goods, edges.source, edges.target)
    orders = orders_of_nodes(edges.goods, edges.target, edges.units, edges.order, len(nodes.firm))
    follow_orders(recording.moments, orders, goods.demand, nodes.firm, comes, leaves)

    people = count_people(
        market.reality, nodes.first_member, nodes.headcount, members.active, members.belief, members.culture
    )
    weigh_nodes(people, nodes.commitment, OfPeople.COMMITMENT)
    weigh_nodes(people, nodes.know_how, OfPeople.KNOW_HOW)
    weigh_nodes(people, nodes.capability, OfPeople.CAPABILITY)
    weigh_nodes(people, nodes.improvement_time, OfPeople.IMPROVEMENT_TIME)
    weigh_nodes(people, nodes.interview_time, OfPeople.INTERVIEW_TIME)
    weigh_nodes(people, nodes.internal_satisfaction, OfPeople.INTERNAL_SATISFACTION)

    node = recording.node[row]
    weigh_attributes(node, OfNodes.SHORTFALL, nodes.shortfall, weights)
    weigh_attributes(node, OfNodes.DEFECT_IN, nodes.defect_in, weights)
    weigh_attributes(node, OfNodes.DEFECT_OUT, nodes.defect_out, weights)
    copy_column(node, OfNodes.REWORKED, nodes.reworked)
    copy_column(node, OfNodes.FIRST_PASS_YIELD, nodes.first_pass_yield)
    copy_column(node, OfNodes.CYCLE_TIME, nodes.cycle_time)
    copy_column(node, OfNodes.FILL_RATE, goods.fill_rate)
    copy_units(node, OfNodes.INVENTORY, goods.inventory)
    copy_units(node, OfNodes.DEMAND, goods.demand)
    copy_column(node, OfNodes.ORDERS, orders)
    copy_units(node, OfNodes.MADE, goods.made)
    tell_of_capacity(node, goods.made, goods.capacity)
    owed = owed_by_nodes(goods.waiting, edges.source, edges.owed)
    copy_units(node, OfNodes.BACKLOG, owed)
    tell_of_variance(node, OfNodes.ORDER_VARIANCE_RATIO, recording.moments, 0)
    tell_of_people(node, _PEOPLE_OF_NODE, people, len(market.reality))

    common = np.zeros((organisations, _COMMON))
    everywhere = np.ones(len(nodes.firm), np.bool_)
    heads = heads_of(nodes.firm, nodes.headcount, everywhere, organisations)
    sold = units_sold(
        nodes.firm, goods.sold, edges.goods, edges.source, edges.target, edges.delivered, organisations
    )
    tell_of_money(common, books.statement, books.profit, month)
    tell_of_time(
        common, nodes.firm, nodes.headcount, nodes.wage,
        nodes.improvement_time, nodes.interview_time, nodes.rework_time,
    )  # fmt: skip
    tell_of_output(common, firms.price, firms.unit_cost, sold, heads, firms.layoffs)
    tell_of_process(
        common, nodes.firm, nodes.first_pass_yield, nodes.cycle_time, goods.inventory, goods.fill_rate,
        nodes.starting_flow, owed, leaves,
    )  # fmt: skip
    tell_of_codes(common, firms.code, market.reality)
    tell_of_variance(common, OfOrganisations.ORDER_VARIANCE_RATIO, recording.moments, len(nodes.firm))
    people = join_people(people, nodes.firm, organisations)
    tell_of_people(common, _PEOPLE_OF_SUPPLIER, people, len(market.reality))

    firm = recording.firm[row]
    split(common, firm, _ORGANISATION, recording.supplier[row])
    tell_of_delivery(
        firm, _SELLERS, market.segment_share, market.weight, market.should, firms.reputation,
        market.carries_fill_rate, nodes.firm, nodes.outlet, nodes.outlet_share, nodes.defect_out,
        goods.fill_rate,
    )  # fmt: skip
    tell_of_value(firm, _SELLERS, books.equity, books.value)
    tell_of_returns(
        firm, _SELLERS, row + 1, world.economy.discount, world.choice.purchase_rate, firms.price,
        firms.unit_cost, books.review_months, books.round_statement, books.returns,
    )  # fmt: skip
    tell_of_hearing(
        firm, _REVIEW, firms.interviews, firms.respondents, firms.needs_voiced, firms.new_needs,
        firms.voice_weight, firms.retention_estimate, nodes.firm, nodes.inside,
    )  # fmt: skip
    tell_of_decisions(firm, _REVIEW, firms.policy, firms.investment)
    tell_of_spending(
        firm, _REVIEW, books.statement, nodes.firm, nodes.headcount, nodes.wage,
        nodes.improvement_time, nodes.interview_time,
    )  # fmt: skip

    attribute = recording.attribute[row]
    tell_of_estimates(
        attribute, market.weight, sums.customers, sums.perceived, firms.weight_estimate, firms.gap_estimate
    )
    sold_here = share_sold_here(nodes.outlet, nodes.outlet_share)
    tell_of_units(
        attribute, nodes.firm, nodes.headcount, nodes.improvement_time, nodes.priority, nodes.contribution,
        nodes.shortfall, sold_here, nodes.defect_out,
    )  # fmt: skip
    tell_of_defects(firm, _REVIEW, attribute, weights)

    totals = np.zeros((selling, len(market.segment_share), _TOTALS), np.int64)
    take_in(totals, Total.CUSTOMERS, sums.customers)
    take_in(totals, Total.LEFT, sums.left)
    take_in(totals, Total.WON, sums.won)
    take_in(totals, Total.CONSIDERED, sums.considered)
    take_in(totals, Total.ASKED, sums.asked)
    take_in(totals, Total.COMPLAINTS, sums.complaints)
    take_in(totals, Total.HANDLED, sums.handled)
    take_in(totals, Total.PROMOTERS, sums.promoters)
    take_in(totals, Total.DETRACTORS, sums.detractors)
    take_in(totals, Total.TENURE, sums.tenure)
    take_in(totals, Total.SATISFACTION, sums.satisfaction)
    take_in(totals, Total.SATISFACTION_SQUARE, sums.satisfaction_square)
    take_in(totals, Total.SATISFACTION_CUBE, sums.satisfaction_cube)
    take_in(totals, Total.INTENT, sums.intent)
    take_in(totals, Total.IMAGE, sums.image)
    take_in(totals, Total.QUALITY, sums.quality)
    take_in(totals, Total.EXPECTATION, sums.expectation)
    tell_of_segments(recording.segment[row], totals)
    tell_of_firms(firm, recording.market[row], totals, books.customers[0])
    tell_of_market(recording.market[row], firm, recording.joins)
    leave_blank(recording.market[row], firm, recording.segment[row], recording.blank)


@compiled
def leave_blank(market: Floats, firm: Floats, segment: Floats, blank: Integers) -> None:
    """Take out what means nothing in this world; segments have the first columns of firms."""
    for column in blank:
        market[column] = np.nan
        for f in range(firm.shape[0]):
            firm[f, column] = np.nan
            for g in range(segment.shape[1]):
                if column < segment.shape[2]:
                    segment[f, g, column] = np.nan


@compiled
def split(common: Floats, firm: Floats, at: int, supplier: Floats) -> None:
    """Give selling firms, from column `at`, and suppliers what organisations have in common."""
    for f in range(len(common)):
        for column in range(common.shape[1]):
            if f < len(firm):
                firm[f, at + column] = common[f, column]
            else:
                supplier[f - len(firm), column] = common[f, column]


@compiled
def tell_of_market(market: Floats, firm: Floats, joins: Integers) -> None:
    """Fill in the market: firms' figures, other than those about customers, added up or averaged."""
    for column in range(_SELLERS, len(market)):
        market[column] = joined(firm, column, joins[column])


@compiled
def joined(firms: Floats, column: int, how: int) -> float:
    """Join one column of all firms: their sum, or their mean by customers, units sold or members.

    Where all weights are 0 the mean is over all firms alike; else a firm that weighs nothing is left out.
    """
    by = _CUSTOMERS
    if how == 2:
        by = _UNITS
    if how == 3:
        by = _HEADS
    total = 0.0
    weights = 0.0
    plain = 0.0
    for f in range(firms.shape[0]):
        weight = 1.0 if how == 0 else max(firms[f, by], 0.0)
        plain += firms[f, column]
        if weight > 0.0:
            total += weight * firms[f, column]
            weights += weight
    if how == 0:
        return total
    return total / weights if weights > 0.0 else plain / max(firms.shape[0], 1)
