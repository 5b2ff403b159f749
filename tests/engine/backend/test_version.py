"""Kept runs are disowned by what can change a result, and by nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MODEL = "from tci_sim.runs.provenance import model_version; print(model_version())"
CODE = "from tci_sim.engine.backend.version import simulation_key; print(simulation_key())"


@pytest.fixture
def copy(root, tmp_path):
    """Return a copy of the package."""
    package = tmp_path / "tci_sim"
    shutil.copytree(root / "tci_sim", package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


@pytest.fixture(scope="module")
def before(root):
    """Return the key of the package as it is."""
    return told(root / "tci_sim")


def told(package: Path, code: str = MODEL, python: str = sys.executable) -> str:
    around = {**os.environ, "PYTHONPATH": str(package.parent)}
    done = subprocess.run(
        [python, "-B", "-c", code], env=around, cwd=package.parent, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def edit(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, new, text, count=1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "pattern", "new"),
    [
        ("scenario/faults.py", r"\Z", "# a comment\n"),
        ("scenario/policy.py", "How many customers answer in one round", "Customers who answer in one round"),
        ("messages/en/errors.yaml", "does not balance", "is not balanced"),
        ("views/run_text.py", r"\Z", "# a comment\n"),
        ("plots/style.py", r"\Z", "# a comment\n"),
    ],
)
def test_wording_invalidates_nothing(copy, before, name, pattern, new):
    edit(copy / name, pattern, new)
    assert told(copy) == before


@pytest.mark.parametrize(
    ("name", "pattern", "new"),
    [
        ("world/networks/rows.py", r"\Z", "# another way to read a network\n"),
        ("engine/rules/learning.py", r"\Z", "# another rule\n"),
        ("version.py", r"RESULTS_VERSION = \d+", "RESULTS_VERSION = 999"),
        (
            "scenario/policy.py",
            "allowed=(0, 5000), off=0",
            "allowed=(0, 5000), off=1",
        ),  # what is switched off
        (
            "scenario/policy.py",
            r"200, \(0, 500\)",
            "200, (0, 600)",
        ),  # bounds of what firms move
    ],
)
def test_what_can_change_a_result_invalidates_stored_results(copy, before, name, pattern, new):
    edit(copy / name, pattern.replace("(0, 5000)", r"\(0, 5000\)"), new)
    assert told(copy) != before


def test_the_folder_and_the_time_of_a_source_do_not_matter(copy, before):
    for path in copy.rglob("*.py"):
        os.utime(path, (0, 0))
    assert told(copy) == before


def test_every_python_has_the_same_key(root):
    # no library is needed to tell it, so any Python will do that starts here
    names = [f"python3.{minor}" for minor in (11, 12, 13) if minor != sys.version_info.minor]
    others = [
        name for name in names if shutil.which(name) and subprocess.run([name, "-c", ""]).returncode == 0
    ]
    if not others:
        pytest.skip("no other Python here")
    assert {told(root / "tci_sim", CODE, python) for python in others} == {told(root / "tci_sim", CODE)}
