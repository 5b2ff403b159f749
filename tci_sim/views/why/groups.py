"""What each group of what differs brings, as a table, sentences and a picture a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.why.groups import GroupsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.engine.measures.columns import DECLARED
from tci_sim.messages import Message, message
from tci_sim.plots.picture import Picture
from tci_sim.render.table import Part
from tci_sim.runs.holders import has_measure
from tci_sim.scenario.labels import label_in
from tci_sim.views import shapley
from tci_sim.views.study_names import group_label
from tci_sim.views.verdict import scenario_label
from tci_sim.views.why.part import PartView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PICTURE = "groups_"


def _shown(found: WhyData, groups: GroupsData) -> shapley.Shown:
    return shapley.Shown(
        partial(group_label, base=groups.base),
        message("shapley.group"),
        lambda measure: message("shapley.title", measure=measure),
        (_head(found, groups),),
    )


def _head(found: WhyData, groups: GroupsData) -> Message:
    """Say what is split, and of whom: values of a firm are not those of the whole market."""
    first, second = (scenario_label(found.comparison, name) for name in found.names)
    if not all(has_measure("firm", each.measure) for each in groups.splits):
        return message("why.groups.head", name=second, reference=first)
    firm = label_in(groups.base, "firm", found.comparison.focal_firms[found.names[0]])
    return message("why.groups.head_of_firm", name=second, reference=first, firm=firm)


def _said(found: WhyData, groups: GroupsData) -> list[Part]:
    said = shapley.said(groups.splits, _shown(found, groups))
    return [_head(found, groups), *said] if said else []


def _table(found: WhyData, groups: GroupsData) -> list[Part]:
    if not groups.groups:
        return [_head(found, groups), message("why.groups.nothing")]
    tables = shapley.table_parts(groups.splits, _shown(found, groups))
    return [_head(found, groups), *tables, *([message("shapley.note")] if tables else [])]


def _frame(groups: GroupsData) -> pd.DataFrame:
    return groups.to_frame()


def _json(groups: GroupsData) -> dict[str, Any]:
    return {
        "groups": {name: list(paths) for name, paths in groups.groups.items()},
        "measures": shapley.as_json(groups.splits),
    }


def _picture(measure: str, found: WhyData, groups: GroupsData, ax: Axes | None = None) -> Picture:
    split = next(each for each in groups.splits if each.measure == measure)
    return shapley.picture(split, _shown(found, groups), ax)


def _is_there(groups: GroupsData, which: str) -> bool:
    return which in (f"{_PICTURE}{each.measure}" for each in groups.splits if each.groups)


_PICTURES: Mapping[str, Any] = {f"{_PICTURE}{name}": partial(_picture, name) for name in DECLARED}

VIEW = PartView(_said, _table, _frame, _json, MappingProxyType(_PICTURES), _is_there)
