"""What a comparison found, in one sentence, computed from the differences and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tci_sim.statistics.exact import exact_sum
from tci_sim.statistics.paired import Floats, Interval, student_interval

if TYPE_CHECKING:
    from tci_sim.analysis.comparison import ComparisonData

EARLY = 24
"""Months that count as early: two years."""

MONEY, MIND = "profit", "satisfaction"
"""The two measures that a verdict is about."""


def verdicts(comparison: ComparisonData) -> dict[str, str]:
    """Say of each of the others what it does to money and satisfaction, against the reference, in one sentence."""
    return {name: verdict(comparison, name) for name in comparison.others}


def verdict(comparison: ComparisonData, name: str) -> str:
    """Return what a way of acting costs or brings at first, from when on it leads, and what customers make of it.

    Profit is the focal firm's, added up and not discounted. It "leads" from the month from which the mean of
    the cumulative differences stays above zero; intervals are Student's, 95 %.

    Parameters
    ----------
    comparison : ComparisonData
        Its first scenario is the reference.
    name : str
        One of the others.

    Returns
    -------
    str
        One sentence.
    """
    monthly = comparison.monthly(name, MONEY)
    against = f"Against {comparison.reference}, {name}"
    if not len(monthly):
        return f"{against} cannot be judged: no pair of runs was completed."
    early = min(EARLY, comparison.months)
    span = "in the first two years" if early == EARLY else f"in {_months(early)}"
    first, last = student_interval(exact_sum(monthly[:, :early])), student_interval(exact_sum(monthly))
    money = f"{_cost(first)} {span}"
    if comparison.months > EARLY:
        joint = "but" if first.mean * last.mean < 0.0 else "and"
        money += f" {joint} {_standing(comparison.break_even(name, MONEY), last, comparison.months)}"
    return f"{against} {money}; {_satisfaction_text(comparison.paired(name, MIND))}."


def _cost(early: Interval) -> str:
    if early.mean == 0.0:
        return "earns the same"
    if early.contains_zero:
        return f"earns neither clearly more nor less ({_money(early, signed=True)})"
    return f"costs {_money(_negated(early))}" if early.mean < 0.0 else f"brings {_money(early)}"


def _standing(month: int | None, total: Interval, months: int) -> str:
    end = f"after {_months(months)}"
    if total.mean == 0.0:
        return f"is level {end}"
    doubt = ", not statistically significant," if total.contains_zero else ""
    if month is None:
        return f"is {_money(_negated(total))} behind{doubt} {end}"
    since = "leads from the first month" if month == 0 else f"leads from month {month}"
    return f"{since}, {_money(total)} ahead{doubt} {end}"


def _satisfaction_text(differences: Floats) -> str:
    found = student_interval(differences)
    if not len(differences):
        return f"{MIND} was not measured"
    if np.isnan(found.low):
        return f"{MIND} {found.mean:+.1f} in the only pair"
    return f"{MIND} {found.mean:+.1f} [{found.low:.1f}, {found.high:.1f}]"


def _negated(found: Interval) -> Interval:
    return Interval(-found.mean, -found.high, -found.low)


def _money(found: Interval, *, signed: bool = False) -> str:
    """Write an amount with its interval, in the unit that suits it."""
    largest = np.nanmax(np.abs([found.mean, found.low, found.high]))
    size, word = next((s, w) for s, w in ((1e9, " bn"), (1e5, " m"), (1e3, " k"), (0.0, "")) if largest >= s)
    size = {1e5: 1e6, 0.0: 1.0}.get(size, size)
    digits = 2 if 10 * largest < 100 * size and word == " m" and largest < 1e6 else 1
    mean = f"{float(found.mean) / size:{'+' if signed else ''}.{digits}f}{word}"
    if np.isnan(found.low):
        return mean
    return f"{mean} [{float(found.low) / size:.{digits}f}, {float(found.high) / size:.{digits}f}]"


def _months(count: int) -> str:
    if count % 12 == 0:
        return "a year" if count == 12 else f"{count // 12} years"
    return "a month" if count == 1 else f"{count} months"
