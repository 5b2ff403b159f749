"""How much memory this process can still have: what the machine has left, and what its control group leaves of that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_FACTS = Path("/proc/meminfo")
_GROUPS = Path("/proc/self/cgroup")
_MOUNTED = Path("/sys/fs/cgroup")
_NAMES = (("memory.max", "memory.current", "inactive_file"),
          ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))  # fmt: skip
"""Files of a control group, of version 2 and of version 1: its limit, what it uses, and which entry of `memory.stat`
says what of that is a copy of files, which makes room when need be."""


def available_memory() -> int | None:
    """Return how many bytes can still be had without harm to other processes; None where the system does not say.

    Examples
    --------
    >>> found = available_memory()
    >>> found is None or found > 1_000_000
    True
    """
    left = [_left_on_machine(), *_left_in_groups()]
    known = [each for each in left if each is not None]
    return min(known) if known else None


def _left_on_machine() -> int | None:
    facts = _entries(_FACTS)
    if "MemAvailable:" in facts:
        return 1024 * (facts["MemAvailable:"] + facts.get("SwapFree:", 0))
    for pages in ("SC_AVPHYS_PAGES", "SC_PHYS_PAGES"):  # not every system counts those that are free
        try:
            return os.sysconf(pages) * os.sysconf("SC_PAGE_SIZE")
        except (AttributeError, OSError, ValueError):
            continue
    return None


def _left_in_groups() -> Iterator[int]:
    """Yield what each control group around this process leaves, where it has a limit."""
    for folder in dict.fromkeys(_folders_of_groups()):
        for limit, used, cached in _NAMES:
            most, now = _number(folder / limit), _number(folder / used)
            if most is not None and now is not None:
                yield max(0, most - now + _entries(folder / "memory.stat").get(cached, 0))


def _folders_of_groups() -> Iterator[Path]:
    """Yield the folders of the groups that this process is in, and of those around them."""
    try:
        lines = _GROUPS.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers in ("", "memory"):
            top = _MOUNTED / controllers
            inner = top / path.strip("/")
            yield from (each for each in (inner, *inner.parents) if each.is_relative_to(top))


def _entries(path: Path) -> dict[str, int]:
    """Read lines of a name and a number; none where there is no such file."""
    try:
        words = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return {}
    return {line[0]: int(line[1]) for line in words if len(line) > 1 and line[1].isdecimal()}


def _number(path: Path) -> int | None:
    """Read a number; None where there is none, as where nothing is limited."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return int(text) if text.isdecimal() else None
