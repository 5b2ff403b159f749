"""A ratio of means has the interval of the textbook, and none where what is divided by may be nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tci_sim.statistics.paired import student_interval
from tci_sim.statistics.ratio import UNDEFINED, around_ratio, ratio_interval

pairs = st.integers(3, 12).flatmap(
    lambda count: st.tuples(
        arrays(float, count, elements=st.integers(-100, 100).map(float)),
        arrays(float, count, elements=st.integers(1, 20).map(float)),
    )
)


def test_the_ends_of_a_ratio_are_those_at_which_numerator_less_ratio_times_denominator_may_be_nothing():
    # by hand: means 3 and 2, variances of means 1/3 and 1/12, covariance 1/6; t of 2 degrees of freedom is 4.303
    gains, costs = np.array([2.0, 3.0, 4.0]), np.array([1.5, 2.0, 2.5])
    t = 4.302652729749464**2
    a, b, c = 4.0 - t / 12, 6.0 - t / 6, 9.0 - t / 3
    found = ratio_interval(gains, costs)
    assert float(found.mean) == 1.5
    assert float(found.low) == pytest.approx((b - np.sqrt(b * b - a * c)) / a)
    assert float(found.high) == pytest.approx((b + np.sqrt(b * b - a * c)) / a)
    for end in (found.low, found.high):
        of_end = student_interval(gains - float(end) * costs)
        assert min(abs(float(of_end.low)), abs(float(of_end.high))) == pytest.approx(0.0, abs=1e-9)


def test_a_fixed_denominator_gives_the_interval_of_the_mean_divided_by_it():
    gains = np.array([1.0, 2.0, 4.0, 8.0])
    found, plain = ratio_interval(gains, np.full(4, 2.0)), student_interval(gains)
    assert np.allclose(found, [float(end) / 2.0 for end in plain])


@given(pairs)
def test_a_ratio_lies_in_its_interval_and_does_not_depend_on_the_unit_of_money(given_pairs):
    gains, costs = given_pairs
    found = ratio_interval(gains, costs)
    if np.isfinite(found.mean):
        assert found.low <= found.mean <= found.high
        assert np.allclose(ratio_interval(8.0 * gains, 8.0 * costs), found)


@pytest.mark.parametrize(
    "costs",
    [[0.0, 0.0, 0.0], [-1.0, 0.1, 1.0], [-2.0, -2.1, -1.9], [1e-300, 0.0, 0.0], [5.0]],
    ids=["nothing", "either", "below", "next to nothing", "one pair"],
)
def test_there_is_no_ratio_where_the_denominator_cannot_be_told_from_nothing(costs):
    assert ratio_interval(np.arange(len(costs)) + 1.0, np.array(costs)) == UNDEFINED


@given(pairs)
def test_what_pairs_say_of_a_ratio_has_it_as_its_mean(given_pairs):
    gains, costs = given_pairs
    ratio = float(np.mean(gains) / np.mean(costs))
    assert np.mean(around_ratio(gains, costs, ratio)) == pytest.approx(ratio, abs=1e-6)
