"""What it saves that worlds of one seed draw the luck of their customers once."""

import time

import pytest

from tci_sim.runs.shared_past import run_sharing_past, share_luck
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation

pytestmark = pytest.mark.bench

CUSTOMERS, WORLDS = 20_000, 8


def test_worlds_of_one_seed_are_quicker_together(root, table):
    large = variant(load(root / "scenarios" / "baseline.yaml"), {"market.customers": CUSTOMERS, "months": 60})
    worlds = [variant(large, {"world.choice.inertia": 2.0 + place / 10.0}) for place in range(WORLDS)]

    def seconds(share):
        simulations = [Simulation(each, seed=1, threads=1) for each in worlds]
        begin = time.process_time()
        if share:
            share_luck(simulations)
        assert all(error is None for _, error in run_sharing_past(simulations, share_past=False))
        return time.process_time() - begin

    seconds(True)  # what is compiled and linked is there by now
    together, apart = zip(*[(seconds(True), seconds(False)) for _ in range(5)], strict=True)
    ratios = [some / other for some, other in zip(together, apart, strict=True)]
    row = table.add(
        "luck drawn once", CUSTOMERS, 1, min(together) / WORLDS, "s", ratios=ratios, of="each its own"
    )
    assert row.times < 0.97
