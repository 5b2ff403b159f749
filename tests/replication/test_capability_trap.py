"""Repenning & Sterman (2002) a second time, their equations stepped plainly, beside the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.validation.readings import recorded
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

TRAP = Path(__file__).parents[2] / "scenarios" / "published" / "repenning_sterman2002.yaml"
STEPS = 1000  # of Euler in a month


def output(before: float, after: float, months: int) -> np.ndarray:
    """Output against that before, at the end of each month: capability times working time."""
    gain, fading = 1.0, 1.0 / 12.0
    capability = gain * before / fading
    start = capability * (1 - before)
    found = []
    for _ in range(months):
        found.append(capability * (1 - after) / start)
        for _ in range(STEPS):
            capability += (gain * after - fading * capability) / STEPS
    return np.array(found)


@pytest.mark.parametrize("time", [0.1, 0.2, 0.4])
def test_output_goes_the_same_way_month_by_month(time: float) -> None:
    scenario = variant(load(TRAP), {"policies.moved.improvement.time": time, "months": 61})
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)
    simulation.run()
    made = recorded(simulation, "node", "made")
    # what is decided in month 0 is worked by from month 1
    assert np.abs(made[1:] / made[0] - output(0.3, time, 61)[1:]).max() < 1e-3
    assert abs(made[-1] / made[0] - 1) > 0.1
