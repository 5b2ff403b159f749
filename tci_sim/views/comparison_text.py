"""A comparison as text: a table with verdicts to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.scenario_diff import format_differences, scenario_differences
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.statistics.paired import holm
from tci_sim.views.columns import Table, as_text
from tci_sim.views.selection import omission_note, select_single_measures
from tci_sim.views.verdict import verdicts

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `compare.schema.yaml` describes."""

COLUMNS = ("satisfaction", "share", "retention", "profit", "value_total")
"""What the table shows where the scenario asks for nothing else, beside measures whose precision was asked for."""


def as_table(comparison: ComparisonData) -> str:
    """Write differences with their intervals as aligned text, then one verdict for each."""
    return as_text(table_parts(comparison))


def table_parts(comparison: ComparisonData) -> list[str | Table]:
    """Return the lines and tables that show a comparison: the question, differences, and verdicts."""
    import pandas as pd

    asked = comparison.questions[comparison.reference]
    measures = list(dict.fromkeys([*select_single_measures(asked, COLUMNS), *comparison.precision]))
    found = comparison.differences(measures) if measures else pd.DataFrame()  # one family of p-values
    by_measure = {measure: found[found["measure"] == measure] for measure in measures}
    columns = [_column(measure, part) for measure, part in by_measure.items()]
    rows = [
        ["", *[heading for heading, _, _ in columns]],
        ["", *[unit for _, unit, _ in columns]],
        *[[name, *[cells[k] for _, _, cells in columns]] for k, name in enumerate(comparison.questions)],
    ]
    untold = omission_note(asked, COLUMNS)
    return [
        str(asked.headline),
        f"{comparison.reference}: means of {len(comparison.seeds)} replications from seed {comparison.seeds[0]};"
        " all others: paired differences from it [95 %].",
        f"Money: total over {comparison.months} months. Other measures: mean of the last"
        f" {min(LAST_MONTHS, comparison.months)}.",
        "",
        Table(rows),
        *([untold] if untold else []),
        "",
        *verdicts(comparison).values(),
        "",
        *[
            f"{name} differs from {comparison.reference} in"
            f" {format_differences(scenario_differences(asked, question))}."
            for name, question in comparison.questions.items()
            if name != comparison.reference
        ],
        *_precision_lines(comparison, by_measure),
        *[f"Failed: {run.scenario}, seed {run.seed}: {run.error}" for run in comparison.failed],
    ]


def as_csv(comparison: ComparisonData) -> str:
    """Write the differences of every measure of the focal firm and of the market as one tidy table.

    Its p_holm is adjusted over all of its rows.
    """
    import pandas as pd

    frames = [comparison.differences(kind=kind) for kind in comparison.measures]
    for frame, kind in zip(frames, comparison.measures, strict=True):
        frame.insert(0, "kind", kind)
    table = pd.concat(frames)
    table["p_holm"] = holm(table["p_value"].tolist())
    return table.to_csv(index=False, lineterminator="\n")


def as_json(comparison: ComparisonData, folder: Path | None = None, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `compare.schema.yaml` beside this module."""
    asked, said = comparison.questions[comparison.reference], verdicts(comparison)
    shown: dict[str, Any] = {
        "answer": "compare",
        "version": SHAPE,
        "question": str(asked.question),
        "reference": comparison.reference,
        "compared": [
            {
                "name": name,
                "focal_firm": comparison.focal_firms[name],
                "policy": question.firms[comparison.focal_firms[name]].policy,
                "verdict": said.get(name),
                "differs": [each._asdict() for each in scenario_differences(asked, question)],
            }
            for name, question in comparison.questions.items()
        ],
        "seed": comparison.seeds[0],
        "replications": len(comparison.seeds),
        "months": comparison.months,
        "differences": [
            {name: _plain(value) for name, value in row.items()}
            for row in comparison.differences().to_dict("records")
        ],
        "precision": {
            "wanted": dict(comparison.precision),
            "reached": comparison.precision_reached,
            "limit": comparison.limit,
        },
        "failed": [vars(run) for run in comparison.failed],
        "tci_sim": comparison.provenance.get("tci_sim"),
        "model": comparison.provenance.get("model"),
        "fingerprint": comparison.fingerprint,
        "folder": None if folder is None else str(folder),
        "pictures": [str(path) for path in pictures],
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Give a value that JSON has: none for what is not known or is infinite."""
    if isinstance(value, str):
        return value
    if value is None or value != value or not math.isfinite(float(value)):
        return None
    return int(value) if float(value).is_integer() and not isinstance(value, float) else float(value)


def _column(measure: str, rows: pd.DataFrame) -> tuple[str, str, list[str]]:
    """Give the heading, the unit and the cells of one column: the reference's mean, then the differences."""
    unit = unit_of_run(measure)
    shown = rows[["reference", "difference", "low", "high"]]
    largest = float(np.nanmax(np.abs(shown.to_numpy(float)), initial=0.0))
    factor, unit = (
        (100.0, "%") if unit == "-" else (1e-6, f"million {unit}") if largest >= 1e6 else (1.0, unit)
    )
    numbers = (shown * factor).to_numpy(float)
    apart = factor * float(np.nanmax(np.abs(shown.to_numpy(float)[:, 1:]), initial=0.0))
    digits = 0 if apart >= 1000 else 1 if apart >= 10 else 2
    cells = [_number(numbers[0, 0], f",.{digits}f")]
    for _, difference, low, high in numbers:
        ends = f"[{_number(low, f',.{digits}f')}, {_number(high, f',.{digits}f')}]"
        cells.append(f"{_number(difference, f'+,.{digits}f')} {ends}")
    return measure.replace("_", " "), unit, cells


def _number(value: float, form: str) -> str:
    return f"{value:{form}}" if math.isfinite(value) else "-"


def _precision_lines(comparison: ComparisonData, by_measure: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return whether the precision that was asked for was reached, and if not how many runs are missing."""
    said = []
    for measure, width in comparison.precision.items():
        needed = by_measure[measure]["runs_needed"]
        if needed.isna().any():
            missing = "the number still needed cannot be estimated"
        else:
            missing = f"about {int(needed.max())} more are needed"
        reached = bool((needed == 0).fillna(False).all())
        said.append(
            f"{measure} to {width:g}: reached with {len(comparison.seeds)} replications."
            if reached
            else f"{measure} to {width:g}: not reached with {len(comparison.seeds)} replications, the limit; {missing}."
        )
    return said


FORMATS: Mapping[str, Callable[[ComparisonData, Sequence[Path]], str]] = MappingProxyType(
    {
        "table": lambda comparison, pictures: as_table(comparison),
        "json": lambda comparison, pictures: as_json(comparison, comparison.folder, pictures),
        "csv": lambda comparison, pictures: as_csv(comparison),
    }
)
"""Each takes a comparison and the files of its pictures."""
