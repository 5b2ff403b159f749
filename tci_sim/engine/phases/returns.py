"""Part of phase 9: the return-on-quality book, which sets what a firm paid beside where it stands.

A review round has twelve months; the last year of the burn-in is round 0, with which the first is compared.
"""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import REVIEW_MONTHS, SALES, Stand
from tci_sim.engine.phases.worth import share_kept
from tci_sim.engine.present import over_segments
from tci_sim.engine.state.types import FIXED, MICRO, Flags, Floats, Integers, Records


@compiled
def round_of(month: int, rounds: int) -> int:
    """Tell which review round a month since the burn-in belongs to; -1 for none that is kept."""
    this_round = (month + REVIEW_MONTHS) // REVIEW_MONTHS
    return this_round if 0 <= this_round < rounds else -1


@compiled
def stand_with_customers(
    stand: Floats, customers: Integers, left: Integers, won: Integers, satisfaction: Integers, equity: Floats
) -> None:
    """Fill in how many customers each firm has, how satisfied they are, and how many stayed."""
    buyers = 0.0
    for f in range(len(stand)):
        buyers += float(customers[f])
    for f in range(len(stand)):
        points = over_segments(satisfaction, f) / FIXED
        gone = over_segments(left, f)
        stand[f, Stand.SATISFACTION] = points / max(customers[f], 1)
        stand[f, Stand.RETENTION] = share_kept(customers[f], gone, over_segments(won, f))
        stand[f, Stand.CUSTOMERS] = customers[f]
        stand[f, Stand.SHARE] = customers[f] / buyers if buyers > 0.0 else 0.0
        stand[f, Stand.CUSTOMER_EQUITY] = equity[f]


@compiled
def stand_in_the_accounts(
    stand: Floats,
    statement: Integers,
    profit: Integers,
    unit_cost: Floats,
    sold: Integers,
    heads: Integers,
    month: int,
) -> None:
    """Fill in what each firm earned and what its work costs."""
    for f in range(len(stand)):
        stand[f, Stand.REVENUE] = statement[f, SALES] / MICRO
        stand[f, Stand.PROFIT] = profit[f, month % profit.shape[1]] / MICRO
        stand[f, Stand.PRODUCTIVITY] = sold[f] / MICRO / max(heads[f], 1)
        stand[f, Stand.UNIT_COST] = unit_cost[f]


@compiled
def stand_in_the_process(
    stand: Floats,
    weights: Floats,
    firm: Integers,
    outlet: Flags,
    outlet_share: Floats,
    defect_out: Floats,
    headcount: Integers,
    heads: Integers,
    internal_satisfaction: Floats,
    cycle_time: Floats,
) -> None:
    """Fill in what is wrong where customers buy, how long the way is, and how units judge each other."""
    for n in range(len(firm)):
        f = firm[n]
        if f < len(stand):
            stand[f, Stand.CYCLE_TIME] = max(stand[f, Stand.CYCLE_TIME], cycle_time[n])
            part = headcount[n] / max(heads[f], 1)
            stand[f, Stand.INTERNAL_SATISFACTION] += part * internal_satisfaction[n]
            for a in range(len(weights)):
                if outlet[n]:
                    stand[f, Stand.DEFECTS] += outlet_share[n] * weights[a] * defect_out[n, a]


@compiled
def stand_in_own_eyes(
    stand: Floats,
    weight_estimate: Floats,
    gap_estimate: Floats,
    retention_estimate: Floats,
    paid: Records,
    interview_time: float,
    wages: Integers,
) -> None:
    """Fill in what each firm thinks of its gaps, what a point keeps, and what internal review takes."""
    for f in range(len(stand)):
        for a in range(gap_estimate.shape[1]):
            stand[f, Stand.ESTIMATED_GAP] += weight_estimate[f, a] * gap_estimate[f, a]
        stand[f, Stand.ESTIMATED_RETENTION_SLOPE] = retention_estimate[f]
        asked_inside = paid[f].listening.internal_review.interviews * interview_time
        stand[f, Stand.INTERNAL_REVIEW] = asked_inside * (wages[f] / MICRO)


@compiled
def keep_returns(
    this_round: int,
    stand: Floats,
    statement: Integers,
    review_months: Integers,
    returns: Floats,
    round_statement: Integers,
) -> None:
    """Add the month to its round: money is added up, and where firms stand is a mean over the round."""
    if this_round < 0:
        return
    review_months[this_round] += 1
    for f in range(len(stand)):
        for account in range(statement.shape[1]):
            round_statement[f, this_round, account] += statement[f, account]
        for column in range(stand.shape[1]):
            before = returns[f, this_round, column]
            step = (stand[f, column] - before) / review_months[this_round]
            returns[f, this_round, column] = before + step
