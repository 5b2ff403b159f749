"""With what firms and suppliers begin, and what events make of them."""

# a fault and what is told of it stand on one line
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from worlds import same_bits, whole_market

from tci_sim.designs.study import Study
from tci_sim.errors import InputError, SimulationError
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build import build, build_surroundings
from tci_sim.world.build_network import network_of

EVERYTHING: Mapping[str, Any] = {
    "know_how": 0.6,
    "commitment": 0.9,
    "capability": 1.5,
    "shortfall": {"fit": 0.11},
    "practice": {"service": 0.8},
    "beliefs_right": 0.7,
    "beliefs_wrong": 0.1,
    "culture": {"learning": 0.75, "shared_value": 0.2},
    "code_right": 0.5,
    "code_wrong": 0.25,
    "roles": {"production": {"commitment": 0.2, "shortfall": {"service": 0.05}}},
}
SUPPLIER = "supplier 1.1"


def world(changes: Mapping[str, Any] | None = None, **parts: Any) -> Simulation:
    scenario = whole_market({"months": 6, "burn_in": 3, "market.customers": 200, **(changes or {}), **parts})
    return Simulation(scenario, network_of(scenario), seed=1, threads=1)


def event(target: str, state: Mapping[str, Any], month: int = 0) -> dict[str, Any]:
    return {"shocks": ({"month": month, "kind": "set_state", "target": target, "state": state},)}


def nodes_of(simulation: Simulation, firm: str, role: str = "") -> list[int]:
    network = simulation.network
    return [n for n, owner in enumerate(network.firm) if owner == firm and role in ("", network.role[n])]


def facing(simulation: Simulation, nodes: list[int]) -> np.ndarray[Any, Any]:
    """What members of nodes believe, 1 where it is right and -1 where it is wrong, (member, dimension)."""
    members = simulation.state.members
    here = members.active & np.isin(members.node, nodes)
    return members.belief[here] * simulation.state.market.needs.reality


def check_everything(simulation: Simulation) -> None:
    """Check that a firm is in the state that `EVERYTHING` says."""
    state, needs = simulation.state, simulation.state.market.needs
    ours, production = nodes_of(simulation, "ours"), nodes_of(simulation, "ours", "production")
    others = [n for n in ours if n not in production]
    competence = state.nodes.competence
    assert (competence.know_how[ours] == 0.6).all()
    assert (competence.commitment[others] == 0.9).all()
    assert (competence.commitment[production] == 0.2).all()
    assert (state.nodes.quality.shortfall[ours, 0] == 0.11).all()
    assert (state.nodes.quality.shortfall[production, 3] == 0.05).all()
    service = needs.attribute == 3
    assert np.allclose(state.nodes.practice.kept[ours][:, service], 0.6 * needs.reality[service])
    held = facing(simulation, ours)
    assert abs(np.mean(held > 0) - 0.7) < 0.05
    assert abs(np.mean(held < 0) - 0.1) < 0.05
    assert abs(competence.right[ours].mean() - 0.7) < 0.05
    members = state.members
    here = members.active & np.isin(members.node, ours)
    assert np.allclose(members.culture[here].mean(axis=0)[[0, 3]], [0.75, 0.2], atol=1e-9)
    assert np.allclose(competence.culture[ours][:, [0, 3]], [0.75, 0.2], atol=1e-9)
    code = state.firms.knowledge.code[0] * needs.reality
    assert {-1, 1} <= set(code.tolist())
    assert abs(np.mean(code > 0) - 0.5) < 0.25


def test_a_firm_begins_as_it_says_and_everybody_else_as_the_model_builds_them() -> None:
    plain, set_ = world(), world({"firms.ours.start": EVERYTHING})
    check_everything(set_)
    ours = nodes_of(set_, "ours")
    ratio = set_.state.nodes.work.capability[ours] / plain.state.nodes.work.capability[ours]
    assert np.allclose(ratio, 1.5)
    theirs = [n for n in range(len(set_.network.name)) if n not in ours]
    for name in ("know_how", "commitment", "right", "wrong", "culture"):
        one, other = (getattr(each.state.nodes.competence, name)[theirs] for each in (plain, set_))
        assert np.array_equal(one, other)
    members = plain.state.members
    away = ~np.isin(members.node, ours)
    assert np.array_equal(members.belief[away], set_.state.members.belief[away])
    assert np.array_equal(plain.state.firms.knowledge.code[1:], set_.state.firms.knowledge.code[1:])
    assert same_bits(plain.state.customers, set_.state.customers) == []


