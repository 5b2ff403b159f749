"""Present values, the month of payback with its interval, and how often something happens."""

import numpy as np
import pytest

from tci_sim.statistics.payback import payback, present_value, share_of


def test_a_steady_income_is_worth_the_annuity():
    # 12 equal months at 12 % a year: a (1 - v^12) / i by the month, v = 1.12^(-1/12)
    v = 1.12 ** (-1 / 12)
    assert present_value(np.ones((2, 12)), 0.12).sum(axis=1) == pytest.approx(
        v * (1 - v**12) / (1 - v), rel=1e-12
    )


def test_without_a_rate_nothing_is_discounted():
    monthly = np.array([[1.0, -2.0, 3.0]])
    assert (present_value(monthly, 0.0) == monthly).all()


@pytest.mark.parametrize(
    ("differences", "month"),
    [
        ([-3, 1, 1, 1, 1], 4),  # -3 -2 -1 0 1
        ([1, 1, 1], 0),
        ([1, -2, 3], 2),  # 1 -1 2: being above for a while is not enough
        ([2, 1, -4], None),
        ([0, 0, 0], None),
        ([0, 0, 1], 2),
        ([-1, 1], None),
        ([], None),
    ],
)
def test_payback_is_the_month_from_which_the_sum_stays_above_zero(differences, month):
    assert payback(np.array([differences, differences], dtype=float)).month == month


def test_pairs_that_agree_leave_no_doubt_of_the_month():
    found = payback(np.tile([-3.0, 1.0, 1.0, 2.0, 1.0], (20, 1)))
    assert found == (3, 3, 3, True)


def test_the_interval_holds_the_month_that_many_pairs_give():
    draws, held = np.random.default_rng(1), 0
    for _ in range(100):
        start = draws.normal(-12.0, 4.0, 20)
        differences = np.column_stack([start, np.ones((20, 40))])
        found = payback(differences)  # the mean cumulative difference is above zero from month 13 on
        held += found.low <= 13 <= (40 if found.high is None else found.high)
    assert 88 <= held <= 100


def test_what_never_pays_has_no_month_and_an_open_interval():
    found = payback(np.full((12, 5), -1.0))
    assert found == (None, None, None, True)


def test_a_few_pairs_give_a_month_and_no_interval():
    assert payback(np.ones((3, 4))) == (0, None, None, False)
    assert payback(np.empty((0, 4))) == (None, None, None, False)


def test_blocks_of_resamples_do_not_change_the_interval(monkeypatch):
    differences = np.random.default_rng(5).normal(0.05, 1.0, (12, 30))
    whole = payback(differences)
    monkeypatch.setattr("tci_sim.statistics.payback._MOST_AT_ONCE", 1)
    assert payback(differences) == whole


@pytest.mark.parametrize(
    ("times", "runs", "low", "high"), [(0, 20, 0.0, 0.1684), (10, 20, 0.272, 0.728), (20, 20, 0.8316, 1.0)]
)
def test_the_interval_of_a_share_is_exact(times, runs, low, high):
    found = share_of(np.arange(runs) < times)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_of_no_run_there_is_no_share():
    assert np.isnan(share_of(np.zeros(0, np.bool_))).all()
