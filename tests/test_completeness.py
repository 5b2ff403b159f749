"""Nothing is left out: every rule is tested and sourced, every parameter explained, every scenario runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from tci_sim.scenario.field_docs import meanings
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.world import World
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tci_sim.world.records import leaves

ROOT = Path(__file__).resolve().parents[1]
RULES = [
    (path, node)
    for path in sorted((ROOT / "tci_sim" / "engine" / "rules").glob("*.py"))
    for node in ast.parse(path.read_text()).body
    if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == "rule" for d in node.decorator_list)
]
PARAMETERS = [*leaves(Policy(), "policies.*."), *leaves(World(), "world.")]
SCENARIOS = sorted(
    path
    for path in (ROOT / "scenarios").rglob("*.yaml")
    if path.parent.name not in ("lessons", "regimes", "sectors", "studies")
    and not path.name.endswith(".targets.yaml")
)


def test_there_are_rules_parameters_and_scenarios_to_check() -> None:
    assert len(RULES) > 60
    assert len(PARAMETERS) > 100
    assert SCENARIOS


@pytest.mark.parametrize(("path", "node"), RULES, ids=[node.name for _, node in RULES])
def test_every_rule_has_a_test_that_calls_it(path: Path, node: ast.FunctionDef) -> None:
    tests = (ROOT / "tests" / "engine" / "rules" / f"test_{path.stem}.py").read_text()
    assert re.search(rf"\b{node.name}\b\s*[(,)\]]", tests), f"{node.name} is not called in tests/engine/rules"


@pytest.mark.parametrize(("path", "node"), RULES, ids=[node.name for _, node in RULES])
def test_every_rule_says_what_it_takes_gives_and_rests_on(path: Path, node: ast.FunctionDef) -> None:
    text = ast.get_docstring(node) or ""
    for part in ("Parameters\n", "Returns\n", "References\n", "Examples\n", ">>> "):
        assert part in text, f"{node.name}: no {part.strip()}"
    for argument in node.args.args:
        described = re.search(rf"^.*\b{argument.arg}\b.* : .*\n( .*\n)+", text + "\n", re.MULTILINE)
        assert described, f"{node.name}: {argument.arg} is not described"
        assert re.search(r"\[[^\]]+\]", described.group()), f"{node.name}: {argument.arg} has no unit"


def test_no_two_rules_have_one_name() -> None:
    names = [node.name for _, node in RULES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("path", "value", "facts"), PARAMETERS, ids=[path for path, _, _ in PARAMETERS])
def test_every_parameter_has_unit_range_source_and_evidence(
    path: str, value: float, facts: dict[str, object]
) -> None:
    assert facts["unit"]
    assert facts["source"]
    assert facts["evidence"] in ("calibrated", "literature", "assumed")
    low, high = facts["plausible"]  # type: ignore[misc]
    assert low <= value <= high, f"{path}: default {value} outside its plausible range"


@pytest.mark.parametrize("model", [Policy, World], ids=["policy", "world"])
def test_every_parameter_says_what_it_means(model: type) -> None:
    def unexplained(part: type, prefix: str) -> list[str]:
        found = []
        for name, field in part.model_fields.items():  # type: ignore[attr-defined]
            kind = field.annotation
            if isinstance(kind, type) and hasattr(kind, "model_fields"):
                found += unexplained(kind, f"{prefix}{name}.")
            elif not meanings(part).get(name, "").endswith("."):
                found.append(prefix + name)
        return found

    assert unexplained(model, "") == []


@pytest.mark.parametrize("path", SCENARIOS, ids=[str(path.relative_to(ROOT)) for path in SCENARIOS])
def test_every_shipped_scenario_loads_builds_and_runs(path: Path) -> None:
    scenario = load(path)
    few = {"months": 3, "burn_in": 3, "market.customers": min(scenario.market.customers, 400)}
    short = variant(scenario, {**few, "shocks": [shock for shock in scenario.shocks if shock.month < 3]})
    simulation = Simulation(short, network_of(short), seed=1, threads=1)
    simulation.run()
    assert simulation.month == 3
    assert simulation.state.books.checks.fault[0] == 0
    assert np.isfinite(simulation.state.customers.satisfaction).all()
