"""Sums are exact, along any axis, and the same for any order of their terms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.statistics.exact import (
    exact_mean,
    exact_sum,
    exact_variance,
    mean_of_known,
    product_by_halves,
    running_sums,
    sum_by_halves,
)

terms = st.lists(st.floats(-1e15, 1e15), min_size=1, max_size=30)


@given(terms)
def test_a_sum_is_that_of_fractions_rounded_once(values):
    assert exact_sum(values) == float(sum(map(Fraction, values)))


@given(terms)
def test_each_running_sum_is_the_exact_sum_so_far(values):
    assert running_sums(values).tolist() == [math.fsum(values[: k + 1]) for k in range(len(values))]


@given(terms, st.randoms(use_true_random=False))
def test_the_order_of_the_terms_changes_no_bit(values, chance):
    mixed = chance.sample(values, len(values))
    assert exact_mean(mixed) == exact_mean(values)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_an_axis_is_that_of_numpy(axis):
    values = np.random.default_rng(1).normal(size=(3, 4, 5))
    assert exact_sum(values, axis) == pytest.approx(values.sum(axis), rel=1e-12)
    assert exact_mean(values, axis) == pytest.approx(values.mean(axis), rel=1e-12)
    assert exact_variance(values, axis) == pytest.approx(values.var(axis, ddof=1), rel=1e-12)
    assert exact_variance(values, axis, lost=0) == pytest.approx(values.var(axis), rel=1e-12)


def test_what_is_not_known_spoils_a_sum_and_is_left_out_of_the_mean_of_what_is_known():
    values = [[1.0, np.nan, 5.0], [np.nan] * 3]
    assert np.isnan(exact_sum(values)).all()
    assert np.isnan(exact_mean(values)).all()
    assert mean_of_known(values)[0] == 3.0
    assert np.isnan(mean_of_known(values)[1])


def test_nothing_adds_up_to_0_and_has_no_mean():
    assert exact_sum(np.zeros((2, 0))).tolist() == [0.0, 0.0]
    assert np.isnan(exact_mean(np.zeros((2, 0)))).all()
    assert exact_sum(np.zeros((0, 2))).shape == (0,)
    assert running_sums(np.zeros((0, 2))).shape == (0, 2)


def test_running_sums_are_not_known_from_what_is_not_known_on():
    found = running_sums([1.0, np.nan, 2.0])
    assert found[0] == 1.0
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20])
def test_halves_add_up_to_the_whole(count):
    values = np.random.default_rng(count).normal(size=(count, 6))
    before = values.copy()
    assert sum_by_halves(values) == pytest.approx(exact_sum(values, 0), rel=1e-12)
    assert (values == before).all()
    assert product_by_halves(values.T, values) == pytest.approx(values.T @ values, rel=1e-12)
