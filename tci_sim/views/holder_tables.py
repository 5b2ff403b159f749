"""Tables by holder: levels, and beside them differences from the reference, in months, years or the whole run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.by_holder import Wanted
from tci_sim.messages import Message, Text, message
from tci_sim.messages.numbers import interval, number, scale
from tci_sim.messages.quantities import Length
from tci_sim.names import label, measure_label
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.periods import Period
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.views.selection import select_single_measures

if TYPE_CHECKING:
    import pandas as pd

SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "market": ("satisfaction", "share", "retention", "profit", "value_total"),
        "firm": ("satisfaction", "share", "retention", "profit"),
        "supplier": ("profit", "first_pass_yield", "fill_rate", "knowledge"),
        "segment": ("customers", "share", "satisfaction", "retention"),
        "attribute": ("weight", "estimated_weight", "felt_gap", "effort"),
        "node": ("first_pass_yield", "fill_rate", "capacity_used", "know_how"),
    }
)
"""What tables show of each kind, where neither the scenario nor the command names measures."""

LabelOf = Callable[[str], Text | str | int]
"""Returns what a case or a scenario is called."""


def shown_rows(frame: pd.DataFrame, wanted: Wanted, question: Scenario) -> pd.DataFrame:
    """Leave out what is not shown of a kind of holder, where no measures were asked for."""
    if wanted.measures:
        return frame
    own, omitted = select_single_measures(question, SHOWN["firm"]), omitted_measures(question)
    keep = [
        measure in (own if kind == "firm" else SHOWN[kind])
        and not (kind in ("firm", "market") and measure in omitted)
        for kind, measure in zip(frame["kind"], frame["measure"], strict=True)
    ]
    return frame[keep]


def about_periods(months: int) -> Message:
    """Say what the figure of a month, a year and a whole run is."""
    return message("by_holder.figures", last=min(LAST_MONTHS, months), length=Length(months))


def level_parts(frame: pd.DataFrame, question: Scenario) -> list[Part]:
    """Show levels of one run: a table for each kind and period, a row a holder and a column a measure."""
    parts: list[Part] = []
    for (kind, _, _), rows in frame.groupby(
        ["kind", "month", "year"], sort=False, observed=True, dropna=False
    ):
        parts += [
            "",
            message("by_holder.kind", kind=label("holder", str(kind)), period=period_label(period_in(rows))),
        ]
        holders = list(dict.fromkeys(rows["holder"]))
        heads: list[Cell] = [""]
        units: list[Cell] = [""]
        body: list[list[Cell]] = [[_holder(question, str(kind), str(name))] for name in holders]
        for measure, own in rows.groupby("measure", sort=False, observed=True):
            values = own.set_index("holder")["value"].reindex(holders).to_numpy(float).tolist()
            found = scale(values, str(own["unit"].iloc[0]))
            heads.append(as_cell(measure_label(str(measure))))
            units.append(found.unit)
            for line, value in zip(body, values, strict=True):
                line.append(number(value * found.factor, found.digits))
        parts.append(Table([heads, units, *body]))
    return parts


def difference_parts(frame: pd.DataFrame, case: str, label_of: LabelOf, question: Scenario) -> list[Part]:
    """Show levels beside differences: a table for each kind, measure and period, a row a holder and case.

    `case` is the column that says which case, or scenario, a row is of.
    """
    parts: list[Part] = []
    groups = ["kind", "measure", "month", "year"]
    for (kind, measure, _, _), rows in frame.groupby(groups, sort=False, observed=True, dropna=False):
        title = message(
            "by_holder.measure",
            measure=measure_label(str(measure)), kind=label("holder", str(kind)), period=period_label(period_in(rows)),
        )  # fmt: skip
        parts += ["", title, _differences(rows, case, label_of, question)]
    return parts


def _differences(rows: pd.DataFrame, case: str, label_of: LabelOf, question: Scenario) -> Table:
    unit = str(rows["unit"].iloc[0])
    apart = rows[["difference", "low", "high"]].to_numpy(float)
    values = rows["value"].to_numpy(float)
    found = scale([*values.tolist(), *apart.ravel().tolist()], unit, apart=apart.ravel().tolist())
    differ = scale([*values.tolist(), *apart.ravel().tolist()], unit, differences=True)
    table: list[list[Cell]] = [
        ["", "", message("by_holder.level"), message("by_holder.difference")], ["", "", found.unit, differ.unit]
    ]  # fmt: skip
    before = None
    for row, level, differs in zip(rows.to_dict("records"), values, apart, strict=True):
        name = _holder(question, str(row["kind"]), str(row["holder"]))
        shown = interval([float(each) * found.factor for each in differs], found.digits)
        known = math.isfinite(differs[0])
        table.append(
            [
                name if row["holder"] != before else "", as_cell(label_of(str(row[case]))),
                number(float(level) * found.factor, found.digits), shown if known else "",
            ]
        )  # fmt: skip
        before = row["holder"]
    return Table(table, words=2)


def period_in(rows: pd.DataFrame) -> Period:
    """Return which month or year rows are of; all have the same."""
    month, year = (None if is_none else value for value, is_none in _firsts(rows))
    return Period(None if month is None else int(month), None if year is None else int(year))


def period_label(period: Period) -> Message:
    """Return which month or year it is, or that it is the whole run."""
    if period.month is not None:
        return message("by_holder.month", month=period.month, nth=period.month + 1)
    return message("by_holder.whole") if period.year is None else message("by_holder.year", year=period.year)


def _firsts(rows: pd.DataFrame) -> list[tuple[Any, bool]]:
    return [(rows[name].iloc[0], bool(rows[name].isna().iloc[0])) for name in ("month", "year")]


def _holder(question: Scenario, kind: str, name: str) -> Cell:
    """Return what a holder is called: by labels where there are such, anybody else by name."""
    if kind == "market":
        return as_cell(label("holder", name))
    if kind == "firm":
        return as_cell(label_in(question, "firm", name))
    if kind in ("segment", "attribute"):
        firm, _, part = name.rpartition(".")
        called = label_in(question, "segment" if kind == "segment" else "attribute", part)
        return message("study.label_of", whose=label_in(question, "firm", firm), label=called)
    return name
