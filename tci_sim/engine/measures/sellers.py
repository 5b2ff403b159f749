"""Measures of what selling firms deliver, what they are worth to whom, and what quality returned."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import PROGRAMMES
from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import REVIEW_MONTHS, Stand
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME
from tci_sim.engine.rules.value import lifetime_value, monthly_rate, return_on_quality
from tci_sim.engine.state.books import Books, Returns, Worth
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import FIXED, MICRO, Flags, Floats, Integers


class OfSellers(Columns):
    """Columns about a selling firm that a supplier does not have."""

    DELIVERED_QUALITY = measure("quality", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    NEED_GAP = measure("quality", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=-ANY, high=ANY)
    REPUTATION = measure(
        "quality", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=-ANY, high=ANY, needs=("choice",)
    )
    CUSTOMER_EQUITY = measure(
        "currency", Join.SUM, Summary.LAST_YEAR, low=-ANY, high=ANY, needs=("choice", "price")
    )
    VALUE_CUSTOMERS = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY, needs=("price",))
    VALUE_SUPPLIERS = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    VALUE_EMPLOYEES = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    VALUE_OWNERS = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    VALUE_SOCIETY = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY)
    VALUE_TOTAL = measure("currency/month", Join.SUM, Summary.SUM, low=-ANY, high=ANY, needs=("price",))
    OFFER_VALUE = measure(
        "currency/unit", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=-ANY, high=ANY, needs=("price",)
    )
    RETURN_ON_QUALITY = measure(
        "-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=-ANY, high=ANY, needs=("choice", "price")
    )
    ESTIMATED_RETURN_ON_QUALITY = measure(
        "-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=-ANY, high=ANY, needs=("choice", "price")
    )
    ON_MARKET = measure("firm", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    FIRMS_LEFT = measure("firm/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    PURCHASE_FREQUENCY = measure("unit/year", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)


@inlined
def record_sellers(
    rows: Floats, run: Run, segments: Segments, places: Places, firms: Firms, sums: Sums, books: Books,
    delivered: Floats, months: int,
) -> None:  # fmt: skip
    """Fill in all that a supplier does not have; `rows` begin with the measures of a seller, as in all that follows."""
    record_presence(rows, firms.standing.open, firms.survival.vacant)
    record_delivery(rows, segments, places, firms.standing.reputation, delivered)
    record_purchases(rows, places, sums)
    margins = firms.costs.price - firms.costs.unit_cost
    record_worth(rows, run, margins, sums, books.worth, books.returns, months)


@compiled
def record_presence(rows: Floats, is_open: Flags, vacant: Integers) -> None:
    """Fill in which firms are on the market, and which have left it this month."""
    for f in range(len(rows)):
        rows[f, OfSellers.ON_MARKET] = 1.0 if is_open[f] else 0.0
        rows[f, OfSellers.FIRMS_LEFT] = 1.0 if vacant[f] == 1 else 0.0


@compiled
def record_delivery(
    rows: Floats, segments: Segments, places: Places, reputation: Floats, delivered: Floats
) -> None:
    """Fill in what firms deliver where customers buy, what is asked for, and what they are known for.

    Parameters
    ----------
    rows : array of float, shape (selling firm, measure)
        From the column on at which the measures of a seller begin, as in all that follows.
    delivered : array of float, shape (node, attribute)
        Delivered quality. [quality]
    """
    totals = np.zeros((len(rows), 3))
    for n in range(len(places.firm)):
        if places.outlet[n] and places.firm[n] < len(rows):
            add_outlet(totals[places.firm[n]], segments, places.outlet_share[n], delivered[n])
    for f in range(len(rows)):
        buyers = totals[f, 0]
        rows[f, OfSellers.DELIVERED_QUALITY] = totals[f, 1] / buyers if buyers > 0.0 else 0.0
        rows[f, OfSellers.NEED_GAP] = totals[f, 2] / buyers if buyers > 0.0 else 0.0
        known = 0.0
        for g in range(len(segments.share)):
            known += segments.share[g] * reputation[f, g]
        rows[f, OfSellers.REPUTATION] = known


@compiled
def record_offers(rows: Floats, run: Run, sums: Sums) -> None:
    """Fill in what each firm's offer is worth to a customer, tastes left out; 0 where own offers are not valued."""
    world = run.world[0]
    for f in range(len(rows)):
        rows[f, OfSellers.OFFER_VALUE] = 0.0
        customers = over_segments(sums.by_segment[Sum.CUSTOMERS], f)
        if world.choice.value_own_offer == 1 and customers > 0:
            worth = over_segments(sums.by_segment[Sum.OFFER], f) / FIXED
            rows[f, OfSellers.OFFER_VALUE] = world.economy.price * worth / customers


