"""The gate of the sectors: yearly retention, or repurchase, of a mature market lies in the band that was published.

The presets are first numbers, found for the choice model as it is without its later mechanisms; when these are turned
on, the presets are set again and this gate is switched on for good by `READY`.
"""

from __future__ import annotations

import numpy as np
import pytest

import tci_sim as tci
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario import library
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.sectors import Published, published_of
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

READY = False
"""Set to True once the presets have been set for the choice model that is turned on."""

_SEEDS = (1, 2, 3, 4)
_MEASURES = [measure.name for measure in MEASURES["market"]]
_BANDS = {name: band for name in library.files(library.SECTOR) if (band := published_of(name)) is not None}


def mature_market(sector: str, customers: int = 4000, months: int = 24) -> Scenario:
    """Return the reference market of a sector, in which all firms run one policy, after five years of burn-in."""
    alike = [f"firms.{name}.policy=common" for name in tci.load("baseline").firms]
    small = [f"market.customers={customers}", f"months={months}", "burn_in=60"]
    return tci.load("baseline", [*alike, *small], sector=sector)


def last_year(scenario: Scenario, measure: str, seed: int) -> float:
    """Return the mean of a measure of the market over the last year of a run."""
    world = Simulation(scenario, network_of(scenario), seed, threads=1)
    world.run()
    return float(np.mean(world.recording.market[-12:, _MEASURES.index(measure)]))


@pytest.mark.slow
@pytest.mark.skipif(not READY, reason="the presets await the choice model that they are to be set for")
@pytest.mark.parametrize(("sector", "band"), _BANDS.items())
def test_a_sector_keeps_as_many_customers_as_was_published(sector: str, band: Published) -> None:
    scenario = mature_market(sector)
    found = np.mean([last_year(scenario, band.measure, seed) for seed in _SEEDS])
    assert band.low <= found <= band.high


def test_the_gate_compares_all_firms_alike_and_measures_what_is_banded() -> None:
    scenario = mature_market("energy", customers=300, months=12)
    assert {firm.policy for firm in scenario.firms.values()} == {"common"}
    assert all(0.0 < band.low < band.high < 1.0 for band in _BANDS.values())
    assert 0.0 <= last_year(scenario, _BANDS["energy"].measure, seed=1) <= 1.0
