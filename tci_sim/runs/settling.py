"""Which measures a run waits for that ends when all has settled, and what is said where it would wait in vain."""

from __future__ import annotations

from collections.abc import Collection

from tci_sim.engine.measures.settling import SETTLING
from tci_sim.messages import listing, message
from tci_sim.names import measure_label
from tci_sim.notices import warn
from tci_sim.runs.experiment import ALL_MEASURES, OutputSpec
from tci_sim.scenario.schema import Scenario


def watched_measures(keep: OutputSpec) -> frozenset[str] | None:
    """Return the measures that must settle before a run ends: those kept; None: those that its scenario reports.

    What a run, or a comparison, keeps is all that is measured, and most of it never settles.
    """
    if all(names == ALL_MEASURES[kind] for kind, names in keep.measures.items()):
        return None
    return frozenset(name for names in keep.measures.values() for name in names)


def warn_of_waiting_in_vain(scenario: Scenario, measures: Collection[str]) -> None:
    """Warn where a run is to end when measures have settled of which that can never be shown."""
    if scenario.until != "settled":
        return
    lasting = [measure for measure in measures if measure not in SETTLING]
    known = listing([measure_label(name) for name in SETTLING], "and")
    if not measures:
        warn(message("warning.settled.nothing_reported", known=known, months=scenario.months))
    elif lasting:
        named = listing([measure_label(name) for name in lasting], "and")
        warn(message("warning.settled.never", measures=named, known=known, months=scenario.months))
