"""What the command line asks of pages for a class: lessons, and the flight simulator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible
from tci_sim.messages import message
from tci_sim.render.page_file import write_page_file

if TYPE_CHECKING:
    from tci_sim.analysis.replay import Replayed
    from tci_sim.faces.cli.reporting import Reports
    from tci_sim.scenario.schema import Scenario

_OF_FLIGHT = ("--set", "--sector", "--network")
"""Options that have a place beside --flight."""


def check_one(file: str | None, lesson: str | None, flight: bool, options: Mapping[str, Any]) -> None:
    """Refuse a page of a scenario and of a lesson at once, and options that have no place beside what is asked for.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    if (file is None) == (lesson is None):
        raise InputError(message("lesson.cli.neither" if file is None else "lesson.cli.both"))
    given = [name for name, value in options.items() if value]
    if lesson is not None and given:
        raise InputError(*(message("lesson.cli.options", option=name) for name in given))
    wrong = [name for name in given if name not in _OF_FLIGHT]
    if flight and lesson is not None:
        raise InputError(message("flight.cli.lesson"))
    if flight and wrong:
        raise InputError(*(message("flight.cli.options", option=name) for name in wrong))


def export_lesson(
    lesson: str, place: Path, reports: Reports, *, threads: int | None, allow_outside: bool
) -> None:
    """Write the page of a lesson, and say how many runs it takes and how large it is."""
    from tci_sim.analysis.lessons.file import load_lesson
    from tci_sim.views.page.lesson import lesson_page

    loaded = load_lesson(lesson, allow_outside=allow_outside)
    ensure_compiled(reports.say)
    runs = len(loaded.runs) * loaded.lesson.replications
    reports.say(message("lesson.cli.start", name=loaded.name, runs=str(runs)))
    _write(lesson_page(loaded, threads=threads, on_progress=reports.progress), place, reports)


def export_flight(scenario: Scenario, place: Path, reports: Reports) -> None:
    """Write the page of the flight simulator, and say how large it is."""
    from tci_sim.views.page.flight import flight_page

    _write(flight_page(scenario), place, reports)


def replay_code(code: str, scenario: Scenario, reports: Reports, *, threads: int | None) -> Replayed:
    """Run a game again."""
    from tci_sim.analysis.replay import replay

    ensure_compiled(reports.say)
    return replay(code, scenario, threads=threads)


def _write(page: str, place: Path, reports: Reports) -> None:
    [written] = write_page_file(place, page.rstrip("\n"), {})
    reports.say(message("page.written", file=legible(str(written)), size=f"{len(page.encode()) // 1000:,}"))
