"""What the command line asks of a study: from its words to a sweep, and from the answer to files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.plots.picture import folder_of
from tci_sim.runs.folders import write_atomically
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.views.study import draw_all

PICTURES = "pictures"


def load_study_with_options(
    file: str, overrides: Sequence[str], *, replications: int | None, seed: int | None, allow_outside: bool
) -> Study:
    """Load a study file, and lay over it what the command line says.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    study = load_study(file, overrides, allow_outside=allow_outside)
    said = {"replications": replications, "seed": seed}
    changes = {name: value for name, value in said.items() if value is not None}
    return study.replace(**changes) if changes else study


def sweep_and_save(study: Study, out: str, **options: Any) -> tuple[SweepData, tuple[Path, ...]]:
    """Sweep, and keep the answer and its pictures.

    Parameters
    ----------
    study : Study
        The question.
    out : str
        The folder below which it is kept.
    **options
        The other arguments of `sweep`.

    Returns
    -------
    tuple
        The result and the files of its pictures; there are none where every run failed.
    """
    result = sweep(study, out, **options)
    assert result.folder is not None
    if not result.holders:
        return result, ()
    with on_interrupt_all_saved(result):
        drawn = write_atomically(
            result.folder / folder_of(PICTURES), lambda hidden: draw_all(result, hidden), consequence=""
        )
    return result, tuple(sorted(drawn.glob("*.png")))


def on_interrupt_all_saved(result: SweepData) -> AbstractContextManager[None]:
    """Let Ctrl-C, in what follows a sweep, say that its runs are kept."""
    return interrupt_message(
        lambda: f"Stopped: all runs are saved in {result.folder}; rerun the command to resume."
    )
