"""Standard streams that never end a command half-way: what could not be printed is told when it is done.

A full disk, a stream that is closed and a reader that goes away are the same thing here: an error of the system when
something is written. It is kept, all that follows is passed over, and the command does its work to the end.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from tci_sim.errors import system_reason
from tci_sim.messages import message

READER_GONE = 141
"""The exit code of a program whose reader goes away, as of `head`: 128, and the number of the signal of a pipe."""
_POLL_SECONDS = 0.01


class Output:
    """What became of what a command printed."""

    def __init__(self, raw: _KeepsErrors | None) -> None:
        self._raw = raw

    def code(self, code: int) -> int:
        """Return the exit code of a command that ended with one: another where its results could not be printed.

        That is said on stderr, unless a reader took what it wanted and went away.
        """
        sys.stdout.flush()
        error = self._raw.error if self._raw is not None else None
        if error is None:
            return code
        if error.errno in (errno.EPIPE, errno.ESHUTDOWN):
            return code or READER_GONE
        if error.errno == errno.EBADF:
            print(message("cli.stdout_closed"), file=sys.stderr)
        else:
            print(message("cli.stdout", reason=system_reason(error)), file=sys.stderr)
        return code or 1


@contextmanager
def safe_streams() -> Iterator[Output]:
    """Print through streams that keep their errors, and take every character, for a while.

    Yields
    ------
    Output
        Says whether stdout took everything.
    """
    _fill_closed()
    before = sys.stdout, sys.stderr
    sys.stdout, raw = _safe(sys.stdout, 1)
    sys.stderr, _ = _safe(sys.stderr, 2)
    try:
        yield Output(raw)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


class _KeepsErrors(io.RawIOBase):
    """Passes bytes on, up to the first error of the system, which is kept."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def write(self, data: Any) -> int:
        """Write some of the bytes, and return how many."""
        while self.error is None:
            try:
                written = self._raw.write(data)
            except OSError as error:
                self.error = error
                break
            if written is not None:
                return int(written)
            time.sleep(_POLL_SECONDS)  # a pipe that is full, and does not let a writer wait
        return len(data)


def _fill_closed() -> None:
    """Put something in the place of standard streams that are closed: the next file that is opened would be it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)  # what is written to it is an error


def _safe(stream: TextIO | None, number: int) -> tuple[TextIO, _KeepsErrors | None]:
    """Return a stream in the place of another, and who keeps its errors; what is no file stays what it is."""
    if stream is None:
        raw = _KeepsErrors(io.FileIO(number, "w", closefd=False))
        return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace"), raw
    if not isinstance(stream, io.TextIOWrapper):
        return stream, None
    stream.flush()
    raw = _KeepsErrors(getattr(stream.buffer, "raw", stream.buffer))
    encoding, errors = _characters(stream)
    safe = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding, errors,
        line_buffering=stream.line_buffering or stream.write_through,  # Python was told to keep nothing back
    )  # fmt: skip
    return safe, raw


def _characters(stream: io.TextIOWrapper) -> tuple[str, str | None]:
    """Return how a stream writes characters: to files and pipes in UTF-8, to a screen the code of what it lacks.

    On Windows a pipe is by default in the few characters of one language. `PYTHONIOENCODING` is heeded.
    """
    if "PYTHONIOENCODING" in os.environ:
        return stream.encoding, stream.errors
    return stream.encoding if stream.isatty() else "utf-8", "backslashreplace"
