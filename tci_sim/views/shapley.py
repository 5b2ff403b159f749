"""How a change is split: a table that adds up to the digit shown, sentences and a picture a measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.analysis.shapley import MeasureSplit, SharedOut
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import Scale, amount, interval, number, scale
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Grouped, grouped
from tci_sim.plots.picture import Picture
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.statistics.apportion import apportion
from tci_sim.views.study_names import measure_title, quoted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLUMNS = ("share", "alone", "last")


class Shown(NamedTuple):
    """How groups are shown."""

    label: Callable[[str], Value]
    """What a group is called, by its name."""
    groups: Value
    """What the groups are, as the head of their column and of the axis of the picture."""
    title: Callable[[Value], Message]
    """The title of the picture of a measure."""
    caption: tuple[Value, ...] = ()


def table_parts(splits: Sequence[MeasureSplit], shown: Shown) -> list[Part]:
    """Return a table for each measure that is split."""
    parts: list[Part] = []
    for found in splits:
        if found.groups:
            unit, table = _table(found, shown)
            title = message("study.measure_and_unit", measure=measure_title(found.measure), unit=unit)
            parts += [*([""] if parts else []), title, "", table]
    return parts


def said(splits: Sequence[MeasureSplit], shown: Shown) -> list[Part]:
    """Say of each measure by what it changes, what depends on the rest, and which are not split."""
    lines: list[Part] = []
    for found in splits:
        if found.lacking:
            measure = measure_title(found.measure)
            counts = {"lacking": number(found.lacking, 0), "histories": number(found.histories, 0)}
            lines.append(message("shapley.lacking", measure=measure, count=found.lacking, **counts))
        elif found.groups:
            lines.append(_finding(found, shown))
            if names := [quoted(shown.label(each.name)) for each in found.groups if each.depends]:
                lines.append(message("shapley.depends", count=len(names), names=listing(names, "and")))
    return lines


def _finding(found: MeasureSplit, shown: Shown) -> Message:
    """Say how large the change is, and which groups surely bring how much of it."""
    own = _scale(found)
    whole, measure = amount(found.whole[0], own, sign=True), measure_title(found.measure)
    sure = sorted((each for each in found.groups if _is_sure(each.share)), key=lambda each: -abs(each.share[0]))
    if not sure:
        return message("shapley.unclear", measure=measure, whole=whole)
    brought = [
        message("shapley.brings", group=shown.label(each.name), share=amount(each.share[0], own, sign=True))
        for each in sure
    ]
    return message("shapley.finding", measure=measure, whole=whole, brought=listing(brought, "and"))


def _is_sure(estimate: tuple[float, float, float]) -> bool:
    return estimate[1] > 0 or estimate[2] < 0


def _scale(found: MeasureSplit) -> Scale:
    values = [value for each in found.groups for name in _COLUMNS for value in getattr(each, name)]
    return scale([*values, *found.whole], found.unit, differences=True)


def _table(found: MeasureSplit, shown: Shown) -> tuple[str, Table]:
    """Lay out a row a group, and all together; the means of the first column add up to the digit shown."""
    own = _scale(found)
    heads: list[Cell] = [
        _text(shown.groups), *(Message(f"shapley.{name}") for name in _COLUMNS), message("shapley.tried"), "",
    ]  # fmt: skip
    whole = round(found.whole[0] * own.factor * 10**own.digits)
    means = apportion([each.share[0] * own.factor * 10**own.digits for each in found.groups], whole)
    rows: list[list[Cell]] = [heads]
    for each, mean in zip(found.groups, means.tolist(), strict=True):
        cells: list[Cell] = [interval(_cell(each.share, own, mean), own.digits)]
        cells += [interval(_cell(estimate, own), own.digits) if each.tried else "" for estimate in (each.alone, each.last)]
        depends: Cell = message("shapley.depends_on_rest") if each.depends else ""
        rows.append([_text(shown.label(each.name)), *cells, number(each.tried, 0), depends])
    together = interval(_cell(found.whole, own, whole), own.digits)
    rows.append([message("ablation.effect.all_together"), together, "", "", number(found.histories, 0), ""])
    return own.unit, Table(rows, headings=1)


def _cell(estimate: tuple[float, float, float], own: Scale, rounded: int | None = None) -> list[float]:
    """Return what a cell shows of an estimate; its mean as it was rounded, where it was."""
    mean, low, high = (own.factor * value for value in estimate)
    return [mean if rounded is None else rounded / 10**own.digits, low, high]


def _text(value: Value) -> Cell:
    return str(value) if isinstance(value, int) else value


def as_json(splits: Sequence[MeasureSplit]) -> list[dict[str, Any]]:
    """Return how each measure is split as JSON has it; null where nothing can be said."""
    return [
        {
            "measure": found.measure, "unit": found.unit, "histories": found.histories, "lacking": found.lacking,
            "whole": _ends(found.whole),
            "groups": [
                {"group": each.name, "share": _ends(each.share), "alone": _ends(each.alone),
                 "last": _ends(each.last), "tried": each.tried, "depends": each.depends}
                for each in found.groups
            ],
        }
        for found in splits
    ]  # fmt: skip


def _ends(estimate: tuple[float, float, float]) -> dict[str, float | None]:
    named = zip(("mean", "low", "high"), estimate, strict=True)
    return {name: value if math.isfinite(value) else None for name, value in named}


def picture(found: MeasureSplit, shown: Shown, ax: Axes | None = None) -> Picture:
    """Draw what each group brings on average, alone and as the last."""
    series = {
        name: np.array([getattr(each, name) for each in found.groups]).reshape(-1, 3) for name in _COLUMNS
    }
    labels: Mapping[str, Value] = {name: Message(f"shapley.{name}") for name in (*_COLUMNS, "whole")}
    drawn = grouped(
        Grouped(
            title=shown.title(measure_label(found.measure)),
            names=tuple(shown.label(each.name) for each in found.groups),
            series=series,
            summary_rows={"whole": np.array(found.whole)},
            unit=found.unit,
            quantity=message("charts.difference", quantity=measure_label(found.measure)),
            rows=shown.groups,
            caption=(*shown.caption, message("shapley.caption", histories=number(found.histories, 0))),
            differences=True,
            labels=labels,
        ),
        ax,
    )
    return Picture(drawn)
