"""What `validate` prints: a table for people, or JSON in the shape of `validate.schema.yaml` beside this module."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.validation.targets import Published, Target
from tci_sim.analysis.validation.validate import CHANCE, Finding, Validation
from tci_sim.messages import Message, message, paragraph
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.provenance import model_version

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 2
"""Version of the shape that `validate.schema.yaml` describes."""

_HEADINGS = ("level", "value_is", "published", "model", "error", "allowed", "result")
_NOTHING = ("",) * len(_HEADINGS)


def headings() -> list[Message]:
    """Return the headings of a table of findings, the first for what is published."""
    return [Message(f"validation.heading.{each}") for each in ("statement", *_HEADINGS)]


def as_table(found: Validation) -> str:
    """Write the findings as aligned tables, model by model, and a last line that sums them up."""
    return as_text(table_parts(found))


def table_parts(found: Validation) -> list[Part]:
    """Return the tables of all models, and the last line."""
    parts = _tables(found.published)
    if found.expected.models:
        parts += [message("validation.expected.about"), "", *_tables(found.expected)]
    return [*parts, summary(found)]


def _tables(found: Validation) -> list[Part]:
    parts: list[Part] = []
    for model in found.models:
        rows: list[list[Cell]] = [["", *headings()[1:]]]
        for source, findings in groupby(_of(found, model), lambda each: each.target.entry.source):
            rows.append([f"  {source}", *_NOTHING])
            for each in findings:
                rows.append(_cells(each))
                rows += [[f"      {why}", *_NOTHING] for why in _reason(each)]
        parts += [model_line(model, name=True), *size_line(found, model)]
        parts += [Table(rows, headings=1, words=3), ""]
    return parts


def reasons(found: Validation, model: Published) -> list[Message]:
    """Return what of a model does not come out as expected, each with the reason why."""
    return [
        message("validation.expected.why_not", statement=target_label(each.target), why=why)
        for each in _of(found, model)
        for why in _reason(each)
    ]


def _reason(finding: Finding) -> list[Message]:
    """Return why a value is not as expected; nothing where it is, or where nobody knows."""
    why = finding.target.entry.why_not
    return [message("validation.expected.reason", why=why)] if why and not finding.passes else []


def model_line(model: Published, *, name: bool = False) -> Message:
    """Return the title and the source of a published model, behind its name where it is asked for."""
    if name:
        return message(
            "validation.model_named", name=model.name, title=model.file.title, source=model.file.source
        )
    return message("validation.model", title=model.file.title, source=model.file.source)


def size_line(found: Validation, model: Published) -> list[Message]:
    """Return how often a model was run, and how many of its customers were simulated; nothing where it has none."""
    customers, simulated = found.sizes.get(model.name, (0, 0))
    runs = max((each.runs for each in _of(found, model)), default=0)
    if not customers or not runs:
        return []
    return [
        message("validation.size", runs=f"{runs:,}", simulated=f"{simulated:,}", customers=f"{customers:,}")
    ]


def summary(found: Validation) -> Message:
    """Sum up in a few sentences how many of the published values are reproduced."""
    published, expected = found.published.findings, found.expected.findings
    missed = [each for each in published if not each.passes]
    required, others = ([f for f in missed if f.target.entry.gate is gate] for gate in (True, False))
    sentences = []
    if published or not expected:
        reproduced = len(published) - len(missed)
        sentences.append(message("validation.reproduced", reproduced=reproduced, of=len(published)))
    if required:
        sentences.append(message("validation.missed", misses=reduce(_and_also, map(_miss, required))))
    if others:
        sentences.append(
            message("validation.missed_not_required", misses=reduce(_and_also, map(_miss, others)))
        )
    if expected:
        came = sum(each.passes for each in expected)
        sentences.append(message("validation.expected.came_out", came=came, of=len(expected)))
    if not found.full:
        sentences.append(message("validation.quick_set", errors=f"{CHANCE:g}"))
    return paragraph(sentences)


def as_frame(found: Validation) -> pd.DataFrame:
    """Return the findings as a table, one row a value, its columns as in JSON."""
    import pandas as pd

    names = (
        "statement",
        "quantity",
        "setting",
        "published",
        "low",
        "high",
        "value",
        "standard_error",
        "runs",
    )
    rows = []
    for each in found.findings:
        shown = {**_shown(each), "low": each.target.low, "high": each.target.high}
        rows.append(
            {"model": each.target.model, **{name: shown[name] for name in names}, "passes": each.passes}
        )
    return pd.DataFrame(rows, columns=["model", *names, "passes"])


def as_json(found: Validation) -> str:
    """Write the findings as one JSON object."""
    from tci_sim.version import RESULTS_VERSION, program_version

    shown: dict[str, Any] = {
        "command": "validate",
        "version": SHAPE,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": model_version(),
        "full": found.full,
        "passes": found.passes,
        "models": _models(found.published, _shown),
        "expectations": _models(found.expected, _shown_expected),
    }
    return data.as_json(shown)


def _models(found: Validation, shown: Callable[[Finding], dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "name": model.name,
            "title": str(model.file.title),
            "source": str(model.file.source),
            "not_validated": str(model.file.not_validated),
            "customers": found.sizes.get(model.name, (0, 0))[0],
            "simulated": found.sizes.get(model.name, (0, 0))[1],
            "queries": model.file.queries,
            "findings": [shown(each) for each in _of(found, model)],
        }
        for model in found.models
    ]


def target_label(target: Target) -> str:
    """Return what is published, with its place in a table of values."""
    if not target.point:
        return str(target.entry.statement)
    point = [f"{path.rpartition('.')[2]} {value}" for path, value in target.point.items()]
    return str(message("validation.at_point", statement=target.entry.statement, point=", ".join(point)))


def format_allowed(target: Target) -> Message:
    """Return what the model's value may be, before chance is allowed for."""
    entry = target.entry
    if entry.within is not None:
        return message("validation.within", far=message("number.percent", number=f"{100 * entry.within:g}"))
    if entry.tolerance is not None:
        return message("validation.within", far=f"{entry.tolerance:g}")
    if math.isinf(target.high):
        return message("validation.above", low=f"{target.low:g}")
    if math.isinf(target.low):
        return message("validation.below", high=f"{target.high:g}")
    return message("number.ends", low=f"{target.low:g}", high=f"{target.high:g}")


