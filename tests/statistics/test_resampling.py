"""Shuffles are orders, and expanded percentiles give Student's interval where the mean is normal."""

import numpy as np
import pytest

from tci_sim.errors import InputError
from tci_sim.statistics.exact import sum_by_halves
from tci_sim.statistics.paired import resampled, student_interval
from tci_sim.statistics.resampling import expanded_percentiles, shuffled


def test_each_shuffle_is_an_order_of_its_own():
    orders = shuffled(9, 50, seed=3)
    assert (np.sort(orders, axis=0) == np.arange(9)[:, None]).all()
    assert len({tuple(column) for column in orders.T}) > 45
    assert abs(orders[0].mean() - 4.0) < 1.0
    assert (orders == shuffled(9, 50, seed=3)).all()
    with pytest.raises(InputError):
        shuffled(9, 50, seed=-1)


def test_expanded_percentiles_of_a_mean_are_near_students_interval_and_wider_than_plain_ones():
    values = np.random.default_rng(4).normal(size=10)
    means = sum_by_halves(values[resampled(10, 20_000, 1)]) / 10
    low, high = expanded_percentiles(means, 10)
    student, plain = student_interval(values), np.quantile(means, [0.025, 0.975])
    assert high - low == pytest.approx(2 * float(student.half_width), rel=0.08)
    assert high - low > plain[1] - plain[0]
