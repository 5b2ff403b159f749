"""What a page does with an image leaves the bits of native code: seeds, months, levers, uncertainties, shocks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from random_scenarios import joint
from wasm_host import Page, modules_or_skip
from worlds import SHOCKS, small_market, whole_market

from tci_sim.analysis.compare import compare
from tci_sim.engine.state.books import Check
from tci_sim.errors import ConservationError, InputError
from tci_sim.messages import Message
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.start import Start, StartOfUnit
from tci_sim.scenario.tree import as_data, as_tree
from tci_sim.simulation import Simulation
from tci_sim.wasm.image import FIRST_ADDRESS, Image, image_of
from tci_sim.wasm.settable import changeable_in_page, uncertain_paths
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.conservation import raise_if_broken

SHORT = {"market.customers": 300, "months": 8, "burn_in": 4}
OTHER_WORLD = {
    "choice.price_weight": 9.0, "choice.taste": 1.7, "choice.purchase_rate": 0.7, "choice.half_known": 0.1,
    "economy.price": 80.0, "economy.labour": 0.3, "economy.experience_keep": 0.95, "voices.need_a": 2.5,
    "staff.value_at_entry": 0.4, "people.results_norm": 0.2, "satisfaction.quality_effect": 15.0,
    "requirements.turbulence": 0.01, "word_of_mouth.carries_satisfaction": 0,
}  # fmt: skip
"""Uncertainties that are changed together: what chance draws, what follows from no seed, what the month reads."""


@cache
def short() -> Scenario:
    return whole_market(SHORT)


@cache
def short_image() -> Image:
    return image_of(short())


@pytest.fixture(params=["plain", "SIMD"])
def module(request: pytest.FixtureRequest) -> Any:
    return modules_or_skip()[request.param]


def native(scenario: Scenario, seed: int) -> Simulation:
    world = Simulation(scenario, seed=seed, threads=1)
    world.run()
    return world


def only_future(differ: list[str]) -> bool:
    """Return whether worlds differ in nothing but what had been yet to come."""
    return all(name.startswith(("state.future.", "state.changes.")) for name in differ)


def drawn(number: int) -> Scenario:
    """Return a scenario of which nearly everything is drawn, that sets no states; the short market below 0."""
    if number < 0:
        return short()
    scenario = joint(number)
    firms = {name: firm.model_copy(update={"start": Start()}) for name, firm in scenario.firms.items()}
    tiers = tuple(tier.model_copy(update={"start": StartOfUnit()}) for tier in scenario.network.tiers)
    network = scenario.network.model_copy(update={"tiers": tiers})
    shocks = tuple(shock for shock in scenario.shocks if shock.kind != "set_state")
    return scenario.model_copy(update={"firms": firms, "network": network, "shocks": shocks})


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 3, 5, 6])
def test_a_page_draws_the_world_of_any_seed_and_runs_it_to_the_same_bits(module: Any, number: int) -> None:
    scenario = drawn(number)
    page = Page(module, image_of(scenario))
    image = page.kept()
    for seed in (1, 12_345_678_901):
        page.back(image)
        assert page.draw(seed) == ""
        differ = page.differences(Simulation(scenario, seed=seed, threads=1))
        assert [name for name in differ if name.startswith("state.")] == []
        assert page.simulate(0, page.told["burn_in"]) == ""
        assert page.go_on() == ""
        assert page.differences(native(scenario, seed)) == []
        assert page.get(page.told["done"]) == scenario.burn_in + scenario.months


def test_levers_that_are_set_at_month_0_are_a_change_of_policy(module: Any) -> None:
    page = Page(module, short_image())
    assert page.run(seed=3) == ""
    month_0 = page.kept()
    assert page.go_on() == ""
    usual = page.measured("firm").copy()
    assert page.differences(native(short(), 3)) == []
    changed = {"improvement.time": 0.11, "culture.leadership": 0.8, "listening.survey.respondents": 90}
    page.back(month_0)
    for path, value in changed.items():
        assert page.set("levers", value, firm="ours", path=path)["cells"]
    assert page.go_on() == ""
    there = native(
        variant(short(), {f"firms.ours.levers.{path}": value for path, value in changed.items()}), 3
    )
    assert page.differences(there) == []
    assert not np.array_equal(page.measured("firm"), usual, equal_nan=True)
    page.back(month_0)
    assert page.go_on() == ""
    assert np.array_equal(page.measured("firm"), usual, equal_nan=True)


def test_what_a_page_measures_is_what_compare_says_of_every_month(module: Any) -> None:
    levers = {"improvement.time": 0.11, "listening.review.interviews": 15.0}
    other = variant(short(), {f"firms.ours.levers.{path}": value for path, value in levers.items()})
    compared = compare({"usual": short(), "other": other}, replications=2, seed=6, threads=1).to_frame()
    page = Page(module, short_image())
    image = page.kept()
    names = page.told["measures"]["firm"]["names"]
    for seed in (6, 7):
        page.back(image)
        assert page.run(seed) == ""
        month_0 = page.kept()
        for case, changed in (("usual", {}), ("other", levers)):
            page.back(month_0)
            for path, value in changed.items():
                page.set("levers", value, firm="ours", path=path)
            assert page.go_on() == ""
            told = compared[(compared.scenario == case) & (compared.seed == seed)]
            by_month = told.pivot_table("value", "month", "measure", dropna=False, observed=False)
            ours = page.measured("firm")[:, 0, [names.index(name) for name in by_month.columns]]
            assert np.array_equal(ours, by_month.to_numpy(), equal_nan=True)


def test_a_whole_regime_can_be_taken_over_lever_by_lever(module: Any) -> None:
    page = Page(module, short_image())
    assert page.run(seed=5) == ""
    policy = as_data(as_tree(short().policies["command_and_control"]))
    for lever in page.told["levers"]:
        value: Any = policy
        for name in lever["path"].split("."):
            value = value[name]
        page.set("levers", value, firm="ours", path=lever["path"])
    assert page.go_on() == ""
    assert page.differences(native(variant(short(), {"firms.ours.policy": "command_and_control"}), 5)) == []


def test_uncertainties_that_are_set_before_a_world_is_drawn_hold_from_its_start(module: Any) -> None:
    page = Page(module, short_image())
    for path, value in OTHER_WORLD.items():
        assert page.set("uncertainties", value, path=path)["cells"]
    assert page.prepare() == ""
    assert page.draw(seed=9) == ""
    there = variant(short(), {f"world.{path}": value for path, value in OTHER_WORLD.items()})
    assert page.differences(Simulation(there, seed=9, threads=1)) == []
    assert page.simulate(0, page.told["burn_in"]) == ""
    assert page.go_on() == ""
    assert page.differences(native(there, 9)) == []


def test_to_prepare_a_world_of_the_same_uncertainties_changes_nothing(module: Any) -> None:
    for scenario in (short(), small_market(SHORT), load("maker_among_rivals"), load("supply_chain")):
        page = Page(module, image_of(scenario, levers=(), uncertainties=()))
        image = page.kept()
        assert page.prepare() == ""
        assert page.kept() == image


def uncertain(scenario: Scenario, page: Page) -> list[str]:
    """Set each uncertainty to both of its ends, alone, and list those of which the page does not build the world."""
    differ, image, network = [], page.kept(), network_of(scenario)
    for each in page.told["uncertainties"]:
        for value in {each["low"], each["high"]} - {each["value"]}:
            value = round(value) if each["kind"] == "i8" else value
            try:
                there = variant(scenario, {f"world.{each['path']}": value})
            except InputError:
                continue  # it may not stand alone
            page.back(image)
            page.set("uncertainties", value, path=each["path"])
            assert (page.prepare() if each["prepares"] else "") == ""
            assert page.draw(seed=4) == ""
            world = Simulation(there, network, seed=4, threads=1)
            differ += [f"{each['path']} {value}: {name}" for name in page.differences(world)]
    return differ


@pytest.mark.slow
@pytest.mark.parametrize("number", range(-2, 6))
def test_each_uncertainty_alone_gives_the_world_that_native_code_builds(module: Any, number: int) -> None:
    few = {"market.customers": 300}
    scenario = variant(load("maker_among_rivals"), few) if number == -2 else drawn(number)
    assert uncertain(scenario, Page(module, image_of(scenario, levers=()))) == []


def test_shocks_happen_if_a_reader_lets_them_and_do_nothing_else(module: Any) -> None:
    kinds = ("supplier_failure", "demand_jump", "leader_loss", "budget_cut", "leavers", "requirement_turn",
             "price_cut", "policy_change", "lever_change")  # fmt: skip
    shocks = [{"kind": kind, "month": 2, **SHOCKS[kind]} for kind in kinds]
    page = Page(module, image_of(short(), levers=(), uncertainties=(), shocks=shocks))
    assert page.run(seed=2) == ""
    month_0 = page.kept()
    assert page.go_on() == ""
    assert only_future(page.differences(native(short(), 2)))
    for number, shock in enumerate(shocks):
        page.back(month_0)
        arm(page, page.told["shocks"][number])
        assert page.go_on() == ""
        there = native(variant(short(), {"shocks": [shock]}), 2)
        assert only_future(page.differences(there))
        assert np.array_equal(page.measured("firm"), there.recording.firm, equal_nan=True)


def arm(page: Page, shock: Mapping[str, Any]) -> None:
    for row in shock["rows"]:
        for k, number in enumerate(row["armed"]):
            page.put(row["at"] + 8 * k, number)


def test_a_shock_can_be_moved_and_resized(module: Any) -> None:
    asked = {"kind": "price_cut", "month": 2, "target": "north", "size": 0.2, "duration": 3}
    page = Page(module, image_of(short(), levers=(), uncertainties=(), shocks=[asked]))
    assert page.run(seed=2) == ""
    arm(page, page.told["shocks"][0])
    (row,) = page.told["shocks"][0]["rows"]
    page.put(row["at"], page.told["burn_in"] + 4)
    page.put(row["at"] + 24, 2)
    page.put(row["size_at"], 0.3, "f8")
    assert page.go_on() == ""
    there = native(variant(short(), {"shocks": [{**asked, "month": 4, "size": 0.3, "duration": 2}]}), 2)
    assert only_future(page.differences(there))


def test_what_cannot_be_counted_is_told_in_a_sentence_and_the_page_goes_on(module: Any) -> None:
    page = Page(module, image_of(short(), levers=()))
    image = page.kept()
    page.set("uncertainties", 1e15, path="supply.demand_mean")
    assert (
        page.prepare()
        == "ValueError: so many goods would pass through the network that they cannot be counted"
    )
    page.back(image)
    assert page.run(seed=1) == ""


@pytest.mark.parametrize("check", Check)
def test_a_sum_that_does_not_close_has_the_message_of_native_code(check: Check) -> None:
    world = Simulation(short(), seed=1, threads=1)
    world.state.books.checks.fault[:] = (1, 5, check, 1, 0)
    with pytest.raises(ConservationError) as broken:
        raise_if_broken(world.state, world.network)
    told = short_image().described["fault"]["checks"][check]
    account = broken.value.account
    assert isinstance(account, Message)
    assert account.id == told["message"]
    named = dict(account.values)
    whose = {"holders": "holder", "nodes": "node", "edges": "source", "": "number"}[told["names"]]
    assert whose in named or (told["names"] == "" and not named)


def test_an_image_is_the_same_whenever_it_is_made_and_says_itself_as_json() -> None:
    one, other = short_image(), image_of(short())
    assert one.content == other.content
    assert one.packed() == other.packed()
    assert json.loads(one.to_json()) == other.described
    assert one.described["size"] == len(one.content)
    assert len(one.packed()) < 40_000


def test_places_lie_in_the_image_and_what_is_kept_holds_all_that_is_set() -> None:
    told = short_image().described
    end = told["at"] + told["size"]
    assert told["at"] == FIRST_ADDRESS == told["kept"]["at"]
    kept = told["kept"]["at"] + told["kept"]["size"]
    cells = [cell for group in ("levers", "uncertainties") for each in told[group] for cell in each["cells"]]
    assert max(cells) < kept
    assert max(each["at"] for each in told["measures"].values()) < end
    assert min(each["at"] for each in told["measures"].values()) >= kept
    assert max(each["words"] for each in told["calls"].values()) < end


@pytest.mark.parametrize("name", ["baseline", "supply_chain", "public_office", "march1991"])
def test_what_prepares_nothing_is_nothing_that_a_start_follows_from(name: str) -> None:
    scenario = variant(load(name), {"market.simulated": 50}) if load(name).market.customers else load(name)
    told = image_of(scenario, levers=()).described
    network, usual = network_of(scenario), build(scenario, network_of(scenario), 1)
    for each in (each for each in told["uncertainties"] if not each["prepares"]):
        value = each["low"] if each["value"] != each["low"] else each["high"]
        value = round(value) if each["kind"] == "i8" else value
        state = build(variant(scenario, {f"world.{each['path']}": value}), network, 1)
        for group in ("staff", "nodes", "goods", "edges", "firms"):
            same = all(map(np.array_equal, flat(getattr(usual, group)), flat(getattr(state, group))))
            assert same, (each["path"], group)


def flat(group: Any) -> list[Any]:
    return [array for part in group for array in (flat(part) if isinstance(part, tuple) else [part])]


def test_every_uncertainty_can_be_changed_or_has_a_reason_in_both_languages() -> None:
    told = short_image().described
    paths = {each["path"] for each in told["uncertainties"]}
    assert paths | {each["path"] for each in told["fixed"]} == set(uncertain_paths())
    assert {each["path"] for each in told["fixed"]} == {"asking.real_respondents", "improving.practice"}
    assert all(set(each["why"]) == {"en", "zh-Hant"} for each in told["fixed"])
    assert changeable_in_page("world.choice.price_weight", short()) is None
    assert changeable_in_page("choice.price_weight", load("maker_among_rivals")) is not None


def test_levers_that_are_switched_off_have_no_cells() -> None:
    scenario = variant(short(), {"policies.tci.off": ["improvement.time"]})
    levers = image_of(scenario, levers=[("ours", "improvement.time")], uncertainties=()).described["levers"]
    assert [lever["cells"] for lever in levers] == [[]]


def test_all_that_cannot_be_in_a_page_is_named_at_once() -> None:
    with pytest.raises(InputError) as told:
        image_of(
            short(),
            levers=[("our", "improvement.time"), ("ours", "improvement.tim")],
            uncertainties=["choice.price_weigth", "world.improving.practice"],
            shocks=[{"kind": "rival_entry", "month": 2, "target": "north"}],
        )
    lines = str(told.value).splitlines()
    assert len(lines) == 5
    assert "'world.choice.price_weight'" in lines[2]
    with pytest.raises(InputError, match="sets states"):
        image_of(variant(short(), {"firms.ours.start.know_how": 0.5}))
