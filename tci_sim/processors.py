"""How many processors this process may use: how many threads there are where nobody says otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection

from tci_sim.arguments import whole_number


def usable_processors() -> int:
    """Return how many processors this process may use, at least 1.

    Python says it from 3.13 on; before that Linux does, and elsewhere all processors of the machine count.
    """
    count: Callable[[], int | None] | None = getattr(os, "process_cpu_count", None)
    if count is not None:
        return count() or 1
    allowed: Callable[[int], Collection[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def thread_count(threads: object) -> int:
    """Read how many threads are asked for; as many as there are processors where none are.

    Raises
    ------
    InputError
        If it is no whole number, at least 1.
    """
    return usable_processors() if threads is None else whole_number("threads", threads, 1)
