"""A range gives the value at a share of the way through it: its quantiles are those of the distribution it names."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.designs.range_forms import grid_values, range_of
from tci_sim.designs.ranges import Choice, LogRange, NormalRange, Range, TriangularRange
from tci_sim.scenario.explain import catalogue

WEIGHT = catalogue()["world.choice.price_weight"]
LEAD = catalogue()["world.requirements.lead"]
FRIENDS = catalogue()["market.friends"]
SHARES = st.floats(0, 1)


def middles(found, count=2000):
    return np.array([found.at((n + 0.5) / count) for n in range(count)])


@given(SHARES)
def test_no_range_gives_what_lies_outside_its_ends(u):
    for found in (
        Range(1, 3), LogRange(1, 3), TriangularRange(1, 3, mode=2.5), NormalRange(1, 3, mean=1.2, sd=1.5),
        NormalRange(1, 3, 0.5, mean=1.2, sd=1.5), LogRange(1, 3, 1.0, True),
    ):  # fmt: skip
        assert 1 <= found.at(u) <= 3


@given(SHARES, SHARES)
def test_a_larger_share_of_the_way_gives_no_smaller_value(u, v):
    for found in (LogRange(1, 3), TriangularRange(1, 3, mode=2.5), NormalRange(1, 3, mean=1.2, sd=1.5)):
        assert found.at(min(u, v)) <= found.at(max(u, v))


def test_a_normal_range_has_its_mean_and_its_spread_where_little_is_cut_off():
    drawn = middles(NormalRange(0, 50, mean=20, sd=3))
    assert drawn.mean() == pytest.approx(20, abs=0.01)
    assert drawn.std() == pytest.approx(3, rel=0.01)


def test_a_normal_range_is_cut_at_its_ends_and_what_is_left_keeps_its_shape():
    found, whole = NormalRange(1, 3, mean=2.5, sd=1), NormalDist(2.5, 1)
    below, above = whole.cdf(1), whole.cdf(3)
    for u in (0.1, 0.5, 0.9):
        assert found.at(u) == pytest.approx(whole.inv_cdf(below + u * (above - below)), abs=1e-4)
    assert (found.at(0.0), found.at(1.0)) == pytest.approx((1, 3), abs=1e-4)


def test_morris_stays_in_the_middle_of_a_normal_range():
    found = NormalRange(0, 50, mean=20, sd=3).without_tails()
    assert (found.at(0.0), found.at(1.0)) == pytest.approx((20 - 2.5758 * 3, 20 + 2.5758 * 3), abs=0.01)


def test_a_triangular_range_is_worked_by_hand():
    found = TriangularRange(0, 10, mode=5)
    assert [found.at(u) for u in (0.0, 0.125, 0.5, 0.875, 1.0)] == pytest.approx([0, 2.5, 5, 7.5, 10])
    assert TriangularRange(0, 10, mode=0).at(0.75) == pytest.approx(5)
    assert TriangularRange(0, 10, mode=10).at(0.25) == pytest.approx(5)


def test_a_logarithmic_range_has_its_geometric_mean_in_the_middle():
    found = LogRange(0.01, 100)
    assert [found.at(u) for u in (0.0, 0.25, 0.5, 1.0)] == pytest.approx([0.01, 0.1, 1, 100])


@pytest.mark.parametrize(
    ("parameter", "asked", "values"),
    [
        (WEIGHT, {"low": 1, "high": 3, "step": 0.5}, {1.0, 1.5, 2.0, 2.5, 3.0}),
        (WEIGHT, {"low": 1, "high": 3, "integer": True}, {1, 2, 3}),
        (LEAD, {"low": 1, "high": 6}, {1, 2, 3, 4, 5, 6}),
        (FRIENDS, {"low": 2, "high": 8}, {2, 4, 6, 8}),
        (FRIENDS, {"low": 2, "high": 10, "step": 4}, {2, 6, 10}),
    ],
)
def test_steps_are_equally_likely(parameter, asked, values):
    drawn = middles(range_of(parameter, asked), 60 * len(values))
    assert set(drawn.tolist()) == values
    assert all(np.count_nonzero(drawn == value) == 60 for value in values)


@pytest.mark.parametrize(
    "asked",
    [
        {"mean": 3, "sd": 1, "low": 1, "high": 6},
        {"low": 1, "mode": 3, "high": 6},
        {"low": 1, "high": 6, "scale": "log"},
    ],
)
def test_a_whole_number_is_drawn_whole_from_every_form_of_range(asked):
    drawn = [range_of(LEAD, asked).at(u) for u in np.linspace(0, 1, 200).tolist()]
    assert {type(value) for value in drawn} == {int}
    assert set(drawn) == {1, 2, 3, 4, 5, 6}
    assert drawn.count(3) > drawn.count(6)


def test_a_normal_range_without_ends_is_cut_at_what_the_schema_allows():
    found = range_of(catalogue()["culture.autonomy"], {"mean": 0.9, "sd": 0.3})
    assert (found.low, found.high) == (0.0, 1.0)
    assert 0.9 < found.at(0.999) <= 1.0


def test_weights_say_how_often_each_value_comes():
    found = Choice(("a", "b", "c"), (1.0, 2.0, 1.0))
    drawn = [found.at((n + 0.5) / 40) for n in range(40)]
    assert [drawn.count(each) for each in "abc"] == [10, 20, 10]
    assert (found.at(0.0), found.at(1.0)) == ("a", "c")


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"low": 1, "high": 3, "points": 3}, (1, 2, 3)),
        ({"low": 1, "high": 100, "scale": "log", "points": 3}, (1, 10, 100)),
        ({"low": 1, "high": 3, "step": 1}, (1, 2, 3)),
        ({"low": 0, "high": 0.3, "step": 0.1}, (0, 0.1, 0.2, 0.3)),
        ({"low": 0, "mode": 5, "high": 10, "points": 1 + 1}, (10 * math.sqrt(0.125), 10 - 10 * math.sqrt(0.125))),
        ({"mean": 5, "sd": 1, "low": 0, "high": 10, "points": 2}, (5 - 0.6745, 5 + 0.6745)),
        ({"values": (1, "many")}, (1, "many")),
        ({"low": 1, "high": 3}, ()),
    ],
)  # fmt: skip
def test_a_grid_tries_steps_values_or_as_many_points_as_are_asked_for(asked, values):
    found = grid_values(range_of(WEIGHT, asked), asked)
    if "many" in values:
        assert found == values
    else:
        assert found == pytest.approx(values, abs=1e-3)
