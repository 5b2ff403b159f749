"""Handouts of a lesson as files, one in each language."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from tci_sim.messages import LANGUAGES, Language
from tci_sim.render.page_file import HTML, check_page, write_page_file


def check_handouts(folder: str | PathLike[str], name: str, *, option: str) -> dict[Language, Path]:
    """Make sure, before anything is run, that the handouts of a lesson can be written in a folder.

    Parameters
    ----------
    folder : str or path
        Where they go.
    name : str
        The lesson.
    option : str
        What they were asked for by, for what is said of it.

    Returns
    -------
    dict of str to Path
        Their places, by language: `NAME.en.html`, `NAME.zh-Hant.html`.

    Raises
    ------
    InputError
        If the folder is not there or does not take files, or one of them would replace what is none of this program.
    """
    places = {code: Path(folder, f"{name}.{code}{HTML}") for code in LANGUAGES}
    return {code: check_page(place, ending=HTML, option=option) for code, place in places.items()}


def write_handouts(places: Mapping[Language, Path], pages: Mapping[Language, str]) -> list[Path]:
    """Write the handouts of a lesson.

    Raises
    ------
    RunError
        If one cannot be written.
    """
    return [
        each for code, page in pages.items() for each in write_page_file(places[code], page.rstrip("\n"), {})
    ]
