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
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.market import Market, Needs
from tci_sim.engine.state.nodes import Nodes, Places, Practice, Work
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
    record_signs(rows, run.world[0], firms.knowledge)
    record_preparation(rows, market.needs, nodes.places, nodes.practice, nodes.work, staff)
    record_platforms(rows, firms.policies, books.programmes.platform)
    record_lead_times(rows, nodes.places, links, nodes.work.lead_time)


@compiled
def record_signs(rows: Floats, world: Record, knowledge: Knowledge) -> None:
    """Fill in the chance that a requirement is about to turn, as each firm sees it; 0 where nobody tells."""
    dimensions, apart = knowledge.turning.shape[1], keeps_apart(world)
    for f in range(len(rows)):
        total = 0.0
        for d in range(dimensions if apart else 0):
            total += chance_of_odds(knowledge.turning[f, d])
        rows[f, OfAhead.EXPECTED_TURNS] = total / dimensions


@compiled
def record_preparation(
    rows: Floats, needs: Needs, places: Places, practice: Practice, work: Work, staff: Staff
) -> None:
    """Fill in what firms have ready, what they used of it, what went stale, and the time that it took.

    What a unit has ready for a requirement counts by its contribution to the attribute.
    """
    for f in range(len(rows)):
        rows[f, OfAhead.PREPARED : OfAhead.PREPARATION_TIME + 1] = 0.0
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(rows):
            for d in range(len(needs.attribute)):
                share = places.contribution[n, needs.attribute[d]]
                rows[f, OfAhead.PREPARED] += share * practice.prepared[n, d]
            rows[f, OfAhead.PREPARATION_USED] += practice.preparing[n, USED]
            rows[f, OfAhead.PREPARATION_IN_VAIN] += practice.preparing[n, STALE]
            time = staff.headcount[n] * work.improvement_time[n]
            rows[f, OfAhead.PREPARATION_TIME] += time * practice.preparing[n, SPENT]


@compiled
def record_platforms(rows: Floats, policies: Policies, cost: Integers) -> None:
    """Fill in how far platforms stand, and what they cost this month, (organisation,). [micro-currency]."""
    for f in range(len(rows)):
        rows[f, OfAhead.PLATFORM] = policies.platform[f]
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
