"""The review process as text or Markdown to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.review import Line, Step, review, review_process
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import MONEY, Scale, number, scale
from tci_sim.names import label, measure_label, parameter_label
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.result import RunData
from tci_sim.scenario.labels import label_in
from tci_sim.views.selection import notes_on_scale

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 2
"""Version of the shape that `review.schema.yaml` describes."""

_AS_CHANGE = frozenset({"customer_equity", "profit", "satisfaction", "retention", "share", "productivity", "unit_cost",
                        "cycle_time", "defects"})  # fmt: skip
"""What is shown with its change from the round before, beside its value."""


def as_table(answer: Answer, firm: str) -> str:
    """Write what each step heard, decided, cost and brought, one column a round; what is always 0 is left out."""
    return as_text(table_parts(answer.result, firm))


def as_markdown(answer: Answer, firm: str) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(table_parts(answer.result, firm))


def table_parts(result: RunData, firm: str) -> list[Part]:
    """Return the lines and the table that show the review process of one firm."""
    process, frame = review_process(), review(result, firm)
    rounds = int(frame["round"].max())
    head: list[Cell] = ["", "", message("review.unit")]
    head += [message("review.round_number", number=k + 1) for k in range(rounds)]
    rows = [head]
    for step in process.steps:
        rows += [[_heading(step), *[""] * (rounds + 2)], *_block(result, frame, step)]
    return [
        result.question.headline,
        _title(result, firm),
        process.reconstruction,
        process.round,
        message("review.legend"),
        message("review.legend_rounds"),
        *notes_on_scale(result.question),
        process.levers,
        *map(_lever_of, process.steps),
        "",
        Table(rows, headings=1, words=3),
    ]


def _title(result: RunData, firm: str) -> Message:
    question, policy = result.question, result.policies.get(firm)
    called = label_in(question, "firm", firm)
    if policy is None:
        return message("review.title_without_policy", firm=called, seed=result.seed)
    policy_label = label_in(question, "policy", policy)
    return message("review.title", firm=called, policy=policy_label, seed=result.seed)


def _heading(step: Step) -> Message:
    about: dict[str, Value] = {"number": step.number, "pdca": step.pdca, "name": step.name}
    if step.published:
        return message("review.step", **about)
    return message("review.step_reconstructed", **about)


def _lever_of(step: Step) -> Message:
    """Say which lever moves a step, and what shows it."""
    lever, shown = parameter_label(step.lever), measure_label(step.observable)
    return message("review.lever_of_step", number=step.number, lever=lever, measure=shown)


def as_csv(answer: Answer, firm: str | None = None) -> str:
    """Write all lines of one firm, or of all, as one tidy table."""
    return data.as_csv(review(answer.result, firm))


def as_json(answer: Answer, firm: str, pictures: Sequence[object] = ()) -> str:
    """Write it as JSON, in the shape of `review.schema.yaml` beside this module."""
    result, process = answer.result, review_process()
    shown: dict[str, Any] = {
        "command": "review",
        "version": SHAPE,
        "question": str(result.question.question),
        "firm": firm,
        "policy": result.policies.get(firm),
        "seed": result.seed,
        "months": result.months,
        "customers": result.question.market.customers,
        "customers_simulated": result.question.market.people,
        "reconstruction_note": str(process.reconstruction),
        "round_note": str(process.round),
        "steps": [
            {
                "number": s.number,
                "pdca": s.pdca,
                "name": str(s.name),
                "published": s.published,
                "observable": s.observable,
                "lever": s.lever,
            }
            for s in process.steps
        ],
        "rows": data.records(review(result, firm).drop(columns="firm")),
        "tci_sim": result.provenance.get("tci_sim"),
        "model": result.provenance.get("model"),
        "fingerprint": result.fingerprint,
        "folder": None if answer.folder is None else str(answer.folder),
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


def _block(result: RunData, frame: pd.DataFrame, step: Step) -> list[list[Cell]]:
    """Return the rows of one step: what is always 0 says nothing, and is left out."""
    rows: list[list[Cell]] = []
    for line in step.lines:
        own = frame[(frame["step"] == step.number) & (frame["measure"] == line.measure)]
        for attribute, part in own.groupby("attribute", dropna=False, sort=False):
            values = part["value"].to_numpy(float)
            if not np.nan_to_num(values).any():
                continue
            called: Cell = measure_label(line.measure)
            named = isinstance(attribute, str)
            if named:
                attribute_label = label_in(result.question, "attribute", str(attribute))
                called = message("review.of_attribute", measure=called, attribute=attribute_label)
            unit = str(part["unit"].iloc[0])
            changes = part["change"].to_numpy(float)
            shown = line.measure in _AS_CHANGE and not named and len(values) > 1
            found = scale(values.tolist(), unit, apart=changes.tolist() if shown else ())
            rows.append([label("side", line.side), _marked(called, line), *_written(values, found)])
            if shown:
                of_change = found._replace(unit=scale((), unit, differences=True).unit)
                change = _written(changes, found if unit.startswith(MONEY) else of_change, sign=True)
                rows.append(["", _marked(message("review.change"), line), *change])
    return rows


def _marked(called: Cell, line: Line) -> Cell:
    """Mark what nobody in the firm knows."""
    return message("review.only_model", label=called) if line.known_to == "model" else called


def _written(values: NDArray[np.float64], found: Scale, *, sign: bool = False) -> list[Cell]:
    """Write the unit, and the numbers in it."""
    return [
        found.unit,
        *[number(value * found.factor, found.digits, sign=sign) for value in values.tolist()],
    ]


FORMATS: Mapping[str, Callable[[Answer, str, Sequence[object]], str]] = MappingProxyType(
    {
        "table": lambda answer, firm, pictures: as_table(answer, firm),
        "markdown": lambda answer, firm, pictures: as_markdown(answer, firm),
        "json": as_json,
        "csv": lambda answer, firm, pictures: as_csv(answer, firm),
    }
)
"""Each takes an answer, whose reviews are shown, and the files of the pictures."""
