"""An evaluation of a policy as text or Markdown to read, its panel in CSV, or one JSON object."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.adoption import PARTS, AdoptionData
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import Scale, interval, number, scale
from tci_sim.messages.quantities import Length
from tci_sim.names import measure_label
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.paired import Interval, student_interval
from tci_sim.views.selection import notes_on_scale

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `adoption.schema.yaml` describes."""

_FIGURES = ("estimate", "truth", "bias", *PARTS)
"""Columns of what is found by which their unit is chosen: ends of intervals may be far off."""


def as_table(found: AdoptionData) -> str:
    """Write what estimators find beside the truth, and where the bias comes from, as aligned text."""
    return as_text(table_parts(found))


def as_markdown(found: AdoptionData) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(table_parts(found))


def table_parts(found: AdoptionData) -> list[Part]:
    """Return the lines and the tables that show an evaluation."""
    frame = found.to_frame()
    return [
        found.asked.question.headline,
        title(found),
        *captions(found),
        *notes_on_scale(found.asked.question),
        "",
        _findings(found, frame),
        message("adoption.parts"),
        *sentences(found),
        "",
        _years(found),
        message("adoption.years"),
        *[message("adoption.failed", seed=each.seed, error=each.error) for each in found.failed],
    ]


def title(found: AdoptionData) -> Message:
    """Say what is evaluated."""
    asked = found.asked
    return message("adoption.title", policy=label_in(asked.question, "policy", asked.policy),
                   measure=measure_label(asked.measure))  # fmt: skip


def captions(found: AdoptionData) -> list[Message]:
    """Say who adopts when and how they were chosen, and over how many studies all figures are means."""
    asked = found.asked
    about: dict[str, Value] = {
        "adopters": asked.adopters, "firms": asked.firms, "measure": measure_label(asked.by),
        "month": listing([str(month) for month in asked.months]),
        "nth": listing([str(month + 1) for month in asked.months]),
    }  # fmt: skip
    where = "adoption.apart" if asked.apart else "adoption.together"
    lines = [message(where, **about), message(f"adoption.chosen_{asked.chosen}", **about)]
    first, count = asked.seed, len(found.studies)
    lines.append(message("adoption.studies", count=count, first=first, length=Length(asked.question.months)))
    if found.left_out:
        lines.append(message("adoption.left_out", count=found.left_out))
    return lines


def sentences(found: AdoptionData) -> list[Message]:
    """Say what the policy did to firms that do not adopt it, where they compete with those that do."""
    if found.asked.apart:
        return []
    others = found.on_others
    size = _scale(found, [float(end) for end in others])
    return [
        message(
            "adoption.on_others", difference=_cell(others._asdict(), Interval._fields, size), unit=size.unit
        )
    ]


def _findings(found: AdoptionData, frame: pd.DataFrame) -> Table:
    size = _scale(found, frame[list(_FIGURES)].to_numpy(float).ravel().tolist())
    rows: list[list[Cell]] = [
        [
            message("adoption.unit", unit=size.unit),
            message("adoption.estimate"),
            message("adoption.truth"),
            message("adoption.bias"),
            *[message(f"adoption.{part}") for part in PARTS],
            message("adoption.holds"),
        ]
    ]
    for row in data.records(frame):
        rows.append([
            message(f"adoption.by.{row['estimator']}"),
            _cell(row, ("estimate", "low", "high"), size),
            _cell(row, ("truth",), size),
            _cell(row, ("bias", "bias_low", "bias_high"), size),
            *[_cell(row, (part,), size) for part in PARTS],
            message("adoption.of", number=row["holds"], all=row["studies"]),
        ])  # fmt: skip
    return Table(rows, headings=1)


def _years(found: AdoptionData) -> Table:
    frame = found.by_year()
    size = _scale(found, frame[["estimate", "truth"]].to_numpy(float).ravel().tolist())
    head = message("adoption.year_in", unit=size.unit)
    rows: list[list[Cell]] = [[head, message("adoption.by.event_study"), message("adoption.truth")]]
    for row in data.records(frame):
        year = number(row["year"], 0, sign=True)
        columns = (("estimate", "low", "high"), ("truth", "truth_low", "truth_high"))
        rows.append([year, *[_cell(row, names, size) for names in columns]])
    return Table(rows, headings=1)


def _scale(found: AdoptionData, values: list[float]) -> Scale:
    return scale(values, found.unit, differences=True)


def _cell(row: Mapping[str, Any], names: Sequence[str], size: Scale) -> str:
    """Write a figure, with the ends of its interval where it has one."""
    values = [math.nan if row[name] is None else row[name] * size.factor for name in names]
    return interval([*values, math.nan, math.nan][:3], size.digits)


def as_csv(found: AdoptionData) -> str:
    """Write the panel of firms and months, for estimators of one's own."""
    return data.as_csv(found.panel())


def as_json(found: AdoptionData) -> str:
    """Write it as JSON, in the shape of `adoption.schema.yaml` beside this module."""
    asked = found.asked
    shown: dict[str, Any] = {
        "command": "adoption",
        "version": SHAPE,
        "question": str(asked.question.question),
        "policy": asked.policy,
        "measure": asked.measure,
        "unit": found.unit,
        "apart": asked.apart,
        "firms": asked.firms,
        "adopters": asked.adopters,
        "months": list(asked.months),
        "chosen": asked.chosen,
        "by": None if asked.chosen == "random" else asked.by,
        "end": asked.question.months,
        "seed": asked.seed,
        "replications": asked.replications,
        "left_out": found.left_out,
        "truth": _interval(student_interval(found.truth)),
        "on_others": _interval(found.on_others),
        "findings": [
            {name: value for name, value in row.items() if name not in ("measure", "unit", "studies")}
            for row in data.records(found.to_frame())
        ],
        "years": data.records(found.by_year()),
        "failed": [each._asdict() for each in found.failed],
        "tci_sim": found.provenance["tci_sim"],
        "model": found.provenance["model"],
    }
    return data.answer_as_json(shown)


def _interval(found: Interval) -> dict[str, Any]:
    return {name: data.plain(float(np.asarray(end))) for name, end in found._asdict().items()}


FORMATS: Mapping[str, Callable[[AdoptionData], str]] = MappingProxyType(
    {"table": as_table, "markdown": as_markdown, "json": as_json, "csv": as_csv}
)
"""Each takes an evaluation."""
