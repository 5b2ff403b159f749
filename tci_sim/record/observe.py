"""One month of the world, written down as one row of each recorded array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.record.customers import tell_of_customers
from tci_sim.record.goods import follow_orders, order_variance_ratio, tell_of_node
from tci_sim.record.measures import (
    MEASURES,
    OfCustomers,
    OfNodes,
    OfOrganisations,
    OfPeople,
    OfSellers,
    joins,
)
from tci_sim.record.organisations import tell_of_money, tell_of_process, tell_of_seller, tell_of_value
from tci_sim.record.people import tell_of_people
from tci_sim.world.facts import headcount_of, mean_weights, units_sold
from tci_sim.world.present import over_segments
from tci_sim.world.state import MICRO, Floats, Integers, State

_SELLERS = len(OfCustomers)
_ORGANISATION = len(OfCustomers) + len(OfSellers)
_PEOPLE_OF_FIRM = len(OfCustomers) + len(OfSellers) + len(OfOrganisations)
_PEOPLE_OF_SUPPLIER = len(OfOrganisations)
_PEOPLE_OF_NODE = len(OfNodes)
_CUSTOMERS = int(OfCustomers.CUSTOMERS)
_UNITS = _ORGANISATION + int(OfOrganisations.UNITS_SOLD)
_HEADS = _PEOPLE_OF_FIRM + int(OfPeople.HEADCOUNT)
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
    node: Floats
    """(month, node, measure)"""
    joins: Integers
    """How firms join to the market: 0 sum, or mean by 1 customers, 2 units, 3 members, (measure,)."""
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
        node=np.full((months, nodes, len(MEASURES["node"])), np.nan),
        joins=np.array(how, np.int64),
        moments=np.zeros((nodes + organisations, 5)),
    )


@compiled
def observe(state: State, recording: Recording, row: int) -> None:
    """Write down the month that has just ended, as row `row`: months since the burn-in, 0 first.

    Rows are to be written in order, for the order-variance ratios look back over the months recorded.
    """
    weights = mean_weights(state.market)
    observe_nodes(state, recording, weights, row)
    observe_segments(state, recording, row)
    for f in range(len(state.firms.price)):
        if f < len(state.firms.open):
            observe_firm(state, recording.firm[row, f], row, f)
            observe_organisation(state, recording, recording.firm[row, f], _ORGANISATION, row, f)
        else:
            supplier = recording.supplier[row, f - len(state.firms.open)]
            observe_organisation(state, recording, supplier, 0, row, f)
    observe_market(state, recording, row)


@compiled
def observe_nodes(state: State, recording: Recording, weights: Floats, row: int) -> None:
    """Write down every node."""
    nodes, goods = state.nodes, state.goods
    orders = np.zeros(len(nodes.firm))
    follow_orders(recording.moments, orders, nodes, goods, state.edges)
    for n in range(len(orders)):
        columns = recording.node[row, n]
        tell_of_node(columns, weights, nodes, goods, orders[n], n)
        columns[OfNodes.ORDER_VARIANCE_RATIO] = order_variance_ratio(recording.moments, n)
        tell_of_people(columns, _PEOPLE_OF_NODE, state.market, state.members, nodes, n, n + 1, -1)


@compiled
def observe_segments(state: State, recording: Recording, row: int) -> None:
    """Write down every firm's customers in every segment."""
    sums = state.sums
    selling = len(state.firms.open)
    for g in range(sums.customers.shape[1]):
        buyers = 0
        for f in range(selling):
            buyers += sums.customers[f, g]
        for f in range(selling):
            tell_of_customers(recording.segment[row, f, g], sums, f, f + 1, g, g + 1, float(buyers))


@compiled
def observe_firm(state: State, columns: Floats, row: int, f: int) -> None:
    """Write down a selling firm: its customers, what it delivers to them, and what it was worth."""
    sums = state.sums
    buyers = 0
    for other in range(len(state.firms.open)):
        buyers += over_segments(sums.customers, other)
    tell_of_customers(columns, sums, f, f + 1, 0, sums.customers.shape[1], float(buyers))
    tell_of_seller(columns, _SELLERS, state.market, state.nodes, state.goods, state.firms, f)
    tell_of_value(columns, _SELLERS, state.run.world[0], state.firms, state.books, f, row + 1)


@compiled
def observe_organisation(
    state: State, recording: Recording, columns: Floats, at: int, row: int, f: int
) -> None:
    """Write down what selling firms and supplier organisations have in common."""
    nodes, goods, edges, firms = state.nodes, state.goods, state.edges, state.firms
    month = row + state.run.burn_in[0]
    tell_of_money(columns, at, nodes, firms, state.books, f, month)
    tell_of_process(columns, at, state.market, nodes, goods, edges, firms, f)
    units = units_sold(nodes, goods, edges, len(firms.price))[f] / MICRO
    columns[at + OfOrganisations.UNITS_SOLD] = units
    columns[at + OfOrganisations.PRODUCTIVITY] = units / max(headcount_of(nodes, f, False), 1)
    ratio = order_variance_ratio(recording.moments, len(nodes.firm) + f)
    columns[at + OfOrganisations.ORDER_VARIANCE_RATIO] = ratio
    people = at + _PEOPLE_OF_SUPPLIER
    tell_of_people(columns, people, state.market, state.members, nodes, 0, len(nodes.firm), f)


@compiled
def observe_market(state: State, recording: Recording, row: int) -> None:
    """Write down the market: its customers together, and firms' other figures added up or averaged."""
    sums = state.sums
    selling = len(state.firms.open)
    columns = recording.market[row]
    everybody = float(state.books.customers[0])
    tell_of_customers(columns, sums, 0, selling, 0, sums.customers.shape[1], everybody)
    for column in range(_SELLERS, len(columns)):
        columns[column] = joined(recording.firm[row], column, recording.joins[column])


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
