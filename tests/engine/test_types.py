"""Machine code is made for one set of types: every world must have them."""

from __future__ import annotations

from typing import Any

import numba
import pytest
from worlds import BASELINE, small_market

from tci_sim.compile_model import smallest_scenario
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

WORLDS: dict[str, Any] = {
    "the smallest": smallest_scenario(),
    "no customers": small_market({"market.customers": 0}),
    "one customer without friends": small_market({"market.customers": 1, "market.friends": 0}),
    "shocks": small_market({"shocks": ({"month": 1, "kind": "demand_jump", "size": 1.5},)}),
    "a chain from files": variant(
        load(BASELINE.parent / "supply_chain.yaml"), {"market.customers": 50, "months": 2, "burn_in": 0}
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_has_the_types_of_the_reference_market(name: str) -> None:
    reference, other = (
        Simulation(scenario, network_of(scenario), seed=1, threads=1)
        for scenario in (small_market(), WORLDS[name])
    )
    for one, another in ((reference.state, other.state), (reference.terms, other.terms)):
        for group, known in zip(one._fields, one, strict=True):
            assert numba.typeof(getattr(another, group)) == numba.typeof(known), group
    assert numba.typeof(other.recording) == numba.typeof(reference.recording)
