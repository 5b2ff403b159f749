"""The tree is the explanation: imports point down, and some names stay in one place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHANCE = ("numpy.random", "random", "secrets")
COMPILER = ("llvmlite", "numba")


def modules(root: Path, *, except_for: str = "") -> Iterator[Path]:
    """Yield every module of the package but one, or but those of one folder."""
    package = root / "tci_sim"
    for path in sorted(package.rglob("*.py")):
        if not (except_for and path.is_relative_to(package / except_for)):
            yield path


def names_reached(source: str) -> set[str]:
    """Return every module that a text imports, by statement or by call, and every `numpy.x` it reads."""
    tree = ast.parse(source)
    reached: set[str] = set()
    numpy_names = {"numpy"}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                reached |= {alias.name for alias in aliases}
                numpy_names |= {alias.asname for alias in aliases if alias.name == "numpy" and alias.asname}
            case ast.ImportFrom(module=str(module), names=aliases, level=0):
                reached |= {module} | {f"{module}.{alias.name}" for alias in aliases}
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                reached.add(module)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in numpy_names:
                reached.add(f"numpy.{attribute}")
    return reached


def reaches(source: str, forbidden: tuple[str, ...]) -> bool:
    """Return whether a text reaches one of the modules, or a part of one."""
    return any(
        name == top or name.startswith(f"{top}.") for name in names_reached(source) for top in forbidden
    )


def trespassers(root: Path, forbidden: tuple[str, ...], *, except_for: str = "") -> list[str]:
    """Name the modules of the package that reach what they may not."""
    return [
        path.relative_to(root).as_posix()
        for path in modules(root, except_for=except_for)
        if reaches(path.read_text(encoding="utf-8"), forbidden)
    ]


def test_imports_point_down_only(root):
    # a process of its own: import-linter switches off every logger it finds
    check = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert check.returncode == 0, check.stdout + check.stderr
    assert "0 broken" in check.stdout


def test_only_the_backend_and_what_makes_web_assembly_name_a_compiler(root):
    found = trespassers(root, COMPILER, except_for="engine/backend")
    assert {Path(path).parent.as_posix() for path in found} == {"tci_sim/wasm"}


def test_only_the_mesa_face_imports_mesa(root):
    assert trespassers(root, ("mesa",), except_for="mesa_model") == []


def test_keyed_draws_are_the_only_chance(root):
    assert trespassers(root, CHANCE) == []


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.random.rand()",
        "import numpy\ndef f(rng: numpy.random.Generator): ...",
        "def f():\n    from numpy import random",
        "from numpy.random import default_rng",
        "import random",
        "import importlib\nimportlib.import_module('numpy.random')",
    ],
)
def test_no_way_to_chance_goes_unseen(source):
    assert reaches(source, CHANCE)


@pytest.mark.parametrize(
    "source",
    [
        "from tci_sim import randomness",
        "from . import random",
        "model.random.shuffle(x)",
        "import numpy as np\nnp.randomised",
        '"""Never numpy.random."""',
    ],
)
def test_what_only_sounds_like_chance_is_allowed(source):
    assert not reaches(source, CHANCE)
