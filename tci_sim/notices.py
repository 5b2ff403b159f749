"""Warnings: what can be used as it was given, but may not mean what was meant.

A warning is a message under the logger `tci_sim`. In Python it is on stderr, where logging was not told otherwise; the
command line prints it on stderr, `--quiet` or not, and lists it under `warnings` in JSON.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from tci_sim.errors import legible
from tci_sim.messages import Message, Text, current_language, using_language

_log = logging.getLogger("tci_sim")
_gathered: ContextVar[Sequence[Text | str]] = ContextVar("warnings", default=())


def warn(said: Text) -> None:
    """Warn of something, wherever in the package it is found.

    Parameters
    ----------
    said : Text
        One or more whole sentences: where, what was seen, and what was made of it.
    """
    _log.warning("%s", said)


@contextmanager
def gathering_warnings(tell: Callable[[str], None]) -> Iterator[None]:
    """Gather the warnings of all threads, and tell each of them once.

    Parameters
    ----------
    tell : callable (str)
        Told what each warning says, as soon as it comes, in the language in use where the gathering began.
    """
    gatherer = _Gatherer(tell)
    _log.addHandler(gatherer)
    before = _gathered.set(gatherer.told)
    try:
        yield
    finally:
        _gathered.reset(before)
        _log.removeHandler(gatherer)


def gathered_warnings() -> list[str]:
    """Return what was warned of since `gathering_warnings` began, in the language in use; nothing outside of it."""
    return [legible(str(said)) for said in _gathered.get()]


class _Gatherer(logging.Handler):
    """Keeps and tells each warning once."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.told: list[Text | str] = []
        self._tell = tell
        self._language = current_language()

    def emit(self, record: logging.LogRecord) -> None:
        said = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if not isinstance(said, Message):
            said = record.getMessage()
        if said not in self.told:
            self.told.append(said)
            with using_language(self._language):
                self._tell(legible(str(said)))