def test_what_is_not_given_is_as_the_model_builds_it_to_the_last_bit() -> None:
    assert same_bits(world().state, world({"firms.ours.start": {}}).state) == []
    one = world({"firms.ours.start.commitment": 0.9})
    assert same_bits(world().state, one.state) == ["nodes.competence.commitment"]


@pytest.mark.parametrize("burn_in", [0, 3])
def test_an_event_at_month_0_sets_the_same_states_after_the_burn_in(burn_in: int) -> None:
    simulation = world({"burn_in": burn_in}, **event("ours", EVERYTHING))
    plain = world({"burn_in": burn_in})
    for each in (simulation, plain):
        each.step(burn_in)
    assert same_bits(plain.state, simulation.state, skip=("future.",)) == []
    before = simulation.state.nodes.work.capability[nodes_of(simulation, "ours")].copy()
    simulation._set_states()
    check_everything(simulation)
    assert np.allclose(simulation.state.nodes.work.capability[nodes_of(simulation, "ours")], 1.5 * before)


def test_without_a_burn_in_the_event_at_month_0_is_the_start() -> None:
    begun, met = (
        world({"burn_in": 0, "firms.ours.start": EVERYTHING}),
        world({"burn_in": 0}, **event("ours", EVERYTHING)),
    )
    for each in (begun, met):
        each.run()
    assert same_bits(begun.state, met.state, skip=("future.",)) == []


def test_a_state_that_is_set_makes_a_difference_that_lasts() -> None:
    runs = [
        world(),
        world({"firms.ours.start.commitment": 1.0}),
        world(**event("ours", {"commitment": 1.0}, 2)),
    ]
    for each in runs:
        each.run()
    kept = [each.state.nodes.competence.commitment[nodes_of(each, "ours")].mean() for each in runs]
    assert kept[2] > kept[1] > kept[0]


@pytest.mark.parametrize("target", [SUPPLIER, "ours/production"])
def test_an_event_sets_one_supplier_or_one_unit(target: str) -> None:
    simulation, plain = world(**event(target, {"know_how": 0.7})), world()
    for each in (simulation, plain):
        each.step(3)
    simulation._set_states()
    n = simulation.network.name.index(target)
    assert simulation.state.nodes.competence.know_how[n] == 0.7
    others = np.arange(len(simulation.network.name)) != n
    know_how = (each.state.nodes.competence.know_how[others] for each in (simulation, plain))
    assert np.array_equal(*know_how)


def test_a_tier_of_suppliers_begins_as_it_says() -> None:
    simulation = world({"network.tiers.0.start": {"commitment": 0.77}})
    tier = simulation.network.tier == 1
    assert (simulation.state.nodes.competence.commitment[tier] == 0.77).all()
    assert (simulation.state.nodes.competence.commitment[~tier] != 0.77).all()


def test_states_are_set_in_the_same_month_however_the_months_are_stepped() -> None:
    asked = event("ours", EVERYTHING, month=2)
    whole, stepped, shared = world(**asked), world(**asked), world(**asked)
    whole.run()
    for _ in range(stepped.months):
        stepped.step(1)
        stepped.step(0)
    shared.step_shared(shared.months)
    assert same_bits(whole.state, stepped.state) == []
    assert same_bits(whole.state, shared.state) == []


def test_worlds_part_when_an_event_sets_states_and_not_before() -> None:
    with_, without = world(**event("ours", {"commitment": 1.0}, month=2)), world()
    assert with_.shares_past(without)
    without.step(4)
    branched = without.branch(with_.scenario)
    branched.run()
    with_.run()
    assert same_bits(branched.state, with_.state) == []
    other = world(**event("ours", {"commitment": 0.5}, month=2))
    other.step(6)
    with pytest.raises(SimulationError, match="diverge in month 2"):
        with_.restore(other.snapshot())


def test_half_of_what_is_not_right_is_wrong_where_only_one_is_given() -> None:
    right, wrong = (world({f"firms.ours.start.{name}": 0.8}) for name in ("beliefs_right", "beliefs_wrong"))
    held, missed = facing(right, nodes_of(right, "ours")), facing(wrong, nodes_of(wrong, "ours"))
    assert abs(np.mean(held > 0) - 0.8) < 0.05
    assert abs(np.mean(held < 0) - 0.1) < 0.05
    assert abs(np.mean(missed < 0) - 0.8) < 0.05


