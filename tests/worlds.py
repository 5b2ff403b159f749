"""Small worlds for tests: quick to build, with everything switched on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from plain_world import PLAIN

from tci_sim.engine.month import arguments
from tci_sim.engine.state import State
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

BASELINE = Path(__file__).resolve().parents[1] / "scenarios" / "baseline.yaml"

SHOCKS: dict[str, dict[str, Any]] = {
    "supplier_failure": {"target": "supplier 1.1", "size": 1.0, "duration": 3},
    "demand_jump": {"size": 2.0, "duration": 3},
    "rival_entry": {"target": "north"},
    "leader_loss": {"target": "ours", "duration": 6},
    "budget_cut": {"target": "ours", "size": 0.5, "duration": 6},
    "leavers": {"target": "ours", "size": 0.4},
    "requirement_turn": {"target": "service", "size": 1.0},
    "price_cut": {"target": "north", "size": 0.2, "duration": 6},
    "policy_change": {"target": "ours", "policy": "command_and_control"},
    "lever_change": {"target": "ours", "levers": {"improvement": {"time": 0.0}}},
    "world_change": {"world": {"choice": {"price_weight": 9.0}}},
    "set_state": {"target": "ours", "state": {"commitment": 1.0}},
}
"""One shock of each kind, for the reference market."""


def small_market(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The reference market with few customers, little time and every mechanism of a whole market at rest."""
    return whole_market({**PLAIN, **(changes or {})})


def whole_market(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The reference market as it ships, with few customers and little time."""
    small = {"market.customers": 600, "months": 24, "burn_in": 12}
    return variant(load(BASELINE), {**small, **(changes or {})})


def lived(scenario: Scenario, seed: int = 1, threads: int = 1) -> Simulation:
    """A world at the end of its run."""
    simulation = Simulation(scenario, network_of(scenario), seed, threads)
    simulation.run()
    return simulation


def play(phase: Callable[..., None], state: State, **others: Any) -> None:
    """Run one phase of the month on a world."""
    phase(*arguments(phase, state, **others))


def arrays_of(state: State, skip: tuple[str, ...] = ()) -> dict[str, np.ndarray]:
    """All arrays of a state by their dotted names, without the groups or arrays named."""
    named = dict(_arrays(state, ""))
    return {name: array for name, array in named.items() if not name.startswith(skip)} if skip else named


def _arrays(group: Any, prefix: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, below in group._asdict().items():
        if isinstance(below, np.ndarray):
            yield prefix + name, below
        else:
            yield from _arrays(below, f"{prefix}{name}.")


def same_bits(one: State, other: State, skip: tuple[str, ...] = ()) -> list[str]:
    """Names of the arrays in which two states differ in any bit."""
    pairs = zip(arrays_of(one, skip).items(), arrays_of(other, skip).values(), strict=True)
    return [name for (name, a), b in pairs if a.tobytes() != b.tobytes()]
