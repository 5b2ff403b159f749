"""When a difference turns for good, when half of it is there, where it ends."""

import numpy as np
import pytest

from tci_sim.statistics.turning import FEWEST_FLIPPED, band_over_months, course, half_months

MONTHS = np.arange(96)
TRUE = np.where(MONTHS < 15, -1.0, 0.0) + 6.0 / (1.0 + np.exp(-(MONTHS - 45) / 6.0))
SEEDS = 100


def noise(seed, pairs=20):
    """Months that hang together, as those of a market do."""
    draws = np.random.default_rng(seed)
    shape = (pairs, len(MONTHS))
    return 0.2 * np.cumsum(draws.normal(size=shape), axis=1) + draws.normal(size=shape)


@pytest.fixture(scope="module")
def courses():
    return [course(TRUE + noise(seed), seed=seed) for seed in range(1, SEEDS + 1)]


def times(holds):
    return sum(bool(each) for each in holds)


def test_bands_hold_the_true_difference_in_all_months_at_once(courses):
    assert times(((c.band.low <= TRUE) & (c.band.high >= TRUE)).all() for c in courses) >= 90


def test_intervals_of_the_end_hold_the_true_end(courses):
    true = TRUE[-12:].mean()
    assert times(c.end.low <= true <= c.end.high for c in courses) >= 90


def test_intervals_of_the_half_hold_the_true_month(courses):
    true = int(half_months(TRUE[None])[0])
    assert true == 45
    assert times(c.half_low <= true <= c.half_high for c in courses) >= 90
    assert np.mean([c.half_high - c.half_low for c in courses]) < 15


def test_months_that_go_the_other_way_are_found_and_no_others(courses):
    wrong = [month for c in courses for month in c.against.tolist() if TRUE[month] > 0.0]
    assert times(len(c.against) > 0 for c in courses) >= 90
    assert len(wrong) <= 5


def test_it_turns_for_good_once_the_difference_is_sure_and_not_before(courses):
    assert all(c.turns is not None and TRUE[c.turns] > 0.0 for c in courses)


@pytest.mark.parametrize("pairs", [4, 20])
def test_what_never_differs_is_no_part_of_it_in_95_of_100(pairs):
    found = [course(noise(seed, pairs), seed=seed) for seed in range(1, SEEDS + 1)]
    assert times(not c.ever_differs for c in found) >= 90
    assert all(c.turns is None and c.half is None for c in found if not c.ever_differs)


def test_a_difference_that_comes_back_does_not_turn_for_good():
    there = np.where((MONTHS >= 20) & (MONTHS < 50), 3.0, 0.0) + noise(1) * 0.1
    found = course(there - there[:, -12:].mean())
    assert found.ever_differs
    assert found.turns is None


def test_steps_of_known_months_are_found_to_the_month():
    apart = np.linspace(-0.01, 0.01, 12)[:, None]
    for month in (0, 7, 40, 83):
        found = course(np.where(month <= MONTHS, -2.0, 0.0) + apart)
        assert (found.turns, found.half, found.half_low, found.half_high) == (month,) * 4


def test_a_month_that_chance_puts_on_the_wrong_side_moves_the_half_little():
    rows = np.where(MONTHS < 40, 0.0, 1.0)[None].repeat(2, axis=0)
    rows[0, 10], rows[0, 60] = 1.0, 0.0
    assert half_months(rows).tolist() == [40, 40]


def test_no_difference_at_all_turns_nowhere():
    found = course(np.zeros((12, 30)))
    assert not found.ever_differs
    assert (found.turns, found.half, len(found.against)) == (None, None, 0)


def test_few_pairs_have_a_band_of_their_own_and_no_interval_of_the_half():
    few = TRUE + 0.01 * noise(2, FEWEST_FLIPPED - 1)
    found = course(few)
    assert (found.half, found.half_low) == (45, None)
    wide = band_over_months(few)
    assert np.all(wide.high - wide.low > 0.0)
