"""A run as text or Markdown to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.by_holder import Wanted
from tci_sim.analysis.persistence import PUBLISHED, is_known, persistence_of
from tci_sim.analysis.run import by_holder
from tci_sim.engine.measures.columns import unit_of
from tci_sim.messages import message
from tci_sim.messages.numbers import number, scale
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.result import RunData
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.exact import mean_of_known
from tci_sim.views.holder_tables import about_periods, level_parts, shown_rows
from tci_sim.views.selection import (
    firms_without_customers,
    measure_series,
    notes_on_omitted,
    notes_on_scale,
    select_measures,
    shock_lines,
    shown_label,
    timeline,
)
from tci_sim.world.settling import can_settle

SHAPE = 2
"""Version of the shape that `run.schema.yaml` describes."""

COLUMNS = ("share", "satisfaction", "retention", "profit", "knowledge", "culture", "value_total")
"""What the table shows of each firm, where the scenario asks for nothing else."""


_THROUGH = 3
"""How many measures are followed through the shocks."""


def as_table(answer: Answer, wanted: Wanted | None = None) -> str:
    """Write the last year of each firm as aligned text, the focal firm first; or what is asked for by holder."""
    return as_text(_asked_parts(answer.result, wanted))


def as_markdown(answer: Answer, wanted: Wanted | None = None) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(_asked_parts(answer.result, wanted))


def _asked_parts(result: RunData, wanted: Wanted | None) -> list[Part]:
    if wanted is None:
        return table_parts(result)
    rows = shown_rows(by_holder(result, wanted), wanted, result.question)
    seed = message("by_holder.one_run", seed=result.seed)
    notes = notes_on_scale(result.question)
    return [
        result.question.headline, seed, about_periods(result.months), *notes, *level_parts(rows, result.question)
    ]  # fmt: skip


def table_parts(result: RunData) -> list[Part]:
    """Return the lines and tables that show a result: the question, and the last year of each firm."""
    firms = sorted(result.firms, key=lambda name: name != result.focal_firm)
    last = slice(-LAST_MONTHS, None)
    columns = [
        (shown_label(measure), *_written(measure, _means(result, measure, firms, [last])))
        for measure in select_measures(result.question, COLUMNS)
    ]
    head: list[list[Cell]] = [
        [message("table.firm"), message("table.policy"), *[heading for heading, _, _ in columns]],
        ["", "", *[unit for _, unit, _ in columns]],
    ]
    body = [
        [*who, *[cells[0][k] for _, _, cells in columns]] for k, who in enumerate(_firms_shown(result, firms))
    ]
    months = min(LAST_MONTHS, result.months)
    notes = notes_on_omitted(result.question, COLUMNS)
    return [
        result.question.headline,
        message("run.caption", seed=result.seed, last=months, months=result.months),
        *notes_on_scale(result.question),
        *_settled(result),
        "",
        Table(head + body, words=2),
        *([""] if notes else []),
        *notes,
        *_persistence(result),
        *_around_shocks(result, firms),
    ]


def _settled(result: RunData) -> list[Part]:
    """Say when a run has settled, or that it has not; nothing where nobody waited for it."""
    question = result.question
    if not can_settle(question, question.report):
        return []
    if result.settled_at is None:
        return [message("run.unsettled", months=result.months)]
    return [message("run.settled", month=result.settled_at, nth=result.settled_at + 1)]


def _persistence(result: RunData) -> list[Part]:
    """Say how far profit and quality return to each firm's own mean, where firms and years are enough to tell."""
    found = persistence_of(result)
    if len(result.firms) < 2 or not is_known(found):
        return []
    percent = {
        name: number(100.0 * value, 0)
        for name, value in {
            "profit": found.profit, "quality": found.quality, "published": PUBLISHED,
        }.items()
    }  # fmt: skip
    return ["", message("run.persistence", years=found.years, **percent)]


def _firms_shown(result: RunData, firms: Sequence[str]) -> list[list[Cell]]:
    """Return the first cells of each row: the firm, marked where it has no customers, and its policy."""
    unserved = firms_without_customers(result)
    rows: list[list[Cell]] = []
    for firm in firms:
        called: Cell = label_in(result.question, "firm", firm)
        if firm in unserved:
            called = message("table.no_customers", firm=called)
        rows.append([called, label_in(result.question, "policy", result.policies.get(firm) or "")])
    return rows


