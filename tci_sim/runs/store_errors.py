"""Files that are not what was written: how they are named, and how they are set aside so that they block nothing."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

from tci_sim.errors import InputError, TciError, system_reason
from tci_sim.messages import Message, Text, message
from tci_sim.notices import warn

DAMAGED_FOLDER = "damaged"
"""Folder into which goes what is damaged."""


class StoreError(TciError):
    """A result cannot be written to disk, or what is there cannot be read as one."""


class DamagedError(StoreError):
    """What is on the disk is not what was written, or is not all there."""


class MissingFileError(DamagedError):
    """There is no result, or a file of it is not there."""


class FormatVersionError(StoreError):
    """What is on the disk was written in another version of the results."""


class WrongKindError(StoreError):
    """What is on the disk answers another kind of question."""


def unreadable(path: Path, error: Exception, kind: type[StoreError] = StoreError) -> StoreError:
    """Return the error that says that a file or folder cannot be read, and why."""
    return kind(message("store.unreadable", where=str(path), reason=os_error_reason(error)))


def set_aside(problem: Text, consequence: Message, folder: Path, *names: str) -> None:
    """Move what cannot be used into a folder `damaged`, so that it can be made again; nothing is deleted.

    Several files go together into one folder in it, each under the name that it had.

    Parameters
    ----------
    problem : Text
        What is wrong and where, in a sentence.
    consequence : Message
        What happens now, in a sentence.
    folder : Path
        In it, what cannot be used lies, and the folder `damaged` is made.
    *names : str
        Files and folders in it, the former also as "folder/file"; those that are not there are passed over.

    Raises
    ------
    StoreError
        If one cannot be moved.
    """
    aside = folder / DAMAGED_FOLDER / f"{Path(names[0]).name}-{uuid.uuid4().hex[:8]}"
    moved = [
        _moved(folder / name, aside if len(names) == 1 else aside / name, problem)
        for name in names
        if os.path.lexists(folder / name)
    ]
    if any(moved):
        moved_to = str(aside.parent)
        warn(message("store.aside", problem=problem, folder=moved_to, consequence=consequence))


def _moved(path: Path, aside: Path, problem: Text) -> bool:
    """Move a file or folder; False where it is gone already, as when another process moved it."""
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, aside)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(message("store.not_aside", problem=problem, reason=os_error_reason(error))) from None
    return True


def os_error_reason(error: Exception) -> Text | str:
    """Say in a few words why a disk or a file failed."""
    if isinstance(error, InputError) and isinstance(error.__context__, OSError):
        error = error.__context__
    if isinstance(error, OSError) and error.strerror:
        return system_reason(error)
    text = " ".join(str(error).split())
    for number in sorted(errno.errorcode):  # what a library says of it holds the words of the system
        if os.strerror(number) in text:
            return system_reason(OSError(number, os.strerror(number)))
    return text[:300].rstrip(".")
