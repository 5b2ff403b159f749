"""Where machine code is kept between processes, and whether that place can be trusted.

Machine code is run as it is read. It is therefore read only from a folder that belongs to the user and that nobody
else may write. Every folder that we make in it carries our mark.
"""

from __future__ import annotations

import functools
import os
import stat
from pathlib import Path
from typing import Literal, NamedTuple

MARK = "made-by-tci_sim.txt"
"""Name of the file that marks a folder as made by this program."""

UNFINISHED = ".unfinished"
"""How the name of a file ends that is being written."""

_MARK_TEXT = (
    "tci_sim keeps machine code in this folder, and removes it when newer versions have taken its place.\n"
)


class FolderFault(NamedTuple):
    """Why a folder cannot keep machine code."""

    kind: Literal["open_to_all", "no_folder", "not_made", "untrusted", "unwritable"]
    """All users may write to the folder above it, it is no folder, cannot be made, belongs to another user or may be
    written by others, or may not be written to."""
    folder: str
    error_number: int = 0
    """What the system said, where it said something."""


class CacheFolder(NamedTuple):
    """Where machine code is kept.

    Attributes
    ----------
    folder : Path or None
        The folder; None if there is none, and each process compiles again.
    faults : tuple of FolderFault
        Why folders that come before it cannot be used, in words that follow "because".
    """

    folder: Path | None
    faults: tuple[FolderFault, ...]


@functools.cache
def cache_folder() -> CacheFolder:
    """Return the first folder that machine code can be kept in: the one asked for, or the user's own cache."""
    own = os.path.expanduser("~/.cache")
    asked = os.environ.get("TCI_SIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or own
    faults: list[FolderFault] = []
    for home in dict.fromkeys((asked, own)):
        folder = Path(home, "tci_sim", "machine-code")
        fault = _fault_of(folder)
        if fault is None:
            return CacheFolder(folder, tuple(faults))
        faults.append(fault)
    return CacheFolder(None, tuple(faults))


def make_marked_folder(folder: Path) -> None:
    """Make a folder in the place of machine code, with our mark in it.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / MARK).exists():
        (folder / MARK).write_text(_MARK_TEXT, encoding="utf-8")


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it at the same time finds all of it or nothing.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left behind then.
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}{UNFINISHED}")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _fault_of(folder: Path) -> FolderFault | None:
    """Return why a folder cannot keep machine code; None where it can, and then it is there."""
    above = (folder.parent.parent, folder.parent)
    try:
        above[0].mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (above[1], folder):
            path.mkdir(mode=0o700, exist_ok=True)
        if any(_all_may_rename_in(path.stat()) for path in above):
            return FolderFault("open_to_all", str(folder))
        found = folder.lstat()
    except FileExistsError as error:
        return FolderFault("no_folder", str(error.filename))
    except OSError as error:
        return FolderFault("not_made", str(folder), error.errno or 0)
    if not stat.S_ISDIR(found.st_mode):
        return FolderFault("no_folder", str(folder))
    if not _is_trusted(found):
        return FolderFault("untrusted", str(folder))
    return None if os.access(folder, os.W_OK | os.X_OK) else FolderFault("unwritable", str(folder))


def _is_trusted(found: os.stat_result) -> bool:
    """Return whether a folder is the user's own and closed to others; where there are no users, it is."""
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _all_may_rename_in(found: os.stat_result) -> bool:
    """Return whether every user may put another folder in the place of one that lies in this one."""
    return hasattr(os, "geteuid") and bool(found.st_mode & stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX
