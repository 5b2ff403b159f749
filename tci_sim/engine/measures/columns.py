"""What is measured, of whom, and in which column: rows of all kinds, and what follows from what groups declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tci_sim.engine.measures.ahead import OfAhead
from tci_sim.engine.measures.attributes import OfAttributes, OfDefects
from tci_sim.engine.measures.customers import OfCustomers
from tci_sim.engine.measures.declaration import MONTHLY, Declared, Join, Need, Row, Summary
from tci_sim.engine.measures.organisations import NODE, ORGANISATION
from tci_sim.engine.measures.review import REVIEW
from tci_sim.engine.measures.sellers import OfSellers

Kind = Literal["market", "firm", "supplier", "segment", "attribute", "node"]
"""Whose a measure is: the whole market's, a selling firm's, a supplier organisation's, that of a firm's
customers in one segment, that of a firm in one quality attribute, or that of a node of the value network."""

FIRM: Row = (OfCustomers, OfSellers, *ORGANISATION, *REVIEW, OfDefects, OfAhead)
"""The row of a selling firm, and that of the market."""

ROWS: dict[Kind, Row] = {
    "market": FIRM,
    "firm": FIRM,
    "supplier": ORGANISATION,
    "segment": (OfCustomers,),
    "attribute": (OfAttributes,),
    "node": NODE,
}
"""The groups of columns that make up a row of each kind, in order."""


@dataclass(frozen=True)
class Measure:
    """One figure that is recorded each month of each holder of its kind."""

    name: str
    """Its name, as in tables and files."""
    kind: Kind
    """Whose it is."""
    declared: Declared
    """Its unit, how it joins to the market and over months, its values, and without what it means nothing."""


MEASURES: dict[Kind, tuple[Measure, ...]] = {
    kind: tuple(Measure(column.name.lower(), kind, column.declared) for group in row for column in group)
    for kind, row in ROWS.items()
}
"""All measures by kind, in the order of the columns of the recorded arrays."""

DECLARED: Mapping[str, Declared] = {each.name: each.declared for kind in MEASURES.values() for each in kind}
"""What is declared of each measure, by name; how it joins is that of the last kind of holder that has it."""


def unit_of(name: str) -> str:
    """Return the unit of a measure in a month; "-" for a share or degree of 1."""
    return DECLARED[name].unit


def unit_of_run(name: str) -> str:
    """Return the unit of the figure of a whole run: what is added up over months is by the month no more.

    Examples
    --------
    >>> unit_of_run("profit"), unit_of_run("complaints")
    ('currency', 'complaint/month')
    """
    return unit_of(name).removesuffix(MONTHLY) if is_added_up(name) else unit_of(name)


def is_added_up(name: str) -> bool:
    """Return whether a measure is added up over the months of a run; if not, the last 12 are averaged."""
    return DECLARED[name].summary == Summary.SUM


def check_joins(firm: Row, others: Row) -> None:
    """Refuse a figure of firms that does not join to the market, and one that joins to it though it is of no firm.

    Raises
    ------
    ValueError
        With one line for each.
    """
    faults = [
        f"{group.__name__}.{column.name}: must {'' if of_firms else 'not '}join to the market."
        for group, of_firms in [*((group, True) for group in firm), *((group, False) for group in others)]
        for column in group
        if (column.declared.joins == Join.APART) == of_firms
    ]
    if faults:
        raise ValueError("\n".join(faults))


def without(need: Need) -> frozenset[str]:
    """List the measures that mean nothing in a world without something.

    Examples
    --------
    >>> sorted(without("choice") - without("price"))[:4]
    ['churn_year', 'considering', 'customers_lost', 'customers_won']
    """
    return frozenset(measure.name for measure in MEASURES["firm"] if need in measure.declared.needs)


WITHOUT_CHOICE = without("choice")
"""What says nothing of customers who are bound to a firm: it would be 0, or all, whatever the firm does."""

WITHOUT_PRICE = without("price")
"""What says nothing where customers do not pay: there is no price, and what they get is worth no sum of money."""

check_joins(FIRM, tuple(group for row in ROWS.values() for group in row if group not in FIRM))
