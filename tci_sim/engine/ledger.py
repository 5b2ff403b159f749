"""The ledger: who holds money, for what it moves, and that it only ever moves.

Money is whole micro-units of the currency (int64). Every movement has a holder who pays and a holder who
receives, so the balances of all holders together stay at 0.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.books import Books, Checks, Ledger, Programmes, Returns, Worth
from tci_sim.engine.state.types import MICRO, Integers


class Account(IntEnum):
    """Why money moves: the columns of a statement."""

    SALES = 0  # customers, or society for them, buy
    SUPPLY = 1  # a supplier is paid by another organisation
    PURCHASES = 2  # an organisation pays its suppliers
    MATERIALS = 3  # an organisation buys from outside
    PROCESSING = 4  # each unit is processed
    WAGES = 5  # employees work
    OVERHEAD = 6  # a selling firm is on the market
    SURVEY = 7
    INTERVIEWS = 8  # with customers
    COMPLAINT_HANDLING = 9
    TRAINING = 10
    FORMATION = 11  # of culture
    PARTICIPATION = 12  # customers sit in the plan step
    REDESIGN = 13
    INSPECTION = 14
    IMPROVEMENT_HELP = 15  # hired help, where the effect is switched off
    INTERVIEW_HELP = 16  # hired help, where the effect is switched off
    GAIN_SHARE = 17  # suppliers share in what their better deliveries save
    WARRANTY = 18  # claims are made good
    SEVERANCE = 19  # employees are laid off
    TAX = 20  # on profit


(
    SALES, SUPPLY, PURCHASES, MATERIALS, PROCESSING, WAGES, OVERHEAD,
    SURVEY, INTERVIEWS, COMPLAINT_HANDLING, TRAINING, FORMATION, PARTICIPATION, REDESIGN,
    INSPECTION, IMPROVEMENT_HELP, INTERVIEW_HELP, GAIN_SHARE,
    WARRANTY, SEVERANCE, TAX,
) = Account  # fmt: skip

ACCOUNTS = tuple(account.name.lower() for account in Account)
"""Names of the accounts, in the order of the columns of a statement."""

FIRST_PROGRAMME, PROGRAMMES = int(SURVEY), GAIN_SHARE + 1 - SURVEY
"""The accounts of quality programmes stand side by side: the first of them, and how many there are."""


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
    """Tell where customers stand among the holders of money."""
    return organisations


@compiled
def employees_holder(organisations: int) -> int:
    """Tell where employees stand among the holders of money."""
    return organisations + 1


@compiled
def society_holder(organisations: int) -> int:
    """Tell where society stands among the holders of money."""
    return organisations + 2


@compiled
def outside_holder(organisations: int) -> int:
    """Tell where everybody outside the model stands among the holders of money."""
    return organisations + 3


@compiled
def to_money(amount: float) -> int:
    """Round an amount of the currency to whole micro-units, halves up."""
    return math.floor(amount * MICRO + 0.5)


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


def new_books(headcount: Integers, sellers: int, nodes: int, customers: int, months: int) -> Books:
    """Open the ledger of a new world: nobody holds or owes anything.

    Parameters
    ----------
    headcount : array of int, shape (organisation,)
        Members of each organisation at the start. [member]
    sellers : int
        How many organisations sell to customers; they come first.
    nodes : int
        How many nodes the value network has.
    customers : int
        How many customers live in the world.
    months : int
        Months after the burn-in, which fix how many review rounds the return-on-quality book has room for.

    Returns
    -------
    Books
    """
    organisations = len(headcount)
    holders = organisations + len(OUTSIDE_HOLDERS)
    rounds = 1 + -(-months // REVIEW_MONTHS)
    return Books(
        ledger=Ledger(
            balance=np.zeros(holders, np.int64),
            opening=np.zeros(holders, np.int64),
            statement=np.zeros((holders, len(ACCOUNTS)), np.int64),
            profit=np.zeros((organisations, 12), np.int64),
        ),
        worth=Worth(
            equity=np.zeros(sellers),
            retention=np.ones(sellers),
            value=np.zeros((organisations, len(Stakeholder))),
        ),
        returns=Returns(
            months=np.zeros(rounds, np.int64),
            statement=np.zeros((sellers, rounds, len(ACCOUNTS)), np.int64),
            stand=np.zeros((sellers, rounds, len(Stand))),
        ),
        programmes=Programmes(reference_defect=np.zeros(nodes), redesign=np.zeros(organisations)),
        checks=Checks(
            fault=np.zeros(5, np.int64),
            customers=np.array([customers], np.int64),
            headcount_opening=np.array(headcount, np.int64),
        ),
    )
