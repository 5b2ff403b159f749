"""Text files of bounded size: one sentence where one cannot be read."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from tci_sim.errors import InputError, check_is_file, system_reason
from tci_sim.messages import message
from tci_sim.world.networks.cells import shown

LARGEST_FILE = 50_000_000  # [byte]
MOST_ROWS = 200_000  # [row]

FilePath = str | PathLike[str]

_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1")
"""What archives, workbooks of Excel and Parquet files begin with."""


def read_text(path: FilePath) -> str:
    """Read a file of bounded size as UTF-8, with or without a byte order mark.

    Raises
    ------
    InputError
        If it is absent, no file, too large, unreadable or not UTF-8.
    """
    file = Path(path)
    try:
        check_is_file(file.stat(), str(file))
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(message("network.file.absent", file=str(file))) from None
    except (OSError, ValueError) as error:
        raise InputError(
            message("network.file.unreadable", file=shown(file), reason=system_reason(error))
        ) from None
    if len(content) > LARGEST_FILE:
        most = str(LARGEST_FILE // 1_000_000)
        raise InputError(message("network.file.large", file=str(file), most=most))
    if content.startswith(_PACKED):
        raise InputError(message("network.file.packed", file=str(file)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(message("network.file.encoding", where=f"{file}:{line}")) from None
    if "\0" in text:  # UTF-16 without its mark passes as UTF-8 so far, and would hide words from a search
        raise InputError(message("network.file.encoding", where=str(file)))
    return text


def too_many_rows(path: FilePath, line: int) -> InputError:
    """Return the fault of a file with more than `MOST_ROWS` rows."""
    return InputError(message("network.file.rows", where=f"{path}:{line}", most=str(MOST_ROWS)))
