"""A month phase by phase is the month."""

import pytest

from tci_sim.engine.state.arrays import named_arrays
from tci_sim.engine.stepped import NAMES
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation


@pytest.mark.parametrize("changes", [{}, {"market.simulated": 190}])
def test_a_world_stepped_phase_by_phase_has_the_bits_of_a_run(root, changes):
    small = {"market.customers": 300, "months": 12, "burn_in": 4, **changes}
    scenario = variant(load(root / "scenarios" / "baseline.yaml"), small)
    whole, stepped = (Simulation(scenario, seed=2, threads=1) for _ in range(2))
    whole.run()
    while stepped.clock < stepped.months:
        assert tuple(stepped.step_by_phase()) == NAMES
    for (name, ours), (_, theirs) in zip(named_arrays(whole.state), named_arrays(stepped.state), strict=True):
        assert ours.tobytes() == theirs.tobytes(), name
