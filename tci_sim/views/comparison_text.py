"""A comparison as text or Markdown to read, a tidy table in CSV, or one JSON object of a fixed shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.by_holder import ALL, Wanted
from tci_sim.analysis.comparison import ComparisonData, is_money
from tci_sim.analysis.scenario_diff import format_differences, scenario_differences
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import IN_PERCENT, interval, number, scale
from tci_sim.messages.quantities import Amount, Percent
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.own_levers import policy_of_firm
from tci_sim.statistics.paired import holm
from tci_sim.views.holder_tables import about_periods, difference_parts, shown_rows
from tci_sim.views.omitted import explain_differences
from tci_sim.views.selection import notes_on_omitted, notes_on_scale, select_single_measures, shown_label
from tci_sim.views.settling import settled_column, settled_runs
from tci_sim.views.verdict import MARKET_VALUES, VALUE, scenario_label, values_market, verdicts

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 3
"""Version of the shape that `compare.schema.yaml` describes."""

COLUMNS = ("satisfaction", "share", "retention", "profit")
"""What the table of the firm shows where nothing else is asked for, beside measures whose precision was."""


Column = tuple[Cell, Cell, Sequence[Cell]]
"""Heading, unit and cells of a column."""


def as_table(comparison: ComparisonData) -> str:
    """Write differences with their intervals as aligned text, then a verdict on each."""
    return as_text(table_parts(comparison))


def as_markdown(comparison: ComparisonData) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(table_parts(comparison))


def table_parts(comparison: ComparisonData) -> list[Part]:
    """Return the lines and tables that show a comparison: the question, differences, and verdicts."""
    import pandas as pd

    asked = comparison.questions[comparison.reference]
    measures = list(dict.fromkeys([*select_single_measures(asked, COLUMNS), *comparison.precision]))
    found = comparison.differences(measures) if measures else pd.DataFrame()  # one family of p-values
    by_measure = {measure: found[found["measure"] == measure] for measure in measures}
    return [
        asked.headline,
        _caption(comparison),
        message(
            "compare.figures",
            months=comparison.months,
            last=min(LAST_MONTHS, comparison.months),
            discount=Percent(comparison.discount),
        ),
        *_settled(comparison),
        *_market_parts(comparison),
        "",
        message("compare.firm"),
        _table(comparison, [each for found in by_measure.items() for each in _columns(*found)]),
        *notes_on_scale(asked),
        *notes_on_omitted(asked, COLUMNS),
        "",
        *verdicts(comparison).values(),
        "",
        *[change_of(comparison, name) for name in comparison.others],
        *_precision_lines(comparison, by_measure),
        *failed_runs(comparison),
    ]  # fmt: skip


def _settled(comparison: ComparisonData) -> list[Part]:
    """Say how many runs settled, and when those of each scenario did; nothing where nobody waited for it."""
    if not comparison.waits:
        return []
    frame = comparison.settling()
    return [settled_runs(frame), "", _table(comparison, [settled_column(frame)])]


def _caption(comparison: ComparisonData) -> Message:
    """Return what each row shows and of which runs."""
    reference, seeds = scenario_label(comparison, comparison.reference), comparison.seeds
    if comparison.failed:
        return message("compare.caption_failed", reference=reference, first=seeds[0], to=seeds[-1])
    return message("compare.caption", reference=reference, pairs=len(seeds), first=seeds[0], to=seeds[-1])


def _market_parts(comparison: ComparisonData) -> list[Part]:
    """Return the table of what an alternative is worth to the whole market.

    Nothing where customers do not pay, or where it is not known since runs ended when they had settled.
    """
    omitted = omitted_measures(comparison.questions[comparison.reference])
    if VALUE in omitted or not values_market(comparison):
        return []
    found = comparison.differences(MARKET_VALUES, kind="market")
    if comparison.waits and not found[["reference", "value"]].notna().to_numpy().any():
        return []
    by_measure = {measure: found[found["measure"] == measure] for measure in MARKET_VALUES}
    columns = [_columns(measure, rows) for measure, rows in by_measure.items()]
    present, [(_, plain)] = [discounted for discounted, *_ in columns], [columns[0]]
    return ["", message("compare.market"), _table(comparison, [*present, plain])]


def _table(comparison: ComparisonData, columns: Sequence[Column]) -> Table:
    return Table(
        [
            ["", *[heading for heading, _, _ in columns]],
            ["", *[unit for _, unit, _ in columns]],
            *[
                [scenario_label(comparison, name), *[cells[k] for _, _, cells in columns]]
                for k, name in enumerate(comparison.questions)
            ],
        ]
    )


def change_of(comparison: ComparisonData, name: str) -> Message:
    """Say in what a scenario differs from the reference."""
    asked, question = comparison.questions[comparison.reference], comparison.questions[name]
    changes = format_differences(scenario_differences(asked, question), asked, question)
    about: dict[str, Value] = {
        "name": scenario_label(comparison, name),
        "reference": scenario_label(comparison, comparison.reference),
    }
    if changes is None:
        return message("compare.same", **about)
    return message("compare.differs", changes=changes, **about)


def asked_parts(comparison: ComparisonData, wanted: Wanted | None) -> list[Part]:
    """Return what is asked for by holder, levels beside differences; the usual lines and tables if nothing is."""
    if wanted is None:
        return table_parts(comparison)
    asked, seeds = comparison.questions[comparison.reference], comparison.seeds
    rows = shown_rows(_by_holder(comparison, wanted), wanted, asked)
    return [
        asked.headline,
        message("by_holder.levels", pairs=len(seeds), first=seeds[0], to=seeds[-1]),
        about_periods(comparison.months),
        *notes_on_scale(asked),
        *difference_parts(rows, "scenario", lambda name: scenario_label(comparison, name), asked),
        *failed_runs(comparison),
    ]


def _by_holder(comparison: ComparisonData, wanted: Wanted) -> pd.DataFrame:
    return comparison.by_holder(
        wanted.measures, holders=wanted.holders or ALL, month=wanted.month, year=wanted.year
    )


def failed_runs(comparison: ComparisonData) -> list[Message]:
    """Say which runs failed, and why."""
    return [
        message(
            "table.failed",
            scenario=scenario_label(comparison, run.scenario), seed=run.seed, error=run.error,
        )
        for run in comparison.failed
    ]  # fmt: skip


def as_csv(comparison: ComparisonData, wanted: Wanted | None = None) -> str:
    """Write the differences of every measure of the focal firm and of the market as one tidy table.

    Its p_holm is adjusted over all of its rows. Where something is asked for by holder, that, with levels.
    """
    import pandas as pd

    if wanted is not None:
        return data.as_csv(_by_holder(comparison, wanted))

    frames = [comparison.differences(kind=kind) for kind in comparison.measures]
    for frame, kind in zip(frames, comparison.measures, strict=True):
        frame.insert(0, "kind", kind)
    table = pd.concat(frames)
    table["p_holm"] = holm(table["p_value"].tolist())
    return data.as_csv(table)


def as_json(
    comparison: ComparisonData,
    folder: Path | None = None,
    pictures: Sequence[Path] = (),
    wanted: Wanted | None = None,
) -> str:
    """Write it as JSON, in the shape of `compare.schema.yaml` beside this module."""
    asked, said = comparison.questions[comparison.reference], verdicts(comparison)
    shown: dict[str, Any] = {
        "command": "compare",
        "version": SHAPE,
        "question": str(asked.question),
        "reference": comparison.reference,
        "scenarios": [
            {
                "name": name,
                "focal_firm": comparison.focal_firms[name],
                "policy": policy_of_firm(question, comparison.focal_firms[name]),
                "verdict": said.get(name),
                "changes": [each._asdict() for each in scenario_differences(asked, question)],
            }
            for name, question in comparison.questions.items()
        ],
        "seed": comparison.seeds[0],
        "replications": len(comparison.seeds),
        "months": comparison.months,
        "customers": asked.market.customers,
        "customers_simulated": asked.market.people,
        "settled_at": data.records(comparison.settling()) if comparison.waits else [],
        "discount": comparison.discount,
        "differences": explain_differences(data.records(comparison.differences())),
        "market_differences": _of_market(comparison),
        "by_holder": [] if wanted is None else data.records(_by_holder(comparison, wanted)),
        "precision": {
            "requested": dict(comparison.precision),
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
    return data.answer_as_json(shown)


def _of_market(comparison: ComparisonData) -> list[dict[str, Any]]:
    """Return the differences of the whole market as JSON has them; none where it was not kept."""
    if "market" not in comparison.measures:
        return []
    return explain_differences(data.records(comparison.differences(kind="market")))


def _columns(measure: str, rows: pd.DataFrame) -> list[Column]:
    """Return the columns on a measure: of money discounted, then as it is."""
    label, unit = shown_label(measure), unit_of_run(measure)
    plain = _column(unit, rows, "")
    if not is_money(measure):
        return [(label, *plain)]
    return [
        (label, *_column(unit, rows, "discounted_")),
        (message("compare.not_discounted", measure=label), *plain),
    ]


def _column(unit: str, rows: pd.DataFrame, prefix: str) -> tuple[Cell, list[str]]:
    """Return the unit and the cells of one column: the reference's mean, then the differences."""
    shown = rows[[f"{prefix}{name}" for name in ("reference", "difference", "low", "high")]].to_numpy(float)
    apart = shown[:, 1:].ravel().tolist()
    found = scale(shown.ravel().tolist(), unit, apart=apart)
    numbers = shown * found.factor
    cells = [
        number(numbers[0, 0], found.digits),
        *[interval(row, found.digits) for row in numbers[:, 1:].tolist()],
    ]
    of_differences = scale(apart, unit, differences=True).unit
    heading: Cell = found.unit
    if unit in IN_PERCENT and of_differences != found.unit:
        heading = message("table.level_and_differences", unit=found.unit, difference=of_differences)
    return heading, cells


