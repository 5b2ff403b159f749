"""The review process as text: a table to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.review import Step, review, review_process
from tci_sim.names import measure_label

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 2
"""Version of the shape that `review.schema.yaml` describes."""

_AS_CHANGE = frozenset({"customer_equity", "profit", "satisfaction", "retention", "share", "productivity", "unit_cost",
                        "cycle_time", "defects"})  # fmt: skip
"""What is shown with its change from the round before, beside its value."""

_SIDES = {"external": "out", "internal": "in", "both": ""}
_SEEN = {"firm": "", "model": "*"}


def as_table(answer: Answer, firm: str) -> str:
    """Write what each step heard, decided, cost and brought, one column a round; what is always 0 is left out."""
    result, process = answer.result, review_process()
    frame = review(result, firm)
    asked = str(result.question.headline)
    rounds = int(frame["round"].max())
    head = [["", "", "unit", *[f"round {k + 1}" for k in range(rounds)]]]
    blocks = [(step, _block(frame, step)) for step in process.steps]
    widths = _widths(head + [row for _, rows in blocks for row in rows])
    lines = [
        asked,
        f"The customer satisfaction review process of {firm} ({result.policies.get(firm, 'no policy')}),"
        f" seed {result.seed}. {process.reconstruction}",
        str(process.round),
        "out: about customers outside; in: about the next process step; *: only the model knows it.",
        "",
        *_aligned(head, widths),
    ]
    for step, rows in blocks:
        mark = "" if step.published else " (reconstructed)"
        lines += [f"{step.number} {step.pdca}  {step.name}{mark}", *_aligned(rows, widths)]
    return "\n".join(lines) + "\n"


def as_csv(answer: Answer, firm: str | None = None) -> str:
    """Write all lines of one firm, or of all, as one tidy table."""
    return review(answer.result, firm).to_csv(index=False, lineterminator="\n")


def as_json(answer: Answer, firm: str, pictures: Sequence[object] = ()) -> str:
    """Write it as JSON, in the shape of `review.schema.yaml` beside this module."""
    result, process = answer.result, review_process()
    shown: dict[str, Any] = {
        "answer": "review",
        "version": SHAPE,
        "question": str(result.question.question),
        "firm": firm,
        "policy": result.policies.get(firm),
        "seed": result.seed,
        "months": result.months,
        "reconstruction": str(process.reconstruction),
        "round": str(process.round),
        "steps": [
            {
                "number": s.number,
                "pdca": s.pdca,
                "name": str(s.name),
                "published": s.published,
            }
            for s in process.steps
        ],
        "lines": [
            {name: _plain(value) for name, value in row.items() if name != "firm"}
            for row in review(result, firm).to_dict("records")
        ],
        "tci_sim": result.provenance.get("tci_sim"),
        "model": result.provenance.get("model"),
        "fingerprint": result.fingerprint,
        "folder": None if answer.folder is None else str(answer.folder),
        "pictures": [str(path) for path in pictures],
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def _block(frame: pd.DataFrame, step: Step) -> list[list[str]]:
    """Write the lines of one step: what is always 0 says nothing, and is left out."""
    rows = []
    for line in step.lines:
        own = frame[(frame["step"] == step.number) & (frame["measure"] == line.measure)]
        for attribute, part in own.groupby("attribute", dropna=False, sort=False):
            values = part["value"].to_numpy(float)
            if not np.nan_to_num(values).any():
                continue
            named = isinstance(attribute, str)
            label = f"{measure_label(line.measure)}{f': {attribute}' if named else ''}{_SEEN[line.seen_by]}"
            unit = str(part["unit"].iloc[0])
            rows.append([_SIDES[line.side], label, *_written(unit, values)])
            if line.measure in _AS_CHANGE and not named and len(values) > 1:
                change = _written(unit, part["change"].to_numpy(float), sign="+")
                rows.append([_SIDES[line.side], f"  change{_SEEN[line.seen_by]}", *change])
    return rows


def _written(unit: str, values: np.ndarray[Any, Any], sign: str = "") -> list[str]:
    """Write numbers in one unit, and with as many digits as they deserve."""
    factor, unit = (100.0, "%") if unit == "-" else (1.0, unit)
    largest = factor * float(np.nanmax(np.abs(values), initial=0.0))
    digits = 0 if unit in _COUNTED else next(d for d, least in _DIGITS if largest >= least)
    shown = [round(factor * value, digits) + 0.0 for value in values]  # no minus before a zero
    return [unit, *[f"{value:{sign},.{digits}f}" if math.isfinite(value) else "-" for value in shown]]


_DIGITS = ((0, 1000.0), (1, 2.0), (2, 0.1), (4, 0.0))
"""How many digits stand behind the point, by the largest number of a line."""

_COUNTED = frozenset({"customer", "member", "interview", "voice", "need", "complaint"})
"""Units of what is counted, and has no digits behind the point."""


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _aligned(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Align words to the left, numbers to the right."""
    return [
        "  ".join(
            [*(cell.ljust(w) for cell, w in zip(row[:3], widths[:3], strict=True)),
             *(cell.rjust(w) for cell, w in zip(row[3:], widths[3:], strict=True))]
        ).rstrip()
        for row in rows
    ]  # fmt: skip


FORMATS: Mapping[str, Callable[[Answer, str, Sequence[object]], str]] = MappingProxyType(
    {
        "table": lambda answer, firm, pictures: as_table(answer, firm),
        "json": as_json,
        "csv": lambda answer, firm, pictures: as_csv(answer, firm),
    }
)
"""Each takes an answer, whose reviews are shown, and the files of the pictures."""
