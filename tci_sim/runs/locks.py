"""Who works on what in a folder that several processes share.

A worker has one lock for as long as it lives, and the system frees it when its process ends, however it ends. What a
worker takes on is a small file that names it; who finds such a file asks that worker's lock whether it is still alive.
So two open files are enough for any number of claims, on every system that locks whole files.
"""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

LOCK_FILE = ".lock"
"""File whose lock a worker holds while it looks at claims and changes them."""
_CLAIM, _WORKER = ".claim-", ".worker-"
_POLL_SECONDS = 0.01


class BatchLocks:
    """What one worker has taken on in a folder; other workers, in this process or others, leave it alone.

    Where the folder lies on a disk without locks, or may not be written, everything can be taken.

    Parameters
    ----------
    folder : Path
        It must be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._taken: set[str] = set()
        self._gate: int | None = None
        self._alive: int | None = None
        try:
            self._gate = _opened(folder / LOCK_FILE)
            with self._exclusive():
                self._clear_away()
                self._alive = _opened(self._life_of(self._name))
                lock_descriptor(self._alive, blocking=False)
        except OSError:
            self.close()

    def claim(self, what: str) -> bool:
        """Take something on, and tell whether it is taken; it is not where another worker that lives has it.

        Parameters
        ----------
        what : str
            Its name: letters, digits and hyphens.
        """
        if self._alive is None:
            return True
        try:
            with self._exclusive():
                holder = self._holder_of(what)
                if holder != self._name and self._is_alive(holder):
                    return False
                self._claim_on(what).write_text(self._name, encoding="ascii")
        except OSError:
            return True
        self._taken.add(what)
        return True

    def release(self, what: str) -> None:
        """Let others take something; nothing happens where it was not taken."""
        if what in self._taken:
            self._taken.remove(what)
            with suppress(OSError), self._exclusive():
                self._claim_on(what).unlink(missing_ok=True)

    def close(self) -> None:
        """Give everything back, and leave nothing of this worker in the folder."""
        for what in tuple(self._taken):
            self.release(what)
        for handle in (self._alive, self._gate):
            if handle is not None:
                os.close(handle)
        if self._alive is not None:
            with suppress(OSError):
                self._life_of(self._name).unlink(missing_ok=True)
        self._alive = self._gate = None

    def _holder_of(self, what: str) -> str:
        """Name the worker that has something; empty where none has."""
        claim = self._claim_on(what)
        try:
            if not stat.S_ISREG(claim.lstat().st_mode):  # of a pipe nothing may ever come
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            return claim.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return ""

    def _clear_away(self) -> None:
        """Remove what workers have left that are gone."""
        alive = {
            path
            for path in self._folder.glob(f"{_WORKER}*.lock")
            if self._is_alive(path.stem.removeprefix(_WORKER))
        }
        for path in self._folder.glob(f"{_CLAIM}*"):
            if self._life_of(self._holder_of(path.name.removeprefix(_CLAIM))) not in alive:
                path.unlink(missing_ok=True)

    def _is_alive(self, worker: str) -> bool:
        """Return whether a worker holds its lock; one that does not is gone, and its file is removed."""
        if not worker.isalnum():
            return False
        try:
            handle = os.open(self._life_of(worker), os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            if not lock_descriptor(handle, blocking=False):
                return True
            unlock_descriptor(handle)
        finally:
            os.close(handle)
        with suppress(OSError):
            self._life_of(worker).unlink(missing_ok=True)
        return False

    def _claim_on(self, what: str) -> Path:
        return self._folder / f"{_CLAIM}{what}"

    def _life_of(self, worker: str) -> Path:
        return self._folder / f"{_WORKER}{worker}.lock"

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Be the only worker that looks at claims."""
        if self._gate is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        lock_descriptor(self._gate, poll_interval=_POLL_SECONDS)
        try:
            yield
        finally:
            unlock_descriptor(self._gate)


def _opened(path: Path) -> int:
    """Open a file of ours, made where it is absent; a link would lead to somebody else's."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
