"""The result of a study as a page: the question, why it is asked, tables and sentences, and the pictures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.render.markdown import as_markdown, escaped
from tci_sim.runs.provenance import model_version
from tci_sim.views.study import table_parts
from tci_sim.views.study_names import capitalised, measure_title


def write_page(
    result: SweepData, pictures: Sequence[Path], page: str | PathLike[str], study: str | None = None
) -> tuple[Path, ...]:
    """Write a page in Markdown, its pictures beside it; files of these names are replaced.

    Parameters
    ----------
    result : SweepData
        The result.
    pictures : sequence of Path
        Files that were drawn.
    page : str or path
        The page, `NAME.md`; its pictures become `NAME-PICTURE.png`.
    study : str, optional
        Name of the study's file, for the sentence that says how the page is regenerated.

    Returns
    -------
    tuple of Path
        The page and its pictures.

    Raises
    ------
    InputError
        If it cannot be written there.
    """
    path = Path(page)
    beside = [path.with_name(f"{path.stem}-{picture.name}") for picture in pictures]
    made = _generated(result, page, study)
    question, *found = table_parts(result)
    head = as_markdown([question, str(result.study.reason)])
    body = as_markdown([question, *found]).partition("\n\n")[2]  # without the heading
    images = [
        f"![{escaped(_alternative_text(picture.stem))}]({copy.name})\n"
        for picture, copy in zip(pictures, beside, strict=True)
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for picture, copy in zip(pictures, beside, strict=True):
            shutil.copyfile(picture, copy)
        path.write_text("\n".join([head, f"{made}\n", body, *images]), encoding="utf-8")
    except OSError as error:
        fault = message("study_page.not_written", page=str(page), problem=str(error.strerror))
        raise InputError(fault) from None
    return (path, *beside)


def _generated(result: SweepData, page: str | PathLike[str], study: str | None) -> Message:
    """Say by which command the page is made again, and of which model and runs it is."""
    made = {"model": model_version()[:12], "fingerprint": result.fingerprint[:12]}
    if study is None:
        return message("study_page.generated", **made)
    return message("study_page.generated_by", study=study, page=str(page), **made)


def _alternative_text(picture: str) -> str:
    """Return what stands for a picture where it is not shown."""
    if picture == "heat_map":
        return capitalised(str(message("charts.sensitivity.heat_title")))
    measure = picture.removesuffix("_settling")
    if measure != picture:
        return str(message("charts.sensitivity.convergence_title", measure=measure_title(measure)))
    return measure_title(measure)
