"""What customers did and felt in a month, summed in whole numbers that no order of adding can change."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tci_sim.engine.state.types import Integers

YEAR = 12
"""Months of a year, over which customers are followed."""


class Sum(IntEnum):
    """What is added up over the customers of one firm in one segment."""

    CUSTOMERS = 0
    """Customers at the end of the month."""
    LEFT = 1
    """Customers who left the firm this month."""
    WON = 2
    """Customers who came this month."""
    CONSIDERED = 3
    """Customers who considered the market."""
    ASKED = 4
    """Customers who were asked, by interview or survey."""
    DISSATISFIED = 5
    """Customers below the threshold of complaint."""
    COMPLAINTS = 6
    """Complaints made this month."""
    HANDLED = 7
    """Complaints that were well handled."""
    PROMOTERS = 8
    """Customers who would recommend the firm, 9 or 10 of 10."""
    DETRACTORS = 9
    """Customers who would not, 6 or less of 10."""
    TENURE = 10
    """Sum of months with the firm."""
    SATISFACTION = 11
    """Sum of satisfaction. [1/FIXED point]"""
    SATISFACTION_SQUARE = 12
    """Sum of (satisfaction/100) squared. [1/FIXED]"""
    SATISFACTION_CUBE = 13
    """Sum of (satisfaction/100) cubed. [1/FIXED]"""
    INTENT = 14
    """Sum of the stated intent to stay. [1/FIXED]"""
    IMAGE = 15
    """Sum of image. [1/FIXED]"""
    QUALITY = 16
    """Sum of weighted perceived quality. [1/FIXED]"""
    EXPECTATION = 17
    """Sum of the weighted will-expectation. [1/FIXED]"""
    TALK = 18
    """Sum of talk about the firm. [1/FIXED]"""
    TALK_QUALITY = 19
    """Sum of talk times perceived quality. [1/FIXED]"""
    SURPLUS = 20
    """Sum of the surplus of the market's offer, or of own offers. [1/FIXED price of a unit, or of one at the start]"""
    KEPT = 21
    """Customers who have been with the firm for a year or more."""
    YEAR_AGO = 22
    """Customers at the end of the month a year ago."""
    PERCEIVED_GAP = 23
    """Sum of weighted perceived quality less reference. [1/FIXED]"""
    OCCASIONS_LOW = 24
    """Customers of an open firm at an occasion to choose anew, of low satisfaction."""
    OCCASIONS_MIDDLE = 25
    """The same, of middling satisfaction."""
    OCCASIONS_HIGH = 26
    """The same, of high satisfaction."""
    REPURCHASES_LOW = 27
    """Customers of low satisfaction who stayed at such an occasion."""
    REPURCHASES_MIDDLE = 28
    """The same, of middling satisfaction."""
    REPURCHASES_HIGH = 29
    """Customers of high satisfaction who stayed at such an occasion."""
    OFFER = 30
    """Sum of what own offers are worth without taste, where they are valued. [1/FIXED price of a unit at the start]"""
    FOUND = 31
    """Interviewed customers for whom there was something to be done."""
    MENDED = 32
    """Of these, customers for whom the one who asked acted at once."""


class SumOfAttribute(IntEnum):
    """What is added up over the customers of one firm, attribute by attribute."""

    PERCEIVED = 0
    """Sum of perceived quality. [1/FIXED]"""
    GAP = 1
    """Sum of perceived quality less reference. [1/FIXED]"""
    PASSED_ON = 2
    """Interviewed customers whose trouble goes up as a ticket, by the attribute that disappointed most."""
    PASSED_ON_GAP = 3
    """Sum of what these miss in that attribute: the need less perceived quality. [1/FIXED]"""


class Sums(NamedTuple):
    """What customers did and felt this month; the last firm is "none"."""

    by_segment: Integers
    """(`Sum`, selling firm + 1, segment)"""
    by_attribute: Integers
    """(`SumOfAttribute`, selling firm + 1, attribute)"""
    asks: Integers
    """Customers who will ask for a unit next month, (node + 1,)."""
    customers_by_month: Integers
    """Customers at the end of each of the last 12 months, by month from the start modulo 12, (12, selling firm + 1,
    segment)."""
