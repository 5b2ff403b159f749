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
from contextlib import contextmanager, suppress
from types import FrameType

from tci_sim.errors import TciError

REPEAT_SECONDS = 2.0
"""Until a second press is more than impatience: before that, what is being put in order is left to end."""
_RETRY_SECONDS = 0.02
_IMPORT = "<frozen importlib"
"""How the names of Python's own files begin by which modules are imported."""
_DRAWING = ("scipy/stats/_qmc.py", "scipy\\stats\\_qmc.py")
"""How the name of the file ends in which scipy draws points: its C code prints an interrupt and forgets it."""

_pressed = threading.Event()
_when = [0.0]


@contextmanager
def remembering_interrupts(*, until_the_end: bool) -> Iterator[None]:
    """Remember that Ctrl-C was pressed in this process, besides stopping what it stops; ignored, it stays ignored.

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
    hook = sys.unraisablehook
    sys.unraisablehook = lambda raised: None if _pressed.is_set() else hook(raised)
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    handlers = {number: signal.signal(number, _press) for number in heard}
    try:
        yield
    except Exception:
        raise_if_interrupted()
        raise
    finally:
        _retry_in(0)
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_IGN if until_the_end else handler)
        if not until_the_end:
            sys.unraisablehook = hook
            _pressed.clear()


def raise_if_interrupted() -> None:
    """Stop here if Ctrl-C was pressed while that is remembered.

    Raises
    ------
    KeyboardInterrupt
    """
    if _pressed.is_set():
        _retry_in(0)
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C in a query of DuckDB, which makes an error of it, be what it is everywhere else."""
    import duckdb

    try:
        yield
    except Exception as error:
        raise_if_interrupted()
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
        said = None
        with suppress(TciError):  # where the disk does not let it be seen
            said = message()
        raise KeyboardInterrupt(*([] if said is None else [said])) from None


_RETRY: int | None = getattr(signal, "SIGALRM", None)
"""The signal by which an interrupt is tried again; a system without it does not wait for such an end."""
_SIGNALS = (signal.SIGINT,) if _RETRY is None else (signal.SIGINT, _RETRY)


def _press(number: int, frame: FrameType | None) -> None:
    """Stop what goes on, but no import, since half a library can end the interpreter, and no drawing of points.

    What puts things in order after a first press is not stopped by a hasty second one.
    """
    now = time.monotonic()
    if number == signal.SIGINT:
        if _pressed.is_set() and now - _when[0] < REPEAT_SECONDS:
            return
        _when[0] = now
        _pressed.set()
    if _RETRY is not None and _ends_first(frame):
        _retry_in(_RETRY_SECONDS)
    else:
        raise KeyboardInterrupt


def _retry_in(seconds: float) -> None:
    """Try an interrupt again after some time; not at all where that is 0."""
    if _RETRY is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _ends_first(frame: FrameType | None) -> bool:
    """Whether the program is where it cannot be stopped: a module is being imported, or points are drawn."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORT) or frame.f_code.co_filename.endswith(_DRAWING):
            return True
        frame = frame.f_back
    return False
