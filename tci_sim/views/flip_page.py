"""Where two alternatives change places, as a page: the question, table and sentences, and the picture beside it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from tci_sim.analysis.flip_result import FlipData
from tci_sim.messages import message
from tci_sim.render.markdown import as_markdown
from tci_sim.render.page_file import check_page_of, code, image, picture_beside, write_page_file
from tci_sim.views.flip import question, table_parts

_PICTURE = "flip"


def page_of(page: str | PathLike[str]) -> Path:
    """Make sure, before anything is run, that a page, `NAME.md`, can be written; an InputError says why not."""
    return check_page_of(page, [_PICTURE])


def write_page(
    found: FlipData, pictures: Sequence[Path], page: Path, files: Sequence[str]
) -> tuple[Path, ...]:
    """Write a page in Markdown, its picture beside it; nothing but such a page and its picture is replaced.

    Raises
    ------
    InputError
        If there is something else.
    RunError
        If the disk does not take it.
    """
    command = code(shlex.join(["tci-sim", "flip", *files, *_options(found, files)]))
    made = message(
        "flip.generated", command=command, model=str(found.provenance["model"])[:12], key=found.asked.key[:12]
    )
    beside = {picture_beside(page, _PICTURE): picture.read_bytes() for picture in pictures}
    images = [f"{image(str(question(found)), name)}\n" for name in beside]
    text = "\n".join([as_markdown(table_parts(found)), f"{made}\n", *images])
    return tuple(write_page_file(page, text, beside))


def _options(found: FlipData, files: Sequence[str]) -> list[str]:
    """Return what was asked, as the command line has it; which parameters are looked into stands in the table."""
    asked = found.asked
    strongest = {path for pair in found.together for path in pair.paths}
    values = {
        "--firm-policy": ",".join(asked.names) if len(files) == 1 else "", "--measure": asked.measure,
        "--holder": asked.holder, "--replications": found.replications, "--first": found.few, "--seed": asked.seed,
        "--pairs": len(strongest) or "",
    }  # fmt: skip
    return [word for option, value in values.items() if value != "" for word in (option, str(value))]
