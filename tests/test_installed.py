"""The package works alone: built as a wheel, in an environment of its own, in a folder that is not the project's."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tci_sim.citation import citation
from tci_sim.compile_model import ensure_compiled
from tci_sim.version import RESULTS_VERSION, program_version
from tci_sim.wasm.files import module_name

SMALL = ("--set", "market.customers=200", "--set", "months=12", "--set", "burn_in=6")
RUNS = {
    "run": ("baseline", *SMALL),
    "review": ("price_war", *SMALL, "--set", "shocks=[]"),
    "compare": ("baseline", "--regimes", "all", "--replications", "2", *SMALL),
    "sweep": ("autonomy_and_interviews", "--replications", "1", *SMALL),
    "check": ("supply_chain", "--deep", *SMALL),
    "validate": ("wright1936",),
}
"""What is asked by name of each command that runs something."""

COMPILES = {
    **{command: ("tci-sim", command, *asked) for command, asked in RUNS.items()},
    "run in Python": ("python", "-c", "import tci_sim as tci; tci.run(tci.load('baseline'))"),
    "a model of Mesa": ("python", "-c", "import tci_sim as tci; tci.TCIModel(tci.load('baseline'))"),
}
"""What has to compile the model before it can answer."""

PLACE_AND_CUSTOMERS = """
import tci_sim, tci_sim.library
print(tci_sim.library.__file__)
print(tci_sim.load("price_war").market.customers)
"""

Installed = Callable[..., subprocess.CompletedProcess[str]]


def alone(**more: str) -> dict[str, str]:
    """Return the environment of a process that finds no package by a path, and no index of packages."""
    left_out = {"PYTHONPATH", "PYTHONHOME"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return (
        kept
        | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        | more
    )


def pip(*arguments: object) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *map(str, arguments)],
        env=alone(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what is built, so that nothing of the building is left in the project."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("tci_sim", "scenarios"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", source / "dist", source)
    [built] = (source / "dist").glob("*.whl")
    return built


def environment(folder: Path, wheel: Path) -> Path:
    """Make an environment in which a wheel is installed, and what it needs is found where it is here."""
    venv.create(folder, symlinks=True)
    pip("--python", folder / "bin" / "python", "install", "--no-deps", wheel)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "what_it_needs.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def library_in(programs: Path) -> Path:
    [packages] = programs.parent.glob("lib/python*/site-packages")
    return packages / "tci_sim" / "library"


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("fresh"), wheel)


@pytest.fixture
def installed(programs: Path, tmp_path: Path) -> Installed:
    """Run a program of the fresh environment in an empty folder."""

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / program, *arguments],
            cwd=tmp_path, env=alone(), capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


# --- what is in it ------------------------------------------------------------------------------------------


def test_the_wheel_holds_the_library_and_no_test_page_or_picture(root: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        sizes = {Path(each.filename): each.file_size for each in files.infolist()}
    library = Path("tci_sim/library")
    shipped = {path.relative_to(library) for path in sizes if path.is_relative_to(library)}
    scenarios = root / "scenarios"
    assert shipped == {
        path.relative_to(scenarios)
        for path in scenarios.rglob("*")
        if path.suffix in (".py", ".yaml", ".csv")
    }
    modules = {path.name: size for path, size in sizes.items() if path.suffix == ".wasm"}
    built = {path.name for path in (root / "tci_sim" / "wasm").glob("*.wasm")}
    wanted = {module_name(simd=simd) for simd in (False, True)}
    assert set(modules) == built <= wanted
    assert built == wanted or os.environ.get("CI") != "true"  # there they are built first
    others = {path.name for path in sizes if path.suffix not in (".py", ".yaml", ".csv", ".typed", ".wasm")}
    assert {name for name in others if not name.isupper()} - {"entry_points.txt", "top_level.txt"} == {
        "digests.txt", "en.json", "zh-Hant.json",
        *(path.name for path in (root / "tci_sim" / "faces" / "page").iterdir() if path.is_file()),
    }  # fmt: skip
    assert {path.parts[0] for path in sizes if not path.parts[0].endswith(".dist-info")} == {"tci_sim"}
    assert [path for path in sizes if path.name.startswith("test_") or path.name == "conftest.py"] == []
    assert [path for path in sizes if path.suffix == ".yaml" and "messages" in path.parts] == []
    assert wheel.stat().st_size < 1_600_000 + sum(modules.values())
    assert all(size < 700_000 for size in modules.values())


def test_it_answers_by_name_in_any_folder(installed: Installed, programs: Path, tmp_path: Path) -> None:
    names = ("baseline", "supply_chain", "price_war", "stubborn_processes", "autonomy_and_interviews")
    checked = installed("tci-sim", "check", *names)
    assert (checked.returncode, checked.stderr) == (0, "")
    tables = [line.partition(":")[0] for line in checked.stdout.splitlines() if "first year" in line]
    assert tables == ["baseline", "supply_chain", "price_war", "stubborn_processes"]  # a study has none
    told = installed("python", "-c", PLACE_AND_CUSTOMERS)
    assert told.stdout.splitlines() == [str(library_in(programs) / "__init__.py"), "20000"]
    assert list(tmp_path.iterdir()) == []


def test_it_names_the_version_and_the_citation_of_the_checkout(installed: Installed) -> None:
    told = installed("tci-sim", "--version")
    assert told.stdout == f"tci-sim {program_version()}, results version {RESULTS_VERSION}\n"
    assert installed("tci-sim", "cite", "--format", "cff").stdout == citation("cff")


# --- what it does -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("command", RUNS)
def test_each_command_runs_what_it_finds_by_name_and_compiles_nothing_twice(
    installed: Installed, command: str, tmp_path: Path
) -> None:
    ensure_compiled(lambda sentence: None)  # here; what is installed has the same machine code
    told = installed("tci-sim", command, *RUNS[command], "--format", "json")
    assert told.returncode == 0, told.stderr
    assert "Compiling" not in told.stderr
    assert json.loads(told.stdout)["command"] == command
    assert [path.name for path in tmp_path.iterdir()] == (["results"] if command == "sweep" else [])


@pytest.mark.slow
@pytest.mark.parametrize("asked", COMPILES)
def test_what_must_compile_first_says_so(programs: Path, asked: str, tmp_path: Path) -> None:
    program, *arguments = COMPILES[asked]
    begun = subprocess.Popen(
        [programs / program, *arguments],
        cwd=tmp_path, env=alone(TCI_SIM_CACHE=str(tmp_path / "empty")), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert begun.stderr is not None
        assert begun.stderr.readline().startswith("Compiling the model (once per version")
    finally:
        os.killpg(begun.pid, signal.SIGKILL)
        begun.communicate()


@pytest.mark.slow
def test_a_copy_from_the_library_is_changed_and_run(installed: Installed, tmp_path: Path) -> None:
    assert installed("tci-sim", "new", "price_war").stderr == "price_war.yaml\n"
    mine = tmp_path / "price_war.yaml"
    mine.write_text(mine.read_text(encoding="utf-8") + "market: {customers: 200}\n", encoding="utf-8")
    told = installed("tci-sim", "run", "price_war.yaml", "--format", "csv", "--quiet")
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("\n") > 100


@pytest.mark.slow
def test_an_editable_install_has_the_same_library(source: Path, tmp_path: Path) -> None:
    build = "import sys; from setuptools.build_meta import build_editable; build_editable(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, tmp_path], cwd=source, env=alone(), capture_output=True, check=True
    )
    [wheel] = tmp_path.glob("*.whl")  # what `pip install -e` installs
    programs = environment(tmp_path / "editable", wheel)
    told = subprocess.run(
        [programs / "python", "-c", PLACE_AND_CUSTOMERS],
        cwd=tmp_path,
        env=alone(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [str(source / "scenarios" / "__init__.py"), "20000"]