def _around_shocks(result: RunData, firms: Sequence[str]) -> list[Part]:
    """Return what went on before, during and after the shocks; nothing where there are none."""
    events = timeline(result.question)
    begins = min((first for first, _, _ in events), default=0)
    ends = min(max((last for _, last, _ in events), default=0), result.months)
    if begins < 1:
        return []
    ends = max(ends, min(begins + LAST_MONTHS, result.months))
    spans = [(max(0, begins - LAST_MONTHS), begins), (begins, ends)]
    spans += [(max(ends, result.months - LAST_MONTHS), result.months)] if ends < result.months else []
    head: list[list[Cell]] = [[message("table.firm"), message("table.policy")], ["", ""], ["", ""]]
    body = _firms_shown(result, firms)
    for measure in select_measures(result.question, COLUMNS)[:_THROUGH]:
        means = _means(result, measure, firms, [slice(*span) for span in spans])
        unit, columns = _written(measure, means)
        for (first, end), cells in zip(spans, columns, strict=True):
            leads = (first, end) == spans[0]
            head[0].append(shown_label(measure) if leads else "")
            head[1].append(unit if leads else "")
            head[2].append(message("table.months", month=first, nth=first + 1, last=end - 1, nth_last=end))
            for row, cell in zip(body, cells, strict=True):
                row.append(cell)
    said: list[Part] = [message("run.around_shocks"), *shock_lines(result.question)]
    return ["", *said, "", Table(head + body, headings=3, words=2)]


def as_csv(answer: Answer, wanted: Wanted | None = None) -> str:
    """Write every measure of the market and of the firms, month by month, or what is asked for, as one tidy table."""
    import pandas as pd

    if wanted is not None:
        return data.as_csv(by_holder(answer.result, wanted))

    frames = [
        answer.result.to_frame(kind=kind) for kind in ("market", "firm") if kind in answer.result.values
    ]
    return data.as_csv(pd.concat(frames))


def as_json(answer: Answer, wanted: Wanted | None = None) -> str:
    """Write the last year of each firm, and what is asked for by holder, in the shape of `run.schema.yaml` here."""
    result = answer.result
    shown: dict[str, Any] = {
        "command": "run",
        "version": SHAPE,
        "question": str(result.question.question),
        "reason": str(result.question.reason),
        "seed": result.seed,
        "months": result.months,
        "customers": result.question.market.customers,
        "customers_simulated": result.question.market.people,
        "settled_at": result.settled_at,
        "months_averaged": min(LAST_MONTHS, result.months),
        "focal_firm": result.focal_firm,
        "firms": _firms(result),
        "by_holder": [] if wanted is None else data.records(by_holder(result, wanted)),
        "units": {name: unit_of(name) for name in result.measures.get("firm", ())},
        "tci_sim": result.provenance.get("tci_sim"),
        "model": result.provenance.get("model"),
        "fingerprint": result.fingerprint,
        "folder": None if answer.folder is None else str(answer.folder),
        "pictures": [str(path) for path in answer.pictures],
        "reused": answer.reused,
    }
    return data.answer_as_json(shown)


def _firms(result: RunData) -> list[dict[str, Any]]:
    means = {measure: result.last_year(measure) for measure in result.measures.get("firm", ())}
    return [
        {
            "name": firm,
            "policy": result.policies.get(firm),
            "measures": {name: data.plain(mean[firm]) for name, mean in means.items()},
        }
        for firm in result.holders.get("firm", ())
    ]


def _means(result: RunData, measure: str, firms: Sequence[str], spans: Sequence[slice]) -> list[list[float]]:
    """Average a measure of each firm over each span of months, (span, firm)."""
    table, places = measure_series(result, measure), [result.firms.index(firm) for firm in firms]
    return [[float(mean_of_known(table[months, place])) for place in places] for months in spans]


def _written(measure: str, columns: Sequence[Sequence[float]]) -> tuple[str, list[list[str]]]:
    """Write the values of one measure in one unit, and with as many digits as they deserve."""
    unit = unit_of(MEANS.get(measure, (measure,))[0])
    found = scale([value for values in columns for value in values], unit)
    return found.unit, [
        [number(value * found.factor, found.digits) for value in values] for values in columns
    ]


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {"table": as_table, "markdown": as_markdown, "json": as_json, "csv": as_csv}
)
"""Each takes an answer, and what is asked for by holder, if it is."""
