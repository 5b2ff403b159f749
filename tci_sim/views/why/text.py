"""Why two scenarios differ, as text or Markdown to read, one tidy table in CSV, or one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tci_sim.analysis.scenario_diff import scenario_differences
from tci_sim.analysis.why.why import WhyData
from tci_sim.render import data, markdown
from tci_sim.render.table import Part
from tci_sim.render.text import as_text
from tci_sim.views.comparison_text import change_of, failed_runs
from tci_sim.views.selection import notes_on_scale
from tci_sim.views.verdict import verdicts
from tci_sim.views.why.part import of_both
from tci_sim.views.why.parts import PARTS

SHAPE = 1
"""Version of the shape that `why.schema.yaml` describes."""


def table_parts(found: WhyData) -> list[Part]:
    """Return the lines and tables that say why: the verdict, the findings, then each part."""
    comparison = found.comparison
    asked = comparison.questions[comparison.reference]
    parts: list[Part] = [
        asked.headline,
        of_both(found, "why.caption", pairs=len(comparison.seeds), first=comparison.seeds[0]),
        change_of(comparison, found.names[1]),
        *notes_on_scale(asked),
        *failed_runs(comparison),
        "",
        *verdicts(comparison).values(),
    ]
    for name, part in found.parts.items():
        parts += PARTS[name].said(found, part)
    for name, part in found.parts.items():
        parts += ["", *PARTS[name].table(found, part)]
    return parts


def as_csv(found: WhyData) -> str:
    """Write all parts as one tidy table, whose first column is the part."""
    import pandas as pd

    frames = []
    for name, part in found.parts.items():
        frame = part.to_frame()
        frame.insert(0, "part", name)
        frames.append(frame)
    return data.as_csv(pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0])


def as_json(found: WhyData, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `why.schema.yaml` beside this module."""
    comparison = found.comparison
    questions = comparison.questions
    first, second = found.names
    shown: dict[str, Any] = {
        "command": "why",
        "version": SHAPE,
        "question": str(questions[first].question),
        "reference": first,
        "name": second,
        "changes": [each._asdict() for each in scenario_differences(questions[first], questions[second])],
        "verdict": verdicts(comparison)[second],
        "seed": comparison.seeds[0],
        "replications": len(comparison.seeds),
        "months": comparison.months,
        "parts": {name: PARTS[name].json(part) for name, part in found.parts.items()},
        "failed": [vars(run) for run in comparison.failed],
        "tci_sim": comparison.provenance.get("tci_sim"),
        "model": comparison.provenance.get("model"),
        "fingerprint": comparison.fingerprint,
        "folder": None if comparison.folder is None else str(comparison.folder),
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "table": lambda found, pictures=(): as_text(table_parts(found)),
        "markdown": lambda found, pictures=(): markdown.as_markdown(table_parts(found)),
        "json": as_json,
        "csv": lambda found, pictures=(): as_csv(found),
    }
)
"""Each takes an answer and the files of its pictures."""
