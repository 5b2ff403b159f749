"""How the spread between firms regresses, read off a run and printed beside the published figure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from tci_sim.analysis.persistence import PUBLISHED, is_known, persistence_of
from tci_sim.messages import message
from tci_sim.runs.result import RunData

MEASURES = ("profit", "revenue", "delivered_quality")


def result(returns: np.ndarray, quality: np.ndarray) -> RunData:
    """A result of which only firms' profit, revenue and quality are known, the same in all months of a year."""
    firms, years = returns.shape
    values = np.zeros((12 * years, firms, 3))
    for month in range(12 * years):
        values[month, :, 0] = 1000.0 * returns[:, month // 12]
        values[month, :, 1] = 1000.0
        values[month, :, 2] = quality[:, month // 12]
    found = SimpleNamespace(months=12 * years, measures={"firm": MEASURES}, values={"firm": values})
    return cast(RunData, found)


def test_returns_on_sales_and_quality_are_read_year_by_year():
    falling = np.array([[0.3, 0.2, 0.1, 0.0, -0.1], [0.3, 0.2, 0.1, 0.0, -0.1]])
    found = persistence_of(result(falling, 0.5 - falling))
    assert found.profit == pytest.approx(1.0 / 3.0)
    assert found.quality == pytest.approx(1.0 / 3.0)
    assert (found.years, is_known(found)) == (5, True)


def test_a_firm_that_sells_nothing_any_more_counts_while_it_sold():
    falling = np.array([[0.3, 0.2, 0.1, 0.0, -0.1, 5.0]])
    gone: Any = result(falling, falling)
    gone.values["firm"][60:, 0, :] = [0.0, 0.0, np.nan]
    found = persistence_of(gone)
    assert found.profit == pytest.approx(1.0 / 3.0)
    assert found.quality == pytest.approx(1.0 / 3.0)


def test_few_years_say_nothing():
    assert not is_known(persistence_of(result(np.ones((2, 3)), np.ones((2, 3)))))


def test_the_published_figure_is_printed_beside():
    said = str(
        message("run.persistence", years=10, profit="40", quality="10", published=f"{100 * PUBLISHED:.0f}")
    )
    assert "38" in said
    assert "Fama" in said
