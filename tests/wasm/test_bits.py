"""The engine as WebAssembly leaves the same bits as machine code, in every array, with work on several numbers or without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from random_scenarios import joint
from wasm_host import Module, module_path, months_differ
from worlds import SHOCKS, small_market, whole_market

from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation

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
