"""A model as small as can be, built by the project's own means, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = {
    "rules/growth.py": '''
from __future__ import annotations
from tci_sim.engine.backend.decorators import rule
from tci_sim.engine.constants import STEP


@rule
def grow(size: float) -> float:
    """Grow."""
    return size + STEP
''',
    "constants.py": '''
"""What the model assumes."""
STEP = 1.0
''',
    "state.py": '''
from typing import NamedTuple
import numpy as np


class Trees(NamedTuple):
    """Trees."""
    height: np.ndarray
    age: np.ndarray
''',
    "phases.py": '''
from __future__ import annotations
from typing import TYPE_CHECKING
from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.rules.growth import grow

if TYPE_CHECKING:
    from tci_sim.engine.state import Trees


@compiled
def grow_one(heights, i):
    """Let one tree grow."""
    heights[i] = grow(heights[i])


@phase
def let_grow(trees: Trees):
    """Let all trees grow."""
    for i in range(len(trees.height)):
        grow_one(trees.height, i)
''',
    "other.py": '''
from tci_sim.engine.backend.decorators import phase


@phase
def let_age(trees):
    """Let all trees grow older."""
    for i in range(len(trees.age)):
        trees.age[i] += 1.0
''',
    "month.py": '''
from tci_sim.engine.backend.decorators import phase, inlined
from tci_sim.engine.other import let_age
from tci_sim.engine.phases import let_grow


@inlined
def advance(trees):
    """One month."""
    let_grow(trees)
    let_age(trees)


@phase
def simulate_months(trees, months):
    """Many months."""
    for _ in range(months):
        advance(trees)
''',
}
START = """
import numpy as np
from tci_sim.engine.backend import stamp
from tci_sim.engine.backend.decorators import link
from tci_sim.engine.month import advance, let_age, let_grow, simulate_months
from tci_sim.engine.state import Trees
ROOTS = ("tci_sim.engine.month",)
trees = Trees(np.zeros(3), np.zeros(3))
"""
RUN = """
link(advance, trees)
link(simulate_months, trees, 1)
stamp.set_stamp(ROOTS)
assert (trees.height == 0.0).all()
simulate_months(trees, 2)
compiled = [p.__name__ for p in (let_grow, let_age, simulate_months) if p._native.stats.cache_misses]
print(trees.height[0], trees.age[0], " ".join(compiled))
"""


class SmallModel:
    """A copy of the backend with a model of its own, and a cache."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        self.engine = folder / "tci_sim" / "engine"
        shutil.copytree(
            ROOT / "tci_sim" / "engine" / "backend",
            self.engine / "backend",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for name, text in FILES.items():
            (self.engine / name).parent.mkdir(exist_ok=True)
            (self.engine / name).write_text(text)

    @property
    def machine_code(self) -> Path:
        """Where its machine code is kept."""
        return self.cache / "tci_sim" / "machine-code"

    def change(self, name: str, old: str, new: str) -> None:
        """Change the text of one file."""
        text = (self.engine / name).read_text()
        assert old in text
        (self.engine / name).write_text(text.replace(old, new))

    def start(self, code: str, **environment: str) -> subprocess.Popen[str]:
        """Start a process that uses it."""
        around = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "TCI_SIM_CACHE": str(self.cache),
            **environment,
        }
        around["NUMBA_DISABLE_JIT"] = environment.get("NUMBA_DISABLE_JIT", "0")
        return subprocess.Popen(
            [sys.executable, "-B", "-c", START + code], env=around, cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def told(self, code: str, **environment: str) -> str:
        """Return what a process prints that uses it."""
        return self.ended(self.start(code, **environment))

    def ended(self, process: subprocess.Popen[str]) -> str:
        """Wait for a process that must end well; what it printed."""
        out, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
        return out.strip()

    def run(self, **environment: str) -> str:
        """Run two months in a new process: how high and old a tree is, and the phases that had to be compiled."""
        return self.told(RUN, **environment)

    def is_compiled(self, **environment: str) -> bool:
        """Return what a new process says of it."""
        return self.told("print(stamp.is_compiled(ROOTS))", **environment) == "True"

    def files(self) -> dict[Path, Any]:
        """Every file of machine code, with the time when it was written."""
        return {path: path.stat().st_mtime_ns for path in self.machine_code.rglob("*.code")}


@pytest.fixture
def model(tmp_path: Path) -> SmallModel:
    """Return a small model of its own."""
    return SmallModel(tmp_path / "model", tmp_path / "cache")


@pytest.fixture(scope="session")
def compiled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache of a small model that was run once."""
    folder = tmp_path_factory.mktemp("compiled")
    assert SmallModel(folder / "model", folder / "cache").run().startswith("2.0 2.0 let_grow")
    return folder / "cache"


@pytest.fixture
def compiled_model(model: SmallModel, compiled_cache: Path) -> SmallModel:
    """Return a small model of its own whose machine code is there already."""
    shutil.copytree(compiled_cache, model.cache)
    return model


@pytest.fixture
def second_model(tmp_path: Path, model: SmallModel) -> SmallModel:
    """Return a copy of it in another folder, later, with the same cache."""
    time.sleep(0.01)
    return SmallModel(tmp_path / "elsewhere" / "copy", model.cache)
