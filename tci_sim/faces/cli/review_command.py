"""What the command line asks of a review: whose it is, where its picture goes, and which round has a control."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.controlled_return import ReturnData, controlled_return
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible, meant
from tci_sim.faces.cli.reporting import Reports
from tci_sim.faces.cli.run_command import run_and_save
from tci_sim.messages import listing, message
from tci_sim.plots.picture import folder_of
from tci_sim.runs.folders import check_writable, reraise_os_error
from tci_sim.scenario.schema import Scenario
from tci_sim.views.review_pictures import draw_into
from tci_sim.world.build_network import network_of

PICTURES = "reviews"


def run_and_draw_review(
    question: Scenario,
    firm: str | None,
    seed: int,
    out: str | PathLike[str] | None,
    *,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[Answer, str, tuple[Path, ...]]:
    """Answer a question and draw the reviews of one firm.

    Parameters
    ----------
    question : Scenario
        What is asked.
    firm : str, optional
        A firm that sells to customers; the focal firm by default.
    seed : int
        Seed of all chance.
    out : str or path, optional
        The folder below which the result and the picture are kept.
    threads, on_progress
        As for `run_and_save`.

    Returns
    -------
    answer : Answer
    firm : str
        Whose reviews are shown.
    pictures : tuple of Path
        The file of the picture; none without `out`.

    Raises
    ------
    InputError
        If no such firm sells to customers, before anything is run; else errors are those of `run_and_save`.
    """
    sellers = network_of(question).selling_firms
    if firm is not None and firm not in sellers:
        fault = meant("cli.no_such_firm", firm, sellers, firm=legible(firm), firms=listing(sellers, "or"))
        raise InputError(fault)
    found = run_and_save(question, seed, out, threads=threads, on_progress=on_progress)
    name = firm or found.result.focal_firm
    if found.folder is None:
        return found, name, ()
    folder = found.folder / folder_of(PICTURES)
    with reraise_os_error(folder, consequence=None):
        return found, name, (draw_into(found.result, name, folder),)


def review_and_report(
    question: Scenario, firm: str | None, seed: int, out: str | None, reports: Reports, *, threads: int | None
) -> tuple[Answer, str, tuple[Path, ...]]:
    """Run or load, draw the reviews of a firm, and say which files were written."""
    ensure_compiled(reports.say)
    found, name, pictures = run_and_draw_review(
        question, firm, seed, out, threads=threads, on_progress=reports.progress
    )
    reports.say_files((found.folder, *pictures))
    return found, name, pictures


def asked_of_round(round_: str | int | None, **options: int | None) -> dict[str, Any]:
    """Return what is asked of a review round with a control; nothing where none is.

    Raises
    ------
    InputError
        With one line for each option that means nothing without a round.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if round_ is not None:
        return {"review_round": round_, **given}
    if given:
        raise InputError(*[message("cli.needs_round", option=f"--{name}") for name in given])
    return {}


def report(
    question: Scenario,
    firm: str | None,
    seed: int,
    out: str | None,
    reports: Reports,
    asked: Mapping[str, Any],
    *,
    threads: int | None,
) -> tuple[Mapping[str, Callable[..., str]], tuple[Any, ...], bool]:
    """Review a firm, or a round of it with a control where one is asked for, and say which files were written.

    Returns
    -------
    formats : mapping of str to callable
        How what was found can be written.
    found : tuple
        What they take.
    failed : bool
        Whether a run failed.
    """
    if not asked:
        from tci_sim.views.review_text import FORMATS as OF_REVIEW

        return OF_REVIEW, review_and_report(question, firm, seed, out, reports, threads=threads), False
    from tci_sim.views.controlled_return_text import FORMATS as OF_RETURN

    found = return_and_report(question, firm, seed, out, reports, threads=threads, **asked)
    return OF_RETURN, (found,), bool(found.comparison.failed)


def return_and_report(
    question: Scenario, firm: str | None, seed: int, out: str | None, reports: Reports, **asked: Any
) -> ReturnData:
    """Run a world with and without the programme of a firm, and say where the runs are kept."""
    if out is not None:
        check_writable(out)
    ensure_compiled(reports.say)
    found = controlled_return(
        question, firm=firm, seed=seed, out=out, on_progress=reports.progress, on_message=reports.say, **asked
    )
    reports.say_files((found.comparison.folder,))
    return found
