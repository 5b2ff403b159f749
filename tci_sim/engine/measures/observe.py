"""One month of the world, written down as one row of each recorded array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import phase
from tci_sim.engine.facts import mean_weights, units_sold
from tci_sim.engine.measures.attributes import record_efforts, record_estimates, record_shortfalls
from tci_sim.engine.measures.columns import (
    JOINS,
    MEASURES,
    WITHOUT_CHOICE,
    WITHOUT_PRICE,
    OfCustomers,
    OfOrganisations,
    OfReview,
    OfSellers,
    first_column,
    joins,
)
from tci_sim.engine.measures.customers import record_customers
from tci_sim.engine.measures.goods import record_orders, record_production
from tci_sim.engine.measures.market import leave_blank, record_market
from tci_sim.engine.measures.organisations import (
    record_accounts,
    record_members,
    record_process,
    record_time,
    share_out,
)
from tci_sim.engine.measures.people import count_people, weigh_people
from tci_sim.engine.measures.review import record_decisions, record_hearing, record_spending
from tci_sim.engine.measures.sellers import delivered_quality, record_delivery, record_worth
from tci_sim.engine.state import State
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sums
from tci_sim.engine.state.types import Floats, Integers

_COMMON = len(MEASURES["supplier"])
_SELLER = first_column("firm", OfSellers)
_ORGANISATION = first_column("firm", OfOrganisations)
_REVIEW = first_column("firm", OfReview)


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
    """How firms join to the market, as a place in `JOINS`, (measure,)."""
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
    segments, attributes = state.market.segments.weight.shape
    nodes, blank = len(state.nodes.places.firm), blank_measures(state.run)
    how = [0] * len(OfCustomers) + [JOINS.index(joins(m.name)) for m in MEASURES["market"][_SELLER:]]
    return Recording(
        market=np.full((months, len(MEASURES["market"])), np.nan),
        firm=np.full((months, firms, len(MEASURES["firm"])), np.nan),
        supplier=np.full((months, organisations - firms, len(MEASURES["supplier"])), np.nan),
        segment=np.full((months, firms, segments, len(MEASURES["segment"])), np.nan),
        attribute=np.full((months, firms, attributes, len(MEASURES["attribute"])), np.nan),
        node=np.full((months, nodes, len(MEASURES["node"])), np.nan),
        joins=np.array(how, np.int64),
        blank=np.array([k for k, m in enumerate(MEASURES["market"]) if m.name in blank], np.int64),
        moments=np.zeros((nodes + organisations, 5)),
    )


def blank_measures(run: Run) -> frozenset[str]:
    """Name the measures that mean nothing in a world: without choice, or without a price."""
    choice = WITHOUT_CHOICE if run.captive[0] else frozenset()
    return choice if run.priced[0] else choice | WITHOUT_PRICE


@phase
def observe(
    run: Run,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    recording: Recording,
    row: int,
) -> None:
    """Write down the month that has just ended, as row `row`: months since the burn-in, 0 first.

    Nodes come first, for organisations' rows follow from theirs; then firms, attributes, customers, the market.
    Rows are to be written in order, for the order-variance ratios look back over the months recorded.
    """
    node, firm, attribute = recording.node[row], recording.firm[row], recording.attribute[row]
    weights = mean_weights(market.segments)
    people = count_people(market.needs.reality, nodes.places, staff, members)
    weigh_people(people, nodes.work, nodes.competence, nodes.quality)
    record_production(node, weights, nodes.quality, goods.production)
    record_orders(node, goods.demand, edges.links, edges.flows)
    common = np.zeros((len(firms.costs.price), _COMMON))
    sold = units_sold(nodes.places, goods.production, edges.links, edges.flows, len(common))
    record_members(common, node, people, nodes.places.firm, firms.knowledge.code, market.needs.reality)
    record_accounts(common, books.ledger, firms.costs, staff, sold, row + run.burn_in[0])
    record_time(common, nodes.places, staff, nodes.work)
    record_process(common, node, recording.moments, nodes.places, edges.links)
    share_out(common, firm[:, _ORGANISATION:], recording.supplier[row])
    delivered = delivered_quality(market.attributes, nodes.quality, goods.production)
    record_delivery(firm[:, _SELLER:], market.segments, nodes.places, firms.standing, delivered)
    record_worth(firm[:, _SELLER:], run, firms.costs, books.worth, books.returns, row + 1)
    record_hearing(firm[:, _REVIEW:], firms.contacts, firms.knowledge, nodes.places, nodes.heard)
    record_decisions(firm[:, _REVIEW:], firms.policies, firms.estimates)
    record_spending(firm[:, _REVIEW:], books.ledger.statement, nodes.places, staff, nodes.work)
    record_estimates(attribute, market.segments, sums, firms.estimates)
    record_efforts(attribute, nodes.places, staff, nodes.work)
    record_shortfalls(attribute, firm[:, _REVIEW:], weights, nodes.places, nodes.quality)
    record_customers(recording.segment[row], firm, recording.market[row], sums, books.checks)
    record_market(recording.market[row], firm, recording.joins)
    leave_blank(recording.market[row], firm, recording.segment[row], recording.blank)
