"""Lives of the program: commands in processes of their own, and what must be on the disk when one has ended.

A life is forked from a process that has imported what commands import, because that takes longer than a small study;
how a command starts is tried where Ctrl-C is pressed (`test_moments`).

A result is the same to the last byte whoever made it, so that one comparison shows all at once: no run lost, none
there twice, no file half-written, nothing left lying about.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

from tci_sim.cli import main
from tci_sim.engine.randomness import Decision, draw
from tci_sim.faces.cli import compare_command, run_command
from tci_sim.runs import batches
from tci_sim.views import study

SMALL = ("--set", "market.customers=200", "--set", "months=6", "--set", "burn_in=2")
COMMANDS = {
    "run": ("run", "baseline", *SMALL),
    "compare": ("compare", "baseline", *SMALL, "--firm-policy", "tci,tqm", "--replications", "30"),
    "sweep": ("sweep", "study.yaml"),
}
STUDY = """\
question: What survives?
reason: Many short runs, so that there is something to be lost.
base: baseline
set: {market.customers: 200, months: 6, burn_in: 2}
levers: {firms.ours.policy: [tci, tqm]}
uncertainties: {world.choice.price_weight: [1.0, 3.0, 5.0]}
replications: 20
report: [satisfaction, profit]
holders: [firm, market]
"""
RUNS = 6 * 20
"""Of the study."""
LONGEST = 240
"""One life, on a busy machine. [s]"""

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "faults.warm", "duckdb", "matplotlib.pyplot"])


def ready_to_fork() -> None:
    """Start the process that lives are forked from; it finds modules where this one does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        forkserver.ensure_running()


Files = dict[str, bytes]


class Life:
    """One process that runs a command, with seven runs in a file.

    Parameters
    ----------
    home : Path
        Folder in which it lives.
    out : str
        Folder of its results, in `home`.
    command : str
        One of `COMMANDS`.
    options : sequence of str
        What else is on the command line.
    pictures : bool
        Whether it draws, which takes most of its time.
    largest_file : int, optional
        No file may grow beyond it. [byte]
    """

    def __init__(
        self, home: Path, out: str, command: str = "sweep", *options: str,
        pictures: bool = False, largest_file: int | None = None,
    ) -> None:  # fmt: skip
        self.out = home / out
        line = [*COMMANDS[command], "--out", out, "--threads", "2", *options]
        self._said, says = multiprocessing.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_live, args=(home, line, says, pictures, largest_file))
        self._process.start()
        says.close()

    @property
    def code(self) -> int | None:
        """How it ended: its exit code, or below 0 the signal; None while it lives."""
        return self._process.exitcode

    def end(self) -> tuple[int, str]:
        """Wait for its end; the exit code, and what it said on the way."""
        with open(os.dup(self._said.fileno()), encoding="utf-8") as said:
            self._process.join(LONGEST)
            assert self.code is not None, "it does not end"
            return self.code, said.read()

    def wait_for_work(self) -> None:
        """Wait until it has kept runs, or has ended."""
        seen = len(row_files(self.out))
        while self.code is None and len(row_files(self.out)) == seen:
            time.sleep(0.005)

    def kill(self, how: signal.Signals) -> None:
        """Send it a signal, unless it has ended, and wait for its end."""
        self.send(how)
        self._process.join(LONGEST)

    def send(self, how: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.code is None:
            assert self._process.pid is not None
            os.kill(self._process.pid, how)


def _live(home: Path, line: list[str], says: Connection, pictures: bool, largest_file: int | None) -> None:
    """Be the command, in a process of its own."""
    os.chdir(home)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(says.fileno(), 2)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    batches.LARGEST_BATCH = 7
    if not pictures:
        for each in (compare_command, run_command, study):
            each.draw_all = lambda *_: ()
    sys.argv = ["tci-sim", *line]
    sys.exit(main())


@contextmanager
def living(*lives: Life) -> Iterator[tuple[Life, ...]]:
    """Let nothing outlive a test."""
    try:
        yield lives
    finally:
        for life in lives:
            life.kill(signal.SIGKILL)


class Undisturbed(NamedTuple):
    """What a command leaves that nobody disturbs."""

    files: Files
    seconds: float
    """How long it took."""


def contents(out: Path) -> Files:
    """Return all files below a folder, without those that were set aside and the lock that stays."""
    found = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".lock")
    names = ((path.relative_to(out), path) for path in found)
    return {name.as_posix(): path.read_bytes() for name, path in names if "damaged" not in name.parts}


def row_files(out: Path) -> list[Path]:
    """List the files with a row a run, in the order in which they were written."""
    return sorted(out.glob("*/runs/*.parquet"), key=lambda path: path.stat().st_mtime_ns)


def folder_in(out: Path) -> Path:
    """Return the one folder of a result."""
    [file] = out.glob("*/manifest.json")
    return file.parent


def nothing_is_half_written(out: Path, undisturbed: Undisturbed) -> None:
    """Check that every file is one of an undisturbed result, whole."""
    found = contents(out)
    assert found.keys() <= undisturbed.files.keys()
    assert [name for name, data in found.items() if data != undisturbed.files[name]] == []


def finished(life: Life, undisturbed: Undisturbed) -> None:
    """Let a life come to its end, and compare each byte of what it leaves."""
    with living(life):
        code, said = life.end()
    assert code == 0, said
    found = contents(life.out)
    assert found.keys() == undisturbed.files.keys()
    nothing_is_half_written(life.out, undisturbed)


def moments(first: int, how_many: int) -> list[float]:
    """Choose moments of a life, from 0 to 1, one in each equal part of it and the same each time."""
    within = draw(30, Decision.SAMPLE, 0, range(first, first + how_many)).tolist()
    return [(number + each) / how_many for number, each in enumerate(within)]


def measure(begin: Callable[[str], Life], out: str) -> Undisturbed:
    """Let a life come to its end undisturbed."""
    started = time.monotonic()
    with living(begin(out)) as (life,):
        code, said = life.end()
    assert code == 0, said
    return Undisturbed(contents(life.out), time.monotonic() - started)
