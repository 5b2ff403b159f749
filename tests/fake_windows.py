"""Take from this process what only Linux has, and let files behave as on Windows; to be called before all else.

What is told apart by `sys.platform` stays as it is: libraries must go on working. So this shows that our own code
asks for nothing that other systems lack, not that it works there.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

ABSENT = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
"""Modules that Windows does not have."""

_OS = (
    "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "chown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid",
    "getuid", "killpg", "lchown", "mkfifo", "sched_getaffinity", "sched_setaffinity", "setsid", "statvfs", "sysconf",
)  # fmt: skip
_SIGNALS = (
    "SIGALRM",
    "SIGHUP",
    "SIGKILL",
    "SIGPIPE",
    "SIGQUIT",
    "SIGUSR1",
    "SIGXFSZ",
    "pthread_kill",
    "setitimer",
)


class _NotHere(MetaPathFinder):
    """Finds that a module is absent."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def windows() -> None:
    """Pretend that this process runs on Windows."""
    sys.meta_path.insert(0, _NotHere())
    for name in ABSENT:
        sys.modules.pop(name, None)
    for module, names in ((os, _OS), (signal, _SIGNALS)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = os.cpu_count  # where there is no affinity, Python asks no more
    read_only: set[int] = set()
    opened, synced = os.open, os.fsync

    def open_(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        if os.path.isdir(path) and not more:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        handle = opened(path, flags, mode, **more)
        (read_only.discard if flags & (os.O_WRONLY | os.O_RDWR) else read_only.add)(handle)
        return handle

    def fsync(handle: int) -> None:
        if handle in read_only:
            raise OSError(errno.EBADF, "Bad file descriptor")
        synced(handle)

    os.open, os.fsync = open_, fsync  # type: ignore[assignment]
    for name in ("replace", "rename", "unlink", "remove", "rmdir"):
        setattr(os, name, _refusing_what_is_open(getattr(os, name)))


def _refusing_what_is_open(call: Callable[..., None]) -> Callable[..., None]:
    """Refuse to rename or remove what this process has open, and to put something in the place of a folder."""

    def refusing(*paths: Any, **more: Any) -> None:
        if not more:
            for path in paths:
                if _is_open(path) or (len(paths) == 2 and path is paths[1] and os.path.isdir(path)):
                    raise PermissionError(errno.EACCES, "Permission denied", path)
        call(*paths, **more)

    return refusing


def _is_open(path: Any) -> bool:
    real = os.path.realpath(path)
    for handle in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            continue
        if target == real or target.startswith(f"{real}/"):
            return True
    return False
