"""Which part of a run a figure is of: one month, one year, or the whole run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from tci_sim.arguments import whole_or_fault
from tci_sim.engine.measures.columns import is_added_up, unit_of, unit_of_run
from tci_sim.errors import InputError
from tci_sim.messages import Message
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.statistics.exact import Floats, exact_sum, mean_of_known

MONTHS_A_YEAR = 12

Numbers = int | Iterable[int] | None
"""Months or years that are asked for: one, several, or none."""


class Period(NamedTuple):
    """A month, a year, or where neither is given the whole run."""

    month: int | None = None
    """From 0."""
    year: int | None = None
    """From 1: year 1 is months 0 to 11."""

    def months(self, last: int) -> range:
        """Return its months, of a run of so many.

        Examples
        --------
        >>> Period(24).months(120), Period(year=2).months(120), Period().months(3)
        (range(24, 25), range(12, 24), range(0, 3))
        """
        if self.month is not None:
            return range(self.month, self.month + 1)
        if self.year is not None:
            return range(MONTHS_A_YEAR * (self.year - 1), MONTHS_A_YEAR * self.year)
        return range(last)

    def figure(self, values: Floats, measure: str) -> Floats:
        """Return the figure of a measure from its values in these months, (..., month).

        That of a month is the value itself. Of a year or a run it is the sum where money comes in by the month; else
        the mean of the year, or of the last 12 months of the run. Months in which nothing could be measured are left
        out of a mean.
        """
        if self.month is not None:
            return np.asarray(values[..., 0])
        if is_added_up(measure):
            return exact_sum(values)
        return mean_of_known(values[..., -LAST_MONTHS:])

    def unit(self, measure: str) -> str:
        """Return the unit of that figure."""
        return unit_of(measure) if self.month is not None else unit_of_run(measure)


WHOLE_RUN = Period()


def periods_of(month: Numbers, year: Numbers, months: int) -> tuple[Period, ...]:
    """Read which months and years are asked for, of a run of so many months; the whole run where none is.

    Raises
    ------
    InputError
        If one is no whole number, or not in the run; a year must be whole.
    """
    found = [Period(month=each) for each in _numbers("month", month, 0, months - 1)]
    found += [Period(year=each) for each in _numbers("year", year, 1, months // MONTHS_A_YEAR)]
    return tuple(dict.fromkeys(found)) or (WHOLE_RUN,)


def months_asked(month: Numbers, year: Numbers, months: int) -> tuple[int, ...]:
    """List all months that are asked for by month or by year, in order; all of the run where none is."""
    return tuple(
        sorted({each for period in periods_of(month, year, months) for each in period.months(months)})
    )


def _numbers(name: str, given: object, least: int, most: int) -> tuple[int, ...]:
    if given is None:
        return ()
    several = given if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    found = [whole_or_fault(name, each, least, most) for each in several]
    if faults := [each for each in found if isinstance(each, Message)]:
        raise InputError(*faults)
    return tuple(each for each in found if isinstance(each, int))
