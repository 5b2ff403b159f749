"""Answer a question: from what is kept if it was asked before, else by a run, which is then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from pathlib import Path

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.by_holder import Wanted
from tci_sim.analysis.run import run_or_load
from tci_sim.compile_model import ensure_compiled
from tci_sim.faces.cli.page_command import place_of, write_report
from tci_sim.faces.cli.reporting import Reports
from tci_sim.messages import message
from tci_sim.plots.picture import folder_of
from tci_sim.runs.folders import check_writable, write_atomically
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.runs.periods import periods_of
from tci_sim.scenario.schema import Scenario
from tci_sim.views.run_pictures import draw_all

PICTURES = "pictures"


def run_and_save(
    question: Scenario,
    seed: int,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Answer a question once: what was answered before, by the same version of the model, is not run again.

    Parameters
    ----------
    question : Scenario
        The question.
    seed : int
        Seed of all chance.
    out : str or path, optional
        The folder below which answers are kept; by default nothing is kept.
    threads : int, optional
        Threads for large runs.
    on_progress : callable (done, all), optional
        Told how many months have passed.

    Returns
    -------
    Answer

    Raises
    ------
    InputError
        If the question or the folder cannot be used.
    RunError, ConservationError
        If the run fails.
    StoreError
        If the answer cannot be kept, or the system does not let what was kept be read.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what was kept.
    """
    if out is None:
        return run_or_load(question, seed, None, threads=threads, on_progress=on_progress)
    check_writable(out)
    found = run_or_load(question, seed, Path(out), threads=threads, on_progress=on_progress)
    assert found.folder is not None
    with interrupt_message(lambda: str(message("cli.stopped_run", folder=str(found.folder)))):
        drawn = write_atomically(
            found.folder / folder_of(PICTURES), lambda hidden: draw_all(found.result, hidden), consequence=""
        )
    return replace(found, pictures=tuple(sorted(drawn.glob("*.png"))))


def run_and_report(
    question: Scenario,
    seed: int,
    out: str | None,
    reports: Reports,
    wanted: Wanted | None = None,
    *,
    threads: int | None,
    page: str | None = None,
) -> Answer:
    """Run or load, and say what was reused and which files were written.

    Months that are not there are refused, and so is a page that cannot be written where it is asked for.
    """
    place = place_of(page)
    if wanted is not None:
        periods_of(wanted.month, wanted.year, question.months)
    ensure_compiled(reports.say)
    found = run_and_save(question, seed, out, threads=threads, on_progress=reports.progress)
    if found.reused:
        reports.say(message("cli.run_reused"))
    reports.say_files((found.folder, *found.pictures, *write_report(found.result, place)))
    return found
