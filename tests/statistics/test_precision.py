"""Runs are added until an interval is narrow enough; what that costs in certainty is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from tci_sim.statistics.paired import student_interval
from tci_sim.statistics.precision import BATCH, precision_reached, runs_needed, runs_still_needed


def test_runs_needed_are_those_of_the_textbook():
    # t(17) = 2.110 and t(16) = 2.120: 2.110 / sqrt(18) = .4973, 2.120 / sqrt(17) = .5142
    assert runs_needed(1.0, 0.5) == 18


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_runs_needed_are_enough_and_one_less_is_not(spread, half_width):
    count = runs_needed(spread, half_width)
    if count is None:
        assert spread / half_width > 400
        return
    reach = [float(stdtrit(n - 1, 0.975)) * spread / np.sqrt(n) for n in (count, max(2, count - 1))]
    assert reach[0] <= half_width
    assert count == 2 or reach[1] > half_width


def test_no_number_of_runs_gives_an_interval_of_no_width():
    assert runs_needed(1.0, 0.0) is None
    assert runs_needed(float("nan"), 1.0) is None
    assert runs_needed(0.0, 0.1) == 2


def test_runs_still_needed_are_counted_from_those_that_are_there():
    drawn = np.random.default_rng(2).normal(size=10)
    needed = runs_needed(float(drawn.std(ddof=1)), 0.3)
    assert runs_still_needed(drawn, 0.3) == needed - 10
    assert runs_still_needed(drawn, 100.0) == 0
    assert runs_still_needed(drawn[:1], 0.3) is None


def test_precise_means_that_the_interval_is_narrow_enough():
    drawn = np.random.default_rng(2).normal(size=10)
    width = float(student_interval(drawn).half_width)
    assert precision_reached(drawn, width)
    assert not precision_reached(drawn, width * 0.999)
    assert not precision_reached(drawn[:1], 1e9)


def test_stopping_as_soon_as_it_is_narrow_costs_less_than_one_point_of_coverage():
    # begins with 20, adds 10 at a time, 40 would do were the spread known: the case that `precision_reached` states
    half_width = float(stdtrit(39, 0.975)) / np.sqrt(40)
    drawn = np.random.default_rng(1).normal(size=(200, 20_000))
    waiting, held = np.ones(20_000, bool), 0
    for count in range(20, 201, BATCH):
        found = student_interval(drawn[:count, waiting])
        narrow = found.half_width <= half_width
        held += int((narrow & found.contains_zero).sum())
        waiting[np.flatnonzero(waiting)[narrow]] = False
    assert not waiting.any()
    assert held / 20_000 == pytest.approx(0.943, abs=0.003)
