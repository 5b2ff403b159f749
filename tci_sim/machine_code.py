"""Where machine code is kept between processes, whether that place can be trusted, and what is removed from it.

Machine code is run as it is read. It is therefore read only from a folder that belongs to the user and that nobody
else may write, and only what carries our mark is ever removed.
"""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MARK = "made-by-tci-sim.txt"
"""Name of the file that marks a folder as made by this program."""

_MARK_TEXT = (
    "tci-sim keeps machine code in this folder, and removes it when newer versions have taken its place.\n"
)
_OURS = (".nbi", ".nbc", MARK)
_KEPT_VERSIONS = 3


class Place(NamedTuple):
    """Where machine code is kept.

    Attributes
    ----------
    folder : Path or None
        The folder; None where there is none, and each process compiles anew.
    faults : tuple of str
        Why folders that come before it cannot be used, in words that follow "because".
    """

    folder: Path | None
    faults: tuple[str, ...]


@functools.cache
def place() -> Place:
    """Return the first folder that machine code can be kept in: the one asked for, or the user's own cache."""
    own = os.path.expanduser("~/.cache")
    asked = os.environ.get("TCI_SIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or own
    faults: list[str] = []
    for home in dict.fromkeys((asked, own)):
        folder = Path(home, "tci_sim", "machine-code")
        fault = _fault_of(folder)
        if fault is None:
            return Place(folder, tuple(faults))
        faults.append(fault)
    return Place(None, tuple(faults))


def version_folder(version: str) -> Path | None:
    """Make the folder of one version, with our mark in it, and return it; None where nothing can be kept."""
    kept_in = place().folder
    if kept_in is None:
        return None
    folder = kept_in / version
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / MARK).exists():
            (folder / MARK).write_text(_MARK_TEXT, encoding="utf-8")
    except OSError:
        return None
    return folder if _is_trusted(folder.lstat()) else None


def forget_old_versions(version: str) -> None:
    """Remove the machine code of all but the newest few versions, and nothing that does not carry our mark.

    Parameters
    ----------
    version : str
        The version in use, which stays.
    """
    kept_in = place().folder
    if kept_in is None:
        return
    others = sorted((path for path in _marked(kept_in) if path.name != version), key=_age, reverse=True)
    for path in others[_KEPT_VERSIONS - 1 :]:
        _remove(path)


def _fault_of(folder: Path) -> str | None:
    """Say why a folder cannot keep machine code; None where it can, and then it is there."""
    above = (folder.parent.parent, folder.parent)
    try:
        above[0].mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (above[1], folder):
            path.mkdir(mode=0o700, exist_ok=True)
        if any(_all_may_rename_in(path.stat()) for path in above):
            return f"{folder} lies in a folder that all users may write"
        found = folder.lstat()
    except FileExistsError as error:
        return f"{error.filename} is no folder"
    except OSError as error:
        return f"{folder} cannot be made ({error.strerror})"
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is no folder"
    if not _is_trusted(found):
        return f"{folder} belongs to another user or may be written by others"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written"


def _is_trusted(found: os.stat_result) -> bool:
    """Tell whether a folder is one, is the user's own, and is closed to others; where there are no users, it is."""
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _all_may_rename_in(found: os.stat_result) -> bool:
    """Tell whether every user may put another folder in the place of one that lies in this one."""
    return hasattr(os, "geteuid") and bool(found.st_mode & stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX


def _marked(folder: Path) -> Iterator[Path]:
    """Yield the folders in a folder that carry our mark; a link to a folder is none."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False) and (path / MARK).is_file():
            yield path


def _age(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _remove(folder: Path) -> None:
    """Remove what numba and we wrote into a folder, the mark last; a folder that holds anything else stays."""
    for inside, _, files in os.walk(folder, topdown=False, followlinks=False):
        try:
            for name in sorted(files, key=lambda name: name == MARK):
                if (
                    name.startswith("compiled-")
                    or name.endswith(_OURS)
                    or ".nbi.tmp." in name
                    or ".nbc.tmp." in name
                ):
                    os.unlink(os.path.join(inside, name))
            os.rmdir(inside)
        except OSError:
            continue
