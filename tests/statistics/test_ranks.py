"""Ranks with ties, and a correlation held to the one of scipy."""

import numpy as np
import pytest
from scipy import stats

from tci_sim.statistics.ranks import rank_correlation, ranks


def test_equal_values_share_the_mean_of_their_ranks():
    values = np.random.default_rng(1).integers(0, 5, 40).astype(float)
    assert ranks(values).tolist() == stats.rankdata(values).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_a_rank_correlation_is_the_one_of_scipy(seed):
    draws = np.random.default_rng(seed)
    one = draws.integers(0, 8, 30).astype(float)
    other = one + draws.normal(0.0, 3.0, 30)
    found, theirs = rank_correlation(one, other), stats.spearmanr(one, other)
    assert found.coefficient == pytest.approx(theirs.statistic, abs=1e-12)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


def test_what_does_not_vary_has_no_rank_correlation():
    assert np.isnan(rank_correlation(np.ones(5), np.arange(5.0))).all()
    assert np.isnan(rank_correlation(np.arange(2.0), np.arange(2.0))).all()
    assert rank_correlation(np.arange(5.0), -np.arange(5.0)) == (-1.0, 0.0)
