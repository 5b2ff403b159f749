"""Files that are not what was written: how they are named, and how they are set aside so that they block nothing."""

from __future__ import annotations

import logging
import os
import uuid
from pathlib import Path

from tci_sim.errors import InputError, TciError

DAMAGED_FOLDER = "damaged"
"""Folder into which goes what is damaged."""

_log = logging.getLogger("tci_sim")


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


def set_aside(problem: object, consequence: str, folder: Path, *names: str) -> None:
    """Move what cannot be used into a folder `damaged`, so that it can be made again; nothing is deleted.

    Several files go together into one folder in it, each under the name that it had.

    Parameters
    ----------
    problem : object
        What is wrong, as the beginning of a sentence that names where.
    consequence : str
        What happens now, as the end of that sentence.
    folder : Path
        In it, what cannot be used lies, and the folder `damaged` is made.
    *names : str
        Files and folders in it, the former also as "folder/file"; those that are not there are passed over.

    Raises
    ------
    StoreError
        If one cannot be moved.
    """
    said = str(problem).rstrip(".")
    aside = folder / DAMAGED_FOLDER / f"{Path(names[0]).name}-{uuid.uuid4().hex[:8]}"
    moved = [
        _moved(folder / name, aside if len(names) == 1 else aside / name, said)
        for name in names
        if os.path.lexists(folder / name)
    ]
    if any(moved):
        _log.warning("%s: set aside in %s; %s.", said, aside.parent, consequence)


def _moved(path: Path, aside: Path, said: str) -> bool:
    """Move a file or folder; False where it is gone already, as when another process moved it."""
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, aside)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"{said}, and cannot be set aside: {os_error_reason(error)}.") from None
    return True


def os_error_reason(error: Exception) -> str:
    """Say in a few words why a disk or a file failed, as the system names it."""
    if isinstance(error, InputError) and isinstance(error.__context__, OSError):
        error = error.__context__
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = " ".join(str(error).split())
    return os.strerror(28) if "No space left on device" in text else text[:300].rstrip(".")
