"""Prices of levers: off by default, and fixed values at which they are on."""

from __future__ import annotations

from worlds import small_market

from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.prices import ON, RANGES, LeverPrices


def test_every_price_is_off_by_default_and_has_one_value_at_which_it_is_on() -> None:
    new = {f"world.economy.{name}" for name in LeverPrices.model_fields} | {"world.economy.hour"}
    switched = new - {"world.economy.applicants"}
    assert {path for path in switched if catalogue()[path].default != 0.0} == set()
    assert switched <= set(ON)
    assert {path for path in switched if ON[path] == 0.0} == set()


def test_each_value_lies_in_the_range_over_which_it_is_to_be_moved() -> None:
    assert set(RANGES) == {*LeverPrices.model_fields, "hour"}
    for name, (low, high) in RANGES.items():
        path = f"world.economy.{name}"
        value = ON.get(path, catalogue()[path].default)
        assert low <= value <= high, path


def test_all_prices_can_be_turned_on_at_once() -> None:
    assert small_market(dict(ON)).world.economy.hour == 0.28
