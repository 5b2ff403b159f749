"""How a change is split: a table that adds up to the digit shown, sentences and a picture a measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.analysis.shapley import Estimate, MeasureSplit, splits
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import Scale, amount, interval, number, scale
from tci_sim.names import measure_label
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.statistics.apportion import apportion
from tci_sim.views.study_names import (
    count_of_replications,
    group_label,
    holder_label,
    measure_title,
    quoted,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture

_COLUMNS = ("share", "alone", "last")
_MOST_NAMED = 4
"""Groups that a sentence names."""


class Shown(NamedTuple):
    """How groups are shown."""

    label: Callable[[str], Value]
    """What a group is called, by its name."""
    groups: Value
    """What the groups are, as the head of their column and of the axis of the picture."""
    title: Callable[[Value], Message]
    """The title of the picture of a measure."""
    caption: tuple[Value, ...] = ()


def of_study(result: SweepData) -> Shown:
    """Return how the groups of a study are shown."""
    return Shown(
        lambda name: group_label(name, result.study.base),
        message("shapley.group"),
        lambda measure: message("shapley.title", measure=measure),
    )


def study_parts(result: SweepData) -> list[Part]:
    """Return what each group of a study brings: a head, sentences, and a table a measure."""
    found, shown = splits(result), of_study(result)
    replications = count_of_replications(result.replications)
    head = message("shapley.head", holder=holder_label(result), replications=replications)
    return [head, *said(found, shown), "", *table_parts(found, shown), message("shapley.note")]


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw a picture for each measure that is split into a folder, which is made where it is absent; the PNG files."""
    from tci_sim.plots.picture import save_both

    folder.mkdir(parents=True, exist_ok=True)
    shown = of_study(result)
    split = [found for found in splits(result) if found.groups]
    return tuple(save_both(picture(found, shown).figure, folder, found.measure) for found in split)


def table_parts(found_of: Sequence[MeasureSplit], shown: Shown) -> list[Part]:
    """Return a table for each measure that is split."""
    parts: list[Part] = []
    for found in found_of:
        if found.groups:
            unit, table = _table(found, shown)
            title = message("study.measure_and_unit", measure=measure_title(found.measure), unit=unit)
            parts += [*([""] if parts else []), title, "", table]
    return parts


def said(found_of: Sequence[MeasureSplit], shown: Shown) -> list[Part]:
    """Say of each measure by what it changes, what depends on the rest, and which are not split."""
    lines: list[Part] = []
    for found in found_of:
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
    own = _rounded(found)
    named = [
        (each, part)
        for each, part in zip(found.groups, own.parts, strict=True)
        if part and _is_sure(each.share)
    ]
    named.sort(key=lambda pair: -abs(pair[1]))
    about = {"measure": measure_title(found.measure), "whole": own.amount(own.whole)}
    if not named:
        return message("shapley.unclear", **about)
    brought: list[Value] = [
        message("shapley.brings", group=shown.label(each.name), share=own.bare(part))
        for each, part in named[:_MOST_NAMED]
    ]
    if more := len(named) - _MOST_NAMED:
        brought += [message("shapley.more", count=more)] if more > 0 else []
    return message("shapley.finding", brought=listing(brought, "and"), **about)


def _is_sure(estimate: Estimate) -> bool:
    return estimate[1] > 0 or estimate[2] < 0


class _Rounded(NamedTuple):
    """What groups bring as it is shown: the shares add up to the whole."""

    scale: Scale
    parts: list[int]
    """Of each group, in steps of the last digit."""
    whole: int

    def amount(self, steps: int) -> str:
        """Write some steps with their unit."""
        return amount(steps / 10**self.scale.digits / self.scale.factor, self.scale, sign=True)

    def bare(self, steps: int) -> str:
        """Write some steps without their unit, beside the whole that has it."""
        return number(steps / 10**self.scale.digits, self.scale.digits, sign=True)

    def cell(self, estimate: Estimate, steps: int | None = None) -> str:
        """Write an estimate and its interval; its mean as it was rounded, where it was."""
        mean, low, high = (self.scale.factor * value for value in estimate)
        shown = mean if steps is None else steps / 10**self.scale.digits
        return interval([shown, low, high], self.scale.digits)


def _rounded(found: MeasureSplit) -> _Rounded:
    values = [value for each in found.groups for name in _COLUMNS for value in getattr(each, name)]
    own = scale([*values, *found.whole], found.unit, differences=True)
    steps = own.factor * 10**own.digits
    whole = round(found.whole[0] * steps)
    return _Rounded(own, apportion([each.share[0] * steps for each in found.groups], whole).tolist(), whole)


def _table(found: MeasureSplit, shown: Shown) -> tuple[str, Table]:
    """Lay out a row a group, and all together; the means of the first column add up to the digit shown."""
    own = _rounded(found)
    heads: list[Cell] = [
        as_cell(shown.groups), *(Message(f"shapley.{name}") for name in _COLUMNS), message("shapley.tried"), "",
    ]  # fmt: skip
    rows: list[list[Cell]] = [heads]
    for each, part in zip(found.groups, own.parts, strict=True):
        cells: list[Cell] = [own.cell(each.share, part)]
        cells += [own.cell(estimate) if each.tried else "" for estimate in (each.alone, each.last)]
        depends: Cell = message("shapley.depends_on_rest") if each.depends else ""
        rows.append([as_cell(shown.label(each.name)), *cells, number(each.tried, 0), depends])
    together = own.cell(found.whole, own.whole)
    rows.append([message("shapley.whole"), together, "", "", number(found.histories, 0), ""])
    return own.scale.unit, Table(rows, headings=1)


def as_json(found_of: Sequence[MeasureSplit]) -> list[dict[str, Any]]:
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
        for found in found_of
    ]  # fmt: skip


def _ends(estimate: Estimate) -> dict[str, float | None]:
    named = zip(("mean", "low", "high"), estimate, strict=True)
    return {name: value if math.isfinite(value) else None for name, value in named}


def picture(found: MeasureSplit, shown: Shown, ax: Axes | None = None) -> Picture:
    """Draw what each group brings on average, alone and as the last."""
    from tci_sim.plots.intervals import Grouped, grouped
    from tci_sim.plots.picture import Picture

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
