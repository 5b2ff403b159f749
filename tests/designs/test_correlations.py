"""Ranges that are drawn together have the rank correlation asked for, and each is drawn as it would be alone."""

import numpy as np
import pytest

from tci_sim.designs.correlations import correlated
from tci_sim.designs.latin_hypercube import latin_hypercube
from tci_sim.scenario.study import Correlation


def rank_correlation(one, other):
    ranks = [np.argsort(np.argsort(each)) for each in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])


def pair(one, other, rank):
    return Correlation(between=(one, other), rank=rank)


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.0, 0.6, 0.95])
def test_the_rank_correlation_is_near_what_is_asked_for(rank):
    drawn = correlated(latin_hypercube(3, 400, 3), ["a", "b", "c"], [pair("a", "c", rank)])
    assert rank_correlation(drawn[:, 0], drawn[:, 2]) == pytest.approx(rank, abs=0.03)
    assert abs(rank_correlation(drawn[:, 0], drawn[:, 1])) < 0.15


def test_each_column_keeps_its_values_and_those_not_named_their_order():
    points = latin_hypercube(5, 50, 3)
    drawn = correlated(points, ["a", "b", "c"], [pair("c", "b", 0.8)])
    assert (np.sort(drawn, axis=0) == np.sort(points, axis=0)).all()
    assert (drawn[:, 0] == points[:, 0]).all()
    assert (drawn[:, 1] != points[:, 1]).any()


def test_pairs_that_are_not_named_are_uncorrelated():
    asked = [pair("a", "b", 0.7), pair("b", "c", -0.5)]
    drawn = correlated(latin_hypercube(1, 400, 3), ["a", "b", "c"], asked)
    found = [rank_correlation(drawn[:, one], drawn[:, other]) for one, other in ((0, 1), (1, 2), (0, 2))]
    assert found == pytest.approx([0.7, -0.5, 0.0], abs=0.05)


def test_where_chance_put_two_in_one_order_it_does_not_fail():
    points = np.tile(np.array([[0.1], [0.3], [0.5], [0.7], [0.9]]), 2)
    drawn = correlated(points, ["a", "b"], [pair("a", "b", -0.8)])
    assert sorted(drawn[:, 1]) == sorted(points[:, 1])
