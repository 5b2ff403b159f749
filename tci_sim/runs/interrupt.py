"""Ctrl-C that cannot be lost.

An interrupt that comes while a library loads machine code is raised where nobody can catch it, and forgotten. The
command line therefore remembers that it was pressed, and what counts the months asks for it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_pressed = threading.Event()


def install_interrupt_handler() -> None:
    """Remember from now on that Ctrl-C was pressed in this process, besides stopping what it stops."""
    if threading.current_thread() is threading.main_thread():
        _pressed.clear()
        signal.signal(signal.SIGINT, _press)


def raise_if_interrupted() -> None:
    """Stop here if Ctrl-C was pressed since `install_interrupt_handler`.

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
    """Let Ctrl-C say what stays of the work, unless it says so already; where that is None, it says nothing."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        if str(stopped):
            raise
        said = message()
        raise KeyboardInterrupt(*([] if said is None else [said])) from None


def _press(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    raise KeyboardInterrupt
