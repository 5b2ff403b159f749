"""How the spread of profit and of quality between firms regresses, each firm towards its own mean."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.runs.result import RunData
from tci_sim.statistics.exact import exact_sum, mean_of_known
from tci_sim.statistics.persistence import share_returned

PUBLISHED = 0.38
"""Share of a deviation of profitability from what is expected of the firm that is gone a year later, in listed firms.

Fama & French (2000), Journal of Business 73(2), p. 161: the rate of mean reversion is about 38 % a year.
"""

_MONTHS = 12


class Persistence(NamedTuple):
    """What share of a deviation from a firm's own mean is gone a year later."""

    profit: float
    """Of the return on sales. [1/year]"""
    quality: float
    """Of delivered quality. [1/year]"""
    years: int
    """Years that were simulated."""


def persistence_of(result: RunData) -> Persistence:
    """Return how far profit and quality of firms return in a year to each one's own mean, in one run.

    It says nothing of whether firms learn from each other: luck that passes and habits that stay regress alike.

    Returns
    -------
    Persistence
        NaN where there are too few years, or nothing deviates.
    """
    years = result.months // _MONTHS
    profit, revenue, quality = (
        _yearly(result, name, years) for name in ("profit", "revenue", "delivered_quality")
    )
    sold = exact_sum(revenue)
    returns = np.divide(exact_sum(profit), sold, out=np.full(sold.shape, np.nan), where=sold > 0.0)
    return Persistence(share_returned(returns), share_returned(mean_of_known(quality)), years)


def is_known(found: Persistence) -> bool:
    """Return whether both shares could be told."""
    return math.isfinite(found.profit) and math.isfinite(found.quality)


def _yearly(result: RunData, measure: str, years: int) -> NDArray[np.float64]:
    """Lay a measure of firms out by year, (firm, year, month)."""
    column = result.measures["firm"].index(measure)
    months = result.values["firm"][: years * _MONTHS, :, column]
    return months.T.reshape(months.shape[1], years, _MONTHS)
