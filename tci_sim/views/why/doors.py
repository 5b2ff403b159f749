"""How a change reaches customers, as a table, sentences and a picture a measure."""

from __future__ import annotations

from tci_sim.analysis.why.doors import DoorsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.messages import Message, message
from tci_sim.runs.doors import MEASURES
from tci_sim.views import shapley
from tci_sim.views.why.part import of_both
from tci_sim.views.why.splits import split_view


def _shown(found: WhyData, doors: DoorsData) -> shapley.Shown:
    return shapley.Shown(
        lambda door: Message(f"why.doors.{door}"),
        message("why.doors.door"),
        lambda measure: message("why.doors.title", measure=measure),
        (of_both(found, "why.doors.head"),),
    )


VIEW = split_view(
    "doors", _shown, lambda doors: {"doors": list(doors.doors)}, MEASURES,
    nothing="why.doors.none", notes=("shapley.note", "why.doors.note"),
)  # fmt: skip
"""How what comes through each door is shown."""
