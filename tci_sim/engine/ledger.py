"""The ledger: who holds money, for what it moves, and that it only ever moves.

Money is whole micro-units of the currency (int64). Every movement has a holder who pays and a holder who
receives, so the balances of all holders together stay at 0. What it moves for, the accounts, is in `accounts.py`.
"""

from __future__ import annotations

from enum import IntEnum

from tci_sim.engine.arithmetic import to_whole
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.types import MICRO, Integers

_BEYOND = float(1 << 60)


class Stakeholder(IntEnum):
    """For whom value is counted: the columns of `Worth.value`."""

    CUSTOMERS = 0
    SUPPLIERS = 1
    EMPLOYEES = 2
    OWNERS = 3
    SOCIETY = 4


class Stand(IntEnum):
    """Where a firm stands in a review round: the columns of the return-on-quality book, `Returns.stand`."""

    SATISFACTION = 0
    RETENTION = 1
    CUSTOMERS = 2
    REVENUE = 3
    PROFIT = 4
    SHARE = 5
    PRODUCTIVITY = 6
    UNIT_COST = 7
    CYCLE_TIME = 8
    DEFECTS = 9
    CUSTOMER_EQUITY = 10
    INTERNAL_SATISFACTION = 11
    INTERNAL_REVIEW = 12
    ESTIMATED_GAP = 13
    ESTIMATED_RETENTION_SLOPE = 14


OUTSIDE_HOLDERS = ("customers", "employees", "society", "the outside")
"""Holders of money that are no organisation, in order after the last organisation."""

REVIEW_MONTHS = 12
"""Months of one review round in the return-on-quality book."""


@compiled
def customers_holder(organisations: int) -> int:
    """Return where customers stand among the holders of money."""
    return organisations


@compiled
def employees_holder(organisations: int) -> int:
    """Return where employees stand among the holders of money."""
    return organisations + 1


@compiled
def society_holder(organisations: int) -> int:
    """Return where society stands among the holders of money."""
    return organisations + 2


@compiled
def outside_holder(organisations: int) -> int:
    """Return where everybody outside the model stands among the holders of money."""
    return organisations + 3


@compiled
def to_money(amount: float) -> int:
    """Round an amount of the currency to whole micro-units, halves up; what is no number is more than may move."""
    return to_whole(amount * MICRO, _BEYOND)


@compiled
def settle(ledger: Ledger, payer: int, payee: int, paid_as: int, received_as: int, amount: int) -> None:
    """Move money between two holders, who book it under accounts of their own.

    Parameters
    ----------
    ledger : Ledger
        Balances and statements, both changed.
    payer, payee : int
        Who pays and who receives: organisations first, then customers, employees, society, the outside.
    paid_as, received_as : int
        Account of the payer and of the payee.
    amount : int
        How much; below 0 it goes the other way, as for goods that are sent back. [micro-currency]
    """
    ledger.balance[payer] -= amount
    ledger.balance[payee] += amount
    ledger.statement[payer, paid_as] -= amount
    ledger.statement[payee, received_as] += amount


@compiled
def pay(ledger: Ledger, payer: int, payee: int, account: int, amount: int) -> None:
    """Move money between two holders, who book it under the same account; see `settle`."""
    settle(ledger, payer, payee, account, account, amount)


@compiled
def open_statement(ledger: Ledger) -> None:
    """Begin a month: opening balances are what was there, and nothing has moved yet."""
    for holder in range(len(ledger.opening)):
        ledger.opening[holder] = ledger.balance[holder]
        for account in range(ledger.statement.shape[1]):
            ledger.statement[holder, account] = 0


@compiled
def statement_sum(statement: Integers, holder: int) -> int:
    """Add up a holder's statement: what the month left to the holder. [micro-currency]."""
    total = 0
    for account in range(statement.shape[1]):
        total += statement[holder, account]
    return total
