"""One month of the world, written down as one row of each recorded array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.compiled import compiled, phase
from tci_sim.engine.facts import heads_of, leaves_here, mean_weights, units_sold
from tci_sim.engine.measures.columns import (
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
from tci_sim.engine.measures.customers import Total, take_in, tell_of_firms, tell_of_segments
from tci_sim.engine.measures.goods import (
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
from tci_sim.engine.measures.organisations import (
    tell_of_codes,
    tell_of_money,
    tell_of_output,
    tell_of_process,
    tell_of_time,
)
from tci_sim.engine.measures.people import count_people, join_people, tell_of_people, weigh_nodes
from tci_sim.engine.measures.review import (
    share_sold_here,
    tell_of_decisions,
    tell_of_defects,
    tell_of_estimates,
    tell_of_hearing,
    tell_of_spending,
    tell_of_units,
)
from tci_sim.engine.measures.sellers import tell_of_delivery, tell_of_returns, tell_of_value
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import Floats, Integers

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
    firms, organisations = len(state.firms.standing.open), len(state.firms.costs.price)
    segments, nodes = len(state.market.segments.share), len(state.nodes.places.firm)
    how = [0] * len(OfCustomers) + [_JOINS.index(joins(m.name)) for m in MEASURES["market"][_SELLERS:]]
    return Recording(
        market=np.full((months, len(MEASURES["market"])), np.nan),
        firm=np.full((months, firms, len(MEASURES["firm"])), np.nan),
        supplier=np.full((months, organisations - firms, len(MEASURES["supplier"])), np.nan),
        segment=np.full((months, firms, segments, len(MEASURES["segment"])), np.nan),
        attribute=np.full(
            (months, firms, len(state.market.attributes.half_life), len(MEASURES["attribute"])), np.nan
        ),
        node=np.full((months, nodes, len(MEASURES["node"])), np.nan),
        joins=np.array(how, np.int64),
        blank=np.array([k for k, m in enumerate(MEASURES["market"]) if m.name in untold(state)], np.int64),
        moments=np.zeros((nodes + organisations, 5)),
    )


def untold(state: State) -> frozenset[str]:
    """Name the measures that mean nothing in a world: without choice, or without a price."""
    choice = WITHOUT_CHOICE if state.run.captive[0] else frozenset()
    return choice if state.run.priced[0] else choice | WITHOUT_PRICE


@phase
def observe(state: State, recording: Recording, row: int) -> None:
    """Write down the month that has just ended, as row `row`: months since the burn-in, 0 first.

    Rows are to be written in order, for the order-variance ratios look back over the months recorded.
    """
    run, market, members, nodes, goods = state.run, state.market, state.members, state.nodes, state.goods
    edges, firms, sums, books = state.edges, state.firms, state.sums, state.books
    staff = state.staff
    world = run.world[0]
    month = row + run.burn_in[0]
    organisations, selling = len(firms.costs.price), len(firms.standing.open)
    weights = mean_weights(market.segments)
    leaves = leaves_here(nodes.places, edges.links)
    comes = comes_in_here(nodes.places.firm, edges.links.goods, edges.links.source, edges.links.target)
    orders = orders_of_nodes(
        edges.links.goods, edges.links.target, edges.links.units, edges.flows.order, len(nodes.places.firm)
    )
    follow_orders(recording.moments, orders, goods.demand.total, nodes.places.firm, comes, leaves)

    people = count_people(
        market.needs.reality,
        nodes.places.first_member,
        staff.headcount,
        members.active,
        members.belief,
        members.culture,
    )
    weigh_nodes(people, nodes.competence.commitment, OfPeople.COMMITMENT)
    weigh_nodes(people, nodes.competence.know_how, OfPeople.KNOW_HOW)
    weigh_nodes(people, nodes.work.capability, OfPeople.CAPABILITY)
    weigh_nodes(people, nodes.work.improvement_time, OfPeople.IMPROVEMENT_TIME)
    weigh_nodes(people, nodes.work.interview_time, OfPeople.INTERVIEW_TIME)
    weigh_nodes(people, nodes.quality.internal_satisfaction, OfPeople.INTERNAL_SATISFACTION)

    node = recording.node[row]
    weigh_attributes(node, OfNodes.SHORTFALL, nodes.quality.shortfall, weights)
    weigh_attributes(node, OfNodes.DEFECT_IN, nodes.quality.defect_in, weights)
    weigh_attributes(node, OfNodes.DEFECT_OUT, nodes.quality.defect_out, weights)
    copy_column(node, OfNodes.REWORKED, nodes.quality.reworked)
    copy_column(node, OfNodes.FIRST_PASS_YIELD, nodes.quality.first_pass_yield)
    copy_column(node, OfNodes.CYCLE_TIME, nodes.quality.cycle_time)
    copy_column(node, OfNodes.FILL_RATE, goods.production.fill_rate)
    copy_units(node, OfNodes.INVENTORY, goods.production.inventory)
    copy_units(node, OfNodes.DEMAND, goods.demand.total)
    copy_column(node, OfNodes.ORDERS, orders)
    copy_units(node, OfNodes.MADE, goods.production.made)
    tell_of_capacity(node, goods.production.made, goods.production.capacity)
    owed = owed_by_nodes(goods.demand.waiting, edges.links.source, edges.flows.owed)
    copy_units(node, OfNodes.BACKLOG, owed)
    tell_of_variance(node, OfNodes.ORDER_VARIANCE_RATIO, recording.moments, 0)
    tell_of_people(node, _PEOPLE_OF_NODE, people, len(market.needs.reality))

    common = np.zeros((organisations, _COMMON))
    everywhere = np.ones(len(nodes.places.firm), np.bool_)
    heads = heads_of(nodes.places, staff, everywhere, organisations)
    sold = units_sold(nodes.places, goods.production, edges.links, edges.flows, organisations)
    tell_of_money(common, books.ledger.statement, books.ledger.profit, month)
    tell_of_time(
        common, nodes.places.firm, staff.headcount, nodes.places.wage,
        nodes.work.improvement_time, nodes.work.interview_time, nodes.work.rework_time,
    )  # fmt: skip
    tell_of_output(common, firms.costs.price, firms.costs.unit_cost, sold, heads, staff.layoffs)
    tell_of_process(
        common, nodes.places.firm, nodes.quality.first_pass_yield, nodes.quality.cycle_time, goods.production.inventory, goods.production.fill_rate,
        nodes.places.starting_flow, owed, leaves,
    )  # fmt: skip
    tell_of_codes(common, firms.knowledge.code, market.needs.reality)
    tell_of_variance(common, OfOrganisations.ORDER_VARIANCE_RATIO, recording.moments, len(nodes.places.firm))
    people = join_people(people, nodes.places.firm, organisations)
    tell_of_people(common, _PEOPLE_OF_SUPPLIER, people, len(market.needs.reality))

    firm = recording.firm[row]
    split(common, firm, _ORGANISATION, recording.supplier[row])
    tell_of_delivery(
        firm, _SELLERS, market.segments.share, market.segments.weight, market.segments.should, firms.standing.reputation,
        market.attributes.carries_fill_rate, nodes.places.firm, nodes.places.outlet, nodes.places.outlet_share, nodes.quality.defect_out,
        goods.production.fill_rate,
    )  # fmt: skip
    tell_of_value(firm, _SELLERS, books.worth.equity, books.worth.value)
    tell_of_returns(
        firm, _SELLERS, row + 1, world.economy.discount, world.choice.purchase_rate, firms.costs.price,
        firms.costs.unit_cost, books.returns.months, books.returns.statement, books.returns.stand,
    )  # fmt: skip
    tell_of_hearing(
        firm, _REVIEW, firms.contacts.interviews, firms.contacts.respondents, firms.contacts.needs_voiced, firms.contacts.new_needs,
        firms.knowledge.voice_weight, firms.estimates.retention, nodes.places.firm, nodes.heard.inside,
    )  # fmt: skip
    tell_of_decisions(firm, _REVIEW, firms.policies.in_force, firms.estimates.investment)
    tell_of_spending(
        firm, _REVIEW, books.ledger.statement, nodes.places.firm, staff.headcount, nodes.places.wage,
        nodes.work.improvement_time, nodes.work.interview_time,
    )  # fmt: skip

    attribute = recording.attribute[row]
    tell_of_estimates(
        attribute,
        market.segments.weight,
        sums.by_segment[Sum.CUSTOMERS],
        sums.by_attribute[SumOfAttribute.PERCEIVED],
        firms.estimates.weight,
        firms.estimates.gap,
    )
    sold_here = share_sold_here(nodes.places.outlet, nodes.places.outlet_share)
    tell_of_units(
        attribute, nodes.places.firm, staff.headcount, nodes.work.improvement_time, nodes.work.priority, nodes.places.contribution,
        nodes.quality.shortfall, sold_here, nodes.quality.defect_out,
    )  # fmt: skip
    tell_of_defects(firm, _REVIEW, attribute, weights)

    totals = np.zeros((selling, len(market.segments.share), _TOTALS), np.int64)
    take_in(totals, Total.CUSTOMERS, sums.by_segment[Sum.CUSTOMERS])
    take_in(totals, Total.LEFT, sums.by_segment[Sum.LEFT])
    take_in(totals, Total.WON, sums.by_segment[Sum.WON])
    take_in(totals, Total.CONSIDERED, sums.by_segment[Sum.CONSIDERED])
    take_in(totals, Total.ASKED, sums.by_segment[Sum.ASKED])
    take_in(totals, Total.COMPLAINTS, sums.by_segment[Sum.COMPLAINTS])
    take_in(totals, Total.HANDLED, sums.by_segment[Sum.HANDLED])
    take_in(totals, Total.PROMOTERS, sums.by_segment[Sum.PROMOTERS])
    take_in(totals, Total.DETRACTORS, sums.by_segment[Sum.DETRACTORS])
    take_in(totals, Total.TENURE, sums.by_segment[Sum.TENURE])
    take_in(totals, Total.SATISFACTION, sums.by_segment[Sum.SATISFACTION])
    take_in(totals, Total.SATISFACTION_SQUARE, sums.by_segment[Sum.SATISFACTION_SQUARE])
    take_in(totals, Total.SATISFACTION_CUBE, sums.by_segment[Sum.SATISFACTION_CUBE])
    take_in(totals, Total.INTENT, sums.by_segment[Sum.INTENT])
    take_in(totals, Total.IMAGE, sums.by_segment[Sum.IMAGE])
    take_in(totals, Total.QUALITY, sums.by_segment[Sum.QUALITY])
    take_in(totals, Total.EXPECTATION, sums.by_segment[Sum.EXPECTATION])
    tell_of_segments(recording.segment[row], totals)
    tell_of_firms(firm, recording.market[row], totals, books.checks.customers[0])
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