def _precision_lines(comparison: ComparisonData, by_measure: Mapping[str, pd.DataFrame]) -> list[Message]:
    """Return whether the precision that was asked for was reached, and if not how many runs are missing."""
    said = []
    for measure, width in comparison.precision.items():
        needed = by_measure[measure]["runs_needed"]
        about: dict[str, Value] = {
            "measure": shown_label(measure),
            "width": Amount(width, unit_of_run(measure), of_difference=True),
            "pairs": len(comparison.seeds),
        }
        if needed.isna().any():
            said.append(message("compare.precision.unknown", **about))
        elif (needed == 0).all():
            said.append(message("compare.precision.reached", **about))
        else:
            said.append(message("compare.precision.missed", more=int(needed.max()), **about))
    return said


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "table": lambda comparison, pictures, wanted=None: as_text(asked_parts(comparison, wanted)),
        "markdown": lambda comparison, pictures, wanted=None: markdown.as_markdown(
            asked_parts(comparison, wanted)
        ),
        "json": lambda comparison, pictures, wanted=None: as_json(
            comparison, comparison.folder, pictures, wanted
        ),
        "csv": lambda comparison, pictures, wanted=None: as_csv(comparison, wanted),
    }
)
"""Each takes a comparison, the files of its pictures, and what is asked for by holder, if it is."""
