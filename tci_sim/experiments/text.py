"""An answer as text: a table to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from tci_sim.experiments.answer import Answer
from tci_sim.experiments.pictures import MEANS, measured
from tci_sim.experiments.result import LAST_MONTHS, RunResult
from tci_sim.glossary import entry

SHAPE = 1
"""Version of the shape that `answer.schema.yaml` describes."""

COLUMNS = ("share", "satisfaction", "retention", "profit", "knowledge", "culture", "value_total")
"""What the table shows of each firm."""


def as_table(answer: Answer) -> str:
    """Write the last year of each firm as aligned text, the focal firm first."""
    result = answer.result
    firms = sorted(result.firms, key=lambda name: name != result.focal_firm)
    columns = [_column(result, measure, firms) for measure in COLUMNS]
    head = [
        ["firm", "policy", *[name for name, _, _ in columns]],
        ["", "", *[unit for _, unit, _ in columns]],
    ]
    body = [
        [firm, result.policies.get(firm, ""), *[cells[k] for _, _, cells in columns]]
        for k, firm in enumerate(firms)
    ]
    months = min(LAST_MONTHS, result.months)
    asked = " ".join((result.question.question or result.question.reason).split())
    span = f"Means of the last {months} of {result.months} months, seed {result.seed}"
    return f"{asked}\n{span}\n\n{_aligned(head + body)}"


def as_csv(answer: Answer) -> str:
    """Write every measure of the market and of the firms, month by month, as one tidy table."""
    import pandas as pd

    frames = [
        answer.result.to_frame(kind=kind) for kind in ("market", "firm") if kind in answer.result.values
    ]
    return pd.concat(frames).to_csv(index=False, lineterminator="\n")


def as_json(answer: Answer) -> str:
    """Write the last year of each firm as JSON, in the shape of `answer.schema.yaml` beside this module."""
    result = answer.result
    shown: dict[str, Any] = {
        "answer": "run",
        "version": SHAPE,
        "question": result.question.question,
        "reason": result.question.reason,
        "seed": result.seed,
        "months": result.months,
        "mean_of_months": min(LAST_MONTHS, result.months),
        "focal_firm": result.focal_firm,
        "firms": _firms(result),
        "units": {name: entry(name).unit for name in result.measures.get("firm", ())},
        "tci_sim": result.provenance.get("tci_sim"),
        "model": result.provenance.get("model"),
        "fingerprint": result.fingerprint,
        "folder": None if answer.folder is None else str(answer.folder),
        "pictures": [str(path) for path in answer.pictures],
        "reused": answer.reused,
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _firms(result: RunResult) -> list[dict[str, Any]]:
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


def _column(result: RunResult, measure: str, firms: Sequence[str]) -> tuple[str, str, list[str]]:
    """Give the heading, the unit and the cells of one column."""
    table = measured(result, measure).tail(LAST_MONTHS).mean()
    unit = entry(MEANS.get(measure, (measure,))[0]).unit
    values = [float(table.get(firm, math.nan)) for firm in firms]
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if unit == "-":
        factor, unit = 100.0, "%"
    elif largest >= 1e6:
        factor, unit = 1e-3, f"1000 {unit}"
    else:
        factor = 1.0
    digits = 0 if factor * largest >= 1000 else 1
    heading = measure.replace("_", " ")
    return (
        heading,
        unit,
        [f"{value * factor:,.{digits}f}" if math.isfinite(value) else "-" for value in values],
    )


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Align the first two columns, words, to the left, and the others, numbers, to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = list(zip(row, widths, strict=True))
        words, numbers = cells[:2], cells[2:]
        lines.append([*(cell.ljust(w) for cell, w in words), *(cell.rjust(w) for cell, w in numbers)])
    return "".join("  ".join(line).rstrip() + "\n" for line in lines)
