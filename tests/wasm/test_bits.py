"""The engine as WebAssembly leaves the bits of machine code in every array, whether it works with SIMD or without."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_scenarios import joint
from wasm_host import Module, content_of, given_to_months, layout_of, live, modules_or_skip, months_differ
from worlds import SHOCKS, small_market, whole_market

from tci_sim.errors import ConservationError
from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.conservation import raise_if_broken

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(
    path
    for path in (ROOT / "scenarios").rglob("*.yaml")
    if path.parent.name not in ("lessons", "regimes", "sectors", "studies")
    and not path.name.endswith(".targets.yaml")
)


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    """Return the module without and with work on several numbers at once."""
    return {name: Module(path) for name, path in modules_or_skip().items()}


def assert_same(modules: dict[str, Module], scenario: Scenario, seed: int = 1) -> int:
    """Compare all arrays after all months, and return how many numbers those are."""
    count, differ = months_differ(modules, scenario, seed)
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


@pytest.mark.parametrize("path", SCENARIOS, ids=[str(path.relative_to(ROOT)) for path in SCENARIOS])
def test_every_shipped_scenario_begins_with_the_same_bits(modules: dict[str, Module], path: Path) -> None:
    scenario = load(path)
    short = {"months": 6, "burn_in": min(scenario.burn_in, 3)}
    events = tuple(shock for shock in scenario.shocks if shock.month < 6)
    few = scenario.model_copy(update={"shocks": events, **short})
    if few.market.people > 1000:
        few = few.model_copy(update={"market": few.market.model_copy(update={"simulated": 400})})
    assert_same(modules, few)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4, 60))
def test_many_drawn_worlds_end_with_the_same_bits(modules: dict[str, Module], number: int) -> None:
    assert_same(modules, joint(number), seed=number)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=[str(path.relative_to(ROOT)) for path in SCENARIOS])
def test_every_shipped_scenario_ends_with_the_same_bits(modules: dict[str, Module], path: Path) -> None:
    assert_same(modules, load(path))


def test_books_that_do_not_close_are_told_in_the_same_sentence(modules: dict[str, Module]) -> None:
    def broken() -> Simulation:
        world = Simulation(small_market({"months": 6, "burn_in": 2}), seed=1, threads=1)
        world.state.members.active[0] = not world.state.members.active[0]
        return world

    with pytest.raises(ConservationError) as native:
        broken().run()
    for module in modules.values():
        world = broken()
        assert live(module, world) == ""
        with pytest.raises(ConservationError) as told:
            raise_if_broken(world.state, world.network)
        assert str(told.value) == str(native.value)


def test_memory_that_is_refused_is_an_error_with_a_sentence() -> None:
    world = Simulation(small_market({"market.customers": 3000}), seed=1, threads=1)
    given = given_to_months(world, world.months)
    layout = layout_of(*given)
    for path in modules_or_skip().values():
        ended = Module(path).call("simulate_months", layout, content_of(layout, *given), may_grow=False)
        assert ended.error == "MemoryError: Allocation failed (probably too large)."
