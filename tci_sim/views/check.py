"""What `check` prints: levers that have no effect as lines, or all that was found as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tci_sim.analysis.check_files import CheckedFiles
from tci_sim.errors import legible
from tci_sim.scenario.report import check_as_json


def as_text(found: CheckedFiles) -> str:
    """Write a line for each parameter that has no effect; nothing where none was found. Faults are not among them."""
    if not found.inactive:
        return ""
    from tci_sim.analysis.inactive_parameters import format_report

    return format_report(found.inactive)


def as_json(found: CheckedFiles) -> str:
    """Write all that was found as one JSON object."""
    return check_as_json(found.files, [legible(str(fault)) for fault in found.faults], found.inactive)


FORMATS: Mapping[str, Callable[[CheckedFiles], str]] = {"text": as_text, "json": as_json}
"""What `check` can write, by the name of the format."""
