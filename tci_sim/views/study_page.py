"""What a study found as a page: the question, why it is asked, the table and what it says, and the pictures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.errors import InputError
from tci_sim.runs.provenance import model_version
from tci_sim.views.study import as_table


def write_page(
    result: SweepData, pictures: Sequence[Path], page: str | PathLike[str], study: str | None = None
) -> tuple[Path, ...]:
    """Write a page in Markdown, its pictures beside it; what is there under their names is replaced.

    Parameters
    ----------
    result : SweepData
        What was found.
    pictures : sequence of Path
        Files that were drawn.
    page : str or path
        The page, `NAME.md`; its pictures become `NAME-PICTURE.png`.
    study : str, optional
        Name of the study's file, for the sentence that says how the page is made again.

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
    asked = result.study
    again = f"`tci-sim sweep {study} --page {page}`" if study else "a sweep of the same study"
    made = (
        f"Generated: {again} regenerates this page. Model {model_version()[:12]}, fingerprint of all runs"
        f" {result.fingerprint[:12]}. Everything here is simulated."
    )
    parts = [
        f"# {asked.question}",
        str(asked.reason),
        made,
        *(_block(text) for text in as_table(result).strip().split("\n\n")),
        *[
            f"![{picture.stem.replace('_', ' ')}]({copy.name})"
            for picture, copy in zip(pictures, beside, strict=True)
        ],
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for picture, copy in zip(pictures, beside, strict=True):
            shutil.copyfile(picture, copy)
        path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"--page {page}: cannot be written: {error.strerror}.") from None
    return (path, *beside)


def _block(text: str) -> str:
    """Leave sentences to the reader's window, and tables as they are."""
    return text if "\n" not in text and text.endswith(".") else f"```text\n{text}\n```"
