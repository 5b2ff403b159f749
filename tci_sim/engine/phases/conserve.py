"""The end of phase 9: nothing was created and nothing was lost, or the books say what does not close."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import statement_sum
from tci_sim.engine.state.types import Flags, Integers

(ALL_MONEY, MONEY, ON_THE_WAY, TAKEN_IN, GOODS, CUSTOMERS, MEMBERS, SEATS) = range(8)
"""What has to close every month, by its number in `Checks.fault`."""


@compiled
def note(fault: Integers, month: int, check: int, off: int, whose: int) -> None:
    """Write down a sum that is off, unless an earlier one is written down already."""
    if off != 0 and fault[0] == 0:
        fault[0] = 1
        fault[1] = month
        fault[2] = check
        fault[3] = off
        fault[4] = whose


@compiled
def close_money(
    fault: Integers, month: int, balance: Integers, opening: Integers, statement: Integers
) -> None:
    """Check that money only moved, and that every holder's statement explains his balance."""
    total = 0
    for holder in range(len(balance)):
        total += balance[holder]
        moved = balance[holder] - opening[holder]
        note(fault, month, MONEY, moved - statement_sum(statement, holder), holder)
    note(fault, month, ALL_MONEY, total, 0)


@compiled
def close_goods(
    fault: Integers,
    month: int,
    carries_goods: Flags,
    made_total: Integers,
    inventory: Integers,
    sold_total: Integers,
    source: Integers,
    pipeline: Integers,
    stock: Integers,
    shipped_total: Integers,
    received_total: Integers,
    used_total: Integers,
) -> None:
    """Check that goods on every edge and in every node are somewhere, and only once."""
    sent = np.zeros(len(made_total), np.int64)
    for e in range(len(source)):
        on_the_way = 0
        for slot in range(pipeline.shape[1]):
            on_the_way += pipeline[e, slot]
        note(fault, month, ON_THE_WAY, shipped_total[e] - received_total[e] - on_the_way, e)
        note(fault, month, TAKEN_IN, received_total[e] - used_total[e] - stock[e], e)
        if source[e] >= 0:
            sent[source[e]] += shipped_total[e]
    for n in range(len(made_total)):
        if carries_goods[n]:
            note(fault, month, GOODS, made_total[n] - inventory[n] - sold_total[n] - sent[n], n)


@compiled
def close_customers(fault: Integers, month: int, customers: Integers, all_customers: int) -> None:
    """Check that every customer is with one firm or with none."""
    counted = 0
    for f in range(len(customers)):
        counted += customers[f]
    note(fault, month, CUSTOMERS, counted - all_customers, 0)


@compiled
def close_members(
    fault: Integers,
    month: int,
    active: Flags,
    first_member: Integers,
    headcount: Integers,
    heads: Integers,
    opening: Integers,
    hired: Integers,
    left: Integers,
    layoffs: Integers,
) -> None:
    """Check who came and who went against who is there, by firm and by seat; then count for next month."""
    for n in range(len(headcount)):
        seated = 0
        for slot in range(first_member[n], first_member[n + 1]):
            seated += 1 if active[slot] else 0
        note(fault, month, SEATS, seated - headcount[n], n)
    for f in range(len(heads)):
        expected = opening[f] + hired[f] - left[f] - layoffs[f]
        note(fault, month, MEMBERS, heads[f] - expected, f)
        opening[f] = heads[f]
