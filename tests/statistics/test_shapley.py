"""What several things bring together, split among them: toys of which the answer is known, orders and rounding."""

from collections import Counter
from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest

from tci_sim.statistics.shapley import (
    as_floats,
    combinations_in,
    mean_shares,
    orders_of_history,
    share_of,
    shares_by_orders,
    shares_of_all,
    split,
)

SIX = 6


def histories_of(game, count, histories, seed=1, *, all_subsets=False):
    """Let each history try what its orders need, or all; `game` gives the figure of a combination in a history."""
    found = []
    for history in range(histories):
        orders = () if all_subsets else orders_of_history(count, history, seed)
        tried = range(1 << count) if all_subsets else combinations_in(orders)
        found.append(({number: game(number, history) for number in tried}, orders))
    return found


def bits(number, count):
    return [number >> place & 1 for place in range(count)]


@pytest.mark.parametrize("all_subsets", [False, True])
def test_where_things_add_up_each_gets_what_it_adds_in_every_history(all_subsets):
    worth = [3.0, -2.0, 0.5, 0.0, 10.0, -0.25]
    found = split(
        histories_of(lambda n, h: 7.0 + h + np.dot(bits(n, SIX), worth), SIX, 10, all_subsets=all_subsets),
        SIX,
    )
    assert (found.shares == np.array(worth)[:, None]).all()
    assert (found.whole == sum(worth)).all()
    tried = np.isfinite(found.alone)
    assert (found.alone[tried] == np.broadcast_to(np.array(worth)[:, None], tried.shape)[tried]).all()


def test_a_product_is_shared_equally():
    found = split(histories_of(lambda n, h: float(n == 7), 3, 4, all_subsets=True), 3)
    assert found.shares == pytest.approx(1 / 3)
    assert (found.shares.sum(axis=0) == 1.0).all()
    by_orders = split(histories_of(lambda n, h: float(n == 7), 3, 300), 3)
    three_errors = 3 * 0.236 / 300**0.5  # of two orders the first and the last get a half, the middle nothing
    assert mean_shares(by_orders) == pytest.approx([1 / 3] * 3, abs=three_errors)


def test_two_orders_and_all_subsets_agree_where_things_meet_in_pairs_at_most():
    """In an order and its reverse each pair is met from either side: what a pair brings is halved, as by Shapley."""
    draws = np.random.default_rng(5)
    one, two = draws.normal(size=SIX), draws.normal(size=(SIX, SIX))

    def game(number, history):
        there = np.array(bits(number, SIX), float)
        return float(there @ one + there @ np.triu(two, 1) @ there)

    few, every = (split(histories_of(game, SIX, 8, all_subsets=each), SIX) for each in (False, True))
    assert few.shares == pytest.approx(every.shares, abs=1e-12)


@pytest.mark.parametrize("all_subsets", [False, True])
def test_what_does_nothing_gets_exactly_nothing(all_subsets):
    def game(number, history):
        a, b, _, d = bits(number, 4)
        return 0.1 * a + 0.7 * b * d - 0.3 * a * d + history / 3

    found = split(histories_of(game, 4, 12, all_subsets=all_subsets), 4)
    assert (found.shares[2] == 0.0).all()
    assert share_of(found, 2).share.mean == 0.0


def test_things_that_do_the_same_get_the_same():
    def game(number, history):
        a, b, c = bits(number, 3)
        return (a + b) ** 2 * (1.1 + c) + history / 7

    exact = shares_of_all({number: game(number, 0) for number in range(8)}, 3)
    assert float(exact[0]) == pytest.approx(float(exact[1]), abs=1e-15)
    assert exact[2] != exact[0]


@pytest.mark.parametrize("all_subsets", [False, True])
def test_shares_add_up_to_the_whole_to_the_last_bit_in_every_history(all_subsets):
    draws = np.random.default_rng(3)
    figures = draws.normal(size=(64, 200)) * 10.0 ** draws.uniform(-6, 9, (64, 200))
    found = split(histories_of(lambda n, h: figures[n, h], SIX, 200, all_subsets=all_subsets), SIX)
    assert (found.shares.sum(axis=0) == found.whole).all()
    assert (found.shares[::-1].sum(axis=0) == found.whole).all()
    assert found.whole == pytest.approx(figures[63] - figures[0], rel=1e-9, abs=1e-4)
    means = mean_shares(found)
    assert sum(means) == sum(means[::-1])
    assert sum(means) == pytest.approx(found.whole.mean(), rel=1e-9)


def test_the_sum_of_exact_shares_is_the_difference_itself():
    figures = {number: value for number, value in enumerate([0.1, 0.7, 1e9 + 0.3, -3e-7])}
    whole = Fraction(figures[3]) - Fraction(figures[0])
    assert sum(shares_by_orders(figures, [(0, 1), (1, 0)])) == whole
    assert sum(shares_of_all(figures, 2)) == whole


