"""An answer as text: a table to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tci_sim.analysis.answer import Answer
from tci_sim.engine.measures.columns import unit_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.result import RunData
from tci_sim.scenario.consistency import MEANS
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.columns import Table, as_text
from tci_sim.views.selection import measure_series, omission_note, select_measures, timeline

SHAPE = 1
"""Version of the shape that `run.schema.yaml` describes."""

COLUMNS = ("share", "satisfaction", "retention", "profit", "knowledge", "culture", "value_total")
"""What the table shows of each firm, where the scenario asks for nothing else."""


_THROUGH = 3
"""How many measures are followed through the shocks."""


def as_table(answer: Answer) -> str:
    """Write the last year of each firm as aligned text, the focal firm first."""
    return as_text(table_parts(answer.result))


def table_parts(result: RunData) -> list[str | Table]:
    """Return the lines and tables that show a result: the question, and the last year of each firm."""
    firms = sorted(result.firms, key=lambda name: name != result.focal_firm)
    columns = [_column(result, measure, firms) for measure in select_measures(result.question, COLUMNS)]
    head = [
        ["firm", "policy", *[name for name, _, _ in columns]],
        ["", "", *[unit for _, unit, _ in columns]],
    ]
    body = [
        [firm, result.policies.get(firm, ""), *[cells[k] for _, _, cells in columns]]
        for k, firm in enumerate(firms)
    ]
    months = min(LAST_MONTHS, result.months)
    asked = str(result.question.headline)
    span = f"Means of the last {months} of {result.months} months, seed {result.seed}"
    untold = omission_note(result.question, COLUMNS)
    return [
        *(asked, span, "", Table(head + body, words=2)),
        *(["", untold] if untold else []),
        *_around_shocks(result, firms),
    ]


def _around_shocks(result: RunData, firms: Sequence[str]) -> list[str | Table]:
    """Return what went on before, during and after the shocks; nothing where there are none."""
    events = timeline(result.question)
    begins = min((first for first, _, _ in events), default=0)
    ends = min(max((last for _, last, _ in events), default=0), result.months)
    if begins < 1:
        return []
    ends = max(ends, min(begins + LAST_MONTHS, result.months))
    spans = [(max(0, begins - LAST_MONTHS), begins), (begins, ends)]
    spans += [(max(ends, result.months - LAST_MONTHS), result.months)] if ends < result.months else []
    head: list[list[str]] = [["firm", "policy"], ["", ""]]
    body = [[firm, result.policies.get(firm, "")] for firm in firms]
    for measure in select_measures(result.question, COLUMNS)[:_THROUGH]:
        means = _means(result, measure, firms, [slice(*span) for span in spans])
        unit, columns = _written(measure, means)
        for span, cells in zip(spans, columns, strict=True):
            head[0].append(measure.replace("_", " ") if span == spans[0] else "")
            head[1].append(
                f"{unit}, {span[0]}-{span[1] - 1}" if span == spans[0] else f"{span[0]}-{span[1] - 1}"
            )
            for row, cell in zip(body, cells, strict=True):
                row.append(cell)
    told = "; ".join(f"month {first}, {what}" for first, _, what in events)
    said = f"Means of the months named. Before, during and after: {told}."
    return ["", said, "", Table(head + body, words=2)]


def as_csv(answer: Answer) -> str:
    """Write every measure of the market and of the firms, month by month, as one tidy table."""
    import pandas as pd

    frames = [
        answer.result.to_frame(kind=kind) for kind in ("market", "firm") if kind in answer.result.values
    ]
    return pd.concat(frames).to_csv(index=False, lineterminator="\n")


def as_json(answer: Answer) -> str:
    """Write the last year of each firm as JSON, in the shape of `run.schema.yaml` beside this module."""
    result = answer.result
    shown: dict[str, Any] = {
        "answer": "run",
        "version": SHAPE,
        "question": str(result.question.question),
        "reason": str(result.question.reason),
        "seed": result.seed,
        "months": result.months,
        "mean_of_months": min(LAST_MONTHS, result.months),
        "focal_firm": result.focal_firm,
        "firms": _firms(result),
        "units": {name: unit_of(name) for name in result.measures.get("firm", ())},
        "tci_sim": result.provenance.get("tci_sim"),
        "model": result.provenance.get("model"),
        "fingerprint": result.fingerprint,
        "folder": None if answer.folder is None else str(answer.folder),
        "pictures": [str(path) for path in answer.pictures],
        "reused": answer.reused,
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _firms(result: RunData) -> list[dict[str, Any]]:
    means = {measure: result.last_year(measure) for measure in result.measures.get("firm", ())}
    return [
        {
            "name": firm,
            "policy": result.policies.get(firm),
            "measures": {name: _number(mean[firm]) for name, mean in means.items()},
        }
        for firm in result.holders.get("firm", ())
    ]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _column(result: RunData, measure: str, firms: Sequence[str]) -> tuple[str, str, list[str]]:
    """Give the heading, the unit and the cells of one column."""
    unit, [cells] = _written(measure, _means(result, measure, firms, [slice(-LAST_MONTHS, None)]))
    return measure.replace("_", " "), unit, cells


def _means(result: RunData, measure: str, firms: Sequence[str], spans: Sequence[slice]) -> list[list[float]]:
    """Average a measure of each firm over each span of months, (span, firm)."""
    table, places = measure_series(result, measure), [result.firms.index(firm) for firm in firms]
    return [[float(mean_of_known(table[months, place])) for place in places] for months in spans]


def _written(measure: str, columns: Sequence[Sequence[float]]) -> tuple[str, list[list[str]]]:
    """Write the values of one measure in one unit, and with as many digits as they deserve."""
    unit = unit_of(MEANS.get(measure, (measure,))[0])
    largest = max((abs(value) for values in columns for value in values if math.isfinite(value)), default=0.0)
    if unit == "-":
        factor, unit = 100.0, "%"
    elif largest >= 1e6:
        factor, unit = 1e-3, f"1000 {unit}"
    else:
        factor = 1.0
    digits = 0 if factor * largest >= 1000 else 1 if factor * largest >= 2 else 2
    cells = [
        [f"{value * factor:,.{digits}f}" if math.isfinite(value) else "-" for value in values]
        for values in columns
    ]
    return unit, cells


FORMATS: Mapping[str, Callable[[Answer], str]] = MappingProxyType(
    {"table": as_table, "json": as_json, "csv": as_csv}
)
