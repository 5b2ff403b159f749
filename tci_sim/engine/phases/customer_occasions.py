"""Occasions: when customers who cannot consider alternatives in any month can, and what they then did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.aggregates import is_about_to_buy
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_block import Block, Considering
from tci_sim.engine.phases.customer_switch import advance_tenure
from tci_sim.engine.rules.choice import chance_at_occasion, is_anniversary
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.market import Buying, Occasion
from tci_sim.engine.state.sums import YEAR, Sum
from tci_sim.engine.state.types import Floats, Integers

_MONTHLY, _ANNIVERSARY, _PURCHASE = int(Occasion.MONTHLY), int(Occasion.ANNIVERSARY), int(Occasion.PURCHASE)
_1 = np.uint64(1)

LOW_SATISFACTION, HIGH_SATISFACTION = 60.0, 80.0
"""Where the middle class of satisfaction begins and ends. [points of 100]"""


@compiled
def has_occasions(buying: Buying) -> bool:
    """Return whether the customers of any segment have to wait for an occasion to consider alternatives."""
    found = False
    for s in range(buying.considers.shape[0]):
        found = found or buying.considers[s] != _MONTHLY
    return found


@compiled
def buys_any_month(buying: Buying) -> bool:
    """Return whether it is time to buy every month for all customers, whatever they consider."""
    found = True
    for s in range(buying.considers.shape[0]):
        found = found and buying.considers[s] != _PURCHASE and buying.interval[s] == 1.0
    return found


@compiled
def draw_purchases(
    block: Block, purchase_rate: float, buying: Buying, segment: NDArray[np.uint8],
    buys: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Draw who of those who consider alternatives at a purchase is about to buy: the unit is asked for next month."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        s = segment[who]
        buys[i] = 0
        if buying.considers[s] == _PURCHASE:
            buys[i] = is_about_to_buy(block.seed, block.month + _1, who, purchase_rate, buying.interval[s])


@compiled
def chance_when_due(
    block: Block, buying: Buying, customers: Customers, chance: Floats, buys: NDArray[np.uint8]
) -> Floats:
    """Return how likely each customer of an open firm is to consider the market now; 0 where it is no occasion."""
    due = chance.copy()
    for i in range(block.size):
        who = block.first + np.uint64(i)
        s = customers.segment[who]
        if buying.considers[s] != _MONTHLY:
            due[i] = 0.0
            if is_due(buying.considers[s], np.int64(customers.tenure[who]), buys[i]):
                yearly = buying.considers[s] == _ANNIVERSARY
                months = float(YEAR) if yearly else buying.interval[s]
                due[i] = chance_at_occasion(chance[i], months)
    return due


@compiled
def is_due(considers: int, tenure: np.int64, buys: int) -> bool:
    """Return whether it is an occasion to choose anew for a customer who has to wait for one."""
    return is_anniversary(int(tenure)) if considers == _ANNIVERSARY else buys == 1


@compiled
def end_month_with_firm(
    block: Block, buying: Buying, served: NDArray[np.uint8], customers: Customers, considering: Considering,
    buys: NDArray[np.uint8], table: Integers,
) -> None:  # fmt: skip
    """Close the month that each customer has had with a firm, before anybody moves."""
    if has_occasions(buying):
        add_occasions(block, buying, served, customers, buys, table)
        add_leavers(block, buying, served, customers, considering, buys, table)
    advance_tenure(block, served.shape[0] - 1, customers)


@compiled
def add_occasions(
    block: Block, buying: Buying, served: NDArray[np.uint8], customers: Customers, buys: NDArray[np.uint8],
    table: Integers,
) -> None:  # fmt: skip
    """Add by satisfaction who had an occasion to choose again, as if all of them stayed."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        f, s = customers.firm[who], customers.segment[who]
        waits = buying.considers[s] != _MONTHLY and served[f] == 1
        if waits and is_due(buying.considers[s], np.int64(customers.tenure[who]), buys[i]):
            of = satisfaction_class(customers.satisfaction[who])
            table[f, s, Sum.OCCASIONS_LOW + of] += 1
            table[f, s, Sum.REPURCHASES_LOW + of] += 1


@compiled
def add_leavers(
    block: Block, buying: Buying, served: NDArray[np.uint8], customers: Customers, considering: Considering,
    buys: NDArray[np.uint8], table: Integers,
) -> None:  # fmt: skip
    """Take away those who did not stay; whoever comes where customers choose when they buy has come to buy."""
    for k in range(considering.place.shape[0]):
        i = considering.place[k]
        who, before = block.first + np.uint64(i), considering.before[k]
        s = customers.segment[who]
        if buying.considers[s] != _MONTHLY and considering.chosen[k] != before:
            buys[i] = 1
            if served[before] == 1:
                of = satisfaction_class(customers.satisfaction[who])
                table[before, s, Sum.REPURCHASES_LOW + of] -= 1


@compiled
def satisfaction_class(satisfaction: float) -> int:
    """Return the class of satisfaction: 0 low, 1 middling, 2 high."""
    above_low = 1 if satisfaction >= LOW_SATISFACTION else 0
    return above_low + (1 if satisfaction >= HIGH_SATISFACTION else 0)
