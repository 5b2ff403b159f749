"""A sweep as text: a table to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import case_label, differences, over_worlds
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import is_added_up
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.views.columns import Table, as_text, interval, number, scale

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `sweep.schema.yaml` describes."""

MOST_ROWS = 64
"""Cases above which the table sums up over worlds; it always does where worlds were sampled."""


def as_table(result: SweepData, body: Sequence[str] | None = None) -> str:
    """Write what a sweep found: cases against their references, or where there are many, ways of acting over worlds.

    Parameters
    ----------
    result : SweepData
        The sweep.
    body : sequence of str, optional
        Lines that stand in place of that table.

    Returns
    -------
    str
    """
    return as_text(table_parts(result, body))


def table_parts(result: SweepData, body: Sequence[str | Table] | None = None) -> list[str | Table]:
    """Return the lines and tables that show a sweep; parameters are those of `as_table`."""
    if body is None:
        body = _cases(result) if _by_case(result.study) else _worlds(result)
    return [str(result.study.question), *_head(result), "", *body, *_failed(result)]


def _by_case(study: Study) -> bool:
    """Return whether cases can be told one by one: few, and named by less than all that the world sets."""
    return len(study.plan) <= MOST_ROWS and not DESIGNS[study.design].sampled


def as_csv(result: SweepData) -> str:
    """Write the figures of every run as one tidy table."""
    return result.figures().to_csv(index=False, lineterminator="\n")


def as_json(
    result: SweepData,
    pictures: Sequence[Path] = (),
    *,
    effects: pd.DataFrame | None = None,
    indices: pd.DataFrame | None = None,
) -> str:
    """Write it as JSON, in the shape of `sweep.schema.yaml` beside this module.

    Parameters
    ----------
    result : SweepData
        The sweep.
    pictures : sequence of Path
        Files that were drawn.
    effects, indices : DataFrame, optional
        What `tci_sim.analysis` found in an ablation, or in a Sobol or Morris design.

    Returns
    -------
    str
    """
    study = result.study
    by_case = _by_case(study)
    shown: dict[str, Any] = {
        "answer": "sweep",
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
        "holder": result.holder,
        "differences": _records(differences(result, result.study.report, result.holder)) if by_case else [],
        "over_worlds": [] if by_case else _records(over_worlds(result, study.report, result.holder)),
        "effects": [] if effects is None else _records(effects),
        "indices": [] if indices is None else _records(indices),
        "values": [
            {"case": row.pop("name"), "number": row.pop("case"), "world": row.pop("world"), "varied": row}
            for row in _records(result.cases)
        ]
        if by_case
        else [],
        "failed": [vars(run) for run in result.failed],
        "precise": result.precision_reached,
        "key": result.key,
        "fingerprint": result.fingerprint,
        "folder": None if result.folder is None else str(result.folder),
        "pictures": [str(path) for path in pictures],
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _head(result: SweepData) -> list[str]:
    study = result.study
    months = study.base.months
    sums = any(is_added_up(measure) for measure in study.report)
    last = min(LAST_MONTHS, months)
    runs = f"{len(study.plan):,} cases, {result.replications:,} replications from seed {study.seed}; {result.holder}."
    money = f"Money: total over {months} months. Other measures: mean of the last {last}."
    return [runs, money if sums else f"Means of the last {last} months."]


def _cases(result: SweepData) -> list[str | Table]:
    """Show a row a case: its mean where it is a reference, else its paired difference from its reference."""
    study = result.study
    names = [label(result, case) for case in range(len(study.plan))]
    own = [study.plan.reference(case) == case for case in range(len(study.plan))]
    heading, units, cells = [""], [""], [[name] for name in names]
    rows = differences(result, result.study.report, result.holder)
    for measure in study.report:
        frame = rows[rows["measure"] == measure]
        apart = frame[["difference", "low", "high"]].to_numpy(float)
        means = frame[["mean", "mean_low", "mean_high"]].to_numpy(float)
        factor, unit, digits = scale(np.where(np.isfinite(apart), apart, means), str(frame["unit"].iloc[0]))
        heading.append(measure.replace("_", " "))
        units.append(unit)
        for row, cell in enumerate(cells):
            shown = means[row] * factor if own[row] else apart[row] * factor
            cell.append(interval(shown, digits, sign=not own[row]))
    said = "Rows with a sign: paired differences from the reference above them" if not all(own) else "Means"
    if not all(own):
        said = f"{said}; other rows: means"
    return [f"{said} [95 %].", "", Table([heading, units, *cells])]


def _worlds(result: SweepData) -> list[str | Table]:
    """Show a row a way of acting, with its mean over worlds or its difference from the first."""
    study = result.study
    frame = over_worlds(result, study.report, result.holder)
    rows: list[list[str]] = [["", "", "mean", "5 %", "50 %", "95 %", "difference [95 %]", "ahead"]]
    for measure in study.report:
        part = frame[frame["measure"] == measure]
        shown = part[["mean", "q05", "q50", "q95", "difference", "low", "high"]].to_numpy(float)
        factor, unit, digits = scale(shown, str(part["unit"].iloc[0]))
        rows.append([f"{measure.replace('_', ' ')} [{unit}]", *[""] * 7])
        for (_, row), values in zip(part.iterrows(), shown * factor, strict=True):
            ahead = "" if math.isnan(row["ahead"]) else f"{100 * row['ahead']:.0f} %"
            points = [number(value, digits) for value in values[:4]]
            apart = interval(values[4:], digits) if math.isfinite(values[4]) else ""
            rows.append([f"  {row['choice']}", f"{row['worlds']}", *points, apart, ahead])
    rows[0][1] = "worlds"
    if not DESIGNS[study.design].sampled:
        about = "replications, in these worlds"
    elif result.replications > 1:
        about = "worlds and replications"
    else:
        about = "worlds, with one set of random numbers"
    return [
        Table(rows, headings=1),
        "",
        f"[95 %]: over {about}. ahead: share of worlds in which it is above the first.",
    ]


def label(result: SweepData, case: int) -> str:
    """Name a case in few words: by its own name, or by what is varied."""
    each = result.study.plan[case]
    if each.name != str(each.number):
        return each.name
    return case_label({**each.levers, **each.uncertainties}) or "as it is"


def _failed(result: SweepData) -> list[str]:
    if not result.failed:
        return []
    shown = [f"  {run.case}, replication {run.replication}: {run.error}" for run in result.failed[:10]]
    more = [f"  and {len(result.failed) - 10:,} more."] if len(result.failed) > 10 else []
    return ["", f"{len(result.failed):,} runs failed:", *shown, *more]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """Give a value that JSON has: none for what is not known or is infinite."""
    if isinstance(value, str | bool | np.bool_) or value is None:
        return bool(value) if isinstance(value, np.bool_) else value
    if value != value or not math.isfinite(float(value)):
        return None
    return int(value) if isinstance(value, int | np.integer) else float(value)
