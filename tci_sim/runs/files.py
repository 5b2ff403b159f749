"""Files of results: read only if their bytes are those that were written."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tci_sim.messages import Value, message
from tci_sim.runs.digest import BLANK, DIGEST_KEY, digest_matches, digest_of, with_digest
from tci_sim.runs.provenance import FORMAT
from tci_sim.runs.store_errors import (
    DamagedError,
    FormatVersionError,
    MissingFileError,
    StoreError,
    WrongKindError,
    unreadable,
)

MOST_BYTES = 50_000_000
"""Largest JSON file that is read."""

FILE = "manifest.json"
"""The JSON file in which a folder of results says what it holds."""


_HELD = {
    "result": message("held.result"),
    "comparison": message("held.comparison"),
    "study": message("held.study"),
}
"""What the kinds of result are called; others stand as the folder names them."""


class ResultKind(NamedTuple):
    """What a folder of results says that it holds."""

    label: str
    """The kind of question, such as "run"."""
    rerun_hint: Value
    """What to do about one that is damaged or of another version, such as "Run the scenario again."."""
    legacy_file: str
    """Name of the JSON file up to 0.2."""


def is_there(path: Path) -> bool:
    """Return whether there is a file or folder.

    Raises
    ------
    StoreError
        If the system does not let that be seen.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    return True


def names_in(folder: Path, ending: str) -> list[str]:
    """List the files in a folder whose names end in some way, in order; none where there is no folder.

    Raises
    ------
    StoreError
        If the system does not let it be read now.
    """
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(ending))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(folder, error) from None


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Read a file that somebody else may have put there.

    Parameters
    ----------
    path : Path
        The file.
    most : int, optional
        Largest size that is read. [byte]

    Raises
    ------
    MissingFileError
        If it is not there.
    DamagedError
        If it is no file or too large, its name cannot be that of a file, or the disk cannot read it.
    StoreError
        If the system does not let it be read now.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or (most is not None and found.st_size > most):
            if most is None:
                raise DamagedError(message("store.must_be_file", where=str(path)))
            raise DamagedError(message("store.must_be_small", where=str(path), most=str(most // 1_000_000)))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(message("store.missing_file", where=str(path))) from None
    except (OSError, ValueError) as error:
        kind = StoreError if isinstance(error, OSError) and error.errno != errno.EIO else DamagedError
        raise unreadable(path, error, kind) from None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a sealed JSON file of the results, with the version of their format."""
    kept = {"format": FORMAT, **content, DIGEST_KEY: BLANK}
    text = json.dumps(kept, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_bytes(with_digest((text + "\n").encode()))


def read_json(folder: Path, about: ResultKind) -> dict[str, Any]:
    """Read what a folder of results says of itself.

    Parameters
    ----------
    folder : Path
        The folder.
    about : ResultKind
        What it should hold.

    Raises
    ------
    MissingFileError
        If it does not say anything.
    DamagedError
        If that is not what was written.
    FormatVersionError
        If another version of this program wrote it.
    WrongKindError
        If it holds something else.
    StoreError
        If the system does not let it be read now.
    """
    path = folder / FILE
    try:
        data = read_bytes(path, MOST_BYTES)
    except MissingFileError:
        if is_there(folder / about.legacy_file):
            raise _format_version_error(folder, 1, about) from None
        raise MissingFileError(
            message("store.holds_no", where=str(folder), kind=_kind_label(about.label), file=FILE)
        ) from None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise DamagedError(message("store.damaged_json", where=str(path))) from None
    if not isinstance(found, dict) or not digest_matches(data):
        raise DamagedError(message("store.damaged", where=str(path)))
    if found.get("format") != FORMAT:
        raise _format_version_error(folder, found.get("format"), about)
    if found.get("holds") != about.label:
        held, kind = _kind_label(str(found.get("holds"))), _kind_label(about.label)
        raise WrongKindError(message("store.holds_other", where=str(folder), held=held, kind=kind))
    del found[DIGEST_KEY]
    return found


def digests_in(folder: Path) -> dict[str, str]:
    """Return the digests of all files in a folder and its sub-folders, by their names with slashes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): digest_of(path.read_bytes()) for path in files}


def check_files(folder: Path, digests: Mapping[str, str]) -> None:
    """Refuse a folder in which a file is missing, or is not what was written.

    Raises
    ------
    DamagedError
        If so; the message names the file.
    StoreError
        If the system does not let a file be read now.
    """
    for name, digest in digests.items():
        if digest_of(read_bytes(folder / name)) != digest:
            raise DamagedError(message("store.damaged", where=str(folder / name)))


def replace(hidden: Path, path: Path) -> None:
    """Give a complete file its name at once, and wait until both are on the disk."""
    sync(hidden)
    os.replace(hidden, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; not every system can wait for a folder.

    Raises
    ------
    OSError
        If a file cannot be brought there.
    """
    is_folder = path.is_dir()
    try:
        handle = os.open(
            path, os.O_RDONLY if is_folder else os.O_RDWR
        )  # Windows waits only for what may be written
    except PermissionError:
        if is_folder:
            return  # as Windows answers
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _format_version_error(folder: Path, version: Any, about: ResultKind) -> FormatVersionError:
    return FormatVersionError(
        message(
            "store.version",
            where=str(folder), version=str(version), read=str(FORMAT), again=about.rerun_hint,
        )
    )  # fmt: skip


def _kind_label(kind: str) -> Value:
    return _HELD.get(kind, kind)
