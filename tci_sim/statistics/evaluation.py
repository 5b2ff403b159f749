"""Estimators by which evaluations find what adopting something did, from a panel of those who did and who did not.

Each estimator is a set of weights on the panel: the estimate is the sum of weights times outcomes. What is estimated
is alike for all: the mean effect over all months in which somebody has adopted. Since an estimate is linear in the
outcomes, that of a sum of panels is the sum of their estimates, which is how a bias can be taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import exact_mean, exact_sum, exact_variance, product_by_halves
from tci_sim.statistics.paired import CONFIDENCE, Floats, Interval

YEAR = 12
"""Months before adopting that others are compared with; and of which the periods of an event study are made."""

NEVER = 1 << 30
"""In place of the month of adopting, of a unit that never does."""


class Design(NamedTuple):
    """Who adopted when, and what was seen of all of them."""

    adopted: NDArray[np.int64]
    """Month from which a unit has adopted, `NEVER` if it does not, (unit,)."""
    traits: Floats
    """What units are matched by, (trait, unit, month); months are those of the panel."""

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Which units have adopted in which months, (unit, month)."""
        return np.arange(self.traits.shape[2]) >= self.adopted[:, None]

    def without(self, unit: int) -> Design:
        """Return the design without one of the units."""
        return Design(np.delete(self.adopted, unit), np.delete(self.traits, unit, axis=1))


Estimator = Callable[[Design], Floats]
"""From who adopted when to weights (unit, month)."""


def before_after(design: Design) -> Floats:
    """Compare those who adopted with themselves in the year before.

    Examples
    --------
    >>> design = Design(np.array([12, NEVER]), np.zeros((1, 2, 14)))
    >>> before_after(design)[0, 11:].round(3).tolist()
    [-0.083, 0.5, 0.5]
    """
    weights = design.treated.astype(np.float64)
    for unit, month in _adopters(design):
        weights[unit, month - YEAR : month] -= np.count_nonzero(design.treated[unit]) / YEAR
    return weights / np.count_nonzero(design.treated)


def two_way(design: Design) -> Floats:
    """Regress on having adopted, with a fixed effect for each unit and each month.

    References
    ----------
    Goodman-Bacon (2021), Journal of Econometrics 225(2), abstract: where units adopt at different times this is a
    weighted average of all comparisons of two groups and two periods, and biased where effects change over time.
    """
    within = _within(design.treated.astype(np.float64))
    return within / exact_sum(exact_sum(within * within))


def event_study(design: Design) -> Floats:
    """Regress on years since adopting, with the same fixed effects; the mean over the years that follow.

    Years count by the months that fall into them, so that the mean is over the months of all who have adopted.
    """
    weights, years, months = _by_year(design)
    shares = months * (years >= 0) / np.count_nonzero(design.treated)
    return exact_sum(weights * shares[:, None, None], axis=0)


def not_yet(design: Design) -> Floats:
    """Compare the change since the year before with that of all who have not adopted yet.

    References
    ----------
    Callaway & Sant'Anna (2021), as the documentation of the R packages `staggered` and `fixes` describes it: effects by
    month of adopting and month, those not yet treated as controls. Departs: the base is the mean of a year, not one
    month.
    """
    weights, free = before_after(design), ~design.treated
    shares = free / np.maximum(np.count_nonzero(free, axis=0), 1) / np.count_nonzero(design.treated)
    for _, month in _adopters(design):
        weights[:, month:] -= shares[:, month:]
        weights[:, month - YEAR : month] += exact_sum(shares[:, month:])[:, None] / YEAR
    return weights


def matched(design: Design) -> Floats:
    """Compare the change since the year before with that of the most similar unit that never adopts.

    It is the one nearest in the traits of that year, each in its standard deviations between units; it may serve for
    several.

    References
    ----------
    Hendricks & Singhal (1997), Management Science 43(9), abstract: changes of winners of quality awards against those
    of control firms. Assumed: what is matched by, and how near is measured.
    """
    weights = before_after(design)
    for unit, month in _adopters(design):
        twin, months = _nearest(design, unit, month), design.treated[unit]
        total = np.count_nonzero(design.treated)
        weights[twin, months] -= 1.0 / total
        weights[twin, month - YEAR : month] += np.count_nonzero(months) / (total * YEAR)
    return weights


ESTIMATORS: Mapping[str, Estimator] = MappingProxyType(
    {each.__name__: each for each in (before_after, two_way, event_study, not_yet, matched)}
)
"""All of them by name."""


