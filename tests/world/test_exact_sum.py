"""Machine code adds up as `math.fsum` does, to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.world.exact_sum import exact_sum

NUMBERS = st.floats(-1e300, 1e300, allow_nan=False)
BETWEEN = [
    [1.0, 2.0**-53, 2.0**-106],  # just above the middle between two numbers: away from the even one
    [1.0, 2.0**-53, -(2.0**-106)],
    [1.0, 2.0**-53],  # in the middle: to the even one
    [1.0 + 2.0**-52, 2.0**-53],
    [1e308, 1.0, -1e308, 1e-300],
    [0.0, -0.0],
    [],
]


@given(st.lists(NUMBERS, max_size=30))
def test_a_sum_is_rounded_once(numbers: list[float]) -> None:
    small = [number * 1e-10 for number in numbers]
    assert exact_sum(np.array(small)) == math.fsum(small)


@given(st.lists(NUMBERS, max_size=10), st.randoms())
def test_a_sum_is_the_same_in_any_order(numbers: list[float], chance) -> None:
    mixed = [number * 1e-10 for number in numbers]
    once = exact_sum(np.array(mixed))
    chance.shuffle(mixed)
    assert exact_sum(np.array(mixed)) == once


@pytest.mark.parametrize("numbers", BETWEEN)
def test_sums_between_two_numbers_go_where_they_should(numbers: list[float]) -> None:
    assert exact_sum(np.array(numbers)) == math.fsum(numbers)
