"""What is the same for all customers of a firm or a segment this month, worked out once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.choice import relative_price, utility_of_firm, visibility
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import Flags, Floats, Integers, Record

COLUMNS = len(Sum)
"""Sums over the customers of one firm and segment, before those of single attributes."""


class Terms(NamedTuple):
    """Terms of this month, and the sums of each part of the customers; the last firm and node are "none"."""

    served: NDArray[np.uint8]
    """1 where the firm is open, 0 where it is closed or none, (selling firm + 1,)."""
    relative_price: Floats
    """Price as a multiple of the market's mean, (selling firm + 1,)."""
    lift: Floats
    """What taking part adds to the will-expectation, (selling firm + 1,). [quality/month]"""
    handling: Floats
    """Chance that a complaint is well handled, (selling firm + 1,)."""
    asked: Floats
    """Chance that a customer was asked last month, (selling firm + 1,)."""
    expected: Floats
    """Satisfaction that the reputation leads one to expect, (selling firm + 1, segment). [points of 100]"""
    rivals: Floats
    """Sum of e to the utility of all other open firms, (selling firm + 1, segment)."""
    met: Floats
    """Cumulative visibility of open firms, (selling firm,)."""
    delivered: Floats
    """Delivered quality, (attribute, node + 1)."""
    weight: Floats
    """Weight of each attribute, (attribute, segment)."""
    should: Floats
    """Should-norm, (attribute, segment). [quality]"""
    first_outlet: Integers
    """First place in `outlet` of each firm's outlets, (selling firm + 1,)."""
    outlet: NDArray[np.uint16]
    """Outlets, by firm, (node,)."""
    outlet_until: Floats
    """Cumulative share of its firm's customers at each outlet, (node,)."""
    table: Integers
    """Sums of each part, (part, (selling firm + 1) * segment, column). [1 or 1/FIXED]"""
    asks: Integers
    """Customers who will ask for a unit next month, (part, node + 1)."""


def customer_terms(firms: int, segments: int, attributes: int, nodes: int, parts: int = 1) -> Terms:
    """Make room for the terms of a month.

    Parameters
    ----------
    firms, segments, attributes, nodes : int
        How many selling firms, segments, attributes and nodes there are.
    parts : int
        Into how many parts the customers are cut, each with sums of its own.

    Returns
    -------
    Terms
    """
    return Terms(
        served=np.zeros(firms + 1, np.uint8),
        relative_price=np.ones(firms + 1),
        lift=np.zeros(firms + 1),
        handling=np.zeros(firms + 1),
        asked=np.zeros(firms + 1),
        expected=np.zeros((firms + 1, segments)),
        rivals=np.zeros((firms + 1, segments)),
        met=np.zeros(firms),
        delivered=np.zeros((attributes, nodes + 1)),
        weight=np.zeros((attributes, segments)),
        should=np.zeros((attributes, segments)),
        first_outlet=np.zeros(firms + 1, np.int64),
        outlet=np.zeros(nodes, np.uint16),
        outlet_until=np.zeros(nodes),
        table=np.zeros((parts, (firms + 1) * segments, COLUMNS + 2 * attributes), np.int64),
        asks=np.zeros((parts, nodes + 1), np.int64),
    )


@compiled
def show_what_is_delivered(
    defect_out: Floats, fill_rate: Floats, carries_fill_rate: Flags, delivered: Floats
) -> None:
    """Lay out what each node delivers in each attribute."""
    for n in range(defect_out.shape[0]):
        for a in range(defect_out.shape[1]):
            delivered[a, n] = deliver_quality(defect_out[n, a], fill_rate[n], carries_fill_rate[a])


@compiled
def turn_round(by_segment: Floats, by_attribute: Floats) -> None:
    """Lay out by attribute what is kept by segment."""
    for s in range(by_segment.shape[0]):
        for a in range(by_segment.shape[1]):
            by_attribute[a, s] = by_segment[s, a]


