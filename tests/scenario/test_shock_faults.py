"""A shock that hits nobody, or cannot be as large or as long, is refused where it stands; what users write is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from faulty_scenarios import SHOCKS

from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_network import network_of
from tci_sim.world.future import NUMBERS, future_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BASE = f"reason: to be hit\nbase: {SCENARIOS / 'baseline.yaml'}\nshocks:\n"


def faults_of(tmp_path: Path, shock: str) -> list[str]:
    file = tmp_path / "mine.yaml"
    file.write_text(f"{BASE}  - {{month: 3, {shock}}}\n")
    try:
        load(file, allow_outside=True)
    except InputError as error:
        return [fault.removeprefix(f"{tmp_path}/") for fault in error.faults]
    return []


@pytest.mark.parametrize(
    "shock",
    [
        "kind: supplier_failure, target: supplier 1.1, duration: 6",
        "kind: supplier_failure, target: ours/production, size: 0.5",
        "kind: supplier_failure, target: north",
        "kind: supplier_failure",
        "kind: demand_jump, size: 1.5, duration: 3",
        "kind: demand_jump, target: ours, size: 0.5",
        "kind: rival_entry, target: north",
        "kind: leader_loss, target: ours, duration: 9",
        "kind: budget_cut, target: supplier 1.2, size: 0.4, duration: 12",
        "kind: leavers, target: ours, size: 0.3",
        "kind: requirement_turn, target: service, size: 0.5",
        "kind: requirement_turn",
        "kind: price_cut, target: north, size: 0.2, duration: 12",
        "kind: policy_change, target: ours, policy: command_and_control",
        "kind: policy_change, target: ours, policy: command_and_control, duration: 12",
        "kind: lever_change, target: supplier 1.1, levers: {improvement: {time: 0.1}}",
        "kind: lever_change, levers: {listening: {review: {interviews: 0.0}}}, duration: 6",
        "kind: world_change, world: {choice: {price_weight: 9}}, duration: 6",
        "kind: world_change, market: {segments: {value: {weights: {fit: 2}}}}",
        "kind: set_state, target: ours, state: {commitment: 0.8, code_right: 0.5, roles: {sales: {know_how: 0.5}}}",
        "kind: set_state, target: ours/production, state: {shortfall: {fit: 0.1}}",
    ],
)
def test_what_a_user_would_write_is_taken(tmp_path: Path, shock: str) -> None:
    assert faults_of(tmp_path, shock) == []


@pytest.mark.parametrize(("shock", "told"), SHOCKS)
def test_what_cannot_happen_is_refused_with_its_line(tmp_path: Path, shock: str, told: str) -> None:
    assert faults_of(tmp_path, shock) == [f"mine.yaml:4: {told}"]


def chain(*shocks: dict[str, object]) -> Scenario:
    return variant(load(SCENARIOS / "supply_chain.yaml"), {"shocks": shocks, "market.customers": 10})


def test_names_of_a_network_from_files_are_checked_when_it_is_read() -> None:
    scenario = chain({"month": 1, "kind": "supplier_failure", "target": "nowhere"})
    with pytest.raises(
        InputError, match=r"^shocks\.0\.target = 'nowhere': must be a supplier or a node: one of "
    ):
        future_of(scenario, network_of(scenario))


def test_the_one_firm_of_a_scenario_is_hit_whatever_the_files_call_it() -> None:
    scenario = chain({"month": 1, "kind": "leavers", "target": "maker", "size": 0.2})
    network = network_of(scenario)
    assert network.selling_firms != ("maker",)
    assert future_of(scenario, network).shocks.tolist() == [[scenario.burn_in + 1, NUMBERS["leavers"], 0, 1]]


def test_a_supplier_of_several_nodes_fails_at_all_of_them_and_all_suppliers_are_no_makers() -> None:
    scenario = chain({"month": 1, "kind": "supplier_failure"})
    network = network_of(scenario)
    failing = {network.firms[network.firm_index[n]] for n in future_of(scenario, network).shocks[:, 2]}
    assert failing == set(network.firms) - set(network.selling_firms)
    several = max(network.firms, key=[network.firms[f] for f in network.firm_index].count)
    one = chain({"month": 1, "kind": "supplier_failure", "target": several})
    assert (
        len(future_of(one, network).shocks)
        == [network.firms[f] for f in network.firm_index].count(several)
        > 1
    )


@pytest.mark.parametrize(
    "shock",
    [
        {
            "kind": "world_change",
            "world": {"supply": {"demand_mean": 1e5, "demand_sd": 1e5, "demand_persistence": 0.99}},
        },
        {
            "kind": "lever_change",
            "levers": {"value": {"markup": 5.0}, "listening": {"survey": {"respondents": 5000}}},
        },
    ],
)
def test_money_that_could_not_be_counted_is_refused_if_it_is_a_change_that_brings_it(
    shock: dict[str, object],
) -> None:
    without, with_ = (_highest_price(shocks) for shocks in ((), ({"month": 9, **shock},)))
    assert with_ < without


def _highest_price(shocks: tuple[dict[str, object], ...]) -> float:
    huge = {"world.economy.price": 1e6, "market.customers": 20_000_000, "shocks": shocks}
    with pytest.raises(InputError) as refused:
        variant(load("baseline"), huge)
    return float(str(refused.value).rpartition("at most ")[2].partition(" ")[0])
