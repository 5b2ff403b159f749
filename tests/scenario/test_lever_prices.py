"""Prices of levers: none is off, each has a range within which its value lies, and each can be switched off."""

from __future__ import annotations

import pytest

from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.prices import LeverPrices
from tci_sim.scenario.quantity import Part, levers_by_cost, quantity

PRICES = {f"world.economy.{name}" for name in LeverPrices.model_fields} | {"world.economy.hour"}
PAID_BY_THE_HOUR = {
    "world.economy.survey_cost", "world.economy.interview_cost", "world.economy.complaint_cost",
    "world.economy.participation_cost", "world.economy.formation_cost",
}  # fmt: skip
"""What a unit's price paid for before there were hours: to charge both would be to charge twice."""


NOT_DRAWN = {"world.economy.standard_time"}
"""Prices of levers that no shipped policy moves: drawing them would draw other worlds in shipped studies."""


def test_every_price_is_charged_and_can_be_switched_off() -> None:
    switched = PRICES - {"world.economy.applicants"}  # how many are judged; the price is that of judging one
    assert {path for path in switched if catalogue()[path].default <= 0.0} == set()
    assert {path for path in switched if catalogue()[path].off != 0.0} == set()


def test_each_price_lies_within_a_range_that_studies_move_it_over() -> None:
    for path in PRICES:
        low, high = catalogue()[path].plausible
        assert low <= catalogue()[path].default <= high, path
        assert (low < high) == (path not in NOT_DRAWN), path


def test_nothing_is_paid_twice() -> None:
    assert {path: catalogue()[path].default for path in PAID_BY_THE_HOUR} == dict.fromkeys(
        PAID_BY_THE_HOUR, 0.0
    )


def test_levers_that_buy_the_same_share_its_price_and_any_of_them_lets_it_act() -> None:
    [through] = catalogue()["world.economy.panel_hours"].acts_through
    assert through.split(" or ") == [
        f"listening.participation.{stage}" for stage in ("share", "ideation", "development", "launch")
    ]


def test_a_cost_is_that_of_one_lever() -> None:
    class Twice(Part):
        one: float = quantity(
            0.0, (0.0, 1.0), "-", "assumed", "a test", paid_as=("survey",), cost="same_cost"
        )
        other: float = quantity(
            0.0, (0.0, 1.0), "-", "assumed", "a test", paid_as=("survey",), cost="same_cost"
        )

    with pytest.raises(ValueError, match="same_cost: must be the cost of one lever, not of one and other"):
        levers_by_cost(Twice)
