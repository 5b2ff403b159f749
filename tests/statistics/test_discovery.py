"""A planted box is found with its bounds, density and coverage; in noise nothing is."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tci_sim.statistics.discovery import ALPHA, LEAST_MASS, Box, discover, is_in, peel, quasi_p_values, screen


def planted(
    futures: int = 1_000, inputs: int = 12, seed: int = 1, inside: float = 0.95, outside: float = 0.02
):
    """Return futures in which a policy mostly fails where input 0 is above 0.6 and input 1 below 0.5."""
    draws = np.random.default_rng(seed)
    drawn = draws.random((futures, inputs))
    there = (drawn[:, 0] > 0.6) & (drawn[:, 1] < 0.5)
    failed = draws.random(futures) < np.where(there, inside, outside)
    return drawn, np.where(failed, -1.0, 1.0) * draws.random(futures), failed, there


def test_a_planted_box_is_found_with_its_bounds_density_and_coverage():
    drawn, lead, failed, there = planted()
    found = discover(drawn, lead, failed, splits=3)
    assert found.found
    assert np.flatnonzero(found.box.restricted).tolist() == [0, 1]
    assert found.box.low[0] == pytest.approx(0.6, abs=0.02)
    assert found.box.high[1] == pytest.approx(0.5, abs=0.02)
    assert found.box.density == pytest.approx(np.mean(failed[there]), abs=0.03)
    assert found.box.coverage == pytest.approx(np.mean(there[failed]), abs=0.03)
    assert found.out_of_sample.density == pytest.approx(0.95, abs=0.06)
    assert found.out_of_sample.coverage == pytest.approx(np.mean(there[failed]), abs=0.08)
    assert found.out_of_sample.share == 1.0
    assert np.nanmax(found.quasi_p) <= ALPHA
    assert np.isfinite(found.quasi_p).sum() == 2


def test_in_noise_nothing_is_found_in_95_of_100():
    found = 0
    for seed in range(100):
        draws = np.random.default_rng(seed)
        drawn, lead = draws.random((200, 30)), draws.normal(size=200)
        found += discover(drawn, lead, lead < -0.5, splits=1, seed=seed).found
    assert found <= 5


def test_a_box_that_was_not_screened_for_is_noise_and_out_of_sample_shows_it():
    draws = np.random.default_rng(3)
    drawn, failed = draws.random((300, 40)), draws.random(300) < 0.3
    every = np.ones(40, bool)
    box = max(peel(drawn[:150], failed[:150], every), key=lambda each: each.mass * (each.density - 0.3))
    other = failed[150:][is_in(box, drawn[150:])]
    assert box.density > 0.6
    assert abs(np.mean(other) - 0.3) < 0.12


def test_each_step_of_peeling_lies_within_the_one_before_and_has_more_density():
    drawn, _, failed, _ = planted(400, 4)
    boxes = list(peel(drawn, failed, np.array([True, True, True, False])))
    assert len(boxes) > 5
    assert boxes[0].mass == boxes[0].coverage == 1.0
    for wide, narrow in pairwise(boxes):
        assert (narrow.low >= wide.low).all()
        assert (narrow.high <= wide.high).all()
        assert narrow.density > wide.density
        assert narrow.coverage <= wide.coverage
    assert boxes[-1].mass >= LEAST_MASS
    assert not any(box.restricted[3] for box in boxes)


def test_what_a_box_says_is_what_a_count_gives():
    drawn, _, failed, _ = planted(200, 3)
    for box in peel(drawn, failed, np.ones(3, bool)):
        inside = is_in(box, drawn)
        assert box.density == np.mean(failed[inside])
        assert box.coverage == np.sum(inside & failed) / np.sum(failed)
        assert box.mass == np.mean(inside)


def test_a_quasi_p_value_is_a_binomial_tail():
    drawn, _, failed, _ = planted(500, 3)
    box = Box(np.array([0.5, -np.inf, -np.inf]), np.array([np.inf, np.inf, 0.7]), 0.0, 0.0, 0.0)
    inside, found = is_in(box, drawn), quasi_p_values(box, drawn, failed)
    rate = np.mean(failed[drawn[:, 0] > 0.5])
    held, failures = int(np.sum(inside)), int(np.sum(inside & failed))
    assert found[2, 1] == pytest.approx(stats.binom.sf(failures - 1, held, rate))
    assert found[0, 0] < 1e-6
    assert np.isnan(found[[0, 1, 1, 2], [1, 0, 1, 0]]).all()


def test_few_values_of_an_input_are_peeled_whole():
    draws = np.random.default_rng(4)
    drawn = draws.integers(0, 4, (300, 2)).astype(float)
    failed = drawn[:, 0] >= 2
    found = discover(drawn, -drawn[:, 0], failed, splits=2)
    assert found.found
    assert found.box.low.tolist() == [1.5, -np.inf]
    assert found.box.density == found.box.coverage == found.out_of_sample.density == 1.0


@pytest.mark.parametrize("failed", [False, True])
def test_where_all_futures_or_none_fail_nothing_is_found(failed):
    drawn = np.random.default_rng(5).random((60, 3))
    found = discover(drawn, drawn[:, 0], np.full(60, failed), splits=1)
    assert not found.found
    assert not found.box.restricted.any()
    assert found.base_rate == failed


def test_screening_takes_the_count_of_inputs_into_account_and_passes_over_what_does_not_vary():
    draws = np.random.default_rng(6)
    lead = draws.normal(size=50)
    weak = lead + draws.normal(0.0, 2.5, 50)
    assert screen(weak[:, None], lead).chosen.tolist() == [True]
    many = np.column_stack([weak, draws.normal(size=(50, 60)), np.ones(50)])
    found = screen(many, lead)
    assert not found.chosen.any()
    assert np.isnan(found.correlation[-1])


def test_a_planted_box_is_that_of_ema_workbench():
    stored = json.loads((Path(__file__).parent / "prim_of_ema_workbench.json").read_text(encoding="utf-8"))
    drawn, lead, failed, _ = planted()
    found = discover(drawn, lead, failed, splits=1)
    # it shows all boxes on its way and asks its user which to take: we compare at our mass
    boxes = sorted(stored["boxes"], key=lambda box: box["mass"])
    mass = [box["mass"] for box in boxes]
    assert found.box.density == pytest.approx(
        np.interp(found.box.mass, mass, [box["density"] for box in boxes]), abs=0.02
    )
    assert found.box.coverage == pytest.approx(
        np.interp(found.box.mass, mass, [box["coverage"] for box in boxes]), abs=0.02
    )
    theirs = min(boxes, key=lambda box: abs(box["mass"] - found.box.mass))["bounds"]
    assert [f"x{place}" for place in np.flatnonzero(found.box.restricted)] == sorted(theirs) == ["x0", "x1"]
    assert found.box.low[0] == pytest.approx(theirs["x0"][0], abs=0.02)
    assert found.box.high[1] == pytest.approx(theirs["x1"][1], abs=0.02)
