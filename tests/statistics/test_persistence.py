"""How far deviations return: exact for a chain of the textbook, unknown where there is too little."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.statistics.persistence import share_returned


def chain(keep: float, holders: int, steps: int) -> np.ndarray:
    """An AR(1) of each holder around a mean of its own."""
    draws = np.random.default_rng(1).standard_normal((holders, steps))
    found = np.zeros((holders, steps))
    for step in range(1, steps):
        found[:, step] = keep * found[:, step - 1] + draws[:, step]
    return found + 10.0 * np.arange(holders)[:, None]


@pytest.mark.parametrize("keep", [0.0, 0.62, 0.9])
def test_a_long_chain_returns_what_it_does_not_keep(keep):
    assert share_returned(chain(keep, holders=5, steps=20_000)) == pytest.approx(1.0 - keep, abs=0.02)


def test_short_chains_seem_to_return_more_by_about_what_nickell_says():
    # -(1 + .62) / (10 - 1) = -.18 on the slope
    found = share_returned(chain(0.62, holders=20_000, steps=110)[:, 100:])
    assert found == pytest.approx(0.38 + 1.62 / 9, abs=0.06)


def test_by_hand():
    # deviations 2 1 0 -1 -2: products 2 + 0 + 0 + 2 = 4, squares 4 + 1 + 0 + 1 = 6
    assert share_returned(np.array([[3.0, 2.0, 1.0, 0.0, -1.0]])) == pytest.approx(1.0 - 4.0 / 6.0)


@given(st.floats(-5.0, 5.0), st.floats(0.1, 10.0))
def test_units_and_levels_of_firms_do_not_matter(level, unit):
    series = chain(0.5, holders=3, steps=12)
    assert share_returned(level + unit * series) == pytest.approx(share_returned(series), abs=1e-6)


def test_what_stands_still_or_is_too_short_tells_nothing():
    assert math.isnan(share_returned(np.ones((3, 10))))
    assert math.isnan(share_returned(np.array([[1.0, 2.0, 3.0, 1.0]])))
    assert math.isnan(share_returned(np.empty((0, 10))))


def test_years_that_are_unknown_are_left_out():
    series = np.array([[3.0, 2.0, 1.0, 0.0, -1.0, np.nan, np.nan]])
    assert share_returned(series) == pytest.approx(1.0 - 4.0 / 6.0)
