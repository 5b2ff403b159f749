"""Measures of what selling firms deliver, what they are worth to whom, and what quality returned."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.ledger import FIRST_PROGRAMME, PROGRAMMES, REVIEW_MONTHS, Stand
from tci_sim.engine.measures.columns import OfSellers
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.rules.value import lifetime_value, monthly_rate, return_on_quality
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers


@compiled
def tell_of_delivery(
    rows: Floats,
    at: int,
    segment_share: Floats,
    weight: Floats,
    should: Floats,
    reputation: Floats,
    carries_fill_rate: Flags,
    firm: Integers,
    outlet: Flags,
    outlet_share: Floats,
    defect_out: Floats,
    fill_rate: Floats,
) -> None:
    """Fill in what each firm delivers, against what its market asks for, (selling firm, measure)."""
    sums = np.zeros((len(rows), 3))
    for n in range(len(firm)):
        if outlet[n] and firm[n] < len(rows):
            sums[firm[n], 0] += outlet_share[n]
            for a in range(weight.shape[1]):
                quality = deliver_quality(defect_out[n, a], fill_rate[n], carries_fill_rate[a])
                for g in range(len(segment_share)):
                    counts = outlet_share[n] * segment_share[g] * weight[g, a]
                    sums[firm[n], 1] += counts * quality
                    sums[firm[n], 2] += counts * (should[g, a] - quality)
    for f in range(len(rows)):
        rows[f, at + OfSellers.DELIVERED_QUALITY] = sums[f, 1] / sums[f, 0] if sums[f, 0] > 0.0 else 0.0
        rows[f, at + OfSellers.NEED_GAP] = sums[f, 2] / sums[f, 0] if sums[f, 0] > 0.0 else 0.0
        known = 0.0
        for g in range(len(segment_share)):
            known += segment_share[g] * reputation[f, g]
        rows[f, at + OfSellers.REPUTATION] = known


@compiled
def tell_of_value(rows: Floats, at: int, equity: Floats, value: Floats) -> None:
    """Fill in what each firm was worth to whom."""
    for f in range(len(rows)):
        rows[f, at + OfSellers.CUSTOMER_EQUITY] = equity[f]
        total = 0.0
        for holder in range(value.shape[1]):
            rows[f, at + OfSellers.VALUE_CUSTOMERS + holder] = value[f, holder]
            total += value[f, holder]
        rows[f, at + OfSellers.VALUE_TOTAL] = total


@compiled
def tell_of_returns(
    rows: Floats,
    at: int,
    months: int,
    discount: float,
    purchase_rate: float,
    price: Floats,
    unit_cost: Floats,
    review_months: Integers,
    round_statement: Integers,
    returns: Floats,
) -> None:
    """Fill in what the last review round that is over returned, as it is and as the firm can estimate it."""
    rate = monthly_rate(discount)
    last = months // REVIEW_MONTHS
    known = 0 < last < len(review_months) and review_months[max(last - 1, 0)] > 0
    for f in range(len(rows)):
        rows[f, at + OfSellers.RETURN_ON_QUALITY] = 0.0
        rows[f, at + OfSellers.ESTIMATED_RETURN_ON_QUALITY] = 0.0
        if known:
            cost = cost_of_programmes(round_statement[f, last])
            gain = returns[f, last, Stand.CUSTOMER_EQUITY] - returns[f, last - 1, Stand.CUSTOMER_EQUITY]
            margin = (price[f] - unit_cost[f]) * purchase_rate
            guess = estimated_gain(returns[f, last], returns[f, last - 1], margin, rate)
            rows[f, at + OfSellers.RETURN_ON_QUALITY] = return_on_quality(gain, cost)
            rows[f, at + OfSellers.ESTIMATED_RETURN_ON_QUALITY] = return_on_quality(guess, cost)


@compiled
def cost_of_programmes(statement: Integers) -> float:
    """Add up what a statement says that quality programmes cost. [currency]."""
    total = 0
    for programme in range(FIRST_PROGRAMME, FIRST_PROGRAMME + PROGRAMMES):
        total -= statement[programme]
    return total / MICRO


@compiled
def estimated_gain(now: Floats, before: Floats, margin: float, discount: float) -> float:
    """Let a firm value what a round brought by what it knows itself: gaps heard of, and what a point keeps.

    A gap that is smaller by .01 counts as one point of satisfaction.
    """
    points = 100.0 * (before[Stand.ESTIMATED_GAP] - now[Stand.ESTIMATED_GAP])
    kept = before[Stand.RETENTION] + points * now[Stand.ESTIMATED_RETENTION_SLOPE]
    better = lifetime_value(margin, min(max(kept, 0.0), 1.0), discount)
    then = lifetime_value(margin, before[Stand.RETENTION], discount)
    gain: float = before[Stand.CUSTOMERS] * (better - then)
    return gain
