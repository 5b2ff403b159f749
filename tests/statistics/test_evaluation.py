"""Estimators of evaluations: by hand, by what they must not see, and by how often their intervals hold the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tci_sim.statistics.evaluation import (
    ESTIMATORS,
    NEVER,
    YEAR,
    Design,
    before_after,
    by_year,
    estimate,
    jackknife,
    matched,
    not_yet,
    two_way,
    years_since,
)

WITH_CONTROLS = [name for name in ESTIMATORS if name != "before_after"]
MONTHS = 60


def staggered(units: int = 8, seed: int = 1) -> Design:
    """Half of the units adopt, in months 12, 24, 36 in turn."""
    adopted = np.full(units, NEVER)
    adopted[: units // 2] = np.resize([12, 24, 36], units // 2)
    return Design(adopted, np.random.default_rng(seed).normal(size=(2, units, MONTHS)))


@pytest.mark.parametrize("name", WITH_CONTROLS)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_what_differs_between_units_or_between_months_alone_is_not_seen(name, seed):
    design, draws = staggered(seed=seed), np.random.default_rng(seed)
    outcomes = draws.normal(size=(8, 1)) * 10 + draws.normal(size=MONTHS) * 10 + 2.0 * design.treated
    assert estimate(ESTIMATORS[name](design), outcomes) == pytest.approx(2.0)


def test_before_and_after_takes_a_trend_for_an_effect():
    design = staggered()
    found = estimate(before_after(design), np.tile(np.arange(MONTHS, dtype=float), (8, 1)))
    months = [month - start + (YEAR + 1) / 2 for start in (12, 24, 36, 12) for month in range(start, MONTHS)]
    assert found == pytest.approx(np.mean(months))


@pytest.mark.parametrize("name", ["before_after", "event_study", "not_yet", "matched"])
def test_effects_that_grow_are_found_as_their_mean(name):
    design = staggered()
    effect = np.where(design.treated, 1.0 + years_since(design) % NEVER, 0.0)
    assert estimate(ESTIMATORS[name](design), effect) == pytest.approx(effect[design.treated].mean())


def test_two_way_fixed_effects_find_too_little_of_effects_that_grow_where_units_adopt_one_after_another():
    design = staggered()
    effect = np.where(design.treated, 1.0 + years_since(design) % NEVER, 0.0)
    assert estimate(two_way(design), effect) < effect[design.treated].mean() - 0.2
    at_once = Design(np.where(design.adopted == NEVER, NEVER, 24), design.traits)
    same = np.where(at_once.treated, 1.0 + years_since(at_once) % NEVER, 0.0)
    assert estimate(two_way(at_once), same) == pytest.approx(same[at_once.treated].mean())


def test_two_way_fixed_effects_of_two_groups_and_two_times_are_a_difference_of_differences():
    design = Design(np.array([24, NEVER, NEVER]), np.zeros((1, 3, 48)))
    outcomes = np.random.default_rng(3).normal(size=(3, 48))
    late, early = outcomes[:, 24:].mean(axis=1), outcomes[:, :24].mean(axis=1)
    change = late - early
    assert estimate(two_way(design), outcomes) == pytest.approx(change[0] - change[1:].mean())


def test_those_who_adopt_later_are_controls_until_they_do():
    design = Design(np.array([12, 13, NEVER]), np.zeros((1, 3, 14)))
    outcomes = np.zeros((3, 14))
    outcomes[:, 12] = 6.0, 2.0, 0.0  # the second is a control of the first in month 12: 6 - 1
    outcomes[:, 13] = 6.0, 9.0, 4.0  # and not in month 13: 6 - 4
    second = 9.0 - 2.0 / YEAR - 4.0  # less its own year before, of which month 12 is a part
    assert estimate(not_yet(design), outcomes) == pytest.approx((5.0 + 2.0 + second) / 3)


def test_a_unit_is_matched_with_the_one_that_was_most_like_it_in_the_year_before():
    traits = np.zeros((2, 4, 14))
    traits[0] = np.array([1.0, 5.0, 1.1, 0.0])[:, None]
    traits[0, 1, 12:] = 1.0  # alike too late
    traits[1] = np.array([2.0, 2.0, 2.0, 9.0])[:, None]
    weights = matched(Design(np.array([12, NEVER, NEVER, NEVER]), traits))
    assert (weights[2, 12:] == -0.5).all()
    assert not weights[[1, 3]].any()


def test_an_event_study_says_nothing_of_the_year_before_and_finds_each_year():
    design = staggered()
    years = years_since(design)
    effect = np.where(design.treated, 10.0 * (years % NEVER) + 5.0, 0.0)
    found = by_year(design, effect)
    assert found[-1] == 0.0
    assert [found[year] for year in (-3, -2)] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert [found[year] for year in range(4)] == pytest.approx([5.0, 15.0, 25.0, 35.0])


def test_the_interval_of_one_who_adopts_has_no_ends():
    design = Design(np.array([12, NEVER, NEVER]), np.zeros((1, 3, 24)))
    mean, low, high = jackknife(two_way, design, np.random.default_rng(1).normal(size=(3, 24)))
    assert np.isfinite(mean)
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize("estimator", [two_way, not_yet], ids=lambda each: each.__name__)
def test_intervals_hold_the_truth_about_as_often_as_they_say(estimator):
    """Months of a unit hang together here, which an interval that took them as independent would miss."""
    design, draws, held, studies = staggered(10), np.random.default_rng(11), 0, 80
    for _ in range(studies):
        shocks = draws.normal(size=(10, MONTHS))
        for month in range(1, MONTHS):
            shocks[:, month] += 0.9 * shocks[:, month - 1]
        _, low, high = jackknife(estimator, design, shocks + 1.0 * design.treated)
        held += int(low <= 1.0 <= high)
    assert 0.88 <= held / studies <= 1.0