def format_mark(target: Target) -> Message:
    """Return how sure the published value is, and whether the model was fitted to it."""
    mark = Message(f"validation.mark.{target.entry.mark}")
    return message("validation.calibrated", mark=mark) if target.entry.calibrated else mark


def format_level(level: str) -> Message:
    """Return how closely the two models agree."""
    return Message(f"validation.level.{level}")


def format_result(finding: Finding) -> Message:
    """Return whether the value is reproduced, or as expected; one that is no gate may be missed."""
    if finding.target.entry.is_expected:
        return message("validation.expected.as" if finding.passes else "validation.expected.not_as")
    if finding.passes:
        return message("validation.pass" if finding.target.entry.gate else "validation.pass_not_required")
    return message("validation.miss" if finding.target.entry.gate else "validation.miss_not_required")


def number(value: float | None) -> str:
    """Write a number with four figures that count; nothing for None, and of one that is none that there is none."""
    if value is None:
        return ""
    if math.isnan(value):
        return str(message("validation.no_value"))
    return f"{value:.3f}" if 0.1 <= abs(value) < 10 else f"{value:.4g}"


def _of(found: Validation, model: Published) -> Iterator[Finding]:
    return (each for each in found.findings if each.target.model == model.name)


def _cells(finding: Finding) -> list[Cell]:
    error = finding.estimate.error
    return [
        f"    {target_label(finding.target)}",
        format_level(finding.target.entry.level),
        format_mark(finding.target),
        number(finding.target.published),
        number(finding.estimate.value),
        "" if error is None else f"{error:.2g}",
        format_allowed(finding.target),
        format_result(finding),
    ]


def _miss(finding: Finding) -> Message:
    value, low, high = finding.estimate.value, finding.target.low, finding.target.high
    if math.isnan(value):
        return message(
            "validation.miss_no_value", model=finding.target.model, statement=target_label(finding.target)
        )
    off = value - (high if value >= high else low)
    return message(
        "validation.miss_by",
        model=finding.target.model,
        statement=target_label(finding.target),
        off=f"{off:+.2g}",
    )


def _and_also(one: Message, other: Message) -> Message:
    return message("validation.also", one=one, other=other)


def _shown(finding: Finding) -> dict[str, Any]:
    target, entry = finding.target, finding.target.entry
    return {
        **_measured(finding),
        "mark": entry.mark,
        "calibrated": entry.calibrated,
        "gate": entry.gate,
        "published": target.published,
        "passes": finding.passes,
    }


def _shown_expected(finding: Finding) -> dict[str, Any]:
    why = finding.target.entry.why_not
    return {
        **_measured(finding),
        "as_expected": finding.passes,
        "why_not": None if why is None else str(why),
    }


def _measured(finding: Finding) -> dict[str, Any]:
    """Return what is said of every finding, whatever the model is compared with."""
    target, entry = finding.target, finding.target.entry
    return {
        "statement": target_label(target),
        "quantity": entry.quantity,
        "query": entry.query,
        "source": str(entry.source),
        "level": entry.level,
        "setting": dict(target.setting),
        "baseline": None if entry.baseline is None else dict(entry.baseline),
        "over": None if entry.over is None else dict(entry.over),
        "low": target.low if math.isfinite(target.low) else None,
        "high": target.high if math.isfinite(target.high) else None,
        "value": data.plain(finding.estimate.value),
        "standard_error": finding.estimate.error,
        "runs": finding.runs,
    }
