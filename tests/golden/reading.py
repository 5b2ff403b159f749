"""Simulate a world and digest it: the one file to change when a simulation keeps its state or record elsewhere."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.places import bytes_of, places
from golden.worlds import SEED
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

_LENGTH = 32
_RESPONDENTS = 100


def new_world(scenario: Scenario) -> Simulation:
    """Build a world as it is before its first month; two threads, so that sums are gathered from parts."""
    return Simulation(scenario, network_of(scenario), SEED, threads=2)


def recorded(world: Simulation) -> dict[str, NDArray[np.float64]]:
    """Return every measure that was recorded, by "kind name", (month, holder)."""
    found = {}
    for kind, measures in MEASURES.items():
        rows = getattr(world.recording, kind)
        for column, measure in enumerate(measures):
            found[f"{kind} {measure.name}"] = rows[..., column].reshape(len(rows), -1)
    return found


def answers(world: Simulation) -> dict[str, NDArray[Any]]:
    """Return what customers answer to a questionnaire, by question, (respondent,)."""
    return world.survey_customers(_RESPONDENTS)


def digests_of(scenario: Scenario) -> dict[str, str]:
    """Simulate a world month by month, and return the digest of everything in it by "what name".

    An array is digested as it is built and at the end of every month, the burn-in included.
    """
    world = new_world(scenario)
    kept = [place for place in places("arrays") if place.old and place.now]
    arrays = {place.old: hashlib.sha256(bytes_of(world.state, place)) for place in kept}
    while world.clock < world.months:
        world.step()
        for place in kept:
            arrays[place.old].update(bytes_of(world.state, place))
    found = {f"array {name}": digest.hexdigest()[:_LENGTH] for name, digest in arrays.items()}
    found |= {f"measure {name}": _digest(values) for name, values in recorded(world).items()}
    return found | {f"answer {question}": _digest(values) for question, values in answers(world).items()}


def _digest(values: NDArray[Any]) -> str:
    return hashlib.sha256(values.astype(np.float64).tobytes()).hexdigest()[:_LENGTH]
