"""Levers and policies that change on the timeline: what they set, what they leave, and what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from worlds import lived, same_bits, small_market

from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tci_sim.world.lever_timeline import LEVERS, policy_at
from tci_sim.world.records import record
from tci_sim.world.steering import levers_of
from tci_sim.world.without_programme import without_programme

BURN_IN = 6
TO_COME = ("future.", "changes.")
POLICIES = tuple(small_market().policies)
TIME, INTERVIEWS = "improvement.time", "listening.review.interviews"


def question(*shocks: dict[str, Any], changes: Mapping[str, Any] | None = None) -> Scenario:
    still = {f"policies.{name}.value.investment_step": 0.0 for name in POLICIES}
    base = {"months": 20, "burn_in": BURN_IN, "market.customers": 200, **still}
    return small_market({**base, **(changes or {}), "shocks": shocks})


def levers(month: int, *, target: str | None = "ours", time: float = 0.4, **more: Any) -> dict[str, Any]:
    return {
        "kind": "lever_change",
        "month": month,
        "target": target,
        "levers": {"improvement": {"time": time}},
        **more,
    }


def policy(month: int, name: str, *, target: str | None = "ours", **more: Any) -> dict[str, Any]:
    return {"kind": "policy_change", "month": month, "target": target, "policy": name, **more}


def by_month(scenario: Scenario, lever: str = TIME, firm: str = "ours") -> list[float]:
    """A lever of a firm in each month from 0 on, as the run has it in force."""
    simulation, found = Simulation(scenario, seed=1, threads=1), []
    f = simulation.network.firms.index(firm)
    simulation.step(BURN_IN)
    while simulation.clock < simulation.months:
        simulation.step()
        at: Any = simulation.state.firms.policies.in_force[f]
        for name in lever.split("."):
            at = at[name]
        found.append(float(at))
    return found


def own(scenario: Scenario, name: str = "tci") -> float:
    return scenario.policies[name].improvement.time


def test_a_lever_changes_from_its_month_on_for_its_firm_and_no_other_lever_does() -> None:
    scenario = question(levers(5))
    usual = own(scenario)
    assert by_month(scenario) == [usual] * 5 + [0.4] * 15
    for lever, firm in ((TIME, "north"), (INTERVIEWS, "ours"), ("value.markup", "ours")):
        assert by_month(scenario, lever, firm) == by_month(question(), lever, firm)


def test_a_change_of_levers_is_to_the_bit_a_change_to_a_policy_that_differs_in_them() -> None:
    other = {**question().policies["tci"].model_dump(), "label": None}
    other["improvement"]["time"] = 0.4
    written = question(policy(5, "other"), changes={"policies.other": other})
    # who changes a policy begins a programme, of which results are expected anew
    skip = (*TO_COME, "nodes.minds.results_seen")
    assert same_bits(lived(question(levers(5))).state, lived(written).state, skip=skip) == []


def test_what_a_rule_has_moved_stays_where_a_change_does_not_name_it() -> None:
    simulation = Simulation(question(levers(5)), seed=1, threads=1)
    simulation.step(BURN_IN + 5)
    policies = simulation.state.firms.policies
    for kept in (policies.in_force, policies.paid):
        kept[0].listening.review.interviews = 0.77  # as if the yearly rule had
    simulation.step()
    for kept in (policies.in_force, policies.paid):
        assert (kept[0].improvement.time, kept[0].listening.review.interviews) == (0.4, 0.77)


def test_a_change_of_levers_that_ends_gives_back_those_of_the_policy() -> None:
    scenario = question(levers(5, duration=4))
    assert by_month(scenario) == [own(scenario)] * 5 + [0.4] * 4 + [own(scenario)] * 11


def test_a_later_change_stays_when_an_earlier_one_ends() -> None:
    outlasts = question(levers(5, duration=4), levers(7, time=0.3, duration=8))
    usual = own(outlasts)
    assert by_month(outlasts) == [usual] * 5 + [0.4] * 2 + [0.3] * 8 + [usual] * 5
    within = question(levers(5, duration=8), levers(7, time=0.3, duration=2))
    assert by_month(within) == [usual] * 5 + [0.4] * 2 + [0.3] * 2 + [0.4] * 4 + [usual] * 7
    for_good = question(levers(5, duration=4), levers(7, time=0.3))
    assert by_month(for_good) == [usual] * 5 + [0.4] * 2 + [0.3] * 13


def test_a_policy_that_comes_into_force_meanwhile_is_not_given_up_when_levers_return() -> None:
    scenario = question(levers(5, duration=6), policy(8, "command_and_control"))
    changed = own(scenario, "command_and_control")
    assert by_month(scenario) == [own(scenario)] * 5 + [0.4] * 3 + [changed] * 12


def test_of_two_changes_in_one_month_the_one_written_last_counts() -> None:
    one, other = levers(5, time=0.3), policy(5, "command_and_control")
    assert by_month(question(one, other))[5:] == [own(question(), "command_and_control")] * 15
    assert by_month(question(other, one))[5:] == [0.3] * 15


def test_a_policy_for_some_months_is_to_the_bit_a_change_there_and_back() -> None:
    for_a_while = question(policy(5, "tqm", duration=4))
    there_and_back = question(policy(5, "tqm"), policy(9, "tci"))
    assert same_bits(lived(for_a_while).state, lived(there_and_back).state, skip=TO_COME) == []


def test_when_all_firms_change_for_a_while_each_returns_to_its_own_policy() -> None:
    scenario = question(policy(5, "tqm", target=None, duration=4))
    for firm in scenario.firms:
        usual = own(scenario, scenario.firms[firm].policy)
        assert by_month(scenario, firm=firm) == [usual] * 5 + [own(scenario, "tqm")] * 4 + [usual] * 11


def test_levers_of_all_who_sell_change_and_those_of_suppliers_where_they_are_named() -> None:
    scenario = question(levers(5, target=None), levers(6, time=0.25, target="supplier 1.2"))
    assert all(by_month(scenario, firm=firm)[5:] == [0.4] * 15 for firm in scenario.firms)
    common = own(scenario, "common")
    assert by_month(scenario, firm="supplier 1.1") == [common] * 20
    assert by_month(scenario, firm="supplier 1.2") == [common] * 6 + [0.25] * 14


def test_levers_whose_effects_are_off_are_paid_for_and_those_that_are_off_are_not() -> None:
    effects = question(levers(5), changes={"policies.tci.effects_only": ("improvement.time",)})
    off = question(levers(5), changes={"off": ("improvement.time",)})
    for scenario, in_force, paid in ((effects, 0.0, 0.4), (off, 0.0, 0.0)):
        policies = lived(scenario).state.firms.policies
        assert policies.in_force[0].improvement.time == in_force
        assert policies.paid[0].improvement.time == paid


def test_a_policy_by_the_timeline_is_what_the_run_has_in_force() -> None:
    scenario = question(
        levers(5, duration=6), policy(8, "iso9000", duration=6), levers(10, time=0.1, duration=9)
    )
    network = network_of(scenario)
    laid = [policy_at(scenario, network, month, 0).improvement.time for month in range(20)]
    assert by_month(scenario) == laid
    assert len(set(laid)) == 4


def test_levers_of_next_month_are_told_before_it() -> None:
    simulation = Simulation(question(levers(5, duration=4)), seed=1, threads=1)
    simulation.step(BURN_IN + 5)
    assert levers_of(simulation.network, simulation.state, simulation.clock, "ours")[TIME] == 0.4
    simulation.step(4)
    assert simulation.levers("ours")[TIME] == own(simulation.scenario)


def test_levers_set_by_hand_stay_when_an_earlier_change_ends() -> None:
    simulation = Simulation(question(levers(5, duration=4)), seed=1, threads=1)
    simulation.step(BURN_IN + 7)
    simulation.set_levers("ours", {INTERVIEWS: 0.5})
    simulation.run()
    in_force = simulation.state.firms.policies.in_force[0]
    assert (in_force.improvement.time, in_force.listening.review.interviews) == (0.4, 0.5)
    assert same_bits(simulation.state, lived(simulation.scenario).state) == []


@pytest.mark.parametrize(
    "shock", [levers(5, duration=10), levers(14, target=None), policy(5, "tqm", duration=10), levers(15)]
)
def test_a_firm_that_goes_without_its_programme_gets_none_back_and_takes_up_no_lever(
    shock: dict[str, Any],
) -> None:
    scenario = question(shock)
    without = without_programme(scenario, network_of(scenario), "ours", 12)
    assert by_month(without)[:12] == by_month(scenario)[:12]
    assert by_month(without)[12:] == [own(scenario, "common")] * 8
    assert by_month(without, firm="north") == by_month(scenario, firm="north")


def test_a_policy_of_the_burn_in_for_a_while_gives_no_programme_back_to_who_goes_without() -> None:
    scenario = question(
        policy(5, "common", duration=10), changes={"policies.common.value.investment_step": 0.0}
    )
    without = without_programme(scenario, network_of(scenario), "ours", 8)
    assert by_month(without)[5:] == [own(scenario, "common")] * 15
    assert by_month(scenario)[15:] == [own(scenario)] * 5


def test_levers_are_numbers_of_eight_bytes_in_the_order_of_their_record() -> None:
    kept = record(question().policies["tci"])
    assert kept.view(np.int64).shape == (len(LEVERS),)
    place = LEVERS.index(TIME)
    assert kept.view(np.float64)[place] == kept[0].improvement.time
