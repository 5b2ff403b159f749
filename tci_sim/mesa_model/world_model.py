"""What agents know of the model in whose world they live."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mesa

from tci_sim.engine.state import State
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.network import ValueNetwork


class WorldModel(mesa.Model):
    """A model that holds one simulated world; agents are rows of its arrays."""

    seed: int
    """Seed of all chance."""
    question: Scenario
    """What is asked."""
    network: ValueNetwork
    """Who supplies whom."""
    simulation: Simulation
    """The world."""

    @property
    def state(self) -> State:
        """The world's arrays as they are now."""
        return self.simulation.state

    @property
    def month(self) -> int:
        """The month that the next step lets pass: 0 when the burn-in is over, below 0 before. [month]."""
        return self.simulation.month

    @property
    def elapsed(self) -> int:
        """Months that have passed since the start of the burn-in. [month]."""
        return self.simulation.clock

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the quality attributes, in the order of every axis "attribute"."""
        return tuple(self.question.market.attributes)

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the customer segments, in the order of every axis "segment"."""
        return tuple(self.question.market.segments)

    def firm(self, name: str) -> Any:
        """Find a firm that sells to customers."""
        raise NotImplementedError

    def nodes_at(self, rows: Iterable[int]) -> tuple[Any, ...]:
        """Return the units and suppliers at some places of the network."""
        raise NotImplementedError
