"""What is measured, of whom, and in which column; units and meanings are in the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

Kind = Literal["market", "firm", "supplier", "segment", "attribute", "node"]
"""Whose a measure is: the whole market's, a selling firm's, a supplier organisation's, that of a firm's
customers in one segment, that of a firm in one quality attribute, or that of a node of the value network."""

Joins = Literal["sum", "customers", "units", "members"]
"""How firms' figures become the market's: added up, or a mean weighted by customers, units or members."""

JOINS: tuple[Joins, ...] = get_args(Joins)
"""All ways to join, in the order in which a recording numbers them."""


class OfCustomers(IntEnum):
    """Columns about a group of customers: those of the market, of a firm, or of a firm in one segment."""

    CUSTOMERS = 0
    SHARE = 1
    SATISFACTION = 2
    SATISFACTION_SD = 3
    SATISFACTION_SKEW = 4
    EXPECTATION = 5
    PERCEIVED_QUALITY = 6
    GAP = 7
    IMAGE = 8
    INTENT = 9
    RETENTION = 10
    SWITCHING = 11
    CONSIDERING = 12
    COMPLAINTS = 13
    COMPLAINTS_HANDLED = 14
    NET_PROMOTER_SCORE = 15
    TENURE = 16
    ASKED = 17


class OfSellers(IntEnum):
    """Columns about a selling firm that a supplier does not have."""

    DELIVERED_QUALITY = 0
    NEED_GAP = 1
    REPUTATION = 2
    CUSTOMER_EQUITY = 3
    VALUE_CUSTOMERS = 4
    VALUE_SUPPLIERS = 5
    VALUE_EMPLOYEES = 6
    VALUE_OWNERS = 7
    VALUE_SOCIETY = 8
    VALUE_TOTAL = 9
    RETURN_ON_QUALITY = 10
    ESTIMATED_RETURN_ON_QUALITY = 11


class OfOrganisations(IntEnum):
    """Columns about a selling firm or a supplier organisation."""

    REVENUE = 0
    PRICE = 1
    UNIT_COST = 2
    UNITS_SOLD = 3
    PREVENTION_COST = 4
    APPRAISAL_COST = 5
    INTERNAL_FAILURE_COST = 6
    EXTERNAL_FAILURE_COST = 7
    PROGRAMME_COST = 8
    PROFIT = 9
    PRODUCTIVITY = 10
    FIRST_PASS_YIELD = 11
    ROLLED_YIELD = 12
    CYCLE_TIME = 13
    FILL_RATE = 14
    INVENTORY = 15
    ORDER_VARIANCE_RATIO = 16
    KNOWLEDGE = 17
    LAYOFFS = 18
    BACKLOG = 19


class OfPeople(IntEnum):
    """Columns about the people of an organisation or of a node, and what they do."""

    HEADCOUNT = 0
    MEMBER_KNOWLEDGE = 1
    LEARNING_CULTURE = 2
    COLLABORATION_CULTURE = 3
    IMPROVEMENT_CULTURE = 4
    SHARED_VALUE_CULTURE = 5
    LEARNING_AGREEMENT = 6
    COLLABORATION_AGREEMENT = 7
    IMPROVEMENT_AGREEMENT = 8
    SHARED_VALUE_AGREEMENT = 9
    COMMITMENT = 10
    KNOW_HOW = 11
    CAPABILITY = 12
    IMPROVEMENT_TIME = 13
    INTERVIEW_TIME = 14
    INTERNAL_SATISFACTION = 15


class OfReview(IntEnum):
    """Columns about how a selling firm reviews what its customers, outside and inside, think of it."""

    INTERVIEWS = 0
    RESPONDENTS = 1
    NEEDS_VOICED = 2
    NEW_NEEDS = 3
    NEEDS_KNOWN = 4
    INTERNAL_INTERVIEWS = 5
    INTERNAL_NEEDS_VOICED = 6
    ESTIMATED_RETENTION_SLOPE = 7
    PLANNED_IMPROVEMENT_TIME = 8
    PLANNED_INTERVIEWS = 9
    PLANNED_RESPONDENTS = 10
    EMPHASIS = 11
    WORTH_OF_TIME = 12
    WORTH_OF_LISTENING = 13
    WORTH_OF_EMPHASIS = 14
    SURVEY_PAID = 15
    INTERVIEWS_PAID = 16
    COMPLAINT_HANDLING_PAID = 17
    TRAINING_PAID = 18
    FORMATION_PAID = 19
    PARTICIPATION_PAID = 20
    REDESIGN_PAID = 21
    INSPECTION_PAID = 22
    IMPROVEMENT_HELP_PAID = 23
    INTERVIEW_HELP_PAID = 24
    GAIN_SHARE_PAID = 25
    OWN_TIME = 26
    OWN_TIME_AT_WAGES = 27
    DEFECTS = 28


class OfAttributes(IntEnum):
    """Columns about one quality attribute of a selling firm."""

    WEIGHT = 0
    ESTIMATED_WEIGHT = 1
    FELT_GAP = 2
    ESTIMATED_GAP = 3
    EFFORT = 4
    SHORTFALL = 5
    DEFECTS = 6


class OfNodes(IntEnum):
    """Columns about a node of the value network."""

    SHORTFALL = 0
    DEFECT_IN = 1
    DEFECT_OUT = 2
    REWORKED = 3
    FIRST_PASS_YIELD = 4
    CYCLE_TIME = 5
    FILL_RATE = 6
    INVENTORY = 7
    DEMAND = 8
    ORDERS = 9
    MADE = 10
    CAPACITY_USED = 11
    ORDER_VARIANCE_RATIO = 12
    BACKLOG = 13


@dataclass(frozen=True)
class Measure:
    """One figure that is recorded each month of each holder of its kind."""

    name: str
    """Its name, as in the glossary."""
    kind: Kind
    """Whose it is."""


_COLUMNS: dict[Kind, tuple[type[IntEnum], ...]] = {
    "market": (OfCustomers, OfSellers, OfOrganisations, OfPeople, OfReview),
    "firm": (OfCustomers, OfSellers, OfOrganisations, OfPeople, OfReview),
    "supplier": (OfOrganisations, OfPeople),
    "segment": (OfCustomers,),
    "attribute": (OfAttributes,),
    "node": (OfNodes, OfPeople),
}
"""The groups of columns that make up a row of each kind, in order."""


def first_column(kind: Kind, group: type[IntEnum]) -> int:
    """Return the column at which a group of columns begins in a row of a kind.

    Examples
    --------
    >>> first_column("node", OfPeople) == len(OfNodes)
    True
    """
    groups = _COLUMNS[kind]
    return sum(len(before) for before in groups[: groups.index(group)])


def _measures(kind: Kind) -> tuple[Measure, ...]:
    return tuple(Measure(column.name.lower(), kind) for group in _COLUMNS[kind] for column in group)


MEASURES: dict[Kind, tuple[Measure, ...]] = {kind: _measures(kind) for kind in _COLUMNS}
"""All measures by kind, in the order of the columns of the recorded arrays."""

_ADDED_UP = frozenset(
    {"customer_equity", "value_customers", "value_suppliers", "value_employees", "value_owners",
     "value_society", "value_total", "revenue", "units_sold", "prevention_cost", "appraisal_cost",
     "internal_failure_cost", "external_failure_cost", "programme_cost", "profit", "inventory", "layoffs",
     "headcount", "backlog", "interviews", "respondents", "needs_voiced", "new_needs", "internal_interviews",
     "internal_needs_voiced", "worth_of_time", "worth_of_listening", "worth_of_emphasis", "survey_paid",
     "interviews_paid", "complaint_handling_paid", "training_paid", "formation_paid", "participation_paid",
     "redesign_paid", "inspection_paid", "improvement_help_paid", "interview_help_paid", "gain_share_paid",
     "own_time", "own_time_at_wages"}
)  # fmt: skip
_BY_CUSTOMERS = frozenset(
    {"delivered_quality", "need_gap", "reputation", "price", "return_on_quality",
     "estimated_return_on_quality", "defects", "needs_known", "estimated_retention_slope"}
)  # fmt: skip
_BY_UNITS = frozenset(
    {"unit_cost", "first_pass_yield", "rolled_yield", "cycle_time", "fill_rate", "order_variance_ratio"}
)


WITHOUT_CHOICE = frozenset(
    {"share", "retention", "switching", "considering", "intent", "reputation", "customer_equity",
     "return_on_quality", "estimated_return_on_quality"}
)  # fmt: skip
"""What says nothing of customers who are bound to a firm: it would be 0, or all, whatever the firm does."""

WITHOUT_PRICE = frozenset(
    {"price", "value_customers", "value_total", "customer_equity", "return_on_quality",
     "estimated_return_on_quality"}
)  # fmt: skip
"""What says nothing where customers do not pay: there is no price, and what they get is worth no sum of money."""


def joins(name: str) -> Joins:
    """Say how firms' figures become the market's.

    Parameters
    ----------
    name : str
        A measure of firms that is not about their customers; those are counted anew for the market.

    Returns
    -------
    {"sum", "customers", "units", "members"}

    Examples
    --------
    >>> joins("profit"), joins("price"), joins("cycle_time"), joins("commitment")
    ('sum', 'customers', 'units', 'members')
    """
    if name in _ADDED_UP:
        return "sum"
    if name in _BY_CUSTOMERS:
        return "customers"
    return "units" if name in _BY_UNITS else "members"
