"""Where two alternatives change places, as a page: the question, table and sentences, and the picture beside it."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from tci_sim.analysis.flip_result import FlipData
from tci_sim.messages import message
from tci_sim.render.markdown import as_markdown
from tci_sim.render.page_file import check_page_of, code, image, picture_beside, regenerating, write_page_file
from tci_sim.views.flip import question, table_parts

_PICTURE = "flip"


def page_of(page: str | PathLike[str]) -> Path:
    """Make sure, before anything is run, that a page, `NAME.md`, can be written; an InputError says why not."""
    return check_page_of(page, [_PICTURE])


def write_page(
    found: FlipData, pictures: Sequence[Path], page: Path, command: Sequence[str]
) -> tuple[Path, ...]:
    """Write a page in Markdown, its picture beside it; nothing but such a page and its picture is replaced.

    Raises
    ------
    InputError
        If there is something else.
    RunError
        If the disk does not take it.
    """
    made = message(
        "flip.generated",
        command=code(regenerating(command, page)), model=str(found.provenance["model"])[:12], key=found.asked.key[:12],
    )  # fmt: skip
    beside = {picture_beside(page, _PICTURE): picture.read_bytes() for picture in pictures}
    images = [f"{image(str(question(found)), name)}\n" for name in beside]
    text = "\n".join([as_markdown(table_parts(found)), f"{made}\n", *images])
    return tuple(write_page_file(page, text, beside))
