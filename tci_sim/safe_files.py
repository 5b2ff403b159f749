"""Files that are there whole or not at all: written under a hidden name, and given their own when all are complete."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path

FilePath = str | PathLike[str]


def write_whole(path: FilePath, data: bytes) -> Path:
    """Write one file; parameters and errors are those of `write_together`."""
    write_together({Path(path): data})
    return Path(path)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files in the places of those that are there, so that none is ever half there.

    Parameters
    ----------
    files : mapping of Path to bytes
        What each holds. Where a path is a link, what it leads to is replaced. Their folders must be there.

    Raises
    ------
    OSError
        If the disk does not take one; then all that was there is as it was, and nothing is left behind.
    """
    hidden: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            real = Path(os.path.realpath(path))
            hidden[real] = hidden_path(real.parent)
            _write_new(hidden[real], data)
        for real, unfinished in hidden.items():
            os.replace(unfinished, real)
    finally:
        for unfinished in hidden.values():
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def create(path: FilePath, data: bytes) -> None:
    """Write a file that must not be there yet.

    Raises
    ------
    FileExistsError
        If it is there; it stays as it is.
    OSError
        If it cannot be written; then it is not there.
    """
    with open(path, "xb"):
        pass
    try:
        write_whole(path, data)
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise


def check_can_write(folder: FilePath) -> None:
    """Make sure that a file can be made in a folder; none is left there.

    Raises
    ------
    OSError
        If not.
    """
    probe = hidden_path(Path(folder))
    try:
        _write_new(probe, b"")
    finally:
        with suppress(FileNotFoundError):
            probe.unlink()


def hidden_path(folder: Path) -> Path:
    """Return a new hidden name in a folder, short enough for every file system."""
    return folder / f".tci-sim-{os.getpid()}-{uuid.uuid4().hex[:12]}"


def _write_new(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk, which may only then say that it is full."""
    with open(path, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
