"""The engine as WebAssembly leaves the bits of machine code in every array, whether it works with SIMD or without."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from random_scenarios import joint
from wasm_host import NAMES, Module, difference, given_to_months, module_path, months_differ, take
from worlds import SHOCKS, arrays_of, small_market, whole_market

from tci_sim.errors import ConservationError
from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.wasm.draws import given_to_draws
from tci_sim.wasm.layout import content_of, layout_of
from tci_sim.world.conservation import raise_if_broken

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(
    path
    for path in (ROOT / "scenarios").rglob("*.yaml")
    if path.parent.name not in ("regimes", "sectors", "studies") and not path.name.endswith(".targets.yaml")
)


@pytest.fixture(scope="session")
def modules() -> dict[str, Module]:
    """Return the module without and with work on several numbers at once."""
    on_ci = os.environ.get("CI") == "true"  # there both must be here
    if not on_ci:
        pytest.importorskip("wasmtime", reason="wasmtime is not installed: pip install wasmtime")
    paths = {"scalar": module_path(simd=False), "SIMD": module_path(simd=True)}
    if not on_ci and not all(path.exists() for path in paths.values()):
        pytest.skip("the engine is not built as WebAssembly: make wasm")
    return {name: Module(path) for name, path in paths.items()}


def assert_same(modules: dict[str, Module], scenario: Scenario, seed: int = 1) -> int:
    """Compare all arrays after all months, and return how many numbers those are."""
    count, differ = months_differ(modules, Simulation(scenario, seed=seed, threads=1))
    assert differ == {name: [] for name in modules}
    return count


def test_a_market_ends_its_24_months_with_the_same_bits(modules: dict[str, Module]) -> None:
    assert assert_same(modules, whole_market()) > 50_000


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_market_that_is_struck_ends_with_the_same_bits(modules: dict[str, Module], kind: str) -> None:
    struck = {"shocks": ({"kind": kind, "month": 4, **SHOCKS[kind]},), "months": 12, "burn_in": 6}
    assert_same(modules, small_market({"market.customers": 200, **struck}))


@pytest.mark.parametrize("number", range(4))
def test_worlds_drawn_from_all_that_a_scenario_may_say_end_with_the_same_bits(
    modules: dict[str, Module], number: int
) -> None:
    assert_same(modules, joint(number), seed=number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4, 60))
def test_many_drawn_worlds_end_with_the_same_bits(modules: dict[str, Module], number: int) -> None:
    assert_same(modules, joint(number), seed=number)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=[str(path.relative_to(ROOT)) for path in SCENARIOS])
def test_every_shipped_scenario_ends_with_the_same_bits(modules: dict[str, Module], path: Path) -> None:
    assert_same(modules, load(path))


def drawn_anew(module: Module, scenario: Scenario, seed: int) -> list[str]:
    """Draw a world of seed 1 anew for another seed, and list the arrays that are not those of a world built so."""
    world, built = (Simulation(scenario, seed=each, threads=1) for each in (1, seed))
    given = given_to_draws(world)
    world.state.run.seed[0] = seed
    layout = layout_of(*given)
    ended = module.call("draw_world", layout, content_of(layout, *given))
    assert ended.error == ""
    take(layout, ended.content, given)
    ours, theirs = arrays_of(world.state), arrays_of(built.state)
    return [name for name, array in ours.items() if array.tobytes() != theirs[name].tobytes()]


@pytest.mark.parametrize("number", range(6))
def test_a_world_drawn_anew_is_the_world_of_that_seed(modules: dict[str, Module], number: int) -> None:
    scenarios = (whole_market(), small_market(), *map(joint, range(4)))
    for module in modules.values():
        assert drawn_anew(module, scenarios[number], seed=1 + 10**number) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4, 60))
def test_many_drawn_worlds_can_be_drawn_anew(modules: dict[str, Module], number: int) -> None:
    assert drawn_anew(modules["scalar"], joint(number), seed=12_345 + number) == []


def test_a_world_that_takes_another_future_at_month_0_goes_on_as_if_it_had_been_built_with_it(
    modules: dict[str, Module],
) -> None:
    one = whole_market()
    other = whole_market({"policies.tci.improvement.time": 0.11, "policies.tci.culture.leadership": 0.8})
    for module in modules.values():
        here, there = (Simulation(each, seed=3, threads=1) for each in (one, other))
        assert here.shares_past(there)
        given = given_to_months(here, one.burn_in)
        layout = layout_of(*given, names=NAMES)
        past = bytearray(module.call("simulate_months", layout, content_of(layout, *given)).content)
        given = (
            here.state._replace(future=there.state.future),
            *given[1:3],
            one.burn_in,
            here.months,
            *given[5:],
        )
        layout, future = layout_of(*given, names=NAMES), content_of(layout_of(*given), *given)
        for place in layout.places:
            if place.name.startswith("state.future."):
                past[place.at : place.end] = future[place.at : place.end]
        ended = module.call("simulate_months", layout, past)
        there.run()
        lived = given_to_months(there, there.months)
        lived = (*lived[:3], *given[3:6], np.array([there.months]))
        native = bytes(content_of(layout, *lived))
        assert [told for place in layout.places if (told := difference(place, ended.content, native))] == []


def test_books_that_do_not_close_are_told_in_the_same_sentence(modules: dict[str, Module]) -> None:
    def broken() -> Simulation:
        world = Simulation(small_market({"months": 6, "burn_in": 2}), seed=1, threads=1)
        world.state.members.active[0] = not world.state.members.active[0]
        return world

    with pytest.raises(ConservationError) as native:
        broken().run()
    for module in modules.values():
        world = broken()
        given = given_to_months(world, world.months)
        layout = layout_of(*given)
        ended = module.call("simulate_months", layout, content_of(layout, *given))
        take(layout, ended.content, given)
        with pytest.raises(ConservationError) as told:
            raise_if_broken(world.state, world.network)
        assert str(told.value) == str(native.value)


def test_memory_that_is_refused_is_an_error_with_a_sentence(modules: dict[str, Module]) -> None:
    world = Simulation(small_market({"market.customers": 3000}), seed=1, threads=1)
    given = given_to_months(world, world.months)
    layout = layout_of(*given)
    for simd in (False, True):
        module = Module(module_path(simd=simd))
        ended = module.call("simulate_months", layout, content_of(layout, *given), may_grow=False)
        assert ended.error == "MemoryError: Allocation failed (probably too large)."
