"""The control of a programme: the world of the past, the same draws, and one firm without its programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from worlds import lived, same_bits, small_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import focal_seller, network_of
from tci_sim.world.steering import levers_of
from tci_sim.world.without_programme import KEPT, until_month, without_programme

BURN_IN = 6


def question(changes: Mapping[str, Any] | None = None) -> Scenario:
    return small_market({"months": 24, "burn_in": BURN_IN, "market.customers": 300, **(changes or {})})


def control(scenario: Scenario, start: int, firm: str = "ours") -> Scenario:
    return without_programme(scenario, network_of(scenario), firm, start)


def levers(scenario: Scenario, month: int, firm: str = "ours") -> Mapping[str, float]:
    """The levers of a firm in a month."""
    simulation = Simulation(scenario, seed=1, threads=1)
    simulation.step(scenario.burn_in + month)
    return levers_of(simulation.network, simulation.state, simulation.clock, firm)


def test_a_firm_goes_without_its_programme_from_the_start_and_not_before() -> None:
    scenario = question({"policies.tci.value.markup": 0.4, "policies.tci.value.investment_step": 0.0})
    without = control(scenario, 12)
    assert levers(without, 11) == levers(scenario, 11)
    common = levers(variant(scenario, {"firms.ours.policy": "common"}), 0)
    left = levers(without, 12)
    assert {path for path in left if left[path] != common[path]} == {"value.markup"}
    assert left["value.markup"] == 0.4
    assert left["improvement.time"] != levers(scenario, 12)["improvement.time"]


def test_the_levers_that_are_kept_are_levers() -> None:
    assert {f"value.{name}" for name in KEPT} <= set(levers(question({"months": 1}), 0))


def test_a_branch_is_to_the_bit_the_run_that_went_without_from_month_0_of_its_own() -> None:
    scenario = question()
    with_ = Simulation(scenario, seed=3, threads=1)
    with_.step(BURN_IN + 12)
    branched = with_.branch(control(scenario, 12))
    branched.run()
    assert same_bits(branched.state, lived(control(scenario, 12), seed=3).state) == []


def test_without_its_programme_from_month_0_a_firm_runs_the_policy_of_the_burn_in_to_the_bit() -> None:
    scenario = question({"policies.tci.value.markup": 0.25})  # prices are kept
    one, other = control(scenario, 0), variant(scenario, {"firms.ours.policy": "common"})
    assert same_bits(lived(one).state, lived(other).state, skip=("future.",)) == []


@pytest.mark.parametrize("start", [0, 12])
def test_a_firm_that_runs_the_policy_of_the_burn_in_has_nothing_to_go_without(start: int) -> None:
    scenario = question({"firms.ours.policy": "common"})
    assert control(scenario, start) is scenario


def test_later_policies_of_the_firm_are_left_out_and_those_of_all_firms_are_so_for_it_alone() -> None:
    changes = (
        {"kind": "policy_change", "month": 14, "target": "ours", "policy": "excellence"},
        {"kind": "policy_change", "month": 16, "policy": "iso9000"},
        {"kind": "policy_change", "month": 18, "target": "north", "policy": "tqm"},
    )
    still = {"policies.common.value.investment_step": 0.0}
    scenario = question({"shocks": changes, **still})
    without = control(scenario, 12)
    common = levers(control(question(still), 12), 12)
    assert all(levers(without, month) == common for month in (14, 16, 18, 20))
    assert levers(scenario, 16) != common
    for firm, month in (("north", 16), ("north", 18), ("south", 16)):
        assert levers(without, month, firm) == levers(scenario, month, firm)


def test_a_policy_that_is_given_up_in_that_very_month_is_given_up_in_the_control_too() -> None:
    gives_up = ({"kind": "policy_change", "month": 12, "target": "ours", "policy": "common"},)
    scenario = question({"shocks": gives_up})
    assert same_bits(lived(control(scenario, 12)).state, lived(scenario).state, skip=("future.",)) == []


def test_a_policy_of_the_name_of_the_control_stays_what_it_is() -> None:
    scenario = question(
        {"policies.without_programme": {"base": "none"}, "firms.north.policy": "without_programme"}
    )
    without = control(scenario, 12)
    assert without.policies["without_programme"] == scenario.policies["without_programme"]
    assert len(without.policies) == len(scenario.policies) + 1


@pytest.mark.parametrize(
    "shock",
    [
        {"kind": "rival_entry", "month": 20, "target": "north"},
        {"kind": "requirement_turn", "month": 14, "target": "service", "size": 1.0},
    ],
    ids=lambda shock: str(shock["kind"]),
)
def test_a_world_that_ends_earlier_is_the_same_until_then(shock: Mapping[str, Any]) -> None:
    scenario = question({"shocks": (shock,), "world.requirements.lead": 6})
    whole, part = lived(scenario), lived(until_month(scenario, 12))
    assert part.recording.firm.tobytes() == whole.recording.firm[:12].tobytes()
    assert part.recording.market.tobytes() == whole.recording.market[:12].tobytes()


def test_a_rival_that_nothing_links_to_the_firm_lives_the_same_life_to_the_bit() -> None:
    apart = {
        "market.captive": True,
        "network.tiers": [{"count": 6, "shared": False, "links": 1}],
        "world.satisfaction.price_in_value": 0.0,  # customers would compare prices
        "world.requirements.norm_ratchet": 0.0,  # ... ask for what others deliver
        "world.requirements.kano_decay": 0.0,  # ... and get used to it
        "policies.tci.listening.participation.share": 0.0,
    }
    scenario = question(apart)
    names, network = [measure.name for measure in MEASURES["firm"]], network_of(scenario)
    with_, without = (lived(each).recording.firm for each in (scenario, control(scenario, 12)))
    for name in network.selling_firms:
        f = network.firms.index(name)
        differ = {m for n, m in enumerate(names) if with_[:, f, n].tobytes() != without[:, f, n].tobytes()}
        if name == "ours":
            assert {"defects", "programme_cost", "own_time", "profit"} <= differ
        else:  # what an offer is worth is counted from the mean price of the market
            assert differ == {"value_customers", "value_total"}, name


def test_rivals_in_one_market_answer_what_the_firm_no_longer_does() -> None:
    scenario = question()
    rivals = [f for f, name in enumerate(network_of(scenario).selling_firms) if name != "ours"]
    with_, without = (lived(each).recording.firm[:, rivals] for each in (scenario, control(scenario, 12)))
    assert with_[:12].tobytes() == without[:12].tobytes()
    assert with_[12:].tobytes() != without[12:].tobytes()


def test_the_focal_firm_is_named_as_the_network_does() -> None:
    scenario = question()
    assert focal_seller(scenario, network_of(scenario)) == "ours"
    other = variant(scenario, {"focal_firm": "west"})
    assert focal_seller(other, network_of(other)) == "west"
