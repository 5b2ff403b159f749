"""Intervals hold what they promise; pairs, many questions and break-even are worked by hand."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.statistics.paired import (
    FEWEST_RESAMPLED,
    TOO_ALIKE,
    TOO_FEW,
    BootstrapError,
    apart_since,
    bootstrap_interval,
    crossed_interval,
    holm,
    p_value,
    student_interval,
    variance_reduction,
)

numbers = st.floats(-1e6, 1e6)


def test_a_student_interval_is_the_one_of_the_textbook():
    # Student (1908), table of Cushny & Peebles (1905): extra hours of sleep, two drugs, ten patients
    extra = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    found = student_interval(extra)
    assert float(found.mean) == pytest.approx(1.58)
    assert float(found.low) == pytest.approx(0.7001142, abs=1e-6)
    assert float(found.high) == pytest.approx(2.4598858, abs=1e-6)
    assert p_value(extra) == pytest.approx(0.002833, abs=1e-6)


def test_95_of_100_student_intervals_hold_the_mean_of_normal_differences():
    found = student_interval(np.random.default_rng(7).normal(3.0, 2.0, (12, 20_000)))
    held = np.mean((found.low <= 3.0) & (found.high >= 3.0))
    assert held == pytest.approx(0.95, abs=0.005)


def test_of_20_skewed_differences_the_bootstrap_holds_the_mean_more_often_than_student():
    drawn = np.random.default_rng(8).exponential(size=(20, 1_500))
    students = student_interval(drawn)
    held = np.mean((students.low <= 1.0) & (students.high >= 1.0))
    found = [bootstrap_interval(drawn[:, k], resamples=1_000, seed=k) for k in range(drawn.shape[1])]
    bootstrapped = np.mean([each.low <= 1.0 <= each.high for each in found])
    assert held == pytest.approx(0.92, abs=0.02)
    assert bootstrapped == pytest.approx(0.95, abs=0.015)
    assert bootstrapped > held


def test_a_bootstrap_interval_is_the_same_every_time_and_moves_with_its_seed():
    drawn = np.random.default_rng(9).normal(size=15)
    first, again, other = (bootstrap_interval(drawn, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert float(first.low) == pytest.approx(float(student_interval(drawn).low), abs=0.2)


@given(arrays(np.float64, st.integers(2, 30), elements=numbers), st.floats(-1e5, 1e5))
def test_what_all_pairs_share_moves_the_interval_and_not_its_width(differences, shift):
    plain, moved = student_interval(differences), student_interval(differences + shift)
    assert float(moved.half_width) == pytest.approx(float(plain.half_width), rel=1e-6, abs=1e-6)
    assert float(moved.mean - plain.mean) == pytest.approx(shift, abs=1e-6)


def test_one_pair_has_a_mean_and_no_interval():
    found = student_interval(np.array([4.0]))
    assert float(found.mean) == 4.0
    assert np.isnan(found.half_width)
    assert np.isnan(p_value(np.array([4.0])))


@pytest.mark.parametrize("pairs", range(FEWEST_RESAMPLED))
def test_few_pairs_are_not_resampled_and_the_error_says_how_many_it_takes(pairs):
    with pytest.raises(
        BootstrapError, match=f"needs at least 10 pairs, not {pairs}; use Student's"
    ) as refused:
        bootstrap_interval(np.arange(float(pairs)))
    assert refused.value.reason == TOO_FEW


def test_of_enough_pairs_no_interval_is_many_times_as_wide_as_students():
    random = np.random.default_rng(3)
    wide = []
    for draw in (
        random.normal,
        random.exponential,
        lambda size: (random.random(size) < 0.3) + 0.001 * random.normal(size=size),
    ):
        for pairs in (10, 20):
            for _ in range(60):
                seen = draw(size=pairs)
                with contextlib.suppress(BootstrapError):
                    wide.append(
                        float(bootstrap_interval(seen).half_width / student_interval(seen).half_width)
                    )
    assert max(wide) < 6.0
    assert len(wide) > 240


@pytest.mark.parametrize("rest", [0.0, 1e-3])
def test_pairs_of_which_nearly_all_are_alike_are_not_resampled(rest):
    seen = np.array([160.0] + 14 * [0.0]) + rest * np.sin(np.arange(15))
    with pytest.raises(BootstrapError, match="Nearly all of the 15 pairs are alike") as refused:
        bootstrap_interval(seen)
    assert refused.value.reason == TOO_ALIKE
    with using_language("zh-Hant"):
        assert str(refused.value).startswith("15 組中幾乎全部相同")


@pytest.mark.parametrize("given", [{"resamples": 1.5}, {"resamples": True}, {"seed": "1"}, {"seed": None}])
def test_resamples_and_their_seed_are_whole_numbers(given):
    with pytest.raises(InputError, match="must be a whole number"):
        bootstrap_interval(np.arange(12.0), **given)


def test_what_rounding_leaves_is_no_variance():
    ours = np.array([0.1, 0.2, 0.7]) * 1e9
    assert variance_reduction(ours, ours + np.array([1e-7, 0.0, 1e-7])) == np.inf
    assert variance_reduction(ours, ours + np.array([1.0, 0.0, 1.0])) < 1e20


def test_no_pair_says_nothing():
    assert np.isnan(student_interval(np.zeros(0)).mean)
    assert np.isnan(student_interval(np.zeros((0, 3))).low).all()


def test_pairs_that_are_equal_have_a_difference_of_nothing_for_certain():
    for found in (student_interval(np.zeros(12)), bootstrap_interval(np.zeros(12))):
        assert (float(found.low), float(found.high)) == (0.0, 0.0)
    assert p_value(np.zeros(5)) == 1.0
    assert p_value(np.ones(5)) == 0.0


def test_each_month_has_an_interval_of_its_own():
    drawn = np.random.default_rng(3).normal(size=(9, 4))
    found = student_interval(drawn)
    alone = student_interval(drawn[:, 2])
    assert found.low.shape == (4,)
    assert (found.low[2], found.high[2]) == pytest.approx((float(alone.low), float(alone.high)))


def test_holm_is_the_one_worked_by_hand():
    # by hand: 4 x .01, 3 x .02, 2 x .03 and 1 x .04, none below the one before
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.04, 0.01, 0.9]) == pytest.approx([0.08, 0.03, 0.9])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_keeps_the_order_and_lies_between_nothing_and_bonferroni(values):
    found = holm(values)
    assert all(
        p <= q + 1e-12 and q <= min(1.0, p * len(values)) + 1e-12 for p, q in zip(values, found, strict=True)
    )
    ranked = [found[i] for i in np.argsort(values, kind="stable")]
    assert ranked == sorted(ranked)


def test_what_could_not_be_tested_is_not_counted():
    found = holm([0.02, float("nan"), 0.03])
    assert found[0] == pytest.approx(0.04)
    assert np.isnan(found[1])


def test_pairing_gains_by_how_much_the_pairs_share():
    # luck of variance 9 in common, 1 of their own each: (10 + 10) / (1 + 1) = 10
    random = np.random.default_rng(4)
    shared = 3.0 * random.normal(size=200_000)
    ours, reference = (shared + random.normal(size=200_000) for _ in range(2))
    assert variance_reduction(ours, reference) == pytest.approx(10.0, rel=0.02)
    assert variance_reduction(ours, np.roll(reference, 1)) == pytest.approx(1.0, rel=0.02)


def test_pairs_that_move_as_one_gain_without_end_and_equal_ones_say_nothing():
    ours = np.array([1.0, 2.0, 4.0])
    assert variance_reduction(ours, ours - 1.0) == float("inf")
    assert np.isnan(variance_reduction(np.ones(3), np.zeros(3)))
    assert np.isnan(variance_reduction(np.ones(1), np.zeros(1)))


def test_intervals_over_worlds_and_shared_random_numbers_hold_the_mean_as_often_as_they_say():
    random, held, narrow = np.random.default_rng(5), 0, 0
    for _ in range(400):
        worlds, luck = random.normal(size=(30, 1)), random.normal(scale=0.7, size=(1, 6))
        each = worlds + luck + random.normal(scale=0.5, size=(30, 6))
        found = crossed_interval(each)
        held += found.low <= 0.0 <= found.high
        by_world = student_interval(each.mean(axis=1))
        narrow += by_world.low <= 0.0 <= by_world.high
    assert 0.92 < held / 400 < 0.98
    assert narrow / 400 < 0.85  # worlds alone leave out what luck does to all of them


def test_of_thousands_of_pairs_the_two_intervals_are_one():
    many = np.random.default_rng(1).exponential(size=2_001)
    assert bootstrap_interval(many) == student_interval(many)
    few = many[:2_000]
    ends = [float(x) for x in bootstrap_interval(few)]
    assert ends == pytest.approx([float(x) for x in student_interval(few)], abs=0.005)


def test_with_one_replication_or_one_world_it_is_students_interval():
    values = np.array([1.0, 2.0, 4.0, 3.0])
    plain = student_interval(values)
    for found in (crossed_interval(values[:, None]), crossed_interval(values[None])):
        assert found[:3] == pytest.approx(tuple(map(float, (plain.mean, plain.low, plain.high))))
        assert found.p_value == pytest.approx(p_value(values))
    assert np.isnan(crossed_interval(values[:1, None]).low)
    assert np.isnan(crossed_interval(np.zeros((0, 2))).mean)
    assert crossed_interval(np.ones((3, 2)))[1:] == (1.0, 1.0, 0.0)


def test_differences_are_apart_from_the_step_after_the_last_that_held_zero_or_lay_on_the_other_side():
    up, down, both = [1.0, 1.1], [-1.0, -1.1], [-1.0, 1.0]
    steps = {
        "never": [up, up, both],
        "at once": [up, up, up],
        "late": [both, up, up],
        "turned": [up, down, down],
    }
    found = {name: apart_since(np.array(each).T) for name, each in steps.items()}
    assert found == {"never": None, "at once": 0, "late": 1, "turned": 1}


def test_what_never_differs_is_never_apart():
    assert apart_since(np.zeros((4, 3))) is None
    assert apart_since(np.zeros((4, 0))) is None
    assert apart_since(np.ones((1, 3))) is None  # one pair has no interval
