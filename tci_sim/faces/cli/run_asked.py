"""Answer a question: from what is kept if it was asked before, else by a run, which is then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from tci_sim.runs.folders import check_writable, written_whole
from tci_sim.runs.interrupt import stop_if_pressed
from tci_sim.runs.result import RunResult
from tci_sim.runs.result_store import folder_of, stored
from tci_sim.runs.runner import run
from tci_sim.scenario.schema import Scenario

PICTURES = "pictures"


@dataclass(frozen=True)
class Answer:
    """An answer, and where it is kept."""

    result: RunResult
    folder: Path | None
    """The folder of the result; None where it was not to be kept."""
    pictures: tuple[Path, ...]
    reused: bool
    """Whether it was there already."""


def answer(
    question: Scenario,
    seed: int,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Answer a question once: what was answered before, by the same version of the model, is not run again.

    Parameters
    ----------
    question : Scenario
        The question.
    seed : int
        Seed of all chance.
    out : str or path, optional
        The folder below which answers are kept; where absent, nothing is kept.
    threads : int, optional
        Threads for large runs.
    progress : callable (done, all), optional
        Told how many months have passed.

    Returns
    -------
    Answer

    Raises
    ------
    ScenarioError
        If the question or the folder cannot be used.
    RunFailed, ConservationError
        If the run fails.
    ResultError
        If the answer cannot be kept, or the system does not let what was kept be read.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what was kept.
    """
    if out is not None:
        check_writable(out)
    found = None if out is None else stored(question, seed, out)
    said = "Stopped; nothing was written."

    def count(done: int, months: int) -> None:
        nonlocal said
        said = f"Stopped after month {done} of {months}; nothing was written."
        stop_if_pressed()
        if progress is not None:
            progress(done, months)

    try:
        result = found or run(question, seed, threads=threads, progress=count)
        if out is None:
            return Answer(result, None, (), reused=False)
        folder = folder_of(question, seed, out) if found else result.save(out)
        said = f"Stopped; the result is in {folder}, without its pictures."
        drawn = written_whole(folder / PICTURES, result.pictures)
        return Answer(result, folder, tuple(sorted(drawn.glob("*.png"))), reused=found is not None)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(said) from None
