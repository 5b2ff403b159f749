"""What it is worth to know: cases with a known answer, what means nothing, and luck kept apart from the world."""

import numpy as np
import pytest

from tci_sim.statistics.information import perfect_information, value_of_inputs

FUTURES = 2_000


def case(ahead, noise: float = 1.0, seed: int = 1, futures: int = FUTURES):
    """Return an alternative that brings 0 and one that depends on a normal input, and that input beside an idle one."""
    draws = np.random.default_rng(seed)
    inputs = draws.normal(size=(futures, 2))
    return np.array([np.zeros(futures), ahead(inputs[:, 0]) + draws.normal(0.0, noise, futures)]), inputs


@pytest.mark.parametrize("size", [0.5, 2.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_to_know_what_acts_in_a_straight_line_is_worth_the_mean_of_its_better_half(size, seed):
    found = value_of_inputs(*case(lambda x: size * x, seed=seed), permutations=5)
    assert found.value[0] == pytest.approx(0.3989 * size, abs=2.0 * found.error[0])
    assert found.above[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_to_know_a_step_is_worth_half_its_height(seed):
    found = value_of_inputs(*case(lambda x: np.where(x > 0.0, 0.6, -0.6), seed=seed), permutations=5)
    assert found.value[0] == pytest.approx(0.3, abs=2.0 * found.error[0])
    assert found.error[0] < 0.03


def test_in_90_of_100_samples_a_line_is_within_two_errors_and_in_95_what_does_nothing_is_at_most_003():
    held = idle = 0
    for seed in range(100):
        found = value_of_inputs(*case(lambda x: x, seed=seed), permutations=1)
        held += abs(found.value[0] - 0.3989) <= 2.0 * found.error[0]
        idle += found.value[1] <= 0.03
    assert held >= 90
    assert idle >= 95


def test_an_input_without_meaning_is_above_all_shuffles_about_as_often_as_any_of_them():
    draws, above = np.random.default_rng(7), 0
    for seed in range(60):
        values, inputs = draws.normal(size=(2, 100)), draws.normal(size=(100, 3))
        above += value_of_inputs(values, inputs, seed=seed).above.any()
    assert above <= 8  # of 63 values the largest is one of the three in one of 21


def test_an_input_is_worth_nothing_where_the_choice_stays_the_same():
    found = value_of_inputs(*case(lambda x: 0.2 * x - 5.0), permutations=3)
    assert found.value.tolist() == [0.0, 0.0]
    assert found.bound == 0.0
    assert not found.above.any()


def test_of_three_alternatives_each_may_be_chosen():
    draws = np.random.default_rng(5)
    x = draws.uniform(-1.0, 1.0, FUTURES)
    values = np.array([np.zeros(FUTURES), x, -x]) + draws.normal(0.0, 0.1, (3, FUTURES))
    found = value_of_inputs(values, x[:, None], permutations=3)
    assert found.value[0] == pytest.approx(0.5, abs=2.5 * found.error[0])


def test_a_single_alternative_leaves_nothing_to_choose():
    found = value_of_inputs(np.arange(30.0)[None], np.arange(30.0)[:, None], permutations=2)
    assert found.value.tolist() == found.error.tolist() == [0.0]
    assert perfect_information(np.arange(30.0).reshape(1, 10, 3))[:2] == (0.0, 0.0)


def test_the_world_is_kept_apart_from_luck():
    draws = np.random.default_rng(6)
    world, luck = draws.normal(size=(4_000, 1)), draws.normal(0.0, 2.0, (4_000, 10))
    found = perfect_information(np.array([np.zeros((4_000, 10)), world + luck]))
    assert found.all == pytest.approx(0.3989 * np.sqrt(5.0), abs=0.05)
    assert found.world_least < 0.3989 < found.world_most
    assert found.world_most == pytest.approx(0.3989 * np.sqrt(1.4), abs=0.04)
    assert found.luck_least == found.all - found.world_most


def test_to_know_everything_is_worth_nothing_where_one_is_best_everywhere():
    values = np.random.default_rng(8).random((2, 20, 4))
    values[0] += 1.0
    assert perfect_information(values) == (0.0, 0.0, 0.0)
