"""A model as small as can be becomes a module that leaves what native code leaves, errors in the same words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = """
from typing import NamedTuple
import numpy as np
from tci_sim.engine.backend.decorators import compiled, link, phase
from tci_sim.engine.arithmetic import exponential

class Trees(NamedTuple):
    height: np.ndarray
    age: np.ndarray

@compiled
def grow(height):
    return exponential(0.01 * height) + np.floor(height) - np.sqrt(np.ceil(height))

@phase
def let_grow(trees, month, by):
    if month == 7:
        raise ValueError("no tree grows in month 7")
    room = np.zeros((len(trees.height), 2))
    for i in range(len(trees.height)):
        room[i, month % 2] = grow(trees.height[i])
    if month == 9:
        trees.height[:] = room[:2, 0]
    trees.height[:] = room[:, month % 2] * by + np.ones(2 if month == 11 else len(trees.height))

@phase
def let_age(trees):
    trees.age[:] = trees.age * 4611686018427387905 + np.int64(trees.height[0] * 1e300)

@phase
def live(trees, first, last, by):
    for month in range(first, last):
        let_grow(trees, month, by)
        let_age(trees)

def new_trees():
    return Trees(np.arange(1.0, 6.0), np.arange(5))

def link_all():
    link(let_grow, new_trees(), 0, 0.5)
    link(let_age, new_trees())
    link(live, new_trees(), 0, 2, 0.5)
"""
NATIVE = """
import json, model
model.link_all()
def lived(first, last):
    trees, error = model.new_trees(), ""
    try:
        model.live(trees, first, last, 0.75)
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}".splitlines()[0]
    return [error, trees.height.tobytes().hex(), trees.age.tobytes().hex()]
print(json.dumps([lived(*months) for months in MONTHS]))
"""
BUILD = """
import hashlib, model
from pathlib import Path
from tci_sim.wasm.intermediate import write_down
from tci_sim.wasm.module import module_of
written = write_down(model.link_all)
for name, simd in (("one", False), ("more", True), ("again", True)):
    Path(f"{name}.wasm").write_bytes(module_of([written], ["model.live"], simd=simd))
"""
MONTHS = ((0, 0), (0, 3), (5, 8), (10, 12), (8, 10))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the model and its modules."""
    pytest.importorskip("wasmtime", reason="wasmtime is not installed: pip install wasmtime")
    pytest.importorskip("ziglang", reason="the linker is not installed: pip install ziglang")
    folder = tmp_path_factory.mktemp("model")
    (folder / "model.py").write_text(MODEL)
    told(folder, BUILD)
    return folder


def told(folder: Path, program: str) -> str:
    """Return what a process says that runs a program beside the model."""
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]; MONTHS = {MONTHS!r}\n"
    run = subprocess.run(
        [sys.executable, "-c", path + program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def lived(folder: Path, name: str, months: tuple[int, int]) -> list[Any]:
    """Let the trees of a module live."""
    from wasm_host import Module

    from tci_sim.wasm.layout import content_of, layout_of

    names: dict[str, Any] = {}
    exec(MODEL.split("@compiled")[0] + "def new_trees" + MODEL.split("def new_trees")[1], names)
    given = (names["new_trees"](), *months, 0.75)
    layout = layout_of(*given)
    ended = Module(folder / f"{name}.wasm").call("live", layout, content_of(layout, *given))
    return [ended.error, *(place.read(ended.content).tobytes().hex() for place in layout.places)]


@pytest.mark.parametrize("name", ["one", "more"])
def test_a_model_leaves_the_bits_and_the_errors_of_machine_code(built: Path, name: str) -> None:
    native = json.loads(told(built, NATIVE))
    assert [error for error, *_ in native] == [
        "",
        "",
        "ValueError: no tree grows in month 7",
        "ValueError: unable to broadcast argument 1 to output array",
        "ValueError: cannot assign slice of shape (5,) from input of shape (2,)",
    ]
    ours = [lived(built, name, months) for months in MONTHS]
    assert (
        ours[4][0] == "ValueError: cannot assign slice from input of different size"
    )  # which shapes is not told
    assert ours[:4] == native[:4]
    assert ours[4][1:] == native[4][1:]


def test_two_builds_are_the_same_byte_by_byte(built: Path) -> None:
    assert (built / "more.wasm").read_bytes() == (built / "again.wasm").read_bytes()


def test_a_module_holds_no_name_of_a_file_and_imports_nothing(built: Path) -> None:
    import wasmtime

    content = (built / "more.wasm").read_bytes()
    module = wasmtime.Module(wasmtime.Engine(), content)
    assert list(module.imports) == []
    assert b".py" not in content
    assert b"site-packages" not in content
