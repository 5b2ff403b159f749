"""The worlds in which rivals answer, and in which firms leave and enter: what they switch on, and that they run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.records import leaves

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WORLDS = {
    "rivals_answer": {"rivalry.aspiration"},
    "entry_and_exit": {"rivalry.exit_loss", "rivalry.turn_round", "choice.presence"},
}


def world(name: str) -> Scenario:
    return load(SCENARIOS / "worlds" / f"{name}.yaml")


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_switches_on_what_it_is_about_and_is_else_the_reference(name: str) -> None:
    ours, reference = world(name), load(SCENARIOS / "baseline.yaml")
    before = {path: value for path, value, _ in leaves(reference.world)}
    changed = {path for path, value, _ in leaves(ours.world) if value != before[path]}
    assert changed == WORLDS[name]
    same = {"world", "reason", "question"}
    assert ours.model_dump(exclude=same) == reference.model_dump(exclude=same)


@pytest.mark.parametrize("name", WORLDS)
def test_every_number_of_a_world_has_a_switch_that_is_off_by_default(name: str) -> None:
    reference = load(SCENARIOS / "baseline.yaml")
    facts = {path: (value, facts) for path, value, facts in leaves(reference.world)}
    for path in WORLDS[name] - {"choice.presence"}:
        value, declared = facts[path]
        assert value == 0
        assert declared["plausible"][0] == value


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_runs_with_closed_books_and_the_focal_firm_keeps_its_policy_while_it_is_there(
    name: str,
) -> None:
    asked = variant(world(name), {"market.customers": 120, "months": 18, "burn_in": 3})
    simulation = Simulation(asked, seed=1, threads=1)
    simulation.step(4)
    before = simulation.state.firms.policies.in_force[0].improvement.training
    simulation.run()
    assert simulation.month == 18
    firms = simulation.state.firms
    assert firms.survival.replaced[0] > 0 or firms.policies.in_force[0].improvement.training == before
    assert name == "entry_and_exit" or not firms.survival.replaced.any()
    assert np.isfinite(simulation.recording.market[:, 0]).all()
