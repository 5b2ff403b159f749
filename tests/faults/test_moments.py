"""Ctrl-C at any moment of a real command: 130 and one line, nothing half-written; or it was done already, and 0.

The moments are counted from when our code has its guard, which the process tells through a pipe: before it, only
Python itself is at work, and the few lines that begin the guard.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from faults.lives import (
    COMMANDS,
    LONGEST,
    RUNS,
    Life,
    Undisturbed,
    contents,
    finished,
    living,
    moments,
    nothing_is_half_written,
)  # fmt: skip

PRESSES = {"run": 10, "compare": 10, "sweep": 20}
BLOCK = 5
TELL_THE_BEGINNING = """
import os, sys
pipe = os.environ.pop("BEGINNING", "")  # processes that this one starts tell nothing
def tell(event, args, told=[]):
    if event == "exec" and not told and getattr(args[0], "co_filename", "").endswith("tci_sim/cli.py"):
        told.append(os.write(int(pipe), b"."))
if pipe:
    sys.addaudithook(tell)
"""


class Ended(NamedTuple):
    code: int
    said: str
    out: Path
    seconds: float
    """Since the guard is there."""


class Command:
    """The commands as users start them, in a folder of their own."""

    def __init__(self, home: Path, hook: Path) -> None:
        self._home, self._hook = home, hook
        (hook / "sitecustomize.py").write_text(TELL_THE_BEGINNING, encoding="utf-8")
        beside = Path(sys.executable).with_name("tci-sim")
        self._program = [str(beside)] if beside.exists() else [sys.executable, "-m", "tci_sim"]
        self._measured: dict[str, tuple[float, Undisturbed]] = {}

    def undisturbed(self, command: str) -> Undisturbed:
        """Return what a command leaves, and how long our code takes for it."""
        if command not in self._measured:
            ended = self.live(command, f"whole-{command}")
            assert ended.code == 0, ended.said
            self._measured[command] = Undisturbed(contents(ended.out), ended.seconds)
        return self._measured[command]

    def live(self, command: str, out: str, press_after: float | None = None) -> Ended:
        """Run a command, and press Ctrl-C so many seconds after its beginning."""
        reading, writing = os.pipe()
        path = os.pathsep.join([str(self._hook), *filter(None, [os.environ.get("PYTHONPATH")])])
        with subprocess.Popen(
            [*self._program, *COMMANDS[command], "--out", out, "--quiet"],
            cwd=self._home, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, pass_fds=[writing],
            env={**os.environ, "PYTHONPATH": path, "BEGINNING": str(writing)},
        ) as process:  # fmt: skip
            os.close(writing)
            assert os.read(reading, 1) == b"."
            os.close(reading)
            started = time.monotonic()
            if press_after is not None:
                time.sleep(press_after)
                process.send_signal(signal.SIGINT)
            try:
                _, said = process.communicate(timeout=LONGEST)
            finally:
                process.kill()
        return Ended(process.returncode, said, self._home / out, time.monotonic() - started)


@pytest.fixture(scope="module")
def command(home, tmp_path_factory) -> Command:
    return Command(home, tmp_path_factory.mktemp("hook"))


def pressed(command: Command, name: str, out: str, moment: float) -> bool:
    """Press Ctrl-C at a moment of a command, from 0 to 1; whether it came before the end."""
    whole = command.undisturbed(name)
    ended = command.live(name, out, moment * whole.seconds)
    told = f"{name} at {moment:.3f} of {whole.seconds:.2f} s: exit code {ended.code}, said {ended.said!r}"
    assert ended.code in (0, 130), told
    assert "Traceback" not in ended.said, told
    nothing_is_half_written(ended.out, whole)
    if ended.code == 0:
        assert ended.said == "", told
        assert contents(ended.out).keys() == whole.files.keys(), told
        return False
    assert ended.said.count("\n") == 1, told
    assert ended.said.strip(), told
    return True


def test_ctrl_c_before_our_function_is_called_is_130_and_one_line(command):
    ended = command.live("run", "pressed-at-once", press_after=0.0)
    assert (ended.code, ended.said) == (130, "Stopped.\n")
    assert not ended.out.exists()


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(home, undisturbed):
    with living(Life(home, "ctrl-c")) as (life,):
        life.wait_for_work()
        life.send(signal.SIGINT)
        code, said = life.end()
    if code == 0:
        pytest.skip("it was done before it could be stopped")
    assert code == 130
    assert f"of {RUNS} runs are saved in ctrl-c/what-survives-" in said
    assert "rerun the command to resume." in said
    assert "Traceback" not in said
    finished(Life(home, "ctrl-c"), undisturbed("sweep"))


@pytest.mark.faults("moments of Ctrl-C")
@pytest.mark.parametrize(
    ("name", "first"), [(name, first) for name, all_ in PRESSES.items() for first in range(0, all_, BLOCK)]
)
def test_ctrl_c_at_any_moment_ends_a_command_with_one_line(command, name, first, tried):
    when = moments(first, BLOCK)
    came = [
        pressed(command, name, f"pressed-{name}-{first}-{place}", each) for place, each in enumerate(when)
    ]
    assert any(came)
    if first == 0:  # what was stopped goes on
        ended = command.live(name, f"pressed-{name}-{first}-0")
        assert ended.code == 0, ended.said
        assert contents(ended.out) == command.undisturbed(name).files
    tried(len(came))
