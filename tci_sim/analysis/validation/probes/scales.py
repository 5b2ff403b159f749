"""What is read of runs and those that they are paired with together: months that are worse, orders that turn round."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tci_sim.analysis.validation.readings import Estimate, Floats, Readings, estimate
from tci_sim.statistics.paired import student_interval


def surely_below(changes: Floats) -> int:
    """Count the months in which the whole interval of a change, at 95 %, lies below 0.

    Parameters
    ----------
    changes : float array (run, month)
        Of each pair of runs.

    Examples
    --------
    >>> surely_below(np.array([[-1.0, -1.0, 1.0], [-1.1, 0.9, 1.1], [-0.9, 0.2, 0.8]]))
    1
    """
    return int(np.count_nonzero(student_interval(changes).high < 0.0))


def reversed_pairs(few: Sequence[Mapping[str, float]], many: Sequence[Mapping[str, float]]) -> int:
    """Count the pairs of names whose order by many, where it is sure, is another by few.

    Parameters
    ----------
    few, many : sequence of mapping of str to float
        A figure for each name, of each run.

    Examples
    --------
    >>> many = [{"a": 1.0, "b": 2.0, "c": 2.0}, {"a": 1.1, "b": 2.2, "c": 2.1}, {"a": 0.9, "b": 1.9, "c": 2.1}]
    >>> reversed_pairs([{"a": 3.0, "b": 2.0, "c": 4.0}], many)
    1
    """
    found = 0
    for one, other in itertools.combinations(many[0], 2):
        sure = student_interval(np.array([run[one] - run[other] for run in many]))
        shown = math.fsum(run[one] - run[other] for run in few)
        found += bool(sure.low > 0.0 > shown or sure.high < 0.0 < shown)
    return found


def of_scales(runs: Sequence[Readings], others: Sequence[Readings]) -> Mapping[str, Estimate]:
    """Hold a market of fewer simulated customers against one of more: the order of policies, and shares of costs.

    Parameters
    ----------
    runs, others : sequence of mapping
        Of fewer, and of more; names begin with `worth_` and `share_`.
    """
    apart = [
        abs(estimate(name, runs).value - estimate(name, others).value)
        for name in others[0]
        if name.startswith("share_")
    ]
    few, many = (list(_worths(each)) for each in (runs, others))
    return {
        "reversed": Estimate(float(reversed_pairs(few, many)), None),
        "costs_apart": Estimate(max(apart), None),
    }


def _worths(runs: Sequence[Readings]) -> Iterator[Mapping[str, float]]:
    for run in runs:
        yield {
            name: float(value)
            for name, value in run.items()
            if name.startswith("worth_") and isinstance(value, float)
        }
