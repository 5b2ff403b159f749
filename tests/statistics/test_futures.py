"""Alternatives over many futures: each way to judge is worked by hand, ranks hold, and intervals are paired."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tci_sim.statistics.futures import (
    LARGEST_REGRET,
    MEAN,
    SHARE_REACHED,
    WORST_DECILE,
    dominated_by,
    mean_of_worst,
    over_futures,
    regrets,
)

tables = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 9)), elements=st.integers(-9, 9))

SAFE, BOLD, POOR = 0, 1, 2
"""What brings 5 in each of twenty futures; what brings 10, but -20 in two of them; what brings 4 and 4 less."""


def three() -> np.ndarray:
    safe, bold = np.full(20, 5.0), np.full(20, 10.0)
    bold[[3, 11]] = -20.0
    return np.array([safe, bold, np.minimum(safe, bold) - 1.0])


def test_each_way_to_judge_is_the_one_worked_by_hand():
    found = over_futures(three(), threshold=6.0)
    assert found[MEAN].value.tolist() == [5.0, 7.0, 1.5]
    assert found[WORST_DECILE].value.tolist() == [5.0, -20.0, -21.0]
    assert found[LARGEST_REGRET].value.tolist() == [5.0, 25.0, 26.0]
    assert found[SHARE_REACHED].value.tolist() == [0.0, 0.9, 0.0]


def test_ways_to_judge_rank_differently_and_equal_ones_share_the_better_rank():
    found = over_futures(three(), threshold=6.0)
    assert found[MEAN].rank.tolist() == [2, 1, 3]
    assert found[WORST_DECILE].rank.tolist() == [1, 2, 3]
    assert found[LARGEST_REGRET].rank.tolist() == [1, 2, 3]
    assert found[SHARE_REACHED].rank.tolist() == [2, 1, 2]
    assert found[LARGEST_REGRET].behind.tolist() == [0.0, 20.0, 21.0]


def test_a_tenth_that_is_no_whole_number_of_futures_counts_in_part():
    assert mean_of_worst(np.arange(15.0)) == pytest.approx((0.0 + 0.5 * 1.0) / 1.5)
    assert mean_of_worst(np.array([7.0, 3.0])) == 3.0
    assert mean_of_worst(np.arange(10.0), 1.0) == 4.5


def test_what_is_nowhere_better_and_somewhere_worse_is_dominated():
    assert dominated_by(three()) == ((), (), (SAFE, BOLD))
    assert dominated_by(np.ones((2, 3))) == ((), ())


@given(tables)
def test_someone_is_best_in_each_future_and_never_dominated_by_all(values):
    assert (regrets(values).min(axis=0) == 0.0).all()
    assert () in dominated_by(values)


@given(tables)
def test_regret_does_not_change_by_what_a_future_does_to_all(values):
    shift = np.arange(values.shape[1]) * 8.0
    assert (regrets(values + shift) == regrets(values)).all()


def test_95_of_100_intervals_hold_the_mean_and_the_lead():
    draws, held, led = np.random.default_rng(5), 0, 0
    for seed in range(200):
        luck = draws.normal(0.0, 5.0, 25)
        values = np.array([luck, luck + draws.normal(1.0, 0.5, 25)])
        found = over_futures(values, seed=seed)[MEAN]
        held += bool(found.low[1] <= 1.0 <= found.high[1])
        led += bool(found.behind_low[0] <= 1.0 <= found.behind_high[0])
    assert held == pytest.approx(190, abs=9)
    assert led == pytest.approx(190, abs=9)


def test_what_a_future_does_to_all_cancels_from_ranks():
    draws = np.random.default_rng(6)
    luck = draws.normal(0.0, 50.0, 40)
    found = over_futures(np.array([luck, luck + draws.normal(1.0, 0.5, 40)]))[MEAN]
    assert found.first.tolist() == [0.0, 1.0]
    assert found.rank_low.tolist() == found.rank_high.tolist() == [2.0, 1.0]
    assert found.high[0] > found.low[1]  # intervals of the two alone would not tell them apart


def test_what_leads_by_accident_is_first_in_some_resamples_only():
    found = over_futures(np.random.default_rng(7).normal(size=(3, 30)))[MEAN]
    assert 0.0 < found.first.min() <= found.first.max() < 1.0
    assert found.rank_low.min() == 1.0
    assert found.rank_high.max() == 3.0


def test_where_all_futures_are_equal_nothing_is_unsure():
    found = over_futures(np.array([[2.0] * 12, [3.0] * 12]), threshold=9.0)
    for name in (MEAN, WORST_DECILE):
        assert found[name].low.tolist() == found[name].high.tolist() == [2.0, 3.0]
        assert found[name].behind_low.tolist() == [1.0, 0.0]
    assert found[LARGEST_REGRET].value.tolist() == [1.0, 0.0]


def test_a_threshold_that_nobody_reaches_leaves_an_exact_interval_and_no_order():
    found = over_futures(np.array([[2.0] * 12, [3.0] * 12]), threshold=9.0)[SHARE_REACHED]
    assert found.value.tolist() == [0.0, 0.0]
    assert found.rank.tolist() == [1, 1]
    assert found.high.tolist() == pytest.approx([1.0 - 0.025 ** (1.0 / 12.0)] * 2)


def test_a_single_alternative_regrets_nothing():
    found = over_futures(np.arange(12.0)[None])
    assert found[LARGEST_REGRET].high.tolist() == [0.0]
    assert found[MEAN].rank.tolist() == [1]


def test_too_few_futures_have_values_and_ranks_but_no_ends():
    found = over_futures(three()[:, :9], threshold=6.0)
    assert found[MEAN].rank.tolist() == [2, 1, 3]
    assert np.isnan(found[MEAN].low).all()
    assert np.isnan(found[MEAN].first).all()
    assert np.isfinite(found[SHARE_REACHED].low).all()


def test_the_same_seed_gives_the_same_and_another_does_not():
    values = np.random.default_rng(8).normal(size=(2, 20))
    first, again, other = (over_futures(values, seed=seed)[MEAN].low for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).all()
