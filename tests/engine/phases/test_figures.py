"""What is no number is found before it is added up, and the run says where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import small_market

from tci_sim.engine.measures.columns import DECLARED
from tci_sim.engine.state.books import Figure
from tci_sim.errors import ConservationError
from tci_sim.simulation import Simulation


def broken(group: str, name: str, where: Any, value: float) -> Simulation:
    """A small market in its burn-in, in which one figure is set to what it cannot be."""
    simulation = Simulation(small_market({"months": 2, "burn_in": 2}), seed=1, threads=2)
    simulation.step(1)
    whole = simulation.state
    for part in group.split("."):
        whole = getattr(whole, part)
    getattr(whole, name)[where] = value
    return simulation


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e9])
@pytest.mark.parametrize("name", ["satisfaction", "image", "will"])
def test_a_customer_whose_figure_cannot_be_counted_is_named(name: str, value: float) -> None:
    simulation = broken("customers", name, (0, 17) if name == "will" else 17, value)
    with pytest.raises(ConservationError, match="customer number 18") as caught:
        simulation.run()
    assert caught.value.month == -1
    assert "第 18 位顧客" in caught.value.text("zh-Hant")
    assert caught.value.amount is None


def test_customers_shared_out_among_threads_are_named_too() -> None:
    simulation = broken("customers", "satisfaction", 599, np.nan)
    with pytest.raises(ConservationError, match="customer satisfaction of customer number 600"):
        simulation.step_shared(1)


@pytest.mark.parametrize(
    ("group", "name", "where", "said"),
    [
        ("nodes.competence", "know_how", 3, "of node supplier 1.4"),
        ("nodes.work", "capability_gain", 3, "capability of node supplier 1.4"),
        ("firms.costs", "experience", 0, "of ours"),
        ("firms.standing", "reputation", (1, 0), "reputation of north"),
        ("goods.demand", "exogenous", 3, "demand of node supplier 1.4"),
    ],
)
def test_a_figure_that_is_no_number_is_named_with_its_holder(
    group: str, name: str, where: Any, said: str
) -> None:
    with pytest.raises(ConservationError) as caught:
        broken(group, name, where, np.nan).run()
    assert said in str(caught.value)
    assert "is not a number, or is too large to be counted" in str(caught.value)


def test_money_that_is_too_large_to_be_counted_is_named() -> None:
    with pytest.raises(ConservationError, match="money of "):
        broken("nodes.places", "wage", 3, 1 << 58).run()


def test_stock_below_nothing_is_named() -> None:
    simulation = broken("goods.demand", "waiting", 0, 0)
    production = simulation.state.goods.production
    for kept in (production.made_total, production.inventory):
        kept[3] -= 10**15  # the books close
    with pytest.raises(ConservationError, match=r"node supplier 1\.4, which cannot be below 0"):
        simulation.run()


def test_every_figure_is_named_as_a_measure_is() -> None:
    assert [figure.name for figure in Figure if figure.name.lower() not in DECLARED] == []
