"""Nobody waits for ever: what is owed is served, or cancelled once nobody asks any longer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from worlds import BASELINE

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.network import ValueNetwork

STEPS = ("mine", "plant", "shop")
FAILS, ENDS, FORECAST = 6, 9, 12
"""Month in which the plant fails for good; the one in which customers stop asking; months that a node looks back."""


def chain(units: float) -> ValueNetwork:
    """A mine, a plant and a shop, which take some units of input for each of their own."""
    firm = {"mine": "pit", "plant": "maker", "shop": "maker"}
    nodes = [{"name": step, "firm": firm[step], "outlet": step == "shop"} for step in STEPS]
    edges = [{"source": a, "target": b, "units": units} for a, b in pairwise(STEPS)]
    return ValueNetwork.build(nodes, edges)


def backlogs(units: float, waiting: float, *, failing: bool, ending: bool) -> np.ndarray:
    """Backlog of each step, (month, step). [unit]"""
    shocks = []
    if failing:
        shocks.append({"month": FAILS, "kind": "supplier_failure", "target": "plant", "duration": 100})
    else:
        shocks.append({"month": FAILS, "kind": "demand_jump", "size": 6.0, "duration": ENDS - FAILS})
    if ending:
        shocks.append({"month": ENDS, "kind": "demand_jump", "size": 0.0, "duration": 100})
    changes = {
        "market.customers": 600, "market.captive": True, "months": 36, "burn_in": 6,
        "policies.tci.value.forecast_months": FORECAST, "world.supply.fill_waiting": waiting, "shocks": shocks,
    }  # fmt: skip
    scenario = variant(load(BASELINE.with_name("supply_chain.yaml")), changes)
    simulation = Simulation(scenario, chain(units), seed=1, threads=1)
    simulation.run()
    column = [measure.name for measure in MEASURES["node"]].index("backlog")
    return np.asarray(simulation.recording.node[..., column])


@pytest.mark.parametrize("units", [0.333, 1.0, 1.7])
def test_what_cannot_be_served_is_cancelled_once_nobody_asks_any_longer(units: float) -> None:
    owed = backlogs(units, waiting=1.0, failing=True, ending=True)
    last = ENDS + FORECAST - 2
    assert (owed[last, 1:] > 100.0).all()
    assert (owed[last + len(STEPS) + 1 :] == 0.0).all()


def test_while_customers_ask_those_who_wait_go_on_waiting() -> None:
    owed = backlogs(1.0, waiting=1.0, failing=True, ending=False)
    assert (np.diff(owed[ENDS:, 2]) > 0.0).all()


def test_what_can_be_served_is_served_before_it_would_be_cancelled() -> None:
    owed = backlogs(1.0, waiting=1.0, failing=False, ending=True)
    assert owed[ENDS - 1, 2] > 1000.0
    served = -np.diff(owed[ENDS - 1 :, 2])
    first_without = int(np.flatnonzero(owed[ENDS:, 2] == 0.0)[0])
    assert 0 < first_without < FORECAST
    assert (served[:first_without] > 0.0).all()
