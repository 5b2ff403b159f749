"""How much of a lead was luck of the draw: what was chosen by its lead leads less in fresh draws."""

import math

import numpy as np
import pytest

from tci_sim.statistics.optimism import lead, optimism
from tci_sim.statistics.paired import student_interval


def test_a_lead_in_the_mean_is_that_of_pairs():
    chance = np.random.default_rng(1)
    ours, theirs = chance.normal(1.0, 1.0, 12), chance.normal(0.0, 1.0, 12)
    assert [float(each) for each in lead(ours, theirs)] == [
        float(each) for each in student_interval(ours - theirs)
    ]


def test_the_best_of_many_alike_is_optimistic_and_the_interval_of_one_that_was_not_chosen_covers_zero():
    chance = np.random.default_rng(2)
    found, covered = [], 0
    for _ in range(200):
        searched, fresh = chance.normal(0.0, 1.0, (2, 20, 20))
        best = int(np.argmax(searched.mean(axis=1)))
        found.append(float(optimism((searched[best], searched[0]), (fresh[best], fresh[0])).mean))
        apart = optimism((searched[1], searched[0]), (fresh[1], fresh[0]))
        covered += bool(apart.low <= 0.0 <= apart.high)
    assert np.mean(found) > 0.3
    assert 0.90 <= covered / 200 <= 0.99


@pytest.mark.parametrize("criterion", ["worst_decile", "regret"])
def test_of_few_histories_the_worst_has_no_interval(criterion):
    ours, theirs = np.array([3.0, 4.0]), np.array([1.0, 2.0])
    assert float(lead(ours, theirs, criterion).mean) == 2.0
    assert math.isnan(float(lead(ours, theirs, criterion).low))
    assert math.isnan(float(optimism((ours, theirs), (ours, theirs), criterion).low))


@pytest.mark.parametrize("criterion", ["worst_decile", "regret"])
def test_a_lead_that_is_always_the_same_is_sure(criterion):
    ours = np.arange(12.0)
    found = lead(ours + 2.0, ours, criterion)
    assert [float(each) for each in found] == pytest.approx([2.0] * 3, rel=1e-12)
    again = optimism((ours + 2.0, ours), (ours + 1.0, ours), criterion)
    assert [float(each) for each in again] == pytest.approx([1.0] * 3, rel=1e-12)


def test_the_same_difference_in_every_draw_has_an_interval_without_length():
    ours = np.arange(5.0)
    assert [float(each) for each in optimism((ours + 3.0, ours), (ours + 1.0, ours))] == [2.0, 2.0, 2.0]
