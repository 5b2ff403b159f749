"""Smooth curves: straight lines are kept, bent ones followed, noise is smoothed away, few values have their means."""

import numpy as np
import pytest

from tci_sim.statistics.splines import smooth, smoother


def test_what_is_fitted_has_the_mean_of_what_was_given_and_does_not_depend_on_its_scale():
    draws = np.random.default_rng(1)
    places, values = draws.random(80), draws.normal(3.0, 1.0, (80, 4))
    fitted = smooth(smoother(places), values)
    assert fitted.mean(axis=0) == pytest.approx(values.mean(axis=0))
    assert smooth(smoother(np.exp(9.0 * places)), 1e6 * values) == pytest.approx(1e6 * fitted)


def test_a_curve_is_followed_through_noise():
    draws = np.random.default_rng(2)
    places = draws.random(600)
    true = np.sin(6.0 * places)
    fitted = smooth(smoother(places), (true + draws.normal(0.0, 0.5, 600))[:, None])[:, 0]
    assert np.sqrt(np.mean((fitted - true) ** 2)) < 0.1


def test_noise_is_mostly_fitted_by_its_mean():
    draws = np.random.default_rng(3)
    fitted = smooth(smoother(draws.random(300)), draws.normal(size=(300, 200)))
    assert np.mean(np.ptp(fitted, axis=0) < 1e-9) > 0.5
    assert np.median(fitted.std(axis=0)) < 0.05


def test_of_an_input_of_three_values_each_has_its_mean():
    places = np.repeat([0.0, 1.0, 9.0], 40)
    values = np.repeat([5.0, -2.0, 3.0], 40) + np.random.default_rng(4).normal(0.0, 0.01, 120)
    fitted = smooth(smoother(places), values[:, None])[:, 0]
    assert fitted[[0, 50, 100]] == pytest.approx([5.0, -2.0, 3.0], abs=0.01)


def test_where_an_input_does_not_vary_there_is_a_mean_only():
    assert smooth(smoother(np.ones(5)), np.arange(5.0)[:, None]).tolist() == [[2.0]] * 5


def test_an_input_of_two_values_is_fitted_by_two_means():
    places, values = np.repeat([0.0, 1.0], 30), np.repeat([2.0, 5.0], 30)
    noisy = values + np.tile([0.1, -0.1], 30)
    assert smooth(smoother(places), noisy[:, None])[:, 0] == pytest.approx(values, abs=0.01)
