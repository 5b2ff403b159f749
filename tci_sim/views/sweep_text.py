"""A sweep as text: a table to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.by_holder import ALL, Wanted
from tci_sim.analysis.surface import interactions, surface_levers
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import differences, over_worlds
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import is_added_up
from tci_sim.messages import Message, message
from tci_sim.messages.numbers import Scale, interval, number, percent, scale
from tci_sim.names import measure_label
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.render.text import as_text
from tci_sim.runs.experiment import cases_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.periods import WHOLE_RUN, Period
from tci_sim.statistics.exact import Floats
from tci_sim.views.holder_tables import about_periods, difference_parts, period_in, period_label
from tci_sim.views.omitted import explain_differences, explain_indices
from tci_sim.views.settling import settled_column, settled_runs
from tci_sim.views.study_names import (
    alternative_labels,
    case_label,
    count_of_cases,
    count_of_replications,
    holder_label,
    value_label,
    varied_label,
)
from tci_sim.views.surface import interaction_parts

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 2
"""Version of the shape that `sweep.schema.yaml` describes."""

MOST_ROWS = 64
"""Cases above which the table sums up over worlds; it always does where worlds were sampled."""

_OF_FUTURES = ("futures", "mean", "q05", "q50", "q95")
_OF_DIFFERENCES = ("difference", "share_ahead")
"""Headings of the table over worlds, by their ids."""

MOST_FAILED = 10
"""Failed runs that are listed."""


def as_table(result: SweepData, body: Sequence[Part] | None = None) -> str:
    """Write what a sweep found: cases against their references, or where there are many, alternatives over worlds.

    Parameters
    ----------
    result : SweepData
        The sweep.
    body : sequence of parts, optional
        What stands in place of that table.

    Returns
    -------
    str
    """
    return as_text(table_parts(result, body))


def table_parts(result: SweepData, body: Sequence[Part] | None = None) -> list[Part]:
    """Return the lines and tables that show a sweep; parameters are those of `as_table`."""
    if body is None:
        body = [*(_cases(result) if _by_case(result.study) else _worlds(result)), *interaction_parts(result)]
    return [str(result.study.question), *_head(result), "", *body, *failed_parts(result)]


def asked_parts(result: SweepData, wanted: Wanted) -> list[Part]:
    """Return what is asked for by holder: levels beside differences case by case, or alternatives over worlds."""
    study = result.study
    if not _by_case(study):
        return table_parts(result, [part for each in _asked_over_worlds(result, wanted) for part in each])
    labels = {study.plan[case].name: case_label(result, case) for case in range(len(study.plan))}
    rows = result.by_holder(
        wanted.measures, holders=wanted.holders or ALL, month=wanted.month, year=wanted.year
    )
    said = [message("by_holder.levels_of_study"), about_periods(study.base.months)]
    body = difference_parts(rows, "case", lambda name: labels[name], study.base)
    return [str(study.question), _runs(result), *said, *body, *failed_parts(result)]


def _asked_over_worlds(result: SweepData, wanted: Wanted) -> Iterator[list[Part]]:
    """Go through holders and periods, with a table of each; of many or sampled cases the single ones are in CSV."""
    rows = result.by_holder(
        wanted.measures, holders=wanted.holders or ALL, month=wanted.month, year=wanted.year
    )
    first = rows[rows["case"] == rows["case"].iloc[0]]
    groups = first.groupby(["kind", "holder", "month", "year"], sort=False, observed=True, dropna=False)
    for (_, holder, _, _), each in groups:
        period = period_in(each)
        title = message("by_holder.kind", kind=holder_label(result, str(holder)), period=period_label(period))
        yield [title, *_worlds(result, str(holder), period, list(dict.fromkeys(each["measure"]))), ""]


def _by_case(study: Study) -> bool:
    """Return whether cases can be shown one by one: few, and named by less than all that the world sets."""
    return len(study.plan) <= MOST_ROWS and not DESIGNS[study.design].sampled


def as_csv(result: SweepData) -> str:
    """Write the figures of every run as one tidy table."""
    return data.as_csv(result.figures())


def as_json(
    result: SweepData,
    pictures: Sequence[Path] = (),
    *,
    effects: pd.DataFrame | None = None,
    indices: pd.DataFrame | None = None,
    moves: pd.DataFrame | None = None,
    splits: Sequence[Mapping[str, Any]] = (),
    by_holder: pd.DataFrame | None = None,
) -> str:
    """Write it as JSON, in the shape of `sweep.schema.yaml` beside this module.

    Parameters
    ----------
    result : SweepData
        The sweep.
    pictures : sequence of Path
        Files that were drawn.
    effects, indices, moves : DataFrame, optional
        What `tci_sim.analysis` found in an ablation, in a Sobol or Morris design, or where parameters are moved one at
        a time.
    splits : sequence of mapping
        How the change of each measure is split among groups.
    by_holder : DataFrame, optional
        What is asked for by holder.

    Returns
    -------
    str
    """
    study = result.study
    by_case = _by_case(study)
    shown: dict[str, Any] = {
        "command": "sweep",
        "version": SHAPE,
        "question": str(study.question),
        "reason": str(study.reason),
        "design": study.design,
        "levers": list(study.plan.levers),
        "uncertainties": list(study.plan.uncertainties),
        "cases": len(study.plan),
        "replications": result.replications,
        "seed": study.seed,
        "months": study.base.months,
        "settled": int(np.count_nonzero(np.isfinite(result.settled_at))),
        "settled_at": data.records(result.settling()) if result.waits and by_case else [],
        "holder": result.holder,
        "differences": explain_differences(data.records(differences(result, study.report, result.holder)))
        if by_case
        else [],
        "over_worlds": []
        if by_case or moves is not None
        else data.records(over_worlds(result, study.report, result.holder)),
        "effects": [] if effects is None else data.records(effects),
        "by_holder": [] if by_holder is None else data.records(by_holder),
        "moves": [] if moves is None else data.records(moves),
        "splits": list(splits),
        "interactions": data.records(interactions(result, study.report, result.holder))
        if surface_levers(study) and result.holders
        else [],
        "indices": [] if indices is None else explain_indices(data.records(indices), study.design),
        "values": [
            {"case": row.pop("name"), "number": row.pop("case"), "world": row.pop("world"), "varied": row}
            for row in data.records(result.cases)
        ]
        if by_case
        else [],
        "failed": [vars(run) for run in result.failed],
        "precision_reached": result.precision_reached,
        "key": result.key,
        "fingerprint": result.fingerprint,
        "folder": None if result.folder is None else str(result.folder),
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


def _runs(result: SweepData) -> Message:
    """Say how many cases and replications there are, and whom the study is about."""
    study = result.study
    return message(
        "sweep.runs",
        cases=count_of_cases(len(cases_of(study.plan, 0))), replications=count_of_replications(result.replications),
        seed=study.seed, holder=holder_label(result),
    )  # fmt: skip


def _head(result: SweepData) -> list[Part]:
    study, runs = result.study, _runs(result)
    last = message("time.months", count=min(LAST_MONTHS, study.base.months))
    settled = [settled_runs(result.settling())] if result.waits else []
    if any(is_added_up(measure) for measure in study.report):
        months = message("time.months", count=study.base.months)
        return [runs, message("sweep.totals_and_means", months=months, last=last), *settled]
    return [runs, message("sweep.means_of_last", last=last), *settled]


def _cases(result: SweepData) -> list[Part]:
    """Show a row a case: its mean where it is a reference, else its paired difference from its reference."""
    study = result.study
    own = [study.plan.reference(case) == case for case in range(len(study.plan))]
    heading, *cells = _names_of_cases(result)
    words = len(heading)
    units: list[Cell] = [""] * words
    rows = differences(result, study.report, result.holder)
    for measure in study.report:
        frame = rows[rows["measure"] == measure]
        apart = frame[["difference", "low", "high"]].to_numpy(float)
        means = frame[["mean", "mean_low", "mean_high"]].to_numpy(float)
        found, unit = _scale(
            np.where(np.isfinite(apart), apart, means), frame, mixed=not all(own), apart=apart
        )
        heading.append(as_cell(measure_label(measure)))
        units.append(unit)
        for row, cell in enumerate(cells):
            shown = found.factor * (means[row] if own[row] else apart[row])
            cell.append(interval(list(shown), found.digits, sign=not own[row]))
    if result.waits:
        for line, settled in zip((heading, units, *cells), _settled(result), strict=True):
            line.append(settled)
    said = message("sweep.only_means" if all(own) else "sweep.differences_and_means")
    return [said, "", Table([heading, units, *cells], words=words)]


def _settled(result: SweepData) -> list[Cell]:
    """Return the column that says when runs settled: its heading, its unit, and a cell for each case."""
    heading, unit, cells = settled_column(result.settling())
    return [heading, unit, *cells]


def _names_of_cases(result: SweepData) -> list[list[Cell]]:
    """Return a heading and a row a case: its own name where it has one, else the value of each thing that is varied."""
    plan, base = result.study.plan, result.study.base
    varied = [*plan.levers, *plan.uncertainties]
    if not varied or any(plan[case].name != str(case) for case in range(len(plan))):
        return [[""], *([as_cell(case_label(result, case))] for case in range(len(plan)))]
    rows = [{**plan[case].levers, **plan[case].uncertainties} for case in range(len(plan))]
    return [
        [as_cell(varied_label(path, base)) for path in varied],
        *(
            [as_cell(value_label(path, row[path], base)) if path in row else "" for path in varied]
            for row in rows
        ),
    ]


def _scale(values: Floats, frame: pd.DataFrame, *, mixed: bool, apart: Floats) -> tuple[Scale, str | Message]:
    """Choose how a measure is read, and its unit; both units where levels and differences stand together."""
    unit, all_ = str(frame["unit"].iloc[0]), values.ravel().tolist()
    found = scale(all_, unit, apart=apart.ravel().tolist())
    of_differences = scale(all_, unit, differences=True).unit
    if mixed and of_differences != found.unit:
        return found, message("sweep.two_units", level=found.unit, difference=of_differences)
    return found, found.unit


def _worlds(
    result: SweepData, holder: str = "", period: Period = WHOLE_RUN, measures: Sequence[str] = ()
) -> list[Part]:
    """Show a row an alternative, with its mean over worlds or its difference from the first."""
    measures = measures or result.study.report
    frame = over_worlds(result, measures, holder or result.holder, period)
    labels = alternative_labels(result)
    compared = len(labels) > 1
    heads = _OF_FUTURES + (_OF_DIFFERENCES if compared else ())
    rows: list[list[Cell]] = [["", *(Message(f"sweep.heading.{head}") for head in heads)]]
    for measure in measures:
        part = frame[frame["measure"] == measure]
        shown = part[["mean", "q05", "q50", "q95", "difference", "low", "high"]].to_numpy(float)
        found, unit = _scale(shown, part, mixed=compared, apart=shown[:, 4:])
        heading = message("study.measure_and_unit", measure=measure_label(measure), unit=unit)
        rows.append([heading, *[""] * len(heads)])
        for name, (_, row), values in zip(labels, part.iterrows(), shown * found.factor, strict=True):
            points = [number(value, found.digits) for value in values[:4]]
            rows.append([f"  {name}", f"{row['worlds']:,}", *points])
            if compared:
                apart = interval(list(values[4:]), found.digits) if math.isfinite(values[4]) else ""
                rows[-1] += [apart, "" if math.isnan(row["share_ahead"]) else percent(row["share_ahead"])]
    below: list[Part] = ["", _about_intervals(result)] if compared else []
    return [Table(rows, headings=1), *below]


def _about_intervals(result: SweepData) -> Message:
    if not DESIGNS[result.study.design].sampled:
        return message("sweep.over_replications")
    if result.replications > 1:
        return message("sweep.over_futures_and_replications")
    return message("sweep.over_futures")


def failed_parts(result: SweepData) -> list[Part]:
    """List runs that failed, the first of them; nothing where none did."""
    if not result.failed:
        return []
    count = len(result.failed)
    shown = [
        message("sweep.failed_run", case=run.case, replication=run.replication, error=run.error)
        for run in result.failed[:MOST_FAILED]
    ]
    left = count - MOST_FAILED
    more = [message("sweep.more_failed", number=f"{left:,}")] if left > 0 else []
    return ["", message("sweep.failed", count=count, number=f"{count:,}"), *shown, *more]
