"""Measures of selling firms and supplier organisations, from the ledger, the people and the nodes' own measures."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import PROGRAMMES, SALES, SUPPLY, WARRANTY
from tci_sim.engine.aggregates import exit_nodes
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Row, Summary, first_column, measure
from tci_sim.engine.measures.goods import OfNodes, entry_nodes, follow_orders, record_order_variance
from tci_sim.engine.measures.output_paths import record_paths
from tci_sim.engine.measures.people import OfPeople, join_people, record_people, right_less_wrong
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Costs
from tci_sim.engine.state.nodes import Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Signs


class OfOrganisations(Columns):
    """Columns about a selling firm or a supplier organisation."""

    REVENUE = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    PRICE = measure(
        "currency/unit", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY, needs=("price",)
    )
    UNIT_COST = measure("currency/unit", Join.BY_UNITS, Summary.LAST_YEAR, low=0.0, high=ANY)
    UNITS_SOLD = measure("unit/month", Join.SUM, Summary.LAST_YEAR, low=-ANY, high=ANY)
    PREVENTION_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    APPRAISAL_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    INTERNAL_FAILURE_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    EXTERNAL_FAILURE_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    PROGRAMME_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)
    PROFIT = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    PRODUCTIVITY = measure("unit/member/month", Join.BY_MEMBERS, Summary.LAST_YEAR, low=-ANY, high=ANY)
    FIRST_PASS_YIELD = OfNodes.FIRST_PASS_YIELD.for_other_holder(Join.BY_UNITS)
    ROLLED_YIELD = measure("-", Join.BY_UNITS, Summary.LAST_YEAR, low=0.0, high=1.0)
    CYCLE_TIME = OfNodes.CYCLE_TIME.for_other_holder(Join.BY_UNITS)
    FILL_RATE = OfNodes.FILL_RATE.for_other_holder(Join.BY_UNITS)
    INVENTORY = OfNodes.INVENTORY.for_other_holder(Join.SUM)
    ORDER_VARIANCE_RATIO = OfNodes.ORDER_VARIANCE_RATIO.for_other_holder(Join.BY_UNITS)
    KNOWLEDGE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=-1.0, high=1.0)
    LAYOFFS = measure("member/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    BACKLOG = OfNodes.BACKLOG.for_other_holder(Join.SUM)
    TURNOVER = measure("1/month", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=ANY)


ORGANISATION: Row = (OfOrganisations, OfPeople)
"""The row of an organisation: what selling firms and suppliers have in common."""

NODE: Row = (OfNodes, OfPeople)
"""The row of a node."""

_PEOPLE = first_column(ORGANISATION, OfPeople)
_PEOPLE_OF_NODE = first_column(NODE, OfPeople)


@compiled
def record_members(
    rows: Floats, node: Floats, people: Floats, firm: Integers, code: Signs, reality: Signs
) -> None:
    """Fill in who works in each node and organisation, and what the organisation as such knows.

    Parameters
    ----------
    rows : array of float, shape (organisation, measure)
        What selling firms and suppliers have in common, as in all that follows.
    node : array of float, shape (node, measure)
    people : array of float, shape (node, sum)
        Sums over members; see `count_people`.
    firm : array of int, shape (node,)
        Organisation of each node.
    code : array of int, shape (organisation, dimension)
        What the organisation as such holds about each requirement: -1, 0 or +1.
    reality : array of int, shape (dimension,)
        What customers ask for: -1 or +1.
    """
    record_people(node[:, _PEOPLE_OF_NODE:], people, len(reality))
    record_people(rows[:, _PEOPLE:], join_people(people, firm, len(rows)), len(reality))
    for f in range(len(rows)):
        rows[f, OfOrganisations.KNOWLEDGE] = right_less_wrong(code[f], reality) / len(reality)


@compiled
def record_accounts(
    rows: Floats, ledger: Ledger, costs: Costs, staff: Staff, sold: Integers, month: int
) -> None:
    """Fill in what each organisation earned, asked, paid and sold; its people are recorded before.

    Parameters
    ----------
    sold : array of int, shape (organisation,)
        Sold to customers and to others. [micro-unit]
    month : int
        Months since the start of the burn-in, which fix the place in the ring of profits.
    """
    for f in range(len(rows)):
        record_cost_of_quality(rows[f], ledger.statement[f])
        revenue = ledger.statement[f, SALES] + ledger.statement[f, SUPPLY]
        rows[f, OfOrganisations.REVENUE] = revenue / MICRO
        rows[f, OfOrganisations.PROFIT] = ledger.profit[f, month % ledger.profit.shape[1]] / MICRO
        rows[f, OfOrganisations.PRICE] = costs.price[f]
        rows[f, OfOrganisations.UNIT_COST] = costs.unit_cost[f]
        rows[f, OfOrganisations.UNITS_SOLD] = sold[f] / MICRO
        heads = rows[f, _PEOPLE + OfPeople.HEADCOUNT]
        rows[f, OfOrganisations.PRODUCTIVITY] = sold[f] / MICRO / max(heads, 1.0)
        rows[f, OfOrganisations.LAYOFFS] = staff.layoffs[f]
        rows[f, OfOrganisations.TURNOVER] = staff.left[f] / max(heads, 1.0)


@compiled
def record_cost_of_quality(row: Floats, statement: Integers) -> None:
    """Fill in what quality cost an organisation in money, from its statement, (account,).

    The cost of quality has four parts (Feigenbaum 1956; Campanella 1999, Principles of Quality Costs,
    app. B): surveys, interviews and improvement prevent, inspection appraises, rework is failure that stays
    inside, claims and complaints are failure that reached the customer. Shared gains are a programme but no
    such cost. Own time is added by `record_time`.
    """
    programmes = 0
    for programme in range(FIRST_PROGRAMME, FIRST_PROGRAMME + PROGRAMMES):
        programmes -= min(statement[programme], 0)
    appraisal = -statement[Programme.INSPECTION]
    complaints = -statement[Programme.COMPLAINT_HANDLING]
    prevention = programmes - appraisal - complaints + min(statement[Programme.GAIN_SHARE], 0)
    external = complaints - statement[WARRANTY]
    row[OfOrganisations.PREVENTION_COST] = prevention / MICRO
    row[OfOrganisations.APPRAISAL_COST] = appraisal / MICRO
    row[OfOrganisations.INTERNAL_FAILURE_COST] = 0.0
    row[OfOrganisations.EXTERNAL_FAILURE_COST] = external / MICRO
    row[OfOrganisations.PROGRAMME_COST] = programmes / MICRO


@compiled
def record_time(rows: Floats, places: Places, staff: Staff, work: Work) -> None:
    """Add the time spent on improvement and interviews, and on rework, at wages, to the cost of quality."""
    for n in range(len(places.firm)):
        f = places.firm[n]
        wages = staff.headcount[n] * places.wage[n] / MICRO
        prevention = wages * (work.improvement_time[n] + work.interview_time[n])
        rows[f, OfOrganisations.PREVENTION_COST] += prevention
        rows[f, OfOrganisations.INTERNAL_FAILURE_COST] += wages * work.rework_time[n]


@compiled
def record_process(
    rows: Floats,
    node: Floats,
    moments: Floats,
    places: Places,
    links: Links,
    delivered: Integers,
    sold: Integers,
) -> Floats:
    """Fill in how each organisation's nodes work together, and of nodes too how orders vary.

    Parameters
    ----------
    node : array of float, shape (node, measure)
        What has been recorded of the nodes this month; the order-variance ratio is filled in.
    moments : array of float, shape (node + organisation, 5)
        Running moments of orders and demand, to which the month is added.
    delivered : array of int, shape (edge,)
        Sent along each edge this month. [micro-unit]
    sold : array of int, shape (node,)
        Sold to customers this month. [micro-unit]

    Returns
    -------
    array of float, shape (node,)
        Share of its organisation's output that each node has a part in. [-]
    """
    leaves = exit_nodes(places, links)
    follow_orders(moments, node, places, entry_nodes(places, links), leaves)
    record_order_variance(node, OfNodes.ORDER_VARIANCE_RATIO, moments[: len(node)])
    record_order_variance(rows, OfOrganisations.ORDER_VARIANCE_RATIO, moments[len(node) :])
    record_service(rows, node, places, leaves)
    rolled, node_yield = rows[:, OfOrganisations.ROLLED_YIELD], node[:, OfNodes.FIRST_PASS_YIELD]
    part = record_paths(rolled, node_yield, places, links, leaves, delivered, sold)
    record_steps(rows, node, places.firm, part)
    return part


@compiled
def record_steps(rows: Floats, node: Floats, firm: Integers, part: Floats) -> None:
    """Fill in the mean first-pass yield, longest cycle time and stock of each organisation, from its nodes' rows.

    First-pass yields count by the share of the output that a node has a part in, so that like nodes in parallel
    count as one of them, (node,).
    """
    parts = np.zeros(len(rows))
    for f in range(len(rows)):
        rows[f, OfOrganisations.FIRST_PASS_YIELD] = 0.0
        rows[f, OfOrganisations.CYCLE_TIME] = 0.0
        rows[f, OfOrganisations.INVENTORY] = 0.0
    for n in range(len(node)):
        row = rows[firm[n]]
        parts[firm[n]] += part[n]
        row[OfOrganisations.FIRST_PASS_YIELD] += part[n] * node[n, OfNodes.FIRST_PASS_YIELD]
        row[OfOrganisations.CYCLE_TIME] = max(row[OfOrganisations.CYCLE_TIME], node[n, OfNodes.CYCLE_TIME])
        row[OfOrganisations.INVENTORY] += node[n, OfNodes.INVENTORY]
    for f in range(len(rows)):
        rows[f, OfOrganisations.FIRST_PASS_YIELD] /= max(parts[f], 1e-300)


@compiled
def record_service(rows: Floats, node: Floats, places: Places, leaves: Flags) -> None:
    """Fill in fill rate and backlog of the nodes that an organisation delivers from, which count by their flow."""
    flow = np.zeros(len(rows))
    for f in range(len(rows)):
        rows[f, OfOrganisations.FILL_RATE] = 0.0
        rows[f, OfOrganisations.BACKLOG] = 0.0
    for n in range(len(node)):
        if leaves[n]:
            row = rows[places.firm[n]]
            flow[places.firm[n]] += places.starting_flow[n]
            row[OfOrganisations.FILL_RATE] += node[n, OfNodes.FILL_RATE] * places.starting_flow[n]
            row[OfOrganisations.BACKLOG] += node[n, OfNodes.BACKLOG]
    for f in range(len(rows)):
        met = rows[f, OfOrganisations.FILL_RATE]
        rows[f, OfOrganisations.FILL_RATE] = met / flow[f] if flow[f] > 0.0 else 1.0


@compiled
def share_out(rows: Floats, firm: Floats, supplier: Floats) -> None:
    """Give selling firms, which come first, and suppliers what organisations have in common.

    Parameters
    ----------
    firm : array of float, shape (selling firm, measure)
        From the column on at which a firm's measures as an organisation begin.
    supplier : array of float, shape (supplier organisation, measure)
    """
    for f in range(len(rows)):
        for column in range(rows.shape[1]):
            if f < len(firm):
                firm[f, column] = rows[f, column]
            else:
                supplier[f - len(firm), column] = rows[f, column]
