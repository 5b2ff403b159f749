"""Whether runs of a scenario end when what they report has settled."""

from __future__ import annotations

from collections.abc import Collection

from tci_sim.engine.measures.settling import SETTLING
from tci_sim.scenario.schema import Scenario


def can_settle(scenario: Scenario, measures: Collection[str]) -> bool:
    """Return whether runs of a scenario end when some measures have settled: all of them can be shown to."""
    return scenario.until == "settled" and bool(measures) and set(measures) <= set(SETTLING)
