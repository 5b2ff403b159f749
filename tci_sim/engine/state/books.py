"""The ledger and the book of returns on quality, in micro-units of the currency."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tci_sim.engine.state.types import Floats, Integers


class Check(IntEnum):
    """What has to close every month: the third number of `Checks.fault`."""

    ALL_MONEY = 0
    """Money of all holders together stays at 0. [micro-currency]"""
    MONEY = 1
    """A holder's statement explains the change of its balance. [micro-currency]"""
    ON_THE_WAY = 2
    """What was shipped along an edge and has not arrived is on the way. [micro-unit]"""
    TAKEN_IN = 3
    """What arrived along an edge and was not used is in stock. [micro-unit]"""
    GOODS = 4
    """What a node made was sent, sold or is in its inventory. [micro-unit]"""
    CUSTOMERS = 5
    """Every customer is with one firm or with none. [customer]"""
    MEMBERS = 6
    """Who came to an organisation and who went explains who is there. [member]"""
    SEATS = 7
    """A node counts as many members as sit in its slots. [member]"""
    STOCK = 8
    """What is held at a node is not below 0, unless goods may be returned. [micro-unit]"""
    MONEY_COUNTED = 9
    """What a holder received or paid under one account is a number that can be counted. [1]"""
    NODE_FIGURE = 10
    """A figure of a node is a number that can be counted. [`Figure`]"""
    ORGANISATION_FIGURE = 11
    """A figure of an organisation is a number that can be counted. [`Figure`]"""
    SEGMENT_FIGURE = 12
    """A figure of a segment is a number that can be counted. [`Figure`]"""
    CUSTOMER_FIGURE = 13
    """A figure of a customer is a number that can be counted. [`Figure`]"""


class Figure(IntEnum):
    """What a `Check` of figures may find to be no number; each is named as the measure of it."""

    SHORTFALL = 1
    DEFECT_OUT = 2
    CYCLE_TIME = 3
    INTERNAL_SATISFACTION = 4
    CAPABILITY = 5
    IMPROVEMENT_TIME = 6
    INTERVIEW_TIME = 7
    KNOW_HOW = 8
    COMMITMENT = 9
    FILL_RATE = 10
    DEMAND = 11
    ORDERS = 12
    PRICE = 13
    UNIT_COST = 14
    REPUTATION = 15
    ESTIMATED_GAP = 16
    ESTIMATED_RETENTION_SLOPE = 17
    CUSTOMER_EQUITY = 18
    VALUE_TOTAL = 19
    NEED_GAP = 20
    SATISFACTION = 21
    IMAGE = 22
    EXPECTATION = 23
    PERCEIVED_QUALITY = 24


class Ledger(NamedTuple):
    """Money of every holder, and why it moved this month."""

    balance: Integers
    """Money of each holder: firms, then customers, employees, society and the outside, (holder,)."""
    opening: Integers
    """Balances at the start of the month, (holder,)."""
    statement: Integers
    """What each holder received (above 0) or paid this month, (holder, account)."""
    profit: Integers
    """Profit of each firm in each of the last 12 months, a ring, (firm, 12)."""


class Worth(NamedTuple):
    """What firms, and what they did this month, are worth to whom."""

    units: Floats
    """Units that a customer buys in a month on average, by chance, (selling firm,). [unit/month]"""
    equity: Floats
    """Customer equity: expected lifetime values of present customers, (selling firm,). [currency]"""
    retention: Floats
    """Share of customers kept in a month, smoothed over a year, (selling firm,)."""
    value: Floats
    """Value this month for customers, suppliers, employees, owners and society, (firm, 5). [currency]"""


class Returns(NamedTuple):
    """The return-on-quality book, by review round; round 0 is the last year of the burn-in."""

    months: Integers
    """Months counted so far in each review round; round 0 is the last year of the burn-in, (round,)."""
    statement: Integers
    """What each firm received (above 0) or paid in a review round, (selling firm, round, account)."""
    stand: Floats
    """The return-on-quality book: means over the months of a round, (selling firm, round, column)."""


class Programmes(NamedTuple):
    """What programmes and agreements have come to."""

    reference_defect: Floats
    """Share of claimable defects in what each node sent out when the burn-in ended, (node,)."""
    redesign: Floats
    """Progress of the redesign that is paid for: 0 not begun, 1 done, (firm,)."""
    effort: Floats
    """Most improvement effort that was ever planned and paid for; below 0: nothing yet, (policy,)."""
    platform: Integers
    """What building and running its information platform cost this month, (firm,). [micro-currency]"""


class Checks(NamedTuple):
    """What has to add up at the end of a month, and the first sum that did not."""

    fault: Integers
    """First sum that did not close: 1, month, which check, amount or figure, whose; else 0, (5,)."""
    customers: Integers
    """Customers who live in the world, (1,)."""
    headcount_opening: Integers
    """Members of each firm at the start of the month, (firm,)."""


class Books(NamedTuple):
    """The books of the world: closed at the end of every month."""

    ledger: Ledger
    worth: Worth
    returns: Returns
    programmes: Programmes
    checks: Checks
