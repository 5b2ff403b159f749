"""Ctrl-C that cannot be lost.

An interrupt that comes while a library loads machine code is raised where nobody can catch it, and forgotten. The
command line therefore remembers that it was pressed, and what counts the months asks for it.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_pressed = threading.Event()


def remember_ctrl_c() -> None:
    """Remember from now on that Ctrl-C was pressed in this process, besides stopping what it stops."""
    if threading.current_thread() is threading.main_thread():
        _pressed.clear()
        signal.signal(signal.SIGINT, _press)


def stop_if_pressed() -> None:
    """Stop here if Ctrl-C was pressed since `remember_ctrl_c`.

    Raises
    ------
    KeyboardInterrupt
    """
    if _pressed.is_set():
        raise KeyboardInterrupt


def _press(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    raise KeyboardInterrupt
