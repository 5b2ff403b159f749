"""One month of the world, written down as one row of each recorded array."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import delivered_quality, mean_weights, units_sold
from tci_sim.engine.backend.decorators import phase
from tci_sim.engine.measures.ahead import OfAhead, record_ahead
from tci_sim.engine.measures.attributes import OfDefects, record_efforts, record_estimates, record_shortfalls
from tci_sim.engine.measures.columns import FIRM, MEASURES
from tci_sim.engine.measures.customers import record_customers
from tci_sim.engine.measures.declaration import first_column
from tci_sim.engine.measures.goods import record_orders, record_production
from tci_sim.engine.measures.market import leave_out, record_market
from tci_sim.engine.measures.organisations import (
    OfOrganisations,
    record_accounts,
    record_members,
    record_process,
    record_time,
    share_out,
)
from tci_sim.engine.measures.people import count_people, weigh_people
from tci_sim.engine.measures.recording import Recording
from tci_sim.engine.measures.review import OfReview, record_review
from tci_sim.engine.measures.sellers import OfSellers, record_sellers
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sums

_COMMON = len(MEASURES["supplier"])
_SELLER = first_column(FIRM, OfSellers)
_ORGANISATION = first_column(FIRM, OfOrganisations)
_REVIEW = first_column(FIRM, OfReview)
_DEFECTS = first_column(FIRM, OfDefects)
_AHEAD = first_column(FIRM, OfAhead)


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
    places, links, sent, bought = nodes.places, edges.links, edges.flows.delivered, goods.production.sold
    weight, people = mean_weights(market.segments), count_people(market.needs.reality, places, staff, members)
    weigh_people(people, nodes.work, nodes.competence, nodes.quality, nodes.minds.satisfaction)
    record_production(node, weight, nodes.quality, goods.production)
    record_orders(node, goods.demand, links, edges.flows)
    common = np.zeros((len(firms.costs.price), _COMMON))
    sold = units_sold(places, bought, links, sent, len(common))
    record_members(common, node, people, places.firm, firms.knowledge.code, market.needs.reality)
    record_accounts(common, books.ledger, firms.costs, staff, sold, row + run.burn_in[0])
    record_time(common, places, staff, nodes.work)
    part = record_process(common, node, recording.moments, places, links, sent, bought)
    share_out(common, firm[:, _ORGANISATION:], recording.supplier[row])
    delivered = delivered_quality(market.attributes, nodes.quality, goods.production)
    sellers = firm[:, _SELLER:]
    record_sellers(sellers, run, market.segments, places, firms, sums, books, delivered, row + 1)
    statement = books.ledger.statement
    record_review(firm[:, _REVIEW:], run, market.segments, nodes, staff, firms, sums, statement)
    record_estimates(attribute, market.segments, sums, firms.estimates)
    record_efforts(attribute, places, staff, nodes.work)
    record_shortfalls(attribute, firm[:, _DEFECTS:], weight, places, nodes.quality, nodes.practice, part)
    record_ahead(firm[:, _AHEAD:], run, market, firms, nodes, links, staff, books)
    record_customers(recording.segment[row], firm, recording.market[row], sums, books.checks)
    record_market(recording.market[row], firm, recording.joins)
    leave_out(recording, row, firms.survival)
