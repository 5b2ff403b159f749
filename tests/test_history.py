"""Months that are counted, stopped and watched."""

from __future__ import annotations

import pytest
from worlds import lived, same_bits, small_market

from tci_sim.errors import ConservationError
from tci_sim.history import History
from tci_sim.world.build_network import network_of


def test_ctrl_c_stops_a_native_run_and_what_is_left_goes_on_to_the_same_bits() -> None:
    scenario = small_market({"market.customers": 5_000, "months": 600})
    history = History(scenario, network_of(scenario), seed=1, threads=1)

    def press_ctrl_c(done: int, months: int) -> None:
        assert months == history.months
        if done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        history.advance(history.months, press_ctrl_c)
    assert 0 < history.clock < history.months
    history.advance(history.months)
    assert same_bits(history.state, lived(scenario).state) == []


def test_progress_never_goes_back_and_ends_at_the_end() -> None:
    scenario = small_market()
    told: list[int] = []
    history = History(scenario, network_of(scenario), seed=1, threads=2)
    history.advance_shared(history.months, lambda done, months: told.append(done))
    assert told == list(range(1, history.months + 1))


def test_no_month_passes_beyond_the_end() -> None:
    scenario = small_market()
    history = lived(scenario)
    before = history.state.books.ledger.balance.copy()
    history.advance(5)
    assert history.month == scenario.months
    assert (history.state.books.ledger.balance == before).all()


@pytest.mark.parametrize(
    ("group", "array", "account"), [("books", "balance", "money"), ("goods", "inventory", "goods")]
)
def test_a_world_in_which_something_is_lost_stops_and_says_what(group: str, array: str, account: str) -> None:
    scenario = small_market()
    history = History(scenario, network_of(scenario), seed=1, threads=1)
    history.advance(3)
    getattr(getattr(history.state, group), array)[-1] += 7
    with pytest.raises(ConservationError) as broken:
        history.advance(3)
    assert abs(broken.value.amount) == 7
    assert broken.value.month == 3 - scenario.burn_in
    assert account in str(broken.value)
    assert history.clock == 4
