"""Machine code is kept between processes, is never stale, and the program says what it waits for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A model as small as can be, built by the project's own means: a phase in one file, its rule in another.
RULE = '''
from __future__ import annotations
from tci_sim.compiled import rule


@rule
def grow(size: float) -> float:
    """Grow."""
    return size + {step}
'''
PHASE = '''
from tci_sim.compiled import phase
from tci_sim.engine.rules.growth import grow


@phase
def pass_a_month(sizes):
    """Let all grow."""
    for i in range(len(sizes)):
        sizes[i] = grow(sizes[i])
'''
RUN = """
import numpy as np
from tci_sim.engine.month import pass_a_month
sizes = np.zeros(3)
pass_a_month(sizes)
stats = pass_a_month._native.stats
print(sizes[0], sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    package = tmp_path / "tci_sim"
    for folder in ("rules", "world"):
        (package / folder).mkdir(parents=True)
    for module in ("compiled.py", "machine_code.py"):
        shutil.copy(ROOT / "tci_sim" / module, package)
    (package / "rules" / "growth.py").write_text(RULE.format(step=1.0))
    (package / "world" / "month.py").write_text(PHASE)
    return tmp_path


def started(model: Path, cache: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "PYTHONPATH": str(model), "TCI_SIM_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-c", RUN], env=environment, cwd=model, stdout=subprocess.PIPE, text=True
    )


def told(process: subprocess.Popen[str]) -> list[float]:
    """Return the size after a month, and how often machine code was found and not found in the cache."""
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return [float(word) for word in out.split()]


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_machine_code_is_found_again_by_a_new_process(small_model: Path) -> None:
    cache = small_model / "cache"
    assert told(started(small_model, cache)) == [1.0, 0.0, 1.0]
    assert told(started(small_model, cache)) == [1.0, 1.0, 0.0]


def test_a_rule_changed_in_another_file_is_never_answered_from_old_machine_code(small_model: Path) -> None:
    cache = small_model / "cache"
    assert told(started(small_model, cache))[0] == 1.0
    (small_model / "tci_sim" / "rules" / "growth.py").write_text(RULE.format(step=2.5))
    assert told(started(small_model, cache)) == [2.5, 0.0, 1.0]


def test_two_processes_may_compile_into_an_empty_cache_at_once(small_model: Path) -> None:
    cache = small_model / "cache"
    both = [started(small_model, cache) for _ in range(2)]
    assert [told(process)[0] for process in both] == [1.0, 1.0]
    assert told(started(small_model, cache)) == [1.0, 1.0, 0.0]


def test_nothing_is_written_into_the_folder_of_the_program(small_model: Path) -> None:
    package, cache = small_model / "tci_sim", small_model / "cache"
    before = files(package)
    told(started(small_model, cache))
    assert files(package) == before
    assert any(path.suffix == ".nbc" for path in files(cache))


def test_without_a_cache_that_can_be_written_the_model_runs_all_the_same(small_model: Path) -> None:
    nowhere = small_model / "a_file"
    nowhere.write_text("not a folder")
    package = small_model / "tci_sim"
    before = files(package)
    assert told(started(small_model, nowhere))[0] == 1.0
    assert files(package) == before