def estimate(weights: Floats, outcomes: Floats) -> float:
    """Return what an estimator finds in a panel of outcomes, both (unit, month)."""
    return float(exact_sum(exact_sum(weights * outcomes)))


def jackknife(estimator: Estimator, design: Design, outcomes: Floats) -> Interval:
    """Return what an estimator finds, and the interval that an evaluator gives for it: units left out one by one.

    Months of one unit are no independent draws, so that it is units that are left out; those to which the estimator
    gives no weight at all do not count. The ends are NaN where without one of them nothing can be estimated.

    Parameters
    ----------
    estimator : callable
        One of `ESTIMATORS`.
    design : Design
        Who adopted when.
    outcomes : float array (unit, month)
        What was measured.

    Returns
    -------
    Interval
        Student's, with one degree of freedom less than units that count.

    Examples
    --------
    >>> design = Design(np.array([12, 12, 12]), np.zeros((1, 3, 13)))
    >>> outcomes = np.zeros((3, 13))
    >>> outcomes[:, 12] = 1.0, 2.0, 3.0
    >>> [round(float(end), 3) for end in jackknife(before_after, design, outcomes)]
    [2.0, -0.484, 4.484]
    """
    from scipy.special import stdtrit

    weights = estimator(design)
    mean = np.asarray(estimate(weights, outcomes))
    counted = np.flatnonzero((weights != 0.0).any(axis=1)).tolist()
    if len(counted) < 2 or not all(_can_do_without(design, unit) for unit in counted):
        return Interval(mean, np.asarray(np.nan), np.asarray(np.nan))
    left = [estimate(estimator(design.without(unit)), np.delete(outcomes, unit, axis=0)) for unit in counted]
    spread = (len(left) - 1) * float(exact_variance(left, lost=0))
    reach = float(stdtrit(len(left) - 1, (1 + CONFIDENCE) / 2)) * np.sqrt(spread)
    return Interval(mean, mean - reach, mean + reach)


def by_year(design: Design, outcomes: Floats) -> dict[int, float]:
    """Return what an event study finds by the year since adopting; the year before, -1, is 0 by what it is.

    Parameters
    ----------
    design : Design
        Who adopted when.
    outcomes : float array (unit, month)
        What was measured.
    """
    weights, years, _ = _by_year(design)
    found = {int(year): estimate(each, outcomes) for year, each in zip(years, weights, strict=True)}
    return dict(sorted({**found, -1: 0.0}.items()))


def years_since(design: Design) -> NDArray[np.int64]:
    """Return the year since adopting of each unit and month, from 0, below 0 before; `NEVER` for who never does."""
    months = np.arange(design.traits.shape[2]) - design.adopted[:, None]
    return np.where(design.adopted[:, None] == NEVER, NEVER, months // YEAR)


def _by_year(design: Design) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return weights (year, unit, month) of the coefficient of each year, the years, and the months in each."""
    since = years_since(design)
    years, months = np.unique(since[since != NEVER], return_counts=True)
    years, months = years[years != -1], months[years != -1]
    within = np.array([_within((since == year).astype(np.float64)) for year in years])
    flat = within.reshape(len(years), -1)
    gram = product_by_halves(flat, flat.T)
    return np.linalg.solve(gram, flat).reshape(within.shape), years, months


def _within(values: Floats) -> Floats:
    """Take out the mean of each unit and of each month."""
    units, months = exact_mean(values, axis=1), exact_mean(values, axis=0)
    return np.asarray(values - units[:, None] - months + exact_mean(units))


def _adopters(design: Design) -> list[tuple[int, int]]:
    """List the units that adopt, each with its month."""
    return [(unit, month) for unit, month in enumerate(design.adopted.tolist()) if month != NEVER]


def _nearest(design: Design, unit: int, month: int) -> int:
    """Return the unit that never adopts and is nearest in the year before a month."""
    traits = exact_mean(design.traits[:, :, month - YEAR : month], axis=2)
    spread = np.sqrt(exact_variance(traits, axis=1))[:, None]
    apart = (traits - traits[:, [unit]]) / np.where(spread > 0.0, spread, 1.0)
    distance = np.where(design.adopted == NEVER, exact_sum(apart * apart, axis=0), np.inf)
    return int(np.argmin(distance))


def _can_do_without(design: Design, unit: int) -> bool:
    """Return whether somebody who adopts and somebody who never does are left, wherever there were."""
    never = design.adopted == NEVER
    left = np.delete(never, unit)
    return bool((~left).any()) and (bool(left.any()) or not never.any())
