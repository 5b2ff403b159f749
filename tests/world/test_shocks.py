"""Shocks on the timeline: nothing before their month, something from it on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import SHOCKS, lived, same_bits, small_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

MONTH = 4
TO_COME = ("future.", "changes.")


def after(months: int, shock: dict[str, Any] | None) -> Simulation:
    """A small market that many months after the burn-in."""
    changes = {
        "shocks": (shock,) if shock else (),
        "policies.tci.culture.leadership": 1.0,
        "world.requirements.lead": 0,  # else lead customers feel a change in requirements before it comes
    }
    scenario = small_market({**changes, "months": 12, "burn_in": 6})
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)
    simulation.step(6 + months)
    return simulation


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_shock_changes_nothing_before_its_month_and_something_after(kind: str) -> None:
    shock = {"kind": kind, "month": MONTH, **SHOCKS[kind]}
    if kind != "rival_entry":  # a rival that is to enter is away from the start
        assert same_bits(after(MONTH, shock).state, after(MONTH, None).state, skip=TO_COME) == []
    assert same_bits(after(MONTH + 4, shock).state, after(MONTH + 4, None).state, skip=TO_COME) != []


def measured(simulation: Simulation, name: str, firm: int = 0) -> np.ndarray[Any, Any]:
    """A measure of a firm in every month that was lived through."""
    column = [measure.name for measure in MEASURES["firm"]].index(name)
    return simulation.recording.firm[: simulation.month, firm, column]


def struck(kind: str, months: int = 12) -> tuple[Simulation, Simulation]:
    """The market with a shock, and the same without."""
    return after(months, {"kind": kind, "month": MONTH, **SHOCKS[kind]}), after(months, None)


def test_customers_ask_for_twice_as_much_while_demand_is_doubled() -> None:
    shock = {"kind": "demand_jump", "month": MONTH, **SHOCKS["demand_jump"]}
    jump, calm = after(MONTH + 1, shock).state, after(MONTH + 1, None).state
    outlets = calm.nodes.places.outlet
    assert (jump.goods.demand.total[outlets] == 2 * calm.goods.demand.total[outlets]).all()


def test_a_rival_has_no_customers_before_it_enters_and_some_after() -> None:
    shock = {"kind": "rival_entry", "month": MONTH, **SHOCKS["rival_entry"]}
    assert (after(MONTH, shock).state.customers.firm != 1).all()
    later = lived(small_market({"shocks": (shock,), "months": 36, "burn_in": 6}))
    assert (later.state.customers.firm == 1).any()


def test_a_broken_supplier_makes_nothing_and_then_recovers() -> None:
    shock = {"kind": "supplier_failure", "month": MONTH, **SHOCKS["supplier_failure"]}
    broken, mended = after(MONTH + 2, shock), after(MONTH + 5, shock)
    n = broken.network.name.index("supplier 1.1")
    assert broken.state.goods.production.made[n] == 0
    assert mended.state.goods.production.made[n] > 0


def test_who_buys_from_a_broken_supplier_delivers_less_and_owes_more_until_it_is_mended() -> None:
    shock = {"kind": "supplier_failure", "month": MONTH, "duration": 4}
    broken, calm = after(12, shock), after(12, None)
    while_broken = slice(MONTH + 1, MONTH + 4)
    assert measured(broken, "fill_rate")[while_broken].max() < measured(calm, "fill_rate")[while_broken].min()
    assert (measured(broken, "backlog") > measured(calm, "backlog"))[while_broken].all()
    assert measured(broken, "fill_rate")[-1] > measured(broken, "fill_rate")[while_broken].max()


def test_a_cut_budget_spends_its_share_of_what_it_was_and_no_other_firm_spends_less() -> None:
    cut, calm = struck("budget_cut", MONTH + 1)
    assert measured(cut, "programme_cost")[MONTH] < 0.75 * measured(calm, "programme_cost")[MONTH]
    assert measured(cut, "programme_cost", 1)[MONTH] == measured(calm, "programme_cost", 1)[MONTH]


def test_a_wave_takes_its_share_of_the_staff_at_once() -> None:
    left, calm = struck("leavers", MONTH + 1)
    heads, before = (measured(world, "headcount") for world in (left, calm))
    assert left.state.staff.left[0] >= 0.35 * before[MONTH - 1]
    assert measured(left, "member_knowledge")[MONTH] != measured(calm, "member_knowledge")[MONTH]
    assert heads[MONTH - 1] == before[MONTH - 1]


def test_a_turn_of_all_that_an_attribute_asks_for_makes_right_beliefs_wrong() -> None:
    turned, calm = struck("requirement_turn", MONTH + 1)
    service = calm.state.market.needs.attribute == list(calm.scenario.market.attributes).index("service")
    assert (turned.state.market.needs.reality[service] == -calm.state.market.needs.reality[service]).all()
    assert (turned.state.market.needs.reality[~service] == calm.state.market.needs.reality[~service]).all()
    assert (turned.state.nodes.quality.shortfall > calm.state.nodes.quality.shortfall).any()


def test_a_price_falls_to_what_is_left_of_it_and_climbs_back() -> None:
    cut, calm = struck("price_cut")
    ratio = measured(cut, "price", 1) / measured(calm, "price", 1)
    assert (ratio[:MONTH] == 1.0).all()
    assert (np.diff(ratio[MONTH : MONTH + 6]) < 0.0).all()
    assert 0.8 < ratio[MONTH + 5] < 0.9
    assert ratio[-1] > ratio[MONTH + 5] + 0.02
    assert measured(cut, "share", 1)[-1] > measured(calm, "share", 1)[-1]


def test_a_firm_that_changes_its_policy_runs_the_other_one_from_then_on() -> None:
    changed, calm = struck("policy_change")
    policy, other = changed.state.firms.policies.in_force, calm.state.firms.policies.in_force
    assert (
        policy.improvement.protection[0] == other.improvement.protection[1] != other.improvement.protection[0]
    )
    assert measured(changed, "programme_cost")[-1] < measured(calm, "programme_cost")[-1]


def test_nobody_takes_a_vacant_leader_as_a_reference() -> None:
    vacant, calm = struck("leader_loss", MONTH + 4)
    assert (vacant.state.staff.leader_tenure[0], calm.state.staff.leader_tenure[0]) == (
        -1,
        60 + 6 + MONTH + 4,
    )
    apart = vacant.state.members.culture - calm.state.members.culture
    ours = calm.state.nodes.places.firm[calm.state.members.node] == 0
    assert apart[ours][apart[ours] != 0.0].mean() < -0.005
    assert np.abs(apart[~ours]).max() < 1e-9
