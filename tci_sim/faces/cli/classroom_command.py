"""What the command line asks of pages for a class: lessons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible
from tci_sim.messages import message
from tci_sim.render.page_file import write_page_file

if TYPE_CHECKING:
    from tci_sim.faces.cli.reporting import Reports


def check_one(file: str | None, lesson: str | None, options: Mapping[str, Any]) -> None:
    """Refuse a page of a scenario and of a lesson at once, and options that have no place beside a lesson.

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
    page = lesson_page(loaded, threads=threads, on_progress=reports.progress)
    [written] = write_page_file(place, page.rstrip("\n"), {})
    reports.say(message("page.written", file=legible(str(written)), size=f"{len(page.encode()) // 1000:,}"))
