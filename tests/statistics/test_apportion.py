"""Parts that add up to their whole to the last digit."""

import numpy as np
import pytest

from tci_sim.statistics.apportion import apportion, mean_of_wholes, round_half_up, whole_sum


def test_parts_add_up_and_none_is_further_from_what_it_was_than_one():
    draws = np.random.default_rng(3)
    parts = draws.normal(0.0, 1000.0, (200, 17))
    total = np.rint(parts.sum(axis=1)).astype(np.int64)
    found = apportion(parts, total)
    assert np.array_equal(found.sum(axis=1), total)
    assert np.abs(found - parts).max() < 1.0


def test_what_was_whole_stays_as_it_is():
    assert apportion([3.0, -2.0, 0.0], 1).tolist() == [3, -2, 0]


def test_the_largest_remainder_is_served_first_and_the_first_of_equals():
    assert apportion([0.2, 0.7, 0.6, 0.5], 2).tolist() == [0, 1, 1, 0]
    assert apportion([0.5, 0.5, 0.5, 0.5], 2).tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("missing", [-9, -1, 0, 1, 2, 9])
def test_what_parts_do_not_add_up_to_is_shared_by_all(missing):
    found = apportion([10.0, 20.0], 30 + missing)
    assert found.sum() == 30 + missing
    assert np.abs(found - np.array([10, 20])).max() <= abs(missing) / 2 + 1


def test_a_mean_of_wholes_adds_up_where_no_single_mean_is_whole():
    means, total = mean_of_wholes(np.array([[1, 1, 1], [0, 0, 0], [1, 1, 1]]))
    assert (means.sum(), total) == (2, 2)


def test_wholes_too_large_for_a_double_keep_their_last_digit():
    large = 2**60 + 1
    means, total = mean_of_wholes(np.array([[large, -large + 1], [large, -large + 1]]))
    assert (means.tolist(), total) == ([large, -large + 1], 1)
    assert whole_sum(np.array([large, -large + 1])) == 1


def test_halves_are_rounded_up():
    assert [round_half_up(value, 4) for value in (-6, -2, 1, 2, 6)] == [-1, 0, 0, 1, 2]
