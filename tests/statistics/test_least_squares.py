"""Least squares within bounds: what is missed falls, as far as the bounds let it."""

from __future__ import annotations

import numpy as np
import pytest

from tci_sim.statistics.least_squares import least_squares

LOW, HIGH = np.full(2, -2.0), np.full(2, 2.0)


def test_a_straight_line_through_three_points_is_the_one_of_the_textbook():
    # y = 0, 1, 1 at x = 0, 1, 2: intercept 1/6, slope 1/2
    x, y = np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.0])
    place = least_squares(lambda p: p[0] + p[1] * x - y, np.zeros(2), LOW, HIGH, 0.1, 10)
    assert place == pytest.approx([1 / 6, 1 / 2], abs=1e-6)


def test_bounds_hold_even_where_the_least_miss_lies_beyond():
    place = least_squares(lambda p: p - np.array([5.0, -0.5]), np.zeros(2), LOW, HIGH, 0.1, 20)
    assert place[0] == pytest.approx(2.0, abs=1e-3)
    assert place[1] == pytest.approx(-0.5, abs=1e-3)


def test_small_jumps_do_not_stop_the_search():
    def missed(p):
        return np.round(p * p + p - np.array([1.0, 0.5]), 2)

    place = least_squares(missed, np.zeros(2), LOW, HIGH, 0.1, 20)
    assert np.abs(missed(place)).max() < 0.05 < np.abs(missed(np.zeros(2))).min()


def test_few_rounds_mean_few_trials():
    trials = []

    def missed(p):
        trials.append(p.copy())
        return p * p - np.array([1.5, 0.5])

    least_squares(missed, np.ones(2), LOW, HIGH, 0.1, rounds=2)
    assert len({p.tobytes() for p in trials}) <= 2 * (1 + 2)
