"""Schneiderman (1988) and Zangwill & Kantor (1998) a second time, stepped plainly, beside the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.validation.readings import recorded
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

PUBLISHED = Path(__file__).parents[2] / "scenarios" / "published"


def engine(name: str, changes: dict[str, float]) -> np.ndarray:
    scenario = variant(load(PUBLISHED / f"{name}.yaml"), changes)
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)
    simulation.run()
    return recorded(simulation, "node", "shortfall")


@pytest.mark.parametrize("half_life", [1.0, 9.0, 22.0])
def test_what_is_wrong_halves_again_and_again(half_life: float) -> None:
    found = engine("schneiderman1988", {"market.attributes.requirements.half_life": half_life})
    left = 0.3
    for month, shortfall in enumerate(found[:24], start=1):
        left = 0.3 * 0.5 ** (month / half_life)
        assert shortfall == pytest.approx(left, rel=1e-9, abs=1e-12)
    assert left < 0.3


@pytest.mark.parametrize("kappa", [0.7, 0.2, -0.4])
def test_the_family_of_curves_is_what_its_equation_steps_to(kappa: float) -> None:
    found = engine("zangwill_kantor1998", {"world.improving.curvature": kappa})
    rate, shortfall, steps = np.log(2) / 6, 0.4, 2000
    for month in range(24):
        for _ in range(steps):
            shortfall = max(0.0, shortfall - rate * shortfall ** (1 + kappa) / steps)
        assert found[month] == pytest.approx(shortfall, abs=1e-4)
