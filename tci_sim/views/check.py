"""What `check` prints: levers that have no effect as lines, or all that was found as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tci_sim.analysis.check_files import CheckedFiles
from tci_sim.errors import legible
from tci_sim.scenario.report import check_as_json


def as_text(found: CheckedFiles) -> str:
    """Write what the policies of each scenario cost in a year, then a line for each parameter that has no effect.

    Faults are not among them.
    """
    from tci_sim.analysis.inactive_parameters import format_report
    from tci_sim.render.text import as_text as table_as_text
    from tci_sim.views.policy_costs import table_parts

    tables = [table_as_text(parts) for each in found.costs
              if (parts := table_parts(each.file, each.scenario, each.costs))]  # fmt: skip
    return "\n".join(tables) + (format_report(found.inactive) if found.inactive else "")


def as_json(found: CheckedFiles) -> str:
    """Write all that was found as one JSON object."""
    costs = [{"file": each.file, **cost.record()} for each in found.costs for cost in each.costs]
    return check_as_json(found.files, [legible(str(fault)) for fault in found.faults], found.inactive, costs)


FORMATS: Mapping[str, Callable[[CheckedFiles], str]] = {"text": as_text, "json": as_json}
"""What `check` can write, by the name of the format."""
