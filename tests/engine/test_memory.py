"""What a customer weighs, and that living through the months weighs hardly more than the customers themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import small_market

from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

ROOT = Path(__file__).resolve().parents[2]

# bytes of a customer, and why each is there; traits and expectations come once for each attribute
WHY = {
    "segment": 1,  # what weighs with the customer; up to 255 segments
    "firm": 2,  # up to 65,535 firms
    "friends_firm": 2,  # what friends see this month while the customer moves on
    "outlet": 2,
    "tenure": 2,  # months; beyond 65,535 it stays there
    "satisfaction": 8,
    "image": 8,
    "quality": 8,
    "asked": 8,
    "liking": 8,  # why this firm rather than not buying: drawn at the last choice, among offers that are gone
    "will": 5 * 8,  # state is in double precision: sums over a century of months stay exact to the eye
    "traits": (4 + 5) * 2,  # drawn once: drawing them again took more time than the rest of the month
    "friends": 4 * 4,  # up to 4 billion customers
}


def test_a_customer_with_five_attributes_and_four_friends_has_the_bytes_that_are_accounted_for() -> None:
    scenario = small_market({"market.customers": 1_000})
    customers = build(scenario, network_of(scenario), seed=1).customers
    assert {name: array.nbytes / 1_000 for name, array in customers._asdict().items()} == WHY
    assert sum(WHY.values()) <= 124


MONTHS_OF_MANY = """
import resource
from worlds import arrays_of, small_market
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
scenario = small_market({"market.customers": 10_000_000, "months": 120, "burn_in": 0})
simulation = Simulation(scenario, network_of(scenario), seed=1, threads=2)
simulation.step(120)
declared = sum(array.nbytes for array in arrays_of(simulation.state).values())
print(declared, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.slow
def test_ten_million_customers_run_for_ten_years_in_little_more_than_their_own_arrays() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MONTHS_OF_MANY],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests")))},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    declared, peak = map(int, done.stdout.split())
    assert peak < 1.25 * declared, f"{declared} bytes declared, {peak} at the peak"
    assert peak < 3e9