@compiled
def list_outlets(
    firm: Integers, is_outlet: Flags, share: Floats,
    first_outlet: Integers, outlet: NDArray[np.uint16], outlet_until: Floats,
) -> None:  # fmt: skip
    """List each firm's outlets with the share of its customers up to and including each."""
    place, firms = 0, first_outlet.shape[0] - 1
    for f in range(firms):
        first_outlet[f] = place
        until = 0.0
        for n in range(firm.shape[0]):
            if firm[n] == f and is_outlet[n]:
                until += share[n]
                outlet[place] = n
                outlet_until[place] = until
                place += 1
    first_outlet[firms] = place


@compiled
def outlet_of(
    first_outlet: Integers, outlet: NDArray[np.uint16], outlet_until: Floats,
    firm: int, draw: float, none: int,
) -> int:  # fmt: skip
    """Find the outlet where a customer buys, by the customer's lasting draw; none where the firm has none."""
    first, last = first_outlet[firm], first_outlet[firm + 1]
    if first == last:
        return none
    place = first
    while place < last - 1 and draw * outlet_until[last - 1] >= outlet_until[place]:
        place += 1
    return int(outlet[place])


@compiled
def customers_of(customers: Integers, firm: int) -> int:
    """Count a firm's customers over all segments."""
    count = 0
    for s in range(customers.shape[1]):
        count += customers[firm, s]
    return count


@compiled
def mean_price(is_open: Flags, price: Floats, customers: Integers) -> float:
    """Take the mean price of open firms, by their customers; the plain mean where nobody has customers."""
    paid, count, offered, firms = 0.0, 0.0, 0.0, 0.0
    for f in range(is_open.shape[0]):
        if is_open[f]:
            buyers = float(customers_of(customers, f))
            paid, count = paid + price[f] * buyers, count + buyers
            offered, firms = offered + price[f], firms + 1.0
    if count > 0.0:
        return paid / count
    return offered / firms if firms > 0.0 else 0.0


@compiled
def compare_firms(run: Run, firms: Firms, customers: Integers, terms: Terms) -> None:
    """Say of each firm how it stands beside the others, and how it treats its customers."""
    world = run.world[0]
    buyers = 0
    for f in range(firms.standing.open.shape[0]):
        buyers += customers_of(customers, f) if firms.standing.open[f] else 0
    market_price = mean_price(firms.standing.open, firms.costs.price, customers)
    visible = 0.0
    for f in range(firms.standing.open.shape[0]):
        policy = firms.policies.in_force[f]
        own = customers_of(customers, f)
        terms.served[f] = 1 if firms.standing.open[f] else 0
        terms.relative_price[f] = relative_price(firms.costs.price[f], market_price)
        terms.lift[f] = policy.listening.participation.share * world.voices.participation_lift
        terms.handling[f] = policy.listening.complaints.handling
        heard = firms.contacts.interviews[f] + firms.contacts.respondents[f]
        terms.asked[f] = min(1.0, heard / own) if own > 0 else 0.0
        share = own / buyers if buyers > 0 else 0.0
        visible += visibility(share, world.choice.presence) if firms.standing.open[f] else 0.0
        terms.met[f] = visible


@compiled
def expect_of_rivals(
    reputation: Floats, satisfaction: Record, choice: Record, relative_prices: Floats,
    served: NDArray[np.uint8], expected: Floats, rivals: Floats,
) -> None:  # fmt: skip
    """Work out what each segment expects of each firm, and what all its rivals together offer."""
    firms, segments = reputation.shape
    for s in range(segments):
        for f in range(firms):
            known, price = reputation[f, s], relative_prices[f]
            value = perceived_value(known, price, 0.0, satisfaction.price_in_value)
            expected[f, s] = satisfaction_level(
                known, 0.0, value, known,
                satisfaction.constant, satisfaction.quality_effect, satisfaction.disconfirmation_effect,
                satisfaction.value_effect, satisfaction.image_effect,
            )  # fmt: skip
        for f in range(firms + 1):
            rivals[f, s] = 0.0
            for j in range(firms):
                if j != f and served[j] == 1:
                    utility = utility_of_firm(
                        expected[j, s], relative_prices[j], 0.0, 0.0,
                        choice.satisfaction_weight, choice.price_weight,
                    )  # fmt: skip
                    rivals[f, s] += exponential(utility)


@compiled
def clear_sums(terms: Terms) -> None:
    """Begin the month's sums at zero."""
    terms.table[:] = 0
    terms.asks[:] = 0
