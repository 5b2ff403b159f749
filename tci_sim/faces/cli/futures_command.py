"""What the command line asks over many futures: runs of a study, made or read from a folder, and an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tci_sim.analysis.discover import check_question, discover
from tci_sim.analysis.futures import futures as judge
from tci_sim.analysis.information import information
from tci_sim.analysis.outcomes import check_study
from tci_sim.analysis.sweep import load
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.faces.cli.reporting import Reports
from tci_sim.faces.cli.sweep_command import (
    keep_what_is_asked,
    load_study_with_options,
    on_interrupt_all_saved,
    sweep_and_save,
)
from tci_sim.faces.cli.typed import typed_words
from tci_sim.messages import message
from tci_sim.views import outcomes as views


class Asked(NamedTuple):
    """What a command line asks of a study, whatever is made of its runs."""

    file: str
    measure: str | None
    holder: str | None
    loading: Mapping[str, Any]
    """set, sector and allow_outside."""
    given: Mapping[str, int | None]
    """replications and seed; None was not given."""
    out: str | None
    running: Mapping[str, Any]
    """threads and cluster."""
    page: str | None
    no_pictures: bool


Answer = tuple[Any, tuple[Path, ...]]
"""What was found, and the files of its pictures."""


def ask_futures(asked: Asked, threshold: float | None, reports: Reports) -> Answer:
    """Judge the alternatives over the futures."""
    from tci_sim.views import futures as view

    return ask(asked, view, check_study, partial(judge, threshold=threshold), reports)


def ask_discovery(
    asked: Asked, policy: str, against: str | None, threshold: float | None, reports: Reports
) -> Answer:
    """Find where an alternative fails."""
    from tci_sim.views import discover as view

    own: dict[str, Any] = {"policy": policy, "against": against, "threshold": threshold}
    return ask(asked, view, partial(check_question, **own), partial(discover, **own), reports)


def ask_information(asked: Asked, reports: Reports) -> Answer:
    """Value what it is worth to know before one chooses."""
    from tci_sim.views import information as view

    return ask(asked, view, check_study, information, reports)


def ask(
    asked: Asked,
    view: Any,
    check: Callable[[Study], None],
    analyse: Callable[..., Any],
    reports: Reports,
) -> Answer:
    """Make the runs that are not kept, analyse them, and write the picture and the page; the answer and its pictures.

    Parameters
    ----------
    asked : Asked
        What is asked of the study.
    view : module
        Shows the answer.
    check : callable (study)
        Refuses what cannot be asked, before anything is run.
    analyse : callable (result, measure=, holder=)
        Finds the answer.
    reports : Reports
        Takes what is said on the way.
    """
    page = None if asked.page is None else views.page_of(asked.page)
    result = _result(asked, check, reports)
    with on_interrupt_all_saved(result):
        found = analyse(result, measure=asked.measure, holder=asked.holder)
        words = typed_words()
        pictures = (
            () if asked.no_pictures
            else views.keep_picture(found.outcomes, words, lambda folder: view.draw(found, folder))
        )  # fmt: skip
        written = (
            ()
            if page is None
            else views.write_page(found.outcomes, view.table_parts(found), view.picture(found), page, words)
        )
    reports.say_files((result.folder, *pictures, *written))
    return found, pictures


def _result(asked: Asked, check: Callable[[Study], None], reports: Reports) -> SweepData:
    """Read what a folder holds, or make the runs of a study that are not kept yet."""
    if Path(asked.file).is_dir():
        _refuse({**asked.loading, **asked.given, "out": asked.out, **asked.running})
        result = load(asked.file)
        check(result.study)
        return result
    study = load_study_with_options(
        asked.file, asked.loading["set"] or (), asked.given, asked.loading["sector"],
        allow_outside=asked.loading["allow_outside"],
    )  # fmt: skip
    check(study)
    also = ([asked.measure] if asked.measure else None, [asked.holder] if asked.holder else None, None, None)
    study, _ = keep_what_is_asked(study, also, reports)
    ensure_compiled(reports.say)
    result, _ = sweep_and_save(
        study, asked.out or "results", pictures=False, on_progress=reports.progress, on_message=reports.say,
        **asked.running,
    )  # fmt: skip
    return result


def _refuse(given: Mapping[str, Any]) -> None:
    """Refuse options that mean nothing to runs that are made already."""
    options = [
        f"--{name.replace('_', '-')}"
        for name, value in given.items()
        if value is not False and value not in (None, [])
    ]
    if options:
        raise InputError(*(message("outcomes.of_folder", option=option) for option in options))