@compiled
def add_outlet(sums: Floats, segments: Segments, share: float, delivered: Floats) -> None:
    """Add an outlet's share of buyers, what is delivered there and what it falls short of the need, (3,)."""
    sums[0] += share
    for a in range(len(delivered)):
        for g in range(len(segments.share)):
            counts = share * segments.share[g] * segments.weight[g, a]
            sums[1] += counts * delivered[a]
            sums[2] += counts * (segments.should[g, a] - delivered[a])


@compiled
def record_purchases(rows: Floats, places: Places, sums: Sums) -> None:
    """Fill in how many units a year the customers of each firm ask for, by those who ask for next month."""
    asks = np.zeros(len(rows), np.int64)
    for n in range(len(places.firm)):
        if places.outlet[n] and places.firm[n] < len(rows):
            asks[places.firm[n]] += sums.asks[n]
    for f in range(len(rows)):
        buyers = over_segments(sums.by_segment[Sum.CUSTOMERS], f)
        rows[f, OfSellers.PURCHASE_FREQUENCY] = 12.0 * asks[f] / buyers if buyers > 0 else 0.0


@compiled
def record_worth(
    rows: Floats, run: Run, margins: Floats, sums: Sums, worth: Worth, returns: Returns, months: int
) -> None:
    """Fill in what each firm was worth to whom, and what its quality returned.

    Parameters
    ----------
    margins : array of float, shape (organisation,)
        Price less unit cost. [currency/unit]
    months : int
        Months since the burn-in, this one included.
    """
    for f in range(len(rows)):
        rows[f, OfSellers.CUSTOMER_EQUITY] = worth.equity[f]
        total = 0.0
        for holder in range(worth.value.shape[1]):
            rows[f, OfSellers.VALUE_CUSTOMERS + holder] = worth.value[f, holder]
            total += worth.value[f, holder]
        rows[f, OfSellers.VALUE_TOTAL] = total
    record_offers(rows, run, sums)
    record_returns(rows, run, worth.units, margins, returns, months)


@compiled
def record_returns(
    rows: Floats, run: Run, units: Floats, margins: Floats, returns: Returns, months: int
) -> None:
    """Fill in what the last review round that is over returned, as it is and as the firm can estimate it."""
    rate = monthly_rate(run.world[0].economy.discount)
    last = months // REVIEW_MONTHS
    known = 0 < last < len(returns.months) and returns.months[max(last - 1, 0)] > 0
    for f in range(len(rows)):
        rows[f, OfSellers.RETURN_ON_QUALITY] = 0.0
        rows[f, OfSellers.ESTIMATED_RETURN_ON_QUALITY] = 0.0
        if known:
            now, before = returns.stand[f, last], returns.stand[f, last - 1]
            cost = cost_of_programmes(returns.statement[f, last])
            gain = now[Stand.CUSTOMER_EQUITY] - before[Stand.CUSTOMER_EQUITY]
            margin = margins[f] * units[f]
            guess = estimated_gain(now, before, margin, rate)
            rows[f, OfSellers.RETURN_ON_QUALITY] = return_on_quality(gain, cost)
            rows[f, OfSellers.ESTIMATED_RETURN_ON_QUALITY] = return_on_quality(guess, cost)


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
