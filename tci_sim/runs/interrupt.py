"""Ctrl-C that cannot be lost.

An interrupt that comes while a library loads or calls back is raised where nobody can catch it, and forgotten, or the
library makes an error of its own of it. The command line therefore remembers that it was pressed: what counts the
months asks for it, and any error that comes after it is the interrupt.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

REPEAT_SECONDS = 2.0
"""Until a second press is more than impatience: before that, what is being put in order is left to end."""

_pressed = threading.Event()
_when = [0.0]


@contextmanager
def remembering_interrupts(*, until_the_end: bool) -> Iterator[None]:
    """Remember that Ctrl-C was pressed in this process, besides stopping what it stops.

    Parameters
    ----------
    until_the_end : bool
        Whether the process ends after this: then Ctrl-C changes nothing any more.

    Raises
    ------
    KeyboardInterrupt
        In the place of any error that comes after Ctrl-C.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _pressed.clear()
    before = signal.signal(signal.SIGINT, _press), sys.unraisablehook
    sys.unraisablehook = _without_interrupts(before[1])
    try:
        yield
    except Exception:
        raise_if_interrupted()
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN if until_the_end else before[0])
        if not until_the_end:
            sys.unraisablehook = before[1]


def raise_if_interrupted() -> None:
    """Stop here if Ctrl-C was pressed while that is remembered.

    Raises
    ------
    KeyboardInterrupt
    """
    if _pressed.is_set():
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C in a query of DuckDB, which makes an error of it, be what it is everywhere else."""
    import duckdb

    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as error:
        if str(error) == "Query interrupted" or isinstance(error, duckdb.InterruptException):
            raise KeyboardInterrupt from None
        raise


@contextmanager
def interrupt_message(message: Callable[[], object]) -> Iterator[None]:
    """Let Ctrl-C say what stays of the work, unless it says so already; where that is None, it says nothing.

    An error that comes after Ctrl-C is what a library made of it.
    """
    try:
        yield
    except (KeyboardInterrupt, Exception) as stopped:
        if str(stopped) if isinstance(stopped, KeyboardInterrupt) else not _pressed.is_set():
            raise
        said = message()
        raise KeyboardInterrupt(*([] if said is None else [said])) from None


def _press(number: int, frame: FrameType | None) -> None:
    """Stop what goes on; what puts things in order after a first press is not stopped by a hasty second one."""
    now = time.monotonic()
    if _pressed.is_set() and now - _when[0] < REPEAT_SECONDS:
        return
    _when[0] = now
    _pressed.set()
    raise KeyboardInterrupt


def _without_interrupts(hook: Callable[[Any], object]) -> Callable[[Any], object]:
    """Report errors that nobody can catch as before, but not an interrupt, which is remembered."""

    def report(raised: Any) -> None:
        if not issubclass(raised.exc_type, KeyboardInterrupt):
            hook(raised)

    return report
