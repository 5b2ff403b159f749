"""What `validate` prints: a table for people, or JSON in the shape of `validate.schema.yaml` beside this module."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tci_sim.analysis.validation.targets import Published, Target
from tci_sim.analysis.validation.validate import CHANCE, Finding, Validation
from tci_sim.runs.provenance import model_version

SHAPE = 1
"""Version of the shape that `validate.schema.yaml` describes."""

_HEAD = ("published", "model", "s.e.", "allowed", "value is", "level", "")


def as_table(found: Validation) -> str:
    """Write what was found as aligned text, model by model, and a last line that sums it up."""
    rows = [_cells(each) for each in found.findings]
    widths = [max(map(len, column)) for column in zip(("", *_HEAD), *rows, strict=True)]
    lines = []
    for model in found.models:
        lines += [f"{model.name}: {model.file.title}. {model.file.source}", _aligned(("", *_HEAD), widths)]
        for source, findings in groupby(_of(found, model), lambda each: each.target.entry.source):
            lines += [f"  {source}", *(_aligned(_cells(each), widths) for each in findings)]
        lines.append("")
    return "\n".join([*lines, summary(found)]) + "\n"


def summary(found: Validation) -> str:
    """Sum up in a sentence or two how many of the published values came out."""
    hit = sum(each.passes for each in found.findings)
    said = f"{hit} of {len(found.findings)} published values come out."
    for word, among in (
        (" Missed", [f for f in found.findings if f.target.entry.gate]),
        (" Missed, and no gate", [f for f in found.findings if not f.target.entry.gate]),
    ):
        missed = [each for each in among if not each.passes]
        said += f"{word}: {'; '.join(map(_miss, missed))}." if missed else ""
    if not found.full:
        said += (
            f" Quick set: few runs, so {CHANCE:g} standard errors beyond the tolerance pass; "
            "--full allows no such margin."
        )
    return said


def as_json(found: Validation) -> str:
    """Write what was found as one JSON object."""
    from tci_sim.version import RESULTS_VERSION, program_version

    shown: dict[str, Any] = {
        "answer": "validate",
        "version": SHAPE,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": model_version(),
        "full": found.full,
        "passes": found.passes,
        "models": [
            {
                "name": model.name,
                "title": model.file.title,
                "source": model.file.source,
                "not_shown": model.file.not_shown,
                "findings": [_shown(each) for each in _of(found, model)],
            }
            for model in found.models
        ],
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def target_label(target: Target) -> str:
    """Return what is published, with its place in a table of values."""
    point = ", ".join(f"{path.rpartition('.')[2]} {value}" for path, value in target.point.items())
    return f"{target.entry.says}, {point}" if point else target.entry.says


def format_allowed(target: Target) -> str:
    """Return what the model's value may be, before chance is allowed for."""
    entry = target.entry
    if entry.within is not None:
        return f"± {100 * entry.within:g} %"
    if entry.tolerance is not None:
        return f"± {entry.tolerance:g}"
    if math.isinf(target.high):
        return f"above {target.low:g}"
    return f"below {target.high:g}" if math.isinf(target.low) else f"{target.low:g} to {target.high:g}"


def number(value: float | None) -> str:
    """Write a number with four figures that count; nothing for None."""
    if value is None:
        return ""
    return f"{value:.3f}" if 0.1 <= abs(value) < 10 else f"{value:.4g}"


def _of(found: Validation, model: Published) -> Iterator[Finding]:
    return (each for each in found.findings if each.target.model == model.name)


def _cells(finding: Finding) -> tuple[str, ...]:
    entry = finding.target.entry
    error = finding.estimate.error
    return (
        f"    {target_label(finding.target)}",
        number(finding.target.published),
        number(finding.estimate.value),
        "" if error is None else f"{error:.2g}",
        format_allowed(finding.target),
        f"{entry.mark}, calibrated" if entry.calibrated else entry.mark,
        entry.level,
        ("pass" if finding.passes else "MISS") + ("" if entry.gate else " (no gate)"),
    )


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Align words to the left and numbers, the second to the fourth column, to the right."""
    line = [
        cell.rjust(width) if 1 <= place <= 3 else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(line).rstrip()


def _miss(finding: Finding) -> str:
    value, low, high = finding.estimate.value, finding.target.low, finding.target.high
    off = value - (high if value >= high else low)
    return f"{finding.target.model}, {target_label(finding.target)} ({off:+.2g} beyond)"


def _shown(finding: Finding) -> dict[str, Any]:
    target, entry = finding.target, finding.target.entry
    return {
        "says": target_label(target),
        "quantity": entry.quantity,
        "source": entry.source,
        "mark": entry.mark,
        "level": entry.level,
        "calibrated": entry.calibrated,
        "gate": entry.gate,
        "setting": dict(target.setting),
        "against": None if entry.against is None else dict(entry.against),
        "published": target.published,
        "low": target.low if math.isfinite(target.low) else None,
        "high": target.high if math.isfinite(target.high) else None,
        "value": finding.estimate.value,
        "standard_error": finding.estimate.error,
        "runs": finding.runs,
        "passes": finding.passes,
    }
