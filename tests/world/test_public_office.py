"""A world in which customers cannot leave and do not pay: nothing tells what has no meaning."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import lived, same_bits, small_market

from tci_sim.engine import accounts, ledger
from tci_sim.engine.measures.columns import MEASURES, WITHOUT_CHOICE, WITHOUT_PRICE
from tci_sim.engine.state.sums import Sum
from tci_sim.simulation import Simulation

NAMES = [measure.name for measure in MEASURES["firm"]]
SEGMENT = [measure.name for measure in MEASURES["segment"]]

NO_OCCASION = {"repurchase", "repurchase_low", "repurchase_middle", "repurchase_high"}
"""What nobody can tell here: customers have no occasion at which they all choose anew."""


@pytest.fixture(scope="module")
def market() -> Simulation:
    return lived(small_market())


@pytest.fixture(scope="module")
def captive() -> Simulation:
    return lived(small_market({"market.captive": True}))


@pytest.fixture(scope="module")
def free() -> Simulation:
    return lived(small_market({"market.priced": False}))


def untold(simulation: Simulation) -> set[str]:
    """Measures of firms that were not told in any month of any firm."""
    missing = np.isnan(simulation.recording.firm)
    assert (missing.all(axis=(0, 1)) | ~missing.any(axis=(0, 1))).all()
    return {name for name, gone in zip(NAMES, missing.all(axis=(0, 1)), strict=True) if gone}


def test_nobody_who_is_captive_ever_moves(captive: Simulation) -> None:
    start = small_market({"market.captive": True, "months": 1, "burn_in": 0})
    assert (captive.state.customers.firm == lived(start).state.customers.firm).all()
    assert captive.state.sums.by_segment[Sum.LEFT].sum() == captive.state.sums.by_segment[Sum.WON].sum() == 0


def test_what_says_nothing_of_captive_customers_is_empty_for_the_market_firms_and_segments(
    captive: Simulation, market: Simulation
) -> None:
    assert untold(market) == NO_OCCASION
    assert untold(captive) == WITHOUT_CHOICE
    assert {
        name for name, gone in zip(NAMES, np.isnan(captive.recording.market[-1]), strict=True) if gone
    } == (WITHOUT_CHOICE)
    told = np.isnan(captive.recording.segment).all(axis=(0, 1, 2))
    assert {name for name, gone in zip(SEGMENT, told, strict=True) if gone} == WITHOUT_CHOICE & set(SEGMENT)


def test_without_a_price_society_pays_what_is_sold_and_customers_nothing(free: Simulation) -> None:
    books, organisations = free.state.books, len(free.state.firms.costs.price)
    takings = books.ledger.statement[: len(free.state.firms.standing.open), accounts.SALES].sum()
    assert takings > 0
    assert books.ledger.balance[ledger.customers_holder(organisations)] == 0
    assert books.ledger.statement[ledger.society_holder(organisations), accounts.SALES] == -takings
    assert books.ledger.balance.sum() == 0


def test_without_a_price_no_price_moves_and_none_is_reported_but_those_of_suppliers_are(
    free: Simulation,
) -> None:
    selling = len(free.state.firms.standing.open)
    assert (free.state.firms.costs.price[:selling] == free.scenario.world.economy.price).all()
    assert (free.state.firms.costs.price[selling:] != free.scenario.world.economy.price).all()
    assert untold(free) == WITHOUT_PRICE | NO_OCCASION
    assert not np.isnan(free.recording.supplier).any()


def test_what_society_pays_is_taken_from_its_account_of_value(free: Simulation) -> None:
    society = NAMES.index("value_society")
    revenue = free.recording.firm[:, :, NAMES.index("revenue")]
    assert (free.recording.firm[:, :, society] < -0.9 * revenue)[revenue > 0.0].all()


def test_a_price_moves_nobody_where_nobody_pays() -> None:
    cheap, dear = (
        lived(small_market({"market.priced": False, "world.choice.price_weight": weight}))
        for weight in (1.0, 5.0)
    )
    assert same_bits(cheap.state, dear.state) == []
