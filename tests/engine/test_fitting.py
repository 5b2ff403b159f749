"""Least squares and the logistic curve find what made the numbers, and say nothing where nothing can be said."""

import numpy as np
import pytest

from tci_sim.engine.fitting import logistic_slope, regress, shares_of, solve

CHANCE = np.random.default_rng(3)


def test_equations_are_solved():
    root = CHANCE.normal(size=(5, 5))
    matrix = root @ root.T + np.eye(5)
    right = CHANCE.normal(size=5)
    assert solve(matrix, right) == pytest.approx(np.linalg.solve(matrix, right), rel=1e-9)


def test_a_regression_finds_what_made_the_answers_within_groups():
    true = np.array([0.5, 0.3, 0.0, -0.2])
    items = CHANCE.normal(70.0, 10.0, size=(4000, 4))
    group = CHANCE.integers(0, 3, 4000)
    # groups differ in their level, which says nothing about the items
    total = 20.0 * group + items @ true + CHANCE.normal(0.0, 2.0, 4000)
    found = regress(np.column_stack([total, items]), group, 3)
    assert found == pytest.approx(true / 1.01, abs=0.02)  # a ridge of .01


def test_too_few_answers_or_answers_that_are_all_alike_say_nothing():
    few = CHANCE.normal(size=(5, 6))
    assert regress(few, np.zeros(5, np.int64), 1).tolist() == [0.0] * 5
    assert regress(np.full((50, 3), 70.0), np.zeros(50, np.int64), 1).tolist() == [0.0, 0.0]
    assert regress(np.empty((0, 3)), np.zeros(0, np.int64), 1).tolist() == [0.0, 0.0]


def test_coefficients_below_nothing_count_nothing():
    assert shares_of(np.array([0.3, -0.5, 0.1]), np.zeros(3)) == pytest.approx([0.75, 0.0, 0.25])
    assert shares_of(np.array([-0.3, 0.0]), np.array([0.4, 0.6])).tolist() == [0.4, 0.6]


def left(answers, slope, constant=-1.0):
    """Counts by class where leaving follows a logistic curve exactly."""
    middle = np.arange(5.0, 100.0, 10.0)
    counts = np.full(10, answers / 10)
    return np.column_stack([counts, counts / (1 + np.exp(-(constant + slope * (middle - 60.0))))])


def test_a_curve_is_found_from_counts_by_class():
    assert logistic_slope(left(20_000, -0.04)) == pytest.approx(-0.04, abs=1e-4)
    assert logistic_slope(left(20_000, 0.0)) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_or_none_have_left_the_slope_is_finite_and_small(share):
    counts = np.full(10, 20.0)
    assert abs(logistic_slope(np.column_stack([counts, share * counts]))) < 0.02


def test_where_satisfaction_parts_leavers_from_others_the_slope_is_finite():
    counts, gone = np.full(10, 20.0), np.repeat([20.0, 0.0], 5)
    assert -0.5 < logistic_slope(np.column_stack([counts, gone])) < -0.1


def test_nobody_says_nothing():
    assert logistic_slope(np.zeros((10, 2))) == 0.0
