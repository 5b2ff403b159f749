"""One figure for a whole run: money is added up, all else is the mean of the last year."""

from __future__ import annotations

from tci_sim.engine.measures.columns import is_added_up
from tci_sim.statistics.exact import Floats, exact_sum, mean_of_known

LAST_MONTHS = 12
"""Months at the end of a run over which a result is summed up."""


def figure(history: Floats, measure: str) -> float:
    """Return the one figure of a run from a measure in all its months, (month,); NaN where nothing was measured."""
    if is_added_up(measure):
        return float(exact_sum(history))
    return float(mean_of_known(history[-LAST_MONTHS:]))
