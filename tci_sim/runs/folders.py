"""Folders of results: there complete or not at all, never overwritten, and checked file by file when they are read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

from tci_sim.errors import InputError
from tci_sim.messages import Value, message
from tci_sim.runs.files import (
    FILE,
    ResultKind,
    check_files,
    digests_in,
    is_there,
    read_json,
    replace,
    sync,
    write_json,
)
from tci_sim.runs.interrupt import raise_if_interrupted
from tci_sim.runs.store_errors import DamagedError, StoreError, os_error_reason
from tci_sim.runs.temporary import remove_leftovers, temporary_path

FILES = "files"
"""Entry of the JSON file of a folder: the digest of each other file in it."""
_NOTHING = message("store.nothing_kept")


def check_writable(out: str | PathLike[str]) -> None:
    """Refuse, before anything is computed, a folder in which nothing can be kept.

    What processes that died left unfinished in it is removed.

    Raises
    ------
    InputError
        If `out` is no folder and cannot be made one, or may not be written to.
    """
    if not str(out):
        raise InputError(message("store.no_out"))
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = temporary_path(folder, "probe")
        try:
            probe.mkdir()
        finally:
            with suppress(FileNotFoundError):
                probe.rmdir()
        remove_leftovers(folder)
    except (OSError, ValueError) as error:
        raise InputError(message("store.out", out=str(out), reason=os_error_reason(error))) from None


def write_folder(
    folder: Path,
    about: ResultKind,
    content: Mapping[str, Any],
    write: Callable[[Path], object],
    write_extra: Callable[[Path], object] = lambda _: None,
) -> Path:
    """Write a folder with a sealed JSON file, which holds the digests of all others.

    Parameters
    ----------
    folder : Path
        Where it is there already, nothing happens.
    about : ResultKind
        What it holds.
    content : mapping
        What it says.
    write : callable (folder)
        Writes all other files.
    write_extra : callable (folder), optional
        Writes files that hold digests of their own.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StoreError
        If anything cannot be written; then nothing is left behind.
    """

    def write_all(hidden: Path) -> None:
        write(hidden)
        write_json(hidden / FILE, {"holds": about.label, **content, FILES: digests_in(hidden)})
        write_extra(hidden)

    return write_atomically(folder, write_all)


def read_folder(folder: Path, about: ResultKind) -> dict[str, Any]:
    """Check a folder that `write_folder` wrote; return what its JSON file says.

    Parameters
    ----------
    folder : Path
        The folder.
    about : ResultKind
        What it holds.

    Raises
    ------
    DamagedError, FormatVersionError, StoreError
        If a file in it is not what was written, another version wrote it, or the system does not let it be read.
    """
    content = read_json(folder, about)
    files = content.pop(FILES, None)
    if not isinstance(files, dict) or not all(map(_lies_inside, files)):
        raise DamagedError(message("store.damaged_list", where=str(folder / FILE)))
    check_files(folder, files)
    return content


def _lies_inside(name: str) -> bool:
    """Return whether a name is that of a file in the folder itself, or in one below it."""
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts


def restore_folder(
    folder: Path, about: ResultKind, content: Mapping[str, Any], write: Callable[[Path], object]
) -> dict[str, Any]:
    """Write again, in a folder that is there, what `write_folder` writes; all else in it stays.

    Parameters and errors are those of `write_folder`, what it returns is that of `read_folder`.
    """
    fresh = write_folder(temporary_path(folder, about.label), about, content, write)
    with reraise_os_error(folder):
        try:
            others = sorted(path for path in fresh.iterdir() if path.name != FILE)
            for path in (
                *others,
                fresh / FILE,
            ):  # the last one last: it is right only when all are there
                replace(path, folder / path.name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return read_folder(folder, about)


def write_atomically(
    folder: Path, write: Callable[[Path], object], consequence: Value | None = _NOTHING
) -> Path:
    """Fill a folder so that it is there complete or not at all.

    Parameters
    ----------
    folder : Path
        Where it is there already, nothing happens.
    write : callable (folder)
        Writes files into the empty folder that it is given.
    consequence : str or Text, optional
        What is said after the sentence that it cannot be written.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StoreError
        If anything cannot be written; then nothing is left behind.
    """
    if is_there(folder):
        return folder
    hidden = temporary_path(folder.parent, folder.name)
    with reraise_os_error(folder, consequence):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            hidden.mkdir()
            write(hidden)
            for path in (*sorted(hidden.rglob("*"), reverse=True), hidden):
                sync(path)
            _move(hidden, folder)
            sync(folder.parent)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    return folder


def _move(hidden: Path, folder: Path) -> None:
    """Give a folder its name at once; where another process was quicker, its folder stays."""
    try:
        os.replace(hidden, folder)
    except OSError:
        if not folder.is_dir():
            raise


@contextmanager
def reraise_os_error(folder: Path, consequence: Value | None = _NOTHING) -> Iterator[None]:
    """Say in one sentence that a folder cannot be written, and why.

    Parameters
    ----------
    folder : Path
        The folder.
    consequence : str or Text, optional
        What is said after that.

    Raises
    ------
    StoreError
        If so.
    """
    import duckdb

    try:
        yield
    except (OSError, InputError, duckdb.Error) as error:
        raise_if_interrupted()
        where, reason = str(folder), os_error_reason(error)
        raise StoreError(
            message("store.unwritable_and", where=where, reason=reason, consequence=consequence)
            if consequence
            else message("store.unwritable", where=where, reason=reason)
        ) from None
