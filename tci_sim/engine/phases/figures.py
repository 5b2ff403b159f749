"""Whether figures are numbers: what is none, or too large to be counted, is found before it is added up.

Customers are looked at before their month is added up, all else at the end of the month, before the books are closed.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.conserve import check_stocks, first_beyond, record_violation
from tci_sim.engine.phases.customer_block import Block, Felt
from tci_sim.engine.state.books import Check, Checks, Figure, Worth
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Costs, Estimates, Firms
from tci_sim.engine.state.goods import Demand, Goods
from tci_sim.engine.state.market import Market, Segments
from tci_sim.engine.state.nodes import Competence, Nodes, Quality, Work
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MOST_COUNTED, MOST_GOODS, Floats, Integers

_START = np.uint64(0)
_MOST_ASKED = 1 << 61


@compiled
def find_uncounted(block: Block, customers: Customers, felt: Felt, fault: Integers) -> bool:
    """Return whether all figures of a block of customers can be counted; write down the first that cannot, (3,)."""
    counted = all_counted(felt.quality, _START, block.size)
    counted &= all_counted(felt.expectation, _START, block.size)
    counted &= all_counted(customers.satisfaction, block.first, block.size)
    counted &= all_counted(customers.image, block.first, block.size)
    if not counted:
        note_uncounted(block, felt.quality, _START, Figure.PERCEIVED_QUALITY, fault)
        note_uncounted(block, felt.expectation, _START, Figure.EXPECTATION, fault)
        note_uncounted(block, customers.satisfaction, block.first, Figure.SATISFACTION, fault)
        note_uncounted(block, customers.image, block.first, Figure.IMAGE, fault)
    return counted


@compiled
def all_counted(figures: Floats, start: np.uint64, size: int) -> bool:
    """Return whether figures in a row can be counted, without an early end, so that vector instructions do it."""
    counted = True
    for i in range(size):
        counted &= abs(figures[start + np.uint64(i)]) < MOST_COUNTED
    return counted


@compiled
def note_uncounted(block: Block, figures: Floats, start: np.uint64, figure: int, fault: Integers) -> None:
    """Write down the first customer of a block whose figure cannot be counted, unless one is written down already."""
    for i in range(block.size):
        if fault[0] == 0 and not abs(figures[start + np.uint64(i)]) < MOST_COUNTED:
            fault[0] = 1
            fault[1] = block.first + np.uint64(i)
            fault[2] = figure


@compiled
def check_parts(checks: Checks, fault: Integers, month: int) -> None:
    """Check that the figures of all customers could be counted, in whatever part they are, (part, 3)."""
    for part in range(len(fault)):
        if fault[part, 0] != 0:
            record_violation(checks, month, Check.CUSTOMER_FIGURE, fault[part, 2], fault[part, 1])


@inlined
def check_figures(
    checks: Checks, run: Run, market: Market, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms,
    worth: Worth, month: int,
) -> None:  # fmt: skip
    """Check that figures of segments, nodes and organisations can be counted, and that no stock is below nothing."""
    check_segment_figures(checks, market.segments, month)
    check_node_figures(checks, nodes.quality, nodes.work, nodes.competence, month)
    check_demand_figures(checks, goods.demand, goods.production.fill_rate, month)
    check_orders(checks, goods.demand.seen, edges.flows.order, edges.links.target, month)
    check_organisation_figures(checks, firms.costs, firms.estimates, firms.standing.reputation, worth, month)
    if run.world[0].supply.returns == 0:
        check_stocks(checks, goods.production.inventory, edges.flows.stock, edges.links.target, month)


@compiled
def check_segment_figures(checks: Checks, segments: Segments, month: int) -> None:
    """Check what segments ask for."""
    check_rows(checks, Check.SEGMENT_FIGURE, Figure.NEED_GAP, segments.should, month)


@compiled
def check_node_figures(
    checks: Checks, quality: Quality, work: Work, competence: Competence, month: int
) -> None:
    """Check what nodes are able to do and how well they do it, each figure before those that follow from it."""
    of = Check.NODE_FIGURE
    check_row(checks, of, Figure.KNOW_HOW, competence.know_how, month)
    check_row(checks, of, Figure.COMMITMENT, competence.commitment, month)
    check_row(checks, of, Figure.IMPROVEMENT_TIME, work.improvement_time, month)
    check_row(checks, of, Figure.INTERVIEW_TIME, work.interview_time, month)
    check_row(checks, of, Figure.CAPABILITY, work.capability, month)
    check_rows(checks, of, Figure.SHORTFALL, quality.shortfall, month)
    check_rows(checks, of, Figure.DEFECT_OUT, quality.defect_out, month)
    check_row(checks, of, Figure.CYCLE_TIME, quality.cycle_time, month)
    check_row(checks, of, Figure.INTERNAL_SATISFACTION, quality.internal_satisfaction, month)


@compiled
def check_demand_figures(checks: Checks, demand: Demand, fill_rate: Floats, month: int) -> None:
    """Check what nodes expect to be asked for, and what share of it they meet."""
    of = Check.NODE_FIGURE
    check_row(checks, of, Figure.FILL_RATE, fill_rate, month)
    check_row(checks, of, Figure.DEMAND, demand.exogenous, month)
    check_row(checks, of, Figure.DEMAND, demand.deviation, month)
    check_row(checks, of, Figure.DEMAND, demand.forecast, month)


@compiled
def check_organisation_figures(
    checks: Checks, costs: Costs, estimates: Estimates, reputation: Floats, worth: Worth, month: int
) -> None:
    """Check what organisations know, ask and are worth."""
    of = Check.ORGANISATION_FIGURE
    check_rows(checks, of, Figure.ESTIMATED_GAP, estimates.gap, month)
    check_row(checks, of, Figure.ESTIMATED_RETENTION_SLOPE, estimates.retention, month)
    check_rows(checks, of, Figure.REPUTATION, reputation, month)
    check_row(checks, of, Figure.PRICE, costs.price, month)
    check_row(checks, of, Figure.UNIT_COST, costs.experience, month)
    check_row(checks, of, Figure.UNIT_COST, costs.unit_cost, month)
    check_row(checks, of, Figure.CUSTOMER_EQUITY, worth.equity, month)
    check_rows(checks, of, Figure.VALUE_TOTAL, worth.value, month)


@compiled
def check_orders(checks: Checks, seen: Integers, order: Integers, target: Integers, month: int) -> None:
    """Check that what each node ordered, and what was asked of it, can be counted."""
    e, n = first_beyond(order, MOST_GOODS), first_beyond(seen, _MOST_ASKED)
    if e >= 0:
        record_violation(checks, month, Check.NODE_FIGURE, Figure.ORDERS, target[e])
    if n >= 0:
        record_violation(checks, month, Check.NODE_FIGURE, Figure.DEMAND, n)


@compiled
def check_row(checks: Checks, check: int, figure: int, figures: Floats, month: int) -> None:
    """Check that one figure of each holder is a number, (holder,)."""
    holder = first_odd(figures)
    if holder >= 0:
        record_violation(checks, month, check, figure, holder)


@compiled
def check_rows(checks: Checks, check: int, figure: int, figures: Floats, month: int) -> None:
    """Check that all figures of one kind of each holder are numbers, (holder, kind)."""
    place = first_odd(figures.ravel())
    if place >= 0:
        record_violation(checks, month, check, figure, place // figures.shape[1])


@compiled
def all_numbers(figures: Floats) -> bool:
    """Return whether there is a finite number everywhere, without an early end, so that vector instructions do it."""
    numbers = True
    for i in range(len(figures)):
        numbers &= abs(figures[np.uint64(i)]) < np.inf
    return numbers


@compiled
def first_odd(figures: Floats) -> int:
    """Return the first place at which there is no finite number; -1 where there is one everywhere."""
    if not all_numbers(figures):
        for place in range(len(figures)):
            if not abs(figures[place]) < np.inf:
                return place
    return -1
