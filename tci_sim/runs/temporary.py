"""Names of what is not complete yet: they say which process writes it, so that what it left when it died can go."""

from __future__ import annotations

import os
import re
import shutil
import socket
import uuid
from functools import cache
from pathlib import Path

_OURS = re.compile(r"^\..+\.tci-sim-(?P<host>[\w-]+)-(?P<process>\d+)-(?P<start>\d+)-[0-9a-f]{32}$", re.ASCII)


def temporary_path(folder: Path, name: str) -> Path:
    """Return a new hidden name in a folder, with the host, the number and the start time of this process in it."""
    process = os.getpid()
    return folder / f".{name}.tci-sim-{_host()}-{process}-{_start(process) or 0}-{uuid.uuid4().hex}"


def remove_leftovers(folder: Path) -> None:
    """Remove what processes of this host left unfinished in a folder when they died.

    Only names that `temporary` gave count. What is of another host, or of a process that may still be there, stays.
    """
    try:
        found = [path for path in folder.iterdir() if is_leftover(path.name)]
    except OSError:
        return
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def is_leftover(name: str) -> bool:
    """Return whether a name was given by a process of this host that has ended; False wherever that is not certain."""
    made = _OURS.match(name)
    if made is None or made["host"] != _host():
        return False
    start = int(made["start"])
    now = _start(int(made["process"]))
    return start > 0 and now is not None and now != start


@cache
def _host() -> str:
    """Name this machine and, in a container, the space in which its processes are numbered."""
    try:
        space = f"-{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        space = ""
    return re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname()).strip("-") + space


def _start(process: int) -> int | None:
    """Return when a process of this machine began, in ticks of its clock.

    It is -1 where there is no such process, and None where this system does not say.
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return int(text.rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        return -1 if Path("/proc/self/stat").exists() else None
    except (OSError, ValueError, IndexError):
        return None
