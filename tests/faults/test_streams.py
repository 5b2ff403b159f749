"""Streams that take or give nothing, a folder that is gone, plain letters, `-W error`: every command ends in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "library": "library",
    "schema": "schema",
    "explain": "explain p_learn",
    "show": "show baseline",
    "check": "check 文件.yaml --format json",
    "run": "run baseline --set market.customers=100 --set months=2 --set burn_in=1 --format json --quiet",
}
"""Commands, each of which prints results."""

STREAMS = {
    ">/dev/full": (1, "The results could not be printed: No space left on device.\n"),
    ">&-": (1, "The results could not be printed: standard output is closed.\n"),
    "2>/dev/full | cat": (0, ""),
    "2>&- | cat": (0, ""),
    "</dev/full | cat": (0, ""),
    "<&- | cat": (0, ""),
    "<&- >&- 2>&-": (1, ""),
    "| true": (141, ""),
}
"""What a shell does with the streams of a command; the code with which it ends, and what stderr says."""

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A system that knows the letters of English alone."""


def ends(root: Path, folder: Path, command: str, streams: str, *, before: str = "", plain: bool = False):
    """Run a command line in a shell, with every warning an error; its code, and what it said."""
    line = f"{before} {sys.executable} -W error -m tci_sim {command} {streams}; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": str(root)} | (PLAIN if plain else {}),
    )  # fmt: skip
    return ended.returncode, ended.stderr.decode("utf-8")


@pytest.fixture
def folder(root, tmp_path) -> Path:
    text = (root / "tci_sim" / "scenario" / "starter.yaml").read_text(encoding="utf-8")
    (tmp_path / "文件.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.faults("streams")
@pytest.mark.parametrize("streams", list(STREAMS))
@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_stream_that_takes_nothing_ends_every_command_in_one_sentence(root, folder, command, streams):
    assert ends(root, folder, COMMANDS[command], streams) == STREAMS[streams]


@pytest.mark.faults("streams")
@pytest.mark.parametrize("command", list(COMMANDS))
def test_plain_letters_are_no_hindrance_or_told_how_to_go_on(root, folder, command):
    code, said = ends(root, folder, COMMANDS[command], "| cat", plain=True)
    if COMMANDS[command].isascii():
        assert (code, said) == (0, "")
    else:
        assert code == 2
        assert said.endswith("set PYTHONUTF8=1 and run the command again.\n")


@pytest.mark.faults("streams")
@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_folder_that_is_gone_is_told_in_one_sentence_or_not_needed(root, folder, command):
    code, said = ends(root, folder, COMMANDS[command], "| cat", before="mkdir gone; cd gone; rmdir ../gone;")
    assert "Traceback" not in said
    assert (code, said.count("\n")) in ((0, 0), (1, 1), (2, 1))
