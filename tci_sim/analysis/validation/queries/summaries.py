"""How many numbers become one: over months, over holders, and over runs."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tci_sim.analysis.validation.queries.tree import Condition, Summary
from tci_sim.analysis.validation.readings import Estimate, Floats, standard_error
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known
from tci_sim.statistics.series import (
    Booleans,
    autocorrelation,
    first_time,
    half_life,
    known,
    sample_variance,
    slope,
    sum_of_squares,
)

Axis = Literal["time", "holders", "runs"]
"""What is summed up: months or years, holders, or runs."""
Taken = Literal["nothing", "condition", "steps"]
"""What a summary is given besides the numbers."""

RELATIONS: Mapping[str, Callable[[Any, float], Any]] = {
    "above": operator.gt, "at_least": operator.ge, "below": operator.lt, "at_most": operator.le,
}  # fmt: skip
"""What a number may be asked to be, beside a level."""


@dataclass(frozen=True)
class Rule:
    """One way in which numbers become one."""

    make: Callable[[Floats, Any], float]
    """From the numbers, NaN where one is not known, and from what it takes."""
    axes: tuple[Axis, ...]
    takes: Taken = "nothing"
    least: int = 1
    """Fewest numbers of which it says anything; of steps one more than are looked back."""


def holds(condition: Condition, values: Floats) -> Booleans:
    """Return where numbers are as they must be; nowhere where they are not known.

    Examples
    --------
    >>> holds(Condition("at_least", 2.0), np.array([1.0, 2.0, np.nan]))
    array([False,  True, False])
    """
    return np.asarray(RELATIONS[condition.relation](values, condition.level), np.bool_)


def _share(values: Floats, condition: Condition) -> float:
    seen = known(values)
    return float(np.count_nonzero(holds(condition, seen)) / len(seen)) if len(seen) else math.nan


def _of_known(make: Callable[[Floats], Any]) -> Callable[[Floats, None], float]:
    """Make something of the known values, nothing of none."""
    return lambda values, _: float(make(known(values))) if len(known(values)) else math.nan


MEAN = "mean"
"""How runs become one where nothing else is said."""
_ALL: tuple[Axis, ...] = ("time", "holders", "runs")
_NOT_RUNS: tuple[Axis, ...] = ("time", "holders")
_TIME: tuple[Axis, ...] = ("time",)

RULES: Mapping[str, Rule] = {
    MEAN: Rule(lambda values, _: float(mean_of_known(values)), _ALL),
    "sum": Rule(_of_known(exact_sum), _NOT_RUNS),
    "min": Rule(_of_known(min), _ALL),
    "max": Rule(_of_known(max), _ALL),
    "sd": Rule(lambda values, _: math.sqrt(sample_variance(values)), _ALL, least=2),
    "variance": Rule(lambda values, _: sample_variance(values), _ALL, least=2),
    "sum_of_squares": Rule(lambda values, _: sum_of_squares(values), _NOT_RUNS),
    "share_where": Rule(_share, _ALL, "condition"),
    "first": Rule(lambda values, _: float(values[0]), _TIME),
    "last": Rule(lambda values, _: float(values[-1]), _TIME),
    "slope": Rule(lambda values, _: slope(values), _TIME, least=2),
    "half_life": Rule(lambda values, _: half_life(values), _TIME, least=2),
    "autocorrelation": Rule(autocorrelation, _TIME, "steps"),
    "time_to_reach": Rule(lambda values, condition: first_time(holds(condition, values)), _TIME, "condition"),
}
"""All summaries by name."""


def rules_over(axis: Axis) -> tuple[str, ...]:
    """List the summaries over months, holders or runs."""
    return tuple(name for name, rule in RULES.items() if axis in rule.axes)


def least_of(summary: Summary) -> int:
    """Return of how many numbers a summary says something at least."""
    return summary.of + 1 if isinstance(summary.of, int) else RULES[summary.name].least


def summarise(summary: Summary, values: Floats) -> float:
    """Make one number of many.

    Examples
    --------
    >>> summarise(Summary("share_where", Condition("above", 0.0)), np.array([1.0, -1.0, np.nan, 2.0, 3.0]))
    0.75
    """
    return RULES[summary.name].make(values, summary.of)


def over_runs(summary: Summary, values: Floats) -> Estimate:
    """Make one value of those of all runs, with its Monte-Carlo standard error where one is known; NaN where one is.

    Parameters
    ----------
    summary : Summary
        Any but the mean, which `readings.estimate` makes.
    values : float array (run,)
        One of each run.

    Examples
    --------
    >>> over_runs(Summary("share_where", Condition("above", 0.0)), np.array([1.0, -1.0, 2.0, 3.0])).value
    0.75
    """
    if not np.isfinite(values).all():
        return Estimate(math.nan, None)
    found = summarise(summary, values)
    if summary.name == "share_where" and isinstance(summary.of, Condition):
        return Estimate(found, standard_error(holds(summary.of, values).astype(np.float64).tolist()))
    if summary.name == "sd" and found > 0.0:
        squares = (values - exact_mean(values)) ** 2
        return Estimate(found, standard_error(((squares - found**2) / (2.0 * found)).tolist()))
    return Estimate(found, None)
