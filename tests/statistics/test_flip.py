"""Where two alternatives change places: known roots are found, named and covered; where there is none, none is said."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.statistics import flip
from tci_sim.statistics.flip import crossings, find_flips

FIVE = np.linspace(0.0, 1.0, 5)


def curves(true, spread: float, seed: int, replicates: int = 20):
    """Return what simulates a place: a true curve, what luck does to all places of a replicate, and to each."""
    draws = np.random.default_rng(seed)
    shift, turn = draws.normal(0.0, spread, (2, replicates))

    def at(place: float) -> np.ndarray:
        return true(place) + shift + turn * (place - 0.5)

    return at


def found_by(at, **options):
    return find_flips(FIVE, np.array([at(place) for place in FIVE]), at, **options)


def test_a_root_without_noise_is_found_to_a_thousandth_of_the_range_in_few_trials():
    tried = []

    def at(place: float) -> np.ndarray:
        tried.append(place)
        return np.full(12, math.exp(3.0 * place) - 6.0)

    found = found_by(at)
    assert len(found.flips) == 1
    assert found.flips[0].place == pytest.approx(math.log(6.0) / 3.0, abs=1e-3)
    assert found.flips[0][1:] == pytest.approx((found.flips[0].place, found.flips[0].place, 1, 1.0))
    assert len(tried) <= 5 + flip.ROUNDS + 2
    assert len(found.places) == len(found.sides) == len(found.differences) == len(set(tried))


def test_of_100_known_roots_90_are_covered(monkeypatch):
    monkeypatch.setattr(flip, "RESAMPLES", 300)
    held = {"straight": 0, "bent": 0, "first of two": 0, "second of two": 0}
    for seed in range(100):
        for name, true, root in (
            ("straight", lambda x: 2.0 * (x - 0.4), 0.4),
            ("bent", lambda x: 4.0 * (x * x - 0.3), math.sqrt(0.3)),
            ("first of two", lambda x: 40.0 * (x - 0.2) * (0.7 - x), 0.2),
            ("second of two", lambda x: 40.0 * (x - 0.2) * (0.7 - x), 0.7),
        ):
            found = found_by(curves(true, 0.8, seed))
            held[name] += any(each.low <= root <= each.high for each in found.flips)
    assert min(held.values()) >= 90


def test_two_roots_are_both_named_each_with_its_side_and_its_interval():
    found = found_by(curves(lambda x: 8.0 * (x - 0.2) * (0.7 - x), 0.1, 1))
    assert [each.side for each in found.flips] == [1, -1]
    for each, root in zip(found.flips, (0.2, 0.7), strict=True):
        assert each.place == pytest.approx(root, abs=0.03)
        assert each.low < root < each.high
        assert each.share == 1.0
    assert found.flips[0].high < found.flips[1].low


def test_where_nothing_in_the_range_changes_the_order_there_is_no_flip():
    found = found_by(curves(lambda x: 3.0 + x, 0.5, 2))
    assert found.flips == ()
    assert found.share == 0.0
    assert found.sides.tolist() == [1] * 5


def test_where_nothing_differs_there_is_no_flip_and_no_side():
    found = found_by(lambda place: np.zeros(12))
    assert found.flips == ()
    assert found.share == 0.0
    assert found.sides.tolist() == [0] * 5


def test_a_root_that_luck_alone_brings_is_in_a_part_of_resamples_only():
    found = found_by(curves(lambda x: 0.3 + 0.1 * x, 2.0, 3))
    assert 0.02 < found.share < 0.98


def test_where_the_sign_is_not_sure_on_both_sides_nothing_more_is_simulated():
    at = curves(lambda x: 0.1 * (x - 0.4), 3.0, 4)
    assert len(found_by(at).places) == 5


def test_what_a_replicate_shifts_everywhere_moves_its_root_with_it():
    narrow, wide = (found_by(curves(lambda x: 2.0 * (x - 0.4), spread, 5)).flips[0] for spread in (0.1, 0.4))
    assert 2.0 < (wide.high - wide.low) / (narrow.high - narrow.low) < 8.0


def test_few_replicates_have_a_root_but_no_interval():
    found = found_by(curves(lambda x: 2.0 * (x - 0.4), 0.01, 6, replicates=4))
    assert found.flips[0].place == pytest.approx(0.4, abs=0.02)
    assert math.isnan(found.flips[0].low)
    assert math.isnan(found.share)


def test_without_a_simulation_the_root_is_that_of_the_straight_line():
    at = curves(lambda x: 4.0 * (x * x - 0.3), 0.0, 7)
    found = find_flips(FIVE, np.array([at(place) for place in FIVE]))
    assert found.flips[0].place == pytest.approx(0.54, abs=1e-12)


@given(st.lists(st.integers(-2, 2), min_size=2, max_size=8))
def test_sides_alternate_and_end_where_the_curve_ends(values):
    places = [float(place) for place in range(len(values))]
    found, signs = crossings(places, values), [value for value in values if value]
    assert all(one.side == -other.side for one, other in pairwise(found))
    assert all(one.place < other.place for one, other in pairwise(found))
    assert (len(found) % 2 == 1) == bool(signs and signs[0] * signs[-1] < 0)
