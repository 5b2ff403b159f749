"""The accounts of the ledger: for what money moves; and the books of a new world, with a column for each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, auto

import numpy as np

from tci_sim.engine.ledger import OUTSIDE_HOLDERS, REVIEW_MONTHS, Stakeholder, Stand
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme, Side
from tci_sim.engine.state.books import Books, Checks, Ledger, Programmes, Returns, Worth
from tci_sim.engine.state.types import Integers

PROGRAMMES = len(Programme)
"""How many accounts of quality programmes stand side by side, from `FIRST_PROGRAMME` on."""


class Account(IntEnum):
    """Why money moves beside quality programmes, whose accounts stand between: columns of a statement."""

    SALES = 0  # customers, or society for them, buy
    SUPPLY = 1  # a supplier is paid by another organisation
    PURCHASES = 2  # an organisation pays its suppliers
    MATERIALS = 3  # an organisation buys from outside
    PROCESSING = 4  # each unit is processed
    WAGES = 5  # employees work
    OVERHEAD = 6  # a selling firm is on the market
    WARRANTY = FIRST_PROGRAMME + PROGRAMMES  # claims are made good
    SEVERANCE = auto()  # employees are laid off
    RESTRUCTURING = auto()  # a firm that lost too much turns round
    TAX = auto()  # on profit


SALES, SUPPLY, PURCHASES, MATERIALS, PROCESSING, WAGES, OVERHEAD, WARRANTY, SEVERANCE, RESTRUCTURING, TAX = (
    Account
)

SIDES: Mapping[str, Side] = {programme.name.lower(): programme.side for programme in Programme}
"""Whose satisfaction the programme is about that is paid under an account, by the name of the account."""

ACCOUNTS = tuple(account.name.lower() for account in sorted([*Account, *Programme]))
"""Names of the accounts, in the order of the columns of a statement."""


def new_books(
    headcount: Integers, sellers: int, nodes: int, customers: int, months: int, roles: int = 0
) -> Books:
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
    roles : int
        How many policies there are beside those of organisations, of units whose role has levers of its own.

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
            units=np.zeros(sellers),
            equity=np.zeros(sellers),
            retention=np.ones(sellers),
            value=np.zeros((organisations, len(Stakeholder))),
        ),
        returns=Returns(
            months=np.zeros(rounds, np.int64),
            statement=np.zeros((sellers, rounds, len(ACCOUNTS)), np.int64),
            stand=np.zeros((sellers, rounds, len(Stand))),
        ),
        programmes=Programmes(
            reference_defect=np.zeros(nodes),
            redesign=np.zeros(organisations),
            effort=np.full(organisations + roles, -1.0),
            platform=np.zeros(organisations, np.int64),
        ),
        checks=Checks(
            fault=np.zeros(5, np.int64),
            customers=np.array([customers], np.int64),
            headcount_opening=np.array(headcount, np.int64),
        ),
    )
