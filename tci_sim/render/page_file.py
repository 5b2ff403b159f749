"""A page as a file, with pictures beside it: it replaces nothing but a page that this program made."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from urllib.parse import quote

from tci_sim.errors import InputError, RunError, legible, system_reason
from tci_sim.messages import message
from tci_sim.render.markdown import escaped
from tci_sim.safe_files import check_can_write, write_together

MARK = "<!-- generator: tci-sim -->"
"""The last line of a page: by it one that this program made is known again."""

ENDING, HTML = ".md", ".html"
"""How the name of a page ends that is in Markdown, or in HTML."""
_LARGEST = 10_000_000
"""Bytes that a page has at most."""


def check_page(
    page: str | PathLike[str], beside: Iterable[str] = (), *, ending: str = ENDING, option: str = "--page"
) -> Path:
    """Make sure, before anything is run, that a page can be written in some place.

    Parameters
    ----------
    page : str or path
        The page, `NAME.md`.
    beside : iterable of str
        What may be written besides, by its path from the folder of the page.
    ending : str
        How its name ends.
    option : str
        What it was asked for by, for what is said of it.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        If its name does not end so, its folder is not there or does not take files, or it or what goes beside it would
        replace what is no page of this program, or no part of one.
    """
    path, said = Path(page), {"page": legible(str(page)), "option": option}
    if path.suffix != ending:
        raise InputError(message("page.ending", ending=ending, **said))
    folder = path.parent
    try:
        if not folder.is_dir():
            raise InputError(message("page.no_folder", folder=legible(str(folder)), **said))
        text = _text_of_ours(path)
        if text is None:
            raise InputError(message("page.foreign", **said))
        names = tuple(beside)
        for name in names:
            if _is_there(folder / name) and f"({quote(name)})" not in text:
                raise InputError(message("page.foreign_beside", file=legible(str(folder / name)), **said))
        for each in {folder, *(folder / name for name in map(os.path.dirname, names))}:
            if each.is_dir():
                check_can_write(each)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise InputError(message("page.unwritable", problem=system_reason(error), **said)) from None
    return path


def check_page_of(page: str | PathLike[str], pictures: Iterable[str]) -> Path:
    """Make sure, before anything is run, that a page can be written with pictures of these names beside it."""
    return check_page(page, [picture_beside(page, picture) for picture in pictures])


def picture_beside(page: str | PathLike[str], picture: str) -> str:
    """Return the name of a picture's file beside a page, `NAME-PICTURE.png`."""
    return f"{Path(page).stem}-{picture}.png"


def image(title: str, file: str) -> str:
    """Write a picture beside a page as Markdown has it; the title stands for it where it is not shown."""
    return f"![{escaped(title)}]({link(file)})"


def write_page_file(page: Path, text: str, beside: Mapping[str, bytes]) -> list[Path]:
    """Write a page and what goes beside it, all of it or nothing.

    Parameters
    ----------
    page : Path
        The page, which `check_page` let pass.
    text : str
        What it says; the mark of this program is put behind it.
    beside : mapping of str to bytes
        Other files, by their paths from the folder of the page; a folder among these is made.

    Returns
    -------
    list of Path
        What was written, the page first.

    Raises
    ------
    InputError
        If what is there by now is no page of this program.
    RunError
        If the disk does not take it; then what was there is as it was.
    """
    check_page(page, beside, ending=page.suffix)
    files = {page.parent / name: data for name, data in beside.items()}
    try:
        for folder in {path.parent for path in files} - {page.parent}:
            folder.mkdir(exist_ok=True)
        write_together({**files, page: f"{text}\n{MARK}\n".encode()})
    except OSError as error:
        said = {"page": legible(str(page)), "option": "--page", "problem": system_reason(error)}
        raise RunError(message("page.not_written", **said)) from None
    return [page, *files]


def code(text: str) -> str:
    """Write text as code in a line of Markdown, whatever it holds.

    Examples
    --------
    >>> print(code("a b"), code("a`b"), code("`"))
    `a b` ``a`b`` `` ` ``
    """
    line = legible(" ".join(text.splitlines()))
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    blank = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{blank}{line}{blank}{fence}"


def regenerating(command: Sequence[str], page: str | PathLike[str]) -> str:
    """Write the command that regenerates a page, by its words; the first is that of the command."""
    return shlex.join(["tci-sim", *command, "--page", os.fspath(page)])


def table_row(cells: Iterable[object]) -> str:
    """Return a row of a table of a page; its cells are Markdown already.

    Examples
    --------
    >>> table_row(["a", 1])
    '| a | 1 |'
    """
    return f"| {' | '.join(map(str, cells))} |"


def link(name: str) -> str:
    """Write the path of a file beside a page as a link has it."""
    return quote(name)


def _text_of_ours(path: Path) -> str | None:
    """Read a page that this program made; empty where there is none, None where there is something else."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None if os.path.lexists(path) else ""  # a link that leads nowhere is somebody's
    if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
        return None
    text = path.read_bytes().decode("utf-8", errors="replace")
    return text if MARK in text.splitlines() else None


def _is_there(path: Path) -> bool:
    """Return whether anything has a name; an error of the system where it could not be the name of a file."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True
