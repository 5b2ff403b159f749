"""Measures of what selling firms do ahead of time, of their information platforms, and of lead times.

Rows are those of selling firms, from the column on at which these measures begin.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.phases.evidence import keeps_apart
from tci_sim.engine.phases.flow import months_on_the_way
from tci_sim.engine.phases.prepare import SPENT, STALE, USED
from tci_sim.engine.rules.ahead import chance_of_odds
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Ahead, Nodes, Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Floats, Integers, Record


class OfAhead(Columns):
    """Columns about what a selling firm does ahead of time, and about its platform and lead times."""

    EXPECTED_TURNS = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    PREPARED = measure("need", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    PREPARATION_USED = measure("need/month", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    PREPARATION_IN_VAIN = measure("need/month", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    PREPARATION_TIME = measure("month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    PLATFORM = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    PLATFORM_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    LEAD_TIME = measure("month", Join.BY_UNITS, Summary.LAST_YEAR, low=0.0, high=ANY)


@inlined
def record_ahead(
    rows: Floats,
    run: Run,
    market: Market,
    firms: Firms,
    nodes: Nodes,
    links: Links,
    staff: Staff,
    books: Books,
) -> None:
    """Fill in all that is measured here."""
    record_signs(rows, run.world[0], firms.foresight.turning)
    record_preparation(rows, market.needs.attribute, nodes.places, nodes.ahead)
    record_preparation_time(rows, nodes.places, nodes.ahead.preparing, nodes.work.improvement_time, staff)
    record_platforms(rows, firms.foresight.platform, books.programmes.platform)
    record_lead_times(rows, nodes.places, links, nodes.ahead.lead_time)


@compiled
def record_signs(rows: Floats, world: Record, turning: Floats) -> None:
    """Fill in the chance that a requirement is about to turn, by the log-odds of it; 0 where nobody tells."""
    dimensions, apart = turning.shape[1], keeps_apart(world)
    for f in range(len(rows)):
        total = 0.0
        for d in range(dimensions if apart else 0):
            total += chance_of_odds(turning[f, d])
        rows[f, OfAhead.EXPECTED_TURNS] = total / dimensions


@compiled
def record_preparation(rows: Floats, attribute: Integers, places: Places, ahead: Ahead) -> None:
    """Fill in what firms have ready, what they used of it, and what went stale.

    What a unit has ready for a requirement counts by its contribution to the `attribute` of it, (dimension,).
    """
    for f in range(len(rows)):
        rows[f, OfAhead.PREPARED] = 0.0
        rows[f, OfAhead.PREPARATION_USED] = 0.0
        rows[f, OfAhead.PREPARATION_IN_VAIN] = 0.0
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(rows):
            for d in range(len(attribute)):
                rows[f, OfAhead.PREPARED] += places.contribution[n, attribute[d]] * ahead.prepared[n, d]
            rows[f, OfAhead.PREPARATION_USED] += ahead.preparing[n, USED]
            rows[f, OfAhead.PREPARATION_IN_VAIN] += ahead.preparing[n, STALE]


@compiled
def record_preparation_time(
    rows: Floats, places: Places, preparing: Floats, time: Floats, staff: Staff
) -> None:
    """Fill in the working time that preparing took, of improvement time, (node,)."""
    for f in range(len(rows)):
        rows[f, OfAhead.PREPARATION_TIME] = 0.0
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(rows):
            spent = staff.headcount[n] * time[n] * preparing[n, SPENT]
            rows[f, OfAhead.PREPARATION_TIME] += spent


@compiled
def record_platforms(rows: Floats, platform: Floats, cost: Integers) -> None:
    """Fill in how far platforms stand, and what they cost this month, both (organisation,). [micro-currency]."""
    for f in range(len(rows)):
        rows[f, OfAhead.PLATFORM] = platform[f]
        rows[f, OfAhead.PLATFORM_COST] = cost[f] / MICRO


@compiled
def record_lead_times(rows: Floats, places: Places, links: Links, lead_time: Floats) -> None:
    """Fill in how long goods are on the way to the nodes of each firm, in the mean over links; 0 where none are.

    `lead_time` are the shares of lead times that nodes still take, (node,).
    """
    months, count = np.zeros(len(rows)), np.zeros(len(rows))
    for e in range(len(links.source)):
        f = places.firm[links.target[e]]
        if links.goods[e] and links.lead_time[e] > 0 and f < len(rows):
            months[f] += months_on_the_way(links, lead_time, e)
            count[f] += 1.0
    for f in range(len(rows)):
        rows[f, OfAhead.LEAD_TIME] = months[f] / max(count[f], 1.0)
