"""How a change reaches customers, as a table, sentences and a picture a measure."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.why.doors import DoorsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.messages import Message, message
from tci_sim.plots.picture import Picture
from tci_sim.render.table import Part
from tci_sim.runs.doors import MEASURES
from tci_sim.views import shapley
from tci_sim.views.verdict import scenario_label
from tci_sim.views.why.part import PartView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PICTURE = "doors_"


def _shown(found: WhyData) -> shapley.Shown:
    return shapley.Shown(
        lambda door: Message(f"why.doors.{door}"),
        message("why.doors.door"),
        lambda measure: message("why.doors.title", measure=measure),
        (_head(found),),
    )


def _head(found: WhyData) -> Message:
    first, second = (scenario_label(found.comparison, name) for name in found.names)
    return message("why.doors.head", name=second, reference=first)


def _said(found: WhyData, doors: DoorsData) -> list[Part]:
    said = shapley.said(doors.splits, _shown(found))
    return [_head(found), *said] if said else []


def _table(found: WhyData, doors: DoorsData) -> list[Part]:
    if not doors.doors:
        return [_head(found), message("why.doors.none")]
    tables = shapley.table_parts(doors.splits, _shown(found))
    notes = [message("shapley.note"), message("why.doors.note")]
    return [_head(found), *tables, *(notes if tables else [])]


def _frame(doors: DoorsData) -> pd.DataFrame:
    return doors.to_frame()


def _json(doors: DoorsData) -> dict[str, Any]:
    return {"doors": list(doors.doors), "measures": shapley.as_json(doors.splits)}


def _picture(measure: str, found: WhyData, doors: DoorsData, ax: Axes | None = None) -> Picture:
    split = next(each for each in doors.splits if each.measure == measure)
    return shapley.picture(split, _shown(found), ax)


def _is_there(doors: DoorsData, which: str) -> bool:
    return which in (f"{_PICTURE}{each.measure}" for each in doors.splits if each.groups)


VIEW = PartView(
    _said, _table, _frame, _json,
    MappingProxyType({f"{_PICTURE}{name}": partial(_picture, name) for name in MEASURES}), _is_there,
)  # fmt: skip
