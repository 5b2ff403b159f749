"""Shocks on the timeline: nothing before their month, something from it on."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import same_bits, small_market

from tci_sim.errors import ScenarioError
from tci_sim.history import History
from tci_sim.world.build_network import network_of

SHOCKS: dict[str, dict[str, Any]] = {
    "supplier_failure": {"target": "supplier 1.1", "size": 1.0, "duration": 3},
    "demand_jump": {"size": 2.0, "duration": 3},
    "rival_entry": {"target": "north"},
    "leader_loss": {"target": "ours", "duration": 6},
    "budget_cut": {"target": "ours", "size": 0.5, "duration": 6},
    "leavers": {"target": "ours", "size": 0.4},
    "requirement_turn": {"target": "service", "size": 1.0},
}
MONTH = 4


def after(months: int, shock: dict[str, Any] | None) -> History:
    """A small market that many months after the burn-in."""
    changes = {"shocks": (shock,) if shock else (), "policies.tci.culture.leadership": 1.0}
    scenario = small_market({**changes, "months": 12, "burn_in": 6})
    history = History(scenario, network_of(scenario), seed=1, threads=1)
    history.advance(6 + months)
    return history


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_shock_changes_nothing_before_its_month_and_something_after(kind: str) -> None:
    shock = {"kind": kind, "month": MONTH, **SHOCKS[kind]}
    if kind != "rival_entry":  # a rival who is to enter is away from the start
        assert same_bits(after(MONTH, shock).state, after(MONTH, None).state, skip=("run.shock",)) == []
    assert same_bits(after(MONTH + 4, shock).state, after(MONTH + 4, None).state, skip=("run.shock",)) != []


def test_customers_ask_for_twice_as_much_while_demand_is_doubled() -> None:
    shock = {"kind": "demand_jump", "month": MONTH, **SHOCKS["demand_jump"]}
    jump, calm = after(MONTH + 1, shock).state, after(MONTH + 1, None).state
    outlets = calm.nodes.outlet
    assert (jump.goods.demand[outlets] == 2 * calm.goods.demand[outlets]).all()


def test_a_rival_has_no_customers_before_he_enters_and_some_after() -> None:
    shock = {"kind": "rival_entry", "month": MONTH, **SHOCKS["rival_entry"]}
    assert (after(MONTH, shock).state.customers.firm != 1).all()
    assert (after(12, shock).state.customers.firm == 1).any()


def test_a_broken_supplier_makes_nothing_and_then_recovers() -> None:
    shock = {"kind": "supplier_failure", "month": MONTH, **SHOCKS["supplier_failure"]}
    broken, mended = after(MONTH + 2, shock), after(MONTH + 5, shock)
    n = broken.network.name.index("supplier 1.1")
    assert broken.state.goods.made[n] == 0
    assert mended.state.goods.made[n] > 0


def test_a_shock_to_nobody_we_know_is_refused() -> None:
    with pytest.raises(ScenarioError, match="nowhere"):
        after(1, {"kind": "leavers", "month": 1, "target": "nowhere"})
