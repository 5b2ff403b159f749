"""A file to begin with: a small market in which every line says what it is for, or a copy from the library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path

from tci_sim.errors import InputError, RunError, is_of_the_disk, system_reason
from tci_sim.messages import Language, current_language, message
from tci_sim.safe_files import create
from tci_sim.scenario import library

_STARTERS: Mapping[Language, Path] = {
    "en": Path(__file__).with_name("starter.yaml"),
    "zh-Hant": Path(__file__).with_name("starter.zh-Hant.yaml"),
}
"""The commented scenario; they differ in comments and in what is asked alone."""
_NAMES_A_FILE = re.compile(r"^( *\w+: )(?:[\w./]*/)?(\w+)\.(?:yaml|csv)$", re.MULTILINE)


def write_starter(path: str | PathLike[str]) -> Path:
    """Write a commented scenario file that loads and runs as it is, or a copy of a file of the library.

    Parameters
    ----------
    path : str or path
        The file, or a name of the library, whose copy is written into this folder under its own name; where there
        is such a file already, it stays as it is.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If there is such a file, it cannot be written, or the library has nothing of that name.
    RunError
        If the disk does not take it; then there is none.
    """
    given = fspath(path)
    file, text = _copied(given) if library.is_name(given) else (Path(given), _starter())
    if not given:
        raise InputError(message("fault.new.no_name", place=repr(given)))
    try:
        create(file, text.encode())
    except FileExistsError:
        raise InputError(message("fault.new.exists", place=str(file))) from None
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have
        wrong = message("fault.new.unwritable", place=repr(given), problem=system_reason(error))
        raise RunError(wrong) if is_of_the_disk(error) else InputError(wrong) from None
    return file


def _starter() -> str:
    return _STARTERS[current_language()].read_text("utf-8")


def _copied(name: str) -> tuple[Path, str]:
    """Return the name of a file of the library, and its text with all that it rests on named as in the library."""
    found = library.named(name, *library.KINDS)
    if found is None:
        if near := library.near(name, library.KINDS):
            raise InputError(message("fault.new.unknown.near", place=name, near=near))
        raise InputError(message("fault.new.unknown", place=name))
    return Path(Path(found).name), _NAMES_A_FILE.sub(r"\1\2", Path(found).read_text("utf-8"))