def test_floats_add_up_in_any_order_and_are_hardly_off():
    parts = [Fraction(1, 3), Fraction(-2, 7), Fraction(10**9, 11), Fraction(1, 10**9)]
    found = as_floats(parts)
    sums = {sum(found[place] for place in order) for order in permutations(range(4))}
    assert len(sums) == 1
    assert found == pytest.approx([float(part) for part in parts], abs=1e9 / 11 / 2**44)
    assert as_floats([Fraction(0)] * 3) == [0.0] * 3
    assert as_floats([]) == []


def test_any_order_is_as_likely_as_another():
    times = 4000
    for count in (2, 3, 4):
        seen = Counter(orders_of_history(count, history, 9)[0] for history in range(times))
        expected = times / factorial(count)
        assert len(seen) == factorial(count)
        squares = sum((number - expected) ** 2 / expected for number in seen.values())
        assert squares < factorial(count) - 1 + 5 * (2 * (factorial(count) - 1)) ** 0.5


@pytest.mark.parametrize("count", [2, 5, 6, 9])
def test_each_is_tried_alone_and_as_the_last_about_as_often(count):
    ends = Counter()
    for history in range(20):
        forth, back = orders_of_history(count, history, 4)
        assert sorted(forth) == list(range(count))
        assert back == forth[::-1]
        ends.update((forth[0], forth[-1]))
    a_round = -(-count // 2)
    assert min(ends[thing] for thing in range(count)) >= 20 // a_round
    assert max(ends.values()) - min(ends.values()) <= 1 + (20 // a_round if count % 2 else 0) + 1


def test_a_history_needs_two_combinations_for_each_thing_but_the_first_and_two_more():
    for count in (2, 3, 6, 12):
        for history in range(5):
            tried = combinations_in(orders_of_history(count, history, 1))
            assert len(tried) == len(set(tried)) == 2 * (count - 1) + 2
    assert combinations_in(orders_of_history(1, 0, 1)) == [0, 1]


def test_orders_depend_on_the_seed_and_on_nothing_else():
    assert orders_of_history(6, 3, 1) == orders_of_history(6, 3, 1)
    seeds = {tuple(orders_of_history(6, history, seed)[0] for history in range(10)) for seed in range(30)}
    assert len(seeds) == 30


def noisy_game(seed):
    """Six things, three of which meet, and two more, in a world whose luck changes what each brings."""
    draws = np.random.default_rng(seed)
    luck = draws.normal(1.0, 0.4, (SIX, 400))

    def game(number, history):
        there = bits(number, SIX)
        own = sum(place * luck[place, history] for place in range(SIX) if there[place])
        return float(
            own + 1.2 * there[0] * there[1] * there[2] - 2.0 * there[3] * there[4] + luck[0, history]
        )

    return game


NOISY = [0.4, 1.0 + 0.4, 2.0 + 0.4, 3.0 - 1.0, 4.0 - 1.0, 5.0]
"""Shapley values of the noisy game in the mean: a third of what meets in threes, half of what meets in twos."""


def test_intervals_hold_what_is_true_in_at_least_90_of_100_seeds():
    held = np.zeros(SIX)
    for seed in range(100):
        found = split(histories_of(noisy_game(seed), SIX, 20, seed), SIX)
        for thing in range(SIX):
            share = share_of(found, thing).share
            held[thing] += bool(share.low <= NOISY[thing] + 1e-9 and share.high >= NOISY[thing] - 1e-9)
    assert (held[1:] >= 90).all()


def test_twelve_combinations_give_nearly_the_interval_of_all_64():
    """What meets in twos is met from both sides; what meets in threes costs a little."""
    """What meets in twos is met from both sides; what meets in threes costs a little where luck is not smaller."""

    def half_widths(*, all_subsets):
        found = [
            split(histories_of(noisy_game(seed), SIX, 20, seed, all_subsets=all_subsets), SIX)
            for seed in range(20)
        ]
        widths = [[float(share_of(each, thing).share.half_width) for thing in range(SIX)] for each in found]
        return np.mean(widths, axis=0)

    few, every = half_widths(all_subsets=False), half_widths(all_subsets=True)
    assert (few[3:] < 1.0001 * every[3:]).all()
    assert (few[1:3] < 1.35 * every[1:3]).all()


def test_what_depends_on_the_rest_is_told():
    def game(number, history):
        a, b, c = bits(number, 3)
        return -5.0 * a + 12.0 * a * b + 2.0 * c + 0.1 * history

    found = split(histories_of(game, 3, 12), 3)
    told = [share_of(found, thing) for thing in range(3)]
    assert [each.depends for each in told] == [True, False, False]
    assert (float(told[0].alone.mean), float(told[0].last.mean)) == pytest.approx((-5.0, 7.0))
    assert float(told[0].share.mean) == pytest.approx(1.0)
    assert told[0].tried < 12


def test_one_history_gives_shares_without_an_interval():
    found = split(histories_of(lambda n, h: float(n), 2, 1), 2)
    share = share_of(found, 0)
    assert float(share.share.mean) == 1.0
    assert np.isnan(share.share.low)
    assert not share.depends
