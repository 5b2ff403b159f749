"""What each group of what differs brings, as a table, sentences and a picture a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.why.groups import GroupsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.engine.measures.columns import DECLARED
from tci_sim.messages import message
from tci_sim.plots.picture import Picture
from tci_sim.render.table import Part
from tci_sim.views import shapley
from tci_sim.views.study_names import group_label
from tci_sim.views.verdict import scenario_label
from tci_sim.views.why.part import PartView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PICTURE = "groups_"


def _shown(groups: GroupsData) -> shapley.Shown:
    return shapley.Shown(
        partial(group_label, base=groups.base),
        message("shapley.group"),
        lambda measure: message("shapley.title", measure=measure),
    )


def _said(found: WhyData, groups: GroupsData) -> list[Part]:
    return shapley.said(groups.splits, _shown(groups))


def _table(found: WhyData, groups: GroupsData) -> list[Part]:
    first, second = (scenario_label(found.comparison, name) for name in found.names)
    head = message("why.groups.head", name=second, reference=first)
    if not groups.groups:
        return [head, message("why.groups.nothing")]
    return [head, *shapley.table_parts(groups.splits, _shown(groups)), message("shapley.note")]


def _frame(groups: GroupsData) -> pd.DataFrame:
    return groups.to_frame()


def _json(groups: GroupsData) -> dict[str, Any]:
    return {
        "groups": {name: list(paths) for name, paths in groups.groups.items()},
        "measures": shapley.as_json(groups.splits),
    }


def _picture(measure: str, found: WhyData, groups: GroupsData, ax: Axes | None = None) -> Picture:
    split = next(each for each in groups.splits if each.measure == measure)
    return shapley.picture(split, _shown(groups), ax)


def _is_there(groups: GroupsData, which: str) -> bool:
    return which in (f"{_PICTURE}{each.measure}" for each in groups.splits if each.groups)


_PICTURES: Mapping[str, Any] = {f"{_PICTURE}{name}": partial(_picture, name) for name in DECLARED}

VIEW = PartView(_said, _table, _frame, _json, MappingProxyType(_PICTURES), _is_there)
