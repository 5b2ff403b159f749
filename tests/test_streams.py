"""What a command prints is seen while it works, where Python promises that."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GONE = """
import os, sys
from tci_sim.streams import safe_streams
with safe_streams():
    print("progress", file=sys.stderr)
    print("result")
    os._exit(0)
"""
"""A program that ends before anything can be flushed."""


@pytest.mark.parametrize(("unbuffered", "printed"), [("", ""), ("1", "result\n")])
def test_progress_is_seen_at_once_and_results_where_nothing_is_to_be_kept_back(
    root: Path, unbuffered: str, printed: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", GONE], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": unbuffered},
    )  # fmt: skip
    assert (ended.stderr, ended.stdout) == ("progress\n", printed)
