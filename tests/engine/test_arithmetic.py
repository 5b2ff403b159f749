"""Own exponentials, logarithms, powers and normal numbers against the standard library's."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.arithmetic import exponential, logarithm, normal, power, squash


@given(st.floats(-600.0, 600.0))
def test_the_exponential_is_right_to_thirteen_digits(x: float) -> None:
    assert exponential(x) == pytest.approx(math.exp(x), rel=1e-13)


@given(st.floats(1e-290, 1e290))
def test_the_logarithm_is_right_to_thirteen_digits(x: float) -> None:
    assert logarithm(x) == pytest.approx(math.log(x), rel=1e-13, abs=1e-16)


@given(st.floats(1e-12, 1e6), st.floats(-8.0, 8.0))
def test_powers_agree_with_the_standard_library(x: float, exponent: float) -> None:
    assert power(x, exponent) == pytest.approx(x**exponent, rel=1e-12)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_makes_the_exponential_overflow(x: float) -> None:
    assert 0.0 <= exponential(x) < math.inf
    assert 0.0 <= squash(x) <= 1.0


@given(st.floats(2.9e-7, 1.0 - 2.9e-7))
def test_normal_numbers_are_right_to_five_standard_deviations(u: float) -> None:
    assert normal(u) == pytest.approx(NormalDist().inv_cdf(u), abs=2e-6)


def test_normal_numbers_are_right_all_along_both_tails() -> None:
    exact = NormalDist()
    uniform = [exact.cdf(z / 200) for z in range(-1000, 1001)]
    assert max(abs(normal(u) - exact.inv_cdf(u)) for u in uniform) < 2e-6


def test_the_ends_of_the_uniform_range_give_finite_normal_numbers() -> None:
    assert -9.0 < normal(0.0) < -7.0
    assert 7.0 < normal(math.nextafter(1.0, 0.0)) < 9.0


@pytest.mark.parametrize("rule", [exponential, logarithm, squash, normal])
def test_numbers_and_arrays_give_the_same_bits(rule) -> None:  # type: ignore[no-untyped-def]
    x = np.linspace(0.001, 0.999, 999)
    assert [rule(float(v)) for v in x] == rule(x).tolist()
