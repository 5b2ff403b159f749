"""Where two worlds first part: the month, the phase, the array and whose it is."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.scenario.schema import Scenario


class FirstDifference(NamedTuple):
    """The first figure in which two worlds differ."""

    month: int


def first_difference(one: Scenario, other: Scenario, seed: int) -> FirstDifference | None:
    """Find where two worlds first part."""
    return None
