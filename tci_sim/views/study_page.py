"""The result of a study as a page: the question, why it is asked, tables and sentences, and the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.study import Study
from tci_sim.messages import Message, message
from tci_sim.render.markdown import as_markdown
from tci_sim.render.page_file import check_page_of, code, image, picture_beside, regenerating, write_page_file
from tci_sim.runs.provenance import model_version
from tci_sim.views.study import table_parts
from tci_sim.views.study_names import capitalised, measure_title

_SETTLING, _HEAT_MAP = "_settling", "heat_map"
"""How the names of pictures of a sensitivity analysis end, and the name of the one of all measures."""


def page_of(study: Study, page: str | PathLike[str]) -> Path:
    """Make sure, before a study is run, that its page can be written.

    Parameters
    ----------
    study : Study
        The study.
    page : str or path
        The page, `NAME.md`; its pictures become `NAME-PICTURE.png`.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If not.
    """
    names = [*study.report, *(f"{measure}{_SETTLING}" for measure in study.report), _HEAT_MAP]
    return check_page_of(page, names)


def write_page(
    result: SweepData,
    pictures: Sequence[Path],
    page: str | PathLike[str],
    command: Sequence[str] | None = None,
) -> tuple[Path, ...]:
    """Write a page in Markdown, its pictures beside it; nothing but such a page and its pictures is replaced.

    Parameters
    ----------
    result : SweepData
        The result.
    pictures : sequence of Path
        Files that were drawn.
    page : str or path
        The page, `NAME.md`; its pictures become `NAME-PICTURE.png`.
    command : sequence of str, optional
        Words of the command that regenerates it.

    Returns
    -------
    tuple of Path
        The page and its pictures.

    Raises
    ------
    InputError
        If there is something else.
    RunError
        If the disk does not take it.
    """
    path = Path(page)
    names = {picture: picture_beside(path, picture.stem) for picture in pictures}
    made = generated_by(result, None if command is None else code(regenerating(command, page)))
    question, *found = table_parts(result)
    head = as_markdown([question, str(result.study.reason)])
    body = as_markdown([question, *found]).partition("\n\n")[2]  # without the heading
    images = [f"{image(_alternative_text(picture.stem), name)}\n" for picture, name in names.items()]
    text = "\n".join([head, f"{made}\n", body, *images])
    files = {name: picture.read_bytes() for picture, name in names.items()}
    return tuple(write_page_file(path, text, files))


def generated_by(result: SweepData, command: str | None) -> Message:
    """Say by which command a page is made again, and of which model and runs it is."""
    made = {"model": model_version()[:12], "fingerprint": result.fingerprint[:12]}
    if command is None:
        return message("study_page.generated", **made)
    return message("study_page.generated_by", command=command, **made)


def _alternative_text(picture: str) -> str:
    """Return what stands for a picture where it is not shown."""
    if picture == _HEAT_MAP:
        return capitalised(str(message("charts.sensitivity.heat_title")))
    measure = picture.removesuffix(_SETTLING)
    if measure != picture:
        return str(message("charts.sensitivity.convergence_title", measure=measure_title(measure)))
    return measure_title(measure)
