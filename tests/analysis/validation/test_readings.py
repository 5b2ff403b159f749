"""Readings of many runs become one value with the error that chance leaves in it."""

from __future__ import annotations

import numpy as np
import pytest

from tci_sim.analysis.validation.readings import Ratio, differences, estimate, quotients
from tci_sim.errors import InputError


def test_one_run_has_no_error() -> None:
    assert estimate("x", [{"x": 3.0}]) == (3.0, None)


def test_a_mean_has_the_error_of_a_mean() -> None:
    # 1, 2, 6: mean 3, variance 7, error sqrt(7/3)
    found = estimate("x", [{"x": value} for value in (1.0, 2.0, 6.0)])
    assert found == pytest.approx((3.0, (7 / 3) ** 0.5))


def test_the_error_of_a_ratio_is_that_of_many_samples() -> None:
    chance = np.random.default_rng(5)
    runs = 40

    def sample() -> list[dict[str, Ratio]]:
        wholes = chance.uniform(1.0, 3.0, runs)
        return [{"x": Ratio(2.0 * whole + chance.normal(), whole)} for whole in wholes]

    found = [estimate("x", sample()) for _ in range(400)]
    assert np.mean([each.value for each in found]) == pytest.approx(2.0, abs=0.02)
    assert np.mean([each.error for each in found]) == pytest.approx(np.std([e.value for e in found]), rel=0.1)


def test_pairs_under_one_seed_lose_what_chance_they_share() -> None:
    luck = [5.0, -3.0, 8.0]
    found = differences("x", [{"x": 1.0 + each} for each in luck], [{"x": each} for each in luck])
    assert found == pytest.approx((1.0, 0.0))


def test_a_quotient_is_that_of_sums_and_loses_what_pairs_share() -> None:
    others = [{"x": each} for each in (1.0, 2.0, 9.0)]
    found = quotients("x", [{"x": 1.5 * each["x"]} for each in others], others)
    assert found == pytest.approx((1.5, 0.0))
    # sums 8 and 12: the residuals 2 - 2/3 4 and 6 - 2/3 8, over the mean 6, are -1/9 and 1/9
    found = quotients("x", [{"x": 2.0}, {"x": 6.0}], [{"x": 4.0}, {"x": 8.0}])
    assert found == pytest.approx((2 / 3, 1 / 9))


def test_a_quantity_of_pairs_that_nobody_reads_is_named() -> None:
    with pytest.raises(InputError, match="the probe does not measure it"):
        quotients("knowlege", [{"knowledge": 1.0}], [{"knowledge": 1.0}])


def test_a_quantity_that_nobody_reads_is_named() -> None:
    with pytest.raises(InputError, match="the probe does not measure it"):
        estimate("knowlege", [{"knowledge": 1.0}])
