"""The report of a page: what Python has to say of a comparison or a run, as HTML in which nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.messages import Message, message
from tci_sim.plots.lines import LinePanel
from tci_sim.render.html import blocks_of, escaped
from tci_sim.render.table import Part
from tci_sim.runs.result import RunData
from tci_sim.scenario.schema import Scenario
from tci_sim.version import RESULTS_VERSION, program_version
from tci_sim.views import comparison_pictures, comparison_text, run_pictures, run_text
from tci_sim.views.page.chart import figure
from tci_sim.views.selection import select_measures, select_single_measures
from tci_sim.views.verdict import verdicts

SHOWN = ("profit", "satisfaction", "share", "value_total")
"""Measures of which a picture stands in a report, where a scenario asks for nothing else."""

_MOST_PICTURES = 6


class Report(NamedTuple):
    """What stands in a page."""

    title: str
    html: str


def comparison_report(comparison: ComparisonData, measures: Sequence[str] = ()) -> Report:
    """Write what a comparison found: verdicts, tables with intervals, and pictures of the differences."""
    asked = comparison.questions[comparison.reference]
    shown = _of_firms(comparison, measures) or select_single_measures(asked, SHOWN)
    panels = [comparison_pictures.panel(comparison, measure) for measure in shown[:_MOST_PICTURES]]
    title, *parts = comparison_text.table_parts(comparison)
    said = list(verdicts(comparison).values())
    if len(said) == 1:  # one sentence first
        parts = [*said, "", *[part for part in parts if part not in said]]
    parts += ["", made_of(comparison.fingerprint, comparison.seeds[0])]
    return _report(asked, [title, *parts], panels)


def run_report(result: RunData, measures: Sequence[str] = ()) -> Report:
    """Write what came out of one run: how the focal firm fared, the last year of each firm, and pictures."""
    shown = tuple(measures) or select_measures(result.question, SHOWN)
    panels = [run_pictures.panel(result, measure) for measure in shown[:_MOST_PICTURES]]
    parts = [
        *run_text.table_parts(result),
        "",
        run_pictures.finding(result),
        "",
        made_of(result.fingerprint, result.seed),
    ]
    return _report(result.question, parts, panels, result.focal_firm)


def _report(
    asked: Scenario, parts: Sequence[Part], panels: Iterable[LinePanel], focal: str | None = None
) -> Report:
    title, *rest = parts
    figures = "".join(figure(panel, focal=focal) for panel in panels)
    told = "\n".join(blocks_of(rest))
    return Report(str(title), f'<h1>{escaped(str(title))}</h1>\n{told}\n<div class="figures">{figures}</div>')


def _of_firms(comparison: ComparisonData, measures: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in measures if name in comparison.measures["firm"])


def made_of(fingerprint: str, seed: int) -> Message:
    """Return what the numbers rest on."""
    return message(
        "page.made",
        version=program_version(), results=str(RESULTS_VERSION), seed=str(seed), fingerprint=fingerprint[:12],
    )  # fmt: skip
