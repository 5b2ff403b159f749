"""How a measure is declared: once, as a column of a group, in the file whose functions fill it.

A group says of each of its columns its unit, how firms' figures become the market's, how months become the figure of a
run, which values it can take, and without what it means nothing. From groups follow the rows of all kinds of holders,
in `columns.py`; labels and meanings are in `messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Literal, Self

ANY = float("inf")
"""How high a measure goes that has no upper end; `-ANY` is how low one goes that has no lower end."""

MONTHLY = "/month"
"""How the unit of what is counted by the month ends."""

Need = Literal["choice", "price"]
"""Without what a measure means nothing: customers who can leave their firm, or a price that they pay."""


class Join(IntEnum):
    """How firms' figures become the market's."""

    SUM = 0
    """Added up."""
    BY_CUSTOMERS = 1
    """A mean in which firms weigh as much as they have customers."""
    BY_UNITS = 2
    """A mean in which firms weigh as much as they sell."""
    BY_MEMBERS = 3
    """A mean in which firms weigh as much as they have members."""
    ANEW = 4
    """Counted anew over the customers of all firms."""
    APART = 5
    """Not at all: it is no figure of a whole firm."""


class Summary(IntEnum):
    """How the months of a run become one figure."""

    SUM = 0
    """Added up over all months."""
    LAST_YEAR = 1
    """The mean of the last 12 months."""


@dataclass(frozen=True)
class Declared:
    """What is declared of a measure."""

    unit: str
    """Unit in words; "-" for a share or degree of 1."""
    joins: Join
    """How firms' figures become the market's."""
    summary: Summary
    """How the months of a run become one figure."""
    low: float
    """The least that it can be."""
    high: float
    """The most that it can be."""
    needs: tuple[Need, ...] = ()
    """Without what it means nothing."""


def measure(
    unit: str, joins: Join, summary: Summary, low: float, high: float, needs: tuple[Need, ...] = ()
) -> Declared:
    """Declare a measure.

    Parameters
    ----------
    unit : str
        Unit in words, "a/month" for what is counted by the month; "-" for a share or degree of 1.
    joins : Join
        How firms' figures become the market's.
    summary : Summary
        How the months of a run become one figure.
    low, high : float
        The least and the most that it can be; it can also be not a number (NaN) where there is nobody to measure.
    needs : tuple of {"choice", "price"}
        What a world must have for the measure to mean something.

    Returns
    -------
    Declared

    Raises
    ------
    ValueError
        If no number lies from `low` to `high`, there is no unit, or what is no figure of a month would be added up.
    """
    if not unit.strip():
        raise ValueError('a measure must have a unit: "-" for a share or degree of 1.')
    if summary == Summary.SUM and not unit.endswith(MONTHLY):
        raise ValueError(f"{unit} must end in {MONTHLY} to be added up over months.")
    if not low < high:
        raise ValueError(f"low = {low}, high = {high}: low must be below high.")
    return Declared(unit, joins, summary, low, high, needs)


class Columns(IntEnum):
    """A group of columns that stand side by side in rows; each is the number of its place in the group."""

    declared: Declared
    """What is declared of the measure in the column."""

    def __new__(cls, declared: Declared) -> Self:
        """Give each column the number after that of the one before."""
        number = len(cls.__members__)
        column = int.__new__(cls, number)
        column._value_ = number
        column.declared = declared
        return column

    def for_other_holder(self, joins: Join) -> Declared:
        """Declare the same measure of other holders, of whom it joins in a way of its own."""
        return replace(self.declared, joins=joins)


def columns(name: str, declared: Mapping[str, Declared]) -> type[Columns]:
    """Make a group of columns from names and declarations that follow from something else.

    Examples
    --------
    >>> [*columns("OfSeasons", {"SPRING": measure("day", Join.APART, Summary.LAST_YEAR, 0.0, ANY)})]
    [<OfSeasons.SPRING: 0>]
    """
    make: Any = Columns
    group: type[Columns] = make(name, declared)
    return group


Row = tuple[type[Columns], ...]
"""The groups of columns that make up a row, in order."""


def first_column(row: Row, group: type[Columns]) -> int:
    """Return the column at which a group of columns begins in a row.

    Examples
    --------
    >>> class OfTrees(Columns):
    ...     HEIGHT = measure("metre", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    >>> class OfLeaves(Columns):
    ...     GREEN = measure("-", Join.APART, Summary.LAST_YEAR, low=0.0, high=1.0)
    >>> first_column((OfTrees, OfLeaves), OfLeaves)
    1
    """
    return sum(len(before) for before in row[: row.index(group)])
