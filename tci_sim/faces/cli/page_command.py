"""What the command line asks of pages: reports of what was run, and screens with the engine inside."""

from __future__ import annotations

import tempfile
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.arguments import names_between_commas
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import legible
from tci_sim.messages import message
from tci_sim.render.page_file import HTML, check_page, write_page_file
from tci_sim.runs.result import RunData

if TYPE_CHECKING:
    from tci_sim.faces.cli.reporting import Reports
    from tci_sim.scenario.schema import Scenario

PAGE = "page.html"

Offered = tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str], int | None]
"""Levers, uncertainties, events and measures of a page, and its pairs."""


def place_of(page: str | None) -> Path | None:
    """Make sure, before anything is run, that a page can be written where it is asked for, if it is."""
    return None if page is None else check_page(page, ending=HTML)


def checked_place(page: str) -> Path:
    """Make sure that an exported page can be written where it is asked for."""
    return check_page(page, ending=HTML, option="-o")


def write_report(found: ComparisonData | RunData, place: Path | None) -> list[Path]:
    """Write what was found as a page without a screen; nothing where none is asked for."""
    if place is None:
        return []
    from tci_sim.views.page.document import document
    from tci_sim.views.page.report import comparison_report, run_report

    report = run_report(found) if isinstance(found, RunData) else comparison_report(found)
    return write_page_file(place, document(report), {})


def export_page(
    scenario: Scenario,
    place: Path,
    offered: Offered,
    policies: str | None,
    reports: Reports,
    *,
    threads: int | None,
) -> None:
    """Write a page with a screen, and say what is in it and how large it is."""
    from tci_sim.views.page.export import export

    named = tuple(names_between_commas(policies))
    ensure_compiled(reports.say)
    made = export(scenario, *offered, policies=named, on_progress=reports.progress, threads=threads)
    for note in made.notes:
        reports.say(note)
    [written] = write_page_file(place, made.html.rstrip("\n"), {})
    reports.say(
        message("page.written", file=legible(str(written)), size=f"{len(made.html.encode()) // 1000:,}")
    )


def export_asked(
    asked: tuple[str | None, str | None, bool],
    place: Path,
    offered: Mapping[str, Any],
    reports: Reports,
    *,
    threads: int | None,
    allow_outside: bool,
) -> None:
    """Write the page of a scenario, of a lesson or of the flight simulator, whichever is asked for."""
    from tci_sim.faces.cli.classroom_command import check_one, export_flight, export_lesson
    from tci_sim.scenario.network_option import load_with_network

    file, lesson, flight = asked
    check_one(file, lesson, flight, offered)
    if file is None:
        export_lesson(str(lesson), place, reports, threads=threads, allow_outside=allow_outside)
        return
    scenario = load_with_network(
        file, offered["--set"], offered["--network"],
        allow_outside=allow_outside, sector=offered["--sector"],
    )  # fmt: skip
    if flight:
        export_flight(scenario, place, reports)
        return
    levers, uncertainties, shocks, measures = (
        offered[name] or () for name in ("--lever", "--uncertainty", "--shock", "--measure")
    )
    of_page = (levers, uncertainties, shocks, measures, offered["--pairs"])
    export_page(scenario, place, of_page, offered["--firm-policy"], reports, threads=threads)


def open_page(
    scenario: Scenario, offered: Offered, policies: str | None, reports: Reports, *, threads: int | None
) -> None:
    """Write a page to a folder of its own among the temporary files, and open it in the browser, if there is one."""
    place = Path(tempfile.mkdtemp(prefix="tci-sim-")) / PAGE
    export_page(scenario, place, offered, policies, reports, threads=threads)
    opened = webbrowser.open(place.as_uri())
    file = legible(str(place))
    reports.say(
        message("page.app.opened", file=file) if opened else message("page.app.no_browser", file=file)
    )
