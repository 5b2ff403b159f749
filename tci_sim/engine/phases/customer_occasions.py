"""Occasions: when customers who cannot consider alternatives in any month can, and what they then did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_block import Block, Considering, Response
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import chance_at_occasion, chance_to_buy, is_anniversary
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.market import Occasion, Segments
from tci_sim.engine.state.sums import YEAR, Sum
from tci_sim.engine.state.types import Floats, Integers

_BUY = np.uint64(Decision.PURCHASE)
_MONTHLY, _ANNIVERSARY, _PURCHASE = int(Occasion.MONTHLY), int(Occasion.ANNIVERSARY), int(Occasion.PURCHASE)
_1 = np.uint64(1)

LOW_SATISFACTION, HIGH_SATISFACTION = 60.0, 80.0
"""Where the middle class of satisfaction begins and ends. [points of 100]"""


@compiled
def has_occasions(segments: Segments) -> bool:
    """Return whether the customers of any segment have to wait for an occasion to consider alternatives."""
    found = False
    for s in range(segments.considers.shape[0]):
        found = found or segments.considers[s] != _MONTHLY
    return found


@compiled
def buys_any_month(segments: Segments) -> bool:
    """Return whether it is time to buy every month for all customers, whatever they consider."""
    found = True
    for s in range(segments.considers.shape[0]):
        found = found and segments.considers[s] != _PURCHASE and segments.purchase_interval[s] == 1.0
    return found


@compiled
def draw_purchases(
    block: Block, purchase_rate: float, segments: Segments, segment: NDArray[np.uint8],
    buys: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Draw who of those who consider alternatives at a purchase is about to buy: the unit is asked for next month."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        s = segment[who]
        buys[i] = 0
        if segments.considers[s] == _PURCHASE:
            buys[i] = is_about_to_buy(
                block.seed, block.month + _1, who, purchase_rate, segments.purchase_interval[s]
            )


@compiled
def is_about_to_buy(
    seed: np.uint64, month: np.uint64, who: np.uint64, purchase_rate: float, interval: float
) -> int:
    """Return 1 if it is in that month that a customer who considers alternatives at a purchase asks for a unit."""
    return 1 if uniform(seed, _BUY, month, who) < chance_to_buy(purchase_rate, interval) else 0


@compiled
def chance_when_due(block: Block, segments: Segments, customers: Customers, response: Response) -> Floats:
    """Return how likely each customer of an open firm is to consider the market now; 0 where it is no occasion."""
    due = response.consider.copy()
    for i in range(block.size):
        who = block.first + np.uint64(i)
        s = customers.segment[who]
        if segments.considers[s] != _MONTHLY:
            due[i] = 0.0
            if is_due(segments.considers[s], np.int64(customers.tenure[who]), response.buys[i]):
                yearly = segments.considers[s] == _ANNIVERSARY
                months = float(YEAR) if yearly else segments.purchase_interval[s]
                due[i] = chance_at_occasion(response.consider[i], months)
    return due


@compiled
def is_due(considers: int, tenure: np.int64, buys: int) -> bool:
    """Return whether it is an occasion to choose anew for a customer who has to wait for one."""
    return is_anniversary(int(tenure)) if considers == _ANNIVERSARY else buys == 1


@compiled
def close_occasions(
    block: Block, segments: Segments, served: NDArray[np.uint8], customers: Customers,
    considering: Considering, buys: NDArray[np.uint8], table: Integers,
) -> None:  # fmt: skip
    """Add by satisfaction who had an occasion to choose anew and who stayed, before anybody moves.

    Those who come to a firm where customers choose when they buy have come to buy.
    """
    for i in range(block.size):
        who = block.first + np.uint64(i)
        f, s = customers.firm[who], customers.segment[who]
        if segments.considers[s] != _MONTHLY and served[f] == 1:
            before_this_month = np.int64(customers.tenure[who]) - 1
            if is_due(segments.considers[s], before_this_month, buys[i]):
                of = satisfaction_class(customers.satisfaction[who])
                table[f, s, Sum.OCCASIONS_LOW + of] += 1
                table[f, s, Sum.REPURCHASES_LOW + of] += 1
    for k in range(considering.place.shape[0]):
        i = considering.place[k]
        who, before = block.first + np.uint64(i), considering.before[k]
        s = customers.segment[who]
        if segments.considers[s] != _MONTHLY and considering.chosen[k] != before:
            if served[before] == 1:
                of = satisfaction_class(customers.satisfaction[who])
                table[before, s, Sum.REPURCHASES_LOW + of] -= 1
            buys[i] = 1


@compiled
def satisfaction_class(satisfaction: float) -> int:
    """Return the class of satisfaction: 0 low, 1 middling, 2 high."""
    above_low = 1 if satisfaction >= LOW_SATISFACTION else 0
    return above_low + (1 if satisfaction >= HIGH_SATISFACTION else 0)
