"""Importing this lives one small market, so that what is forked from here has the machine code of the model."""

from worlds import BASELINE

from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation

Simulation(
    variant(load(BASELINE), {"market.customers": 50, "months": 2, "burn_in": 1}), seed=1, threads=1
).run()
