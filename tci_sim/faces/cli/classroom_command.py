"""What the command line asks of pages for a class: lessons, and the flight simulator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible
from tci_sim.messages import listing, message
from tci_sim.render.handout_files import check_handouts, write_handouts
from tci_sim.render.page_file import write_page_file
from tci_sim.scenario.library import LESSON, files

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
    reports.say(message("lesson.cli.start", name=loaded.name, runs=str(loaded.count)))
    _write(lesson_page(loaded, threads=threads, on_progress=reports.progress), place, reports)


def check_names(names: list[str] | None, handout: str | None) -> None:
    """Refuse lessons that nothing is to be made of.

    Raises
    ------
    InputError
        With the option that is missing.
    """
    if names and handout is None:
        raise InputError(message("lesson.cli.names", name=legible(names[0])))


def write_all_handouts(
    names: list[str] | None, folder: str, reports: Reports, *, threads: int | None
) -> None:
    """Write the handouts of some lessons, of all by default, in each language, and say how many there are and where."""
    from tci_sim.analysis.lessons.file import load_lesson
    from tci_sim.analysis.validation.queries.located import together
    from tci_sim.views.page.handout import handouts

    loaded = together(partial(load_lesson, name) for name in names or files(LESSON))
    called = [each.name for each in loaded]
    if twice := [name for name in dict.fromkeys(called) if called.count(name) > 1]:
        raise InputError(message("cli.file_twice", files=listing(map(legible, twice))))
    places = [check_handouts(folder, each.name, option="--handout") for each in loaded]
    ensure_compiled(reports.say)
    runs = sum(each.count for each in loaded)
    reports.say(message("lesson.handout.start", runs=str(runs)))
    pages = [handouts(each, threads=threads, on_progress=reports.progress) for each in loaded]
    for where, page in zip(places, pages, strict=True):
        write_handouts(where, page)
    count = sum(map(len, places))
    reports.say(message("lesson.handout.written", count=str(count), folder=legible(folder)))


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
