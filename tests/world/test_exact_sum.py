"""Machine code adds up as `math.fsum` does, to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.world.exact_sum import exact_sum
from tci_sim.world.market_at_rest import _drawn_tastes as drawn_tastes

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


def test_a_sum_needs_as_much_room_as_there_are_numbers() -> None:
    apart = [2.0**power for power in range(-1000, 1000, 3)]  # one bit each, hardly any of them overlap
    assert exact_sum(np.array(apart)) == math.fsum(apart)


def test_machine_code_that_is_loaded_later_gets_arrays_of_its_own_size() -> None:
    assert exact_sum(np.ones(3)) == 3.0  # gets room for four numbers
    drawn = [drawn_tastes(6) for _ in range(20)]
    assert all(np.array_equal(each, drawn[0]) for each in drawn)
    assert drawn[0].nbytes > 100_000
