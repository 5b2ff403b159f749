"""Part of phase 9: the return-on-quality book, which sets what a firm paid beside where it stands.

A review round has twelve months; the last year of the burn-in is round 0, with which the first is compared.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import SALES
from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import REVIEW_MONTHS, Stand, statement_sum
from tci_sim.engine.phases.leave import remember_result
from tci_sim.engine.phases.lever_time import time_of_internal_interview
from tci_sim.engine.phases.month_totals import MonthTotals, Wages, wages_by_policy
from tci_sim.engine.phases.stakeholder_value import share_kept
from tci_sim.engine.state.books import Books, Ledger, Returns
from tci_sim.engine.state.firms import Estimates, Firms
from tci_sim.engine.state.nodes import Nodes, Places, Quality
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import FIXED, MICRO, Floats, Integers, Record, Records


@inlined
def keep_returns(
    run: Run,
    headcount: Integers,
    nodes: Nodes,
    firms: Firms,
    sums: Sums,
    books: Books,
    counted: MonthTotals,
    month: int,
) -> None:
    """Write what each firm paid, and where it stands at the end of the month, into the book, and what it lost."""
    stand = np.zeros((len(firms.standing.open), books.returns.stand.shape[2]))
    record_customer_position(stand, sums, counted.customers, books.worth.equity)
    record_financial_position(stand, books.ledger, firms.costs.unit_cost, counted)
    record_process_position(stand, nodes.places, nodes.quality, counted.part, counted.weight)
    by_policy = wages_by_policy(firms.policies, firms.roles.organisation, nodes.places.wage, headcount)
    record_own_estimates(stand, run.world[0], firms.estimates, firms.policies.paid, by_policy)
    add_to_round(books.returns, books.ledger, stand, firms.survival.replaced, month - run.burn_in[0])
    remember_result(firms.survival, books.ledger, month, month >= run.burn_in[0])


@compiled
def record_customer_position(stand: Floats, sums: Sums, customers: Integers, equity: Floats) -> None:
    """Fill in how many customers each firm has, how satisfied they are, and how many stayed."""
    buyers = 0.0
    for f in range(len(stand)):
        buyers += float(customers[f])
    for f in range(len(stand)):
        points = over_segments(sums.by_segment[Sum.SATISFACTION], f) / FIXED
        stand[f, Stand.SATISFACTION] = points / max(customers[f], 1)
        stand[f, Stand.RETENTION] = share_kept(sums, customers, f)
        stand[f, Stand.CUSTOMERS] = customers[f]
        stand[f, Stand.SHARE] = customers[f] / buyers if buyers > 0.0 else 0.0
        stand[f, Stand.CUSTOMER_EQUITY] = equity[f]


@compiled
def record_financial_position(stand: Floats, ledger: Ledger, unit_cost: Floats, counted: MonthTotals) -> None:
    """Fill in what each firm earned and what its work costs."""
    for f in range(len(stand)):
        stand[f, Stand.REVENUE] = ledger.statement[f, SALES] / MICRO
        stand[f, Stand.PROFIT] = statement_sum(ledger.statement, f) / MICRO
        stand[f, Stand.PRODUCTIVITY] = counted.sold[f] / MICRO / max(counted.heads[f], 1)
        stand[f, Stand.UNIT_COST] = unit_cost[f]


@compiled
def record_process_position(
    stand: Floats, places: Places, quality: Quality, part: Floats, weight: Floats
) -> None:
    """Fill in what is wrong where customers buy, how long the way is, and how units judge each other."""
    for n in range(len(part)):
        f = places.firm[n]
        if f < len(stand):
            stand[f, Stand.CYCLE_TIME] = max(stand[f, Stand.CYCLE_TIME], quality.cycle_time[n])
            stand[f, Stand.INTERNAL_SATISFACTION] += part[n] * quality.internal_satisfaction[n]
            if places.outlet[n]:
                for a in range(len(weight)):
                    defects = places.outlet_share[n] * weight[a] * quality.defect_out[n, a]
                    stand[f, Stand.DEFECTS] += defects


@compiled
def record_own_estimates(
    stand: Floats, world: Record, estimates: Estimates, paid: Records, by_policy: Wages
) -> None:
    """Fill in what each firm thinks of its gaps, what a point keeps, and what internal review takes."""
    for f in range(len(stand)):
        for a in range(estimates.gap.shape[1]):
            stand[f, Stand.ESTIMATED_GAP] += estimates.weight[f, a] * estimates.gap[f, a]
        stand[f, Stand.ESTIMATED_RETENTION_SLOPE] = estimates.retention[f]
    for p in range(len(paid)):
        f = by_policy.organisation[p]
        if f < len(stand):
            asked_inside = paid[p].listening.internal_review.interviews * time_of_internal_interview(world)
            stand[f, Stand.INTERNAL_REVIEW] += asked_inside * (by_policy.wages[p] / MICRO)


@compiled
def round_of(since_burn_in: int, rounds: int) -> int:
    """Return which review round a month belongs to; -1 for none that is kept."""
    this_round = (since_burn_in + REVIEW_MONTHS) // REVIEW_MONTHS
    return this_round if 0 <= this_round < rounds else -1


@compiled
def add_to_round(
    returns: Returns, ledger: Ledger, stand: Floats, replaced: Integers, since_burn_in: int
) -> None:
    """Add the month to its round: money is added up, and where firms stand is a mean over the round.

    What an entrant does is not in the book of the firm whose place it has taken: that stands at 0.
    """
    this_round = round_of(since_burn_in, len(returns.months))
    if this_round < 0:
        return
    returns.months[this_round] += 1
    for f in range(len(stand)):
        for account in range(ledger.statement.shape[1]):
            booked = ledger.statement[f, account] if replaced[f] == 0 else 0
            returns.statement[f, this_round, account] += booked
        for column in range(stand.shape[1]):
            before = returns.stand[f, this_round, column]
            now = stand[f, column] if replaced[f] == 0 else 0.0
            step = (now - before) / returns.months[this_round]
            returns.stand[f, this_round, column] = before + step