def test_a_third_right_and_a_third_wrong_is_what_the_model_builds() -> None:
    third = {"firms.ours.start": {"beliefs_right": 1 / 3, "beliefs_wrong": 1 / 3}}
    share = np.mean(world().state.members.belief == world(third).state.members.belief)
    assert share == 1.0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"firms.ours.start.shortfall.fitt": 0.3}, "firms.ours.start.shortfall.fitt is not an attribute. Did you mean 'fit'?"),
        ({"firms.ours.start.roles.sale.commitment": 0.3}, "firms.ours.start.roles.sale: there is no such role. Did you mean 'sales'?"),
        ({"firms.ours.start.commitment": 1.3}, "firms.ours.start.commitment = 1.3: must be at most 1; 1.3 % is written 0.013."),
        ({"firms.ours.start.comitment": 0.3}, "firms.ours.start.comitment is not a parameter. Did you mean 'commitment'?"),
        (
            {"firms.ours.start": {"beliefs_right": 0.8, "beliefs_wrong": 0.3}},
            "firms.ours.start.beliefs_wrong = 0.3: beliefs_right and beliefs_wrong must add up to at most 1, not 1.1.",
        ),
        (
            {"firms.ours.start.practice.fit": 0.8, "world.improving.practice": 0},
            "firms.ours.start.practice: has no effect, because world.improving.practice is 0; set it to 1, or leave this out.",
        ),
    ],
)  # fmt: skip
def test_a_start_that_cannot_be_is_refused(changes: Mapping[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        variant("baseline", changes)
    assert list(caught.value.faults) == [told]


def test_a_code_and_roles_are_no_states_of_one_unit() -> None:
    with pytest.raises(InputError, match="is one unit; a code and roles are set of a whole firm or supplier"):
        world(**event("ours/production", {"code_right": 0.5}))


def test_a_start_is_varied_by_its_path_and_comes_back_from_a_result() -> None:
    asked = variant(
        load("baseline"),
        {
            "firms.ours.start.commitment": 0.9,
            "firms.ours.start.roles.sales.know_how": 0.2,
            "firms.ours.start.shortfall.fit": 0.1,
        },
    )
    more = variant(
        asked, {"firms.ours.start.roles.production.know_how": 0.4, "firms.ours.start.commitment": None}
    )
    assert more.model_dump()["firms"]["ours"]["start"] == {
        "shortfall": {"fit": 0.1},
        "roles": {"sales": {"know_how": 0.2}, "production": {"know_how": 0.4}},
    }
    assert isinstance(more, Scenario)
    assert scenario_from_dict(more.model_dump(mode="json")) == more


def test_a_study_varies_a_start_as_a_lever_or_an_uncertainty() -> None:
    base = whole_market({"months": 4, "burn_in": 0})
    paths = ("firms.ours.start.commitment", "firms.ours.start.shortfall.fit")
    parts: dict[str, Any] = {"question": "?", "base": base, "report": ["satisfaction"], "replications": 1}
    listed = Study(**parts, levers={paths[0]: [0.1, 0.9]})
    assert [listed.plan[number].levers[paths[0]] for number in range(2)] == [0.1, 0.9]
    ranges = {path: {"low": 0.2, "high": 0.6} for path in paths}
    ranged = Study(**parts, design="latin_hypercube", size=3, uncertainties=ranges)
    changes = ranged.plan.changes(1)
    start = variant(base, changes).firms["ours"].start
    assert start.commitment == changes[paths[0]]
    assert start.shortfall == {"fit": changes[paths[1]]}
    assert 0.2 <= changes[paths[1]] <= 0.6


def test_what_worlds_of_one_scenario_have_in_common_is_no_start_that_chance_has_a_hand_in() -> None:
    simulation = world({"firms.ours.start": EVERYTHING})
    other = build(simulation.scenario, simulation.network, seed=9)
    alike = build_surroundings(simulation.scenario, simulation.network, seed=1)
    assert same_bits(build(simulation.scenario, simulation.network, 9, alike), other) == []


def test_building_with_a_start_leaves_the_scenario_as_it_is() -> None:
    asked = whole_market({"firms.ours.start": EVERYTHING})
    before = asked.model_dump()
    build(asked, network_of(asked), seed=1)
    assert asked.model_dump() == before
