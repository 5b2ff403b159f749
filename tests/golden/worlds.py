"""The worlds that are digested: small, and together they pass through nearly every line of the model."""

from __future__ import annotations

from pathlib import Path

from worlds import small_market

from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario

SEED = 1

REFERENCE = "small_market"
"""The reference market with few customers; every other world is a scenario file."""

_FILES = {path.stem: path for path in sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))}

WORLDS = (REFERENCE, *_FILES)
"""The names of all worlds."""


def scenario_of(world: str) -> Scenario:
    """Return the scenario of one of the worlds."""
    return small_market() if world == REFERENCE else load(_FILES[world], allow_outside=True)
