"""The house itself: what is tracked, what is locked, what a newcomer without Python is told."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

TOP = {
    "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "conftest.py", "notebooks", "pyproject.toml",
    "scenarios", "tci_sim", "tests",
}  # fmt: skip
LIBRARY = "tci_sim.library"
OLDEST, *_, NEWEST = SERVED = ["3.11", "3.12", "3.13"]

# a home, a mount or a scratch folder of somebody's machine
MACHINE_PATH = re.compile(r"(?<![\w.})*$-])/(?:home|mnt|opt|root|tmp|Users|var|work)/\w")
REGISTRY = re.compile(r"py(?:pi|thonhosted)\.org|npmjs\.|deb\.debian", re.IGNORECASE)


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracked(root) -> list[Path]:
    """Every file that a clone holds."""
    if not (root / ".git").exists():
        pytest.skip("no git clone: what is tracked cannot be told")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).exists()]


@pytest.fixture(scope="module")
def lock(root) -> str:
    return (root / ".ci" / "requirements.lock").read_text(encoding="utf-8")


def pins(lock: str, python: str) -> dict[str, str]:
    """Return name -> version of all that the lock installs here on one Python."""
    place = {"python_version": python, "python_full_version": f"{python}.5"}
    found = {}
    for line in re.findall(r"^[\w.-]+==.*$", lock, re.MULTILINE):
        requirement = Requirement(line.removesuffix("\\").strip())
        if requirement.marker is None or requirement.marker.evaluate(place):
            [version] = requirement.specifier
            found[canonicalize_name(requirement.name)] = version.version
    return found


# --- what is tracked --------------------------------------------------------------------------------------


def test_the_top_of_the_tree_holds_nothing_else(root, tracked):
    tops = {path.relative_to(root).parts[0] for path in tracked}
    assert {top for top in tops if not top.startswith(".")} <= TOP


def test_no_tracked_file_names_a_machine_or_a_registry(root, tracked):
    named = []
    for path in tracked:
        text = path.read_bytes().decode("utf-8", errors="ignore")
        named += [
            f"{path.relative_to(root)}:{number}: {line[:120]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if MACHINE_PATH.search(line) or REGISTRY.search(line)
        ]
    assert named == []


@pytest.mark.parametrize("before", ["", "cd ", "file://", "'", "="])
@pytest.mark.parametrize("path", ["home/ada", "tmp/x", "Users/ada/tci"])
def test_a_path_of_a_machine_is_seen(before, path):
    assert MACHINE_PATH.search(f"{before}/{path}")


@pytest.mark.parametrize(
    "path", ["/usr/bin/env", "/dev/null", "results/home/a", "../tmp/a", "/path/to/python"]
)
def test_a_path_of_any_machine_is_allowed(path):
    assert not MACHINE_PATH.search(path)


def test_caches_are_not_tracked(root, tracked):
    caches = {".hypothesis", ".venv", "__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", "results"}
    assert [path for path in tracked if caches & set(path.relative_to(root).parts)] == []


def test_every_module_says_what_it_is(root):
    silent = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "tci_sim").rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


READS_ITS_COMPILER = "tci_sim/wasm/error_sentences.py"
"""Whoever builds the engine for pages reads errors as the compiler has kept them, a moment before, and no file."""


def test_no_module_unpickles_or_evaluates_what_it_reads(root):
    forbidden = re.compile(
        r"\b(pickle|cloudpickle|dill|marshal|shelve)\b|(?<![\w.])(eval|exec)\((?!\"\"\))|allow_pickle=True"
    )
    found = [
        f"{path.relative_to(root)}: {match.group()}"
        for path in sorted((root / "tci_sim").rglob("*.py"))
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
        if path.relative_to(root).as_posix() != READS_ITS_COMPILER
    ]
    assert found == []


def test_every_folder_of_the_package_is_a_package(root):
    folders = {path.parent for path in (root / "tci_sim").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_folder_of_the_package_is_in_the_list_of_what_is_installed(root, project):
    folders = {path.parent.relative_to(root) for path in (root / "tci_sim").rglob("*.py")}
    packages = {".".join(folder.parts) for folder in folders}
    assert set(project["tool"]["setuptools"]["packages"]) == packages | {LIBRARY}


def test_the_scenarios_are_installed_as_the_library(root, project, tracked):
    setup = project["tool"]["setuptools"]
    home = root / setup["package-dir"][LIBRARY]
    files = {path for path in tracked if path.is_relative_to(home) and path.suffix != ".py"}
    assert len(files) > 40
    assert files == {path for pattern in setup["package-data"][LIBRARY] for path in home.glob(pattern)}


def test_no_test_module_lies_in_the_package(root):
    modules = [path.name for path in (root / "tci_sim").rglob("*.py")]
    assert [name for name in modules if name == "conftest.py" or name.startswith("test_")] == []


def test_the_package_is_typed_for_its_users(root, project):
    assert (root / "tci_sim" / "py.typed").exists()
    assert "py.typed" in project["tool"]["setuptools"]["package-data"]["tci_sim"]


def test_all_that_the_program_reads_is_installed_and_pages_and_pictures_are_not(root, project, tracked):
    package = root / "tci_sim"
    patterns = project["tool"]["setuptools"]["package-data"]["tci_sim"]
    found = {path for pattern in patterns for path in package.glob(pattern)}
    installed = {path for path in found if path.suffix != ".wasm"}  # what is built is not tracked
    data = {path for path in tracked if path.is_relative_to(package) and path.suffix != ".py"}
    pages = {path for path in data if path.suffix == ".md"}
    beside_a_page = {path for path in data for page in pages if path.is_relative_to(page.with_suffix(""))}
    assert len(pages) > 5
    assert len(beside_a_page) > 20
    assert installed == data - pages - beside_a_page


def test_every_extra_is_imported_by_something(root, project):
    texts = [path.read_text(encoding="utf-8") for path in (root / "tci_sim").rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in (root / "notebooks").glob("*.ipynb")]
    extras = project["project"]["optional-dependencies"]
    unused = [
        f"{extra}: {name}"
        for extra in extras.keys() - {"dev"}
        for name in (Requirement(each).name for each in extras[extra])
        if name != "jupyter"  # opens the notebooks
        and not any(
            re.search(
                rf"\bimport {name}\b|\bfrom {name}\b|\b(import_module|find_spec)\(f?\"{name.replace('-', '_')}\b",
                text,
            )
            for text in texts
        )
    ]
    assert unused == []


# --- one set of Pythons, said in several tongues ----------------------------------------------------------


def test_the_pythons_served_are_the_same_everywhere(root, project):
    classifiers = [c.rpartition(" ")[2] for c in project["project"]["classifiers"] if "Python :: 3." in c]
    asked = SpecifierSet(project["project"]["requires-python"])
    setup = (root / ".ci" / "setup.sh").read_text(encoding="utf-8")
    [tried] = re.findall(r'^versions="(.*)"$', setup, re.MULTILINE)
    assert classifiers == SERVED
    assert [minor for minor in range(30) if asked.contains(f"3.{minor}")] == [int(v[2:]) for v in SERVED]
    assert sorted(tried.split()) == SERVED
    assert f"--python-version {OLDEST}" in setup
    assert project["tool"]["ruff"]["target-version"] == f"py{OLDEST.replace('.', '')}"


# --- the lock ---------------------------------------------------------------------------------------------


def test_everything_locked_has_a_hash(lock):
    entries = re.split(r"\n(?=[\w.-]+==)", lock)
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_holds_no_address(lock):
    assert re.findall(r"\S*://\S*|^-.*$|\S+ @ \S+", lock, re.MULTILINE) == []


@pytest.mark.parametrize("python", SERVED)
def test_the_lock_gives_every_python_what_the_project_asks(project, lock, python):
    extras = project["project"]["optional-dependencies"]
    asked = [Requirement(r) for r in project["project"]["dependencies"] + extras["dev"] + extras["notebooks"]]
    given = pins(lock, python)
    wrong = [
        f"{requirement} is asked, {given.get(canonicalize_name(requirement.name))} is locked: run `make lock`"
        for requirement in asked
        if not requirement.specifier.contains(given.get(canonicalize_name(requirement.name), "0"))
    ]
    assert wrong == []


def test_both_tongues_of_mesa_are_tested(lock):
    # 3.5 needs Python 3.12; the oldest Python keeps the last 3.3
    assert pins(lock, OLDEST)["mesa"].startswith("3.3.")
    assert Version(pins(lock, NEWEST)["mesa"]) >= Version("3.5")


# --- the commands of contributors -------------------------------------------------------------------------


def test_contributors_are_told_of_every_make_target_and_of_no_other(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^\| `make (\w+)` \|", page, re.MULTILINE)) == targets - {"venv", "warm"}
    assert set(re.findall(r"\bmake (\w+)", page)) >= targets - {"warm"}


def test_every_file_that_contributors_are_pointed_to_is_there(root):
    pointed = re.findall(r"\]\(([^)#]+)", (root / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(pointed) > 10
    assert [path for path in pointed if not (root / path).exists()] == []


def test_coverage_counts_the_engine_without_the_compiler_and_every_file_once(root):
    planned = subprocess.run(["make", "-n", "coverage"], cwd=root, capture_output=True, text=True, check=True)
    [plain] = [line for line in planned.stdout.splitlines() if line.startswith("NUMBA_DISABLE_JIT=1")]
    paths = [
        word for word in plain.split() if "/" in word and "=" not in word and not word.startswith(".venv")
    ]
    assert {"tci_sim/engine", "tests/golden"} < set(paths)
    assert [path for path in paths if not (root / path).exists()] == []
    [omitted] = re.findall(r'--omit "(tci_sim/engine/\*\.py,[^"]*)"', planned.stdout)
    folders = {
        path.name for path in (root / "tci_sim" / "engine").iterdir() if (path / "__init__.py").exists()
    }
    assert set(re.findall(r"engine/(\w+)/\*", omitted)) == folders - {"backend"}


# --- the hooks --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hooks(root):
    read = YAML(typ="safe").load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in read["repos"]] == ["local"]
    return {hook["id"]: hook for hook in read["repos"][0]["hooks"]}


def test_hooks_run_what_is_installed_here_and_download_nothing(root, hooks):
    assert {hook["language"] for hook in hooks.values()} == {"system"}
    programs = {hook["entry"].split()[0] for hook in hooks.values()}
    assert {program.rpartition("/")[0] for program in programs} == {".venv/bin"}
    named = [word for hook in hooks.values() for word in hook["entry"].split() if word.startswith("tests/")]
    assert len(named) >= 2
    assert [name for name in named if not (root / name).exists()] == []


def test_hooks_check_what_make_test_checks_before_its_tests(root, hooks):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    [recipe] = re.findall(r"^style:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    made = {line.strip().removeprefix("$(BIN)/") for line in recipe.splitlines()}
    hooked = {
        hook["entry"].removeprefix(".venv/bin/").replace(" --force-exclude", "") for hook in hooks.values()
    }
    assert made == {entry for entry in hooked if "pytest" not in entry}


def test_types_are_checked_at_push_and_all_else_at_commit(hooks):
    at_push = {name for name, hook in hooks.items() if "pre-push" in hook.get("stages", ["pre-commit"])}
    assert at_push == {"types"}


# --- what a newcomer is told ------------------------------------------------------------------------------


@pytest.fixture
def bare_machine(root, tmp_path):
    """Return a way to run the set-up on a machine that has only the Pythons given, as shell scripts."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("cat", "cksum", "dirname", "head", "sort", "tr"):
        found = shutil.which(name)
        assert found, f"no {name} here"
        (tools / name).symlink_to(found)

    def run(*arguments: str, **pythons: str) -> subprocess.CompletedProcess[str]:
        for name, body in pythons.items():
            (tools / name.replace("_", ".")).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            (tools / name.replace("_", ".")).chmod(0o755)
        return subprocess.run(
            ["/bin/sh", str(root / ".ci" / "setup.sh"), *arguments],
            env={"PATH": str(tools), "HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def python_that(version: str, *, has_venv: bool = True) -> str:
    """Return the body of a script that answers the set-up's questions as such a Python would."""
    return f'case "$2" in *version_info*) echo {version} ;; *venv*) exit {0 if has_venv else 1} ;; esac'


def test_without_python_one_sentence_names_the_package(bare_machine, tmp_path):
    told = bare_machine("venv", str(tmp_path / "venv"))
    assert told.returncode == 2
    assert told.stderr == (
        "tci-sim: needs one of Python 3.13 3.12 3.11 and found none here: install one first"
        " (Debian, Ubuntu: apt-get install python3 python3-venv).\n"
    )


def test_too_old_a_python_is_named(bare_machine, tmp_path):
    told = bare_machine("venv", str(tmp_path / "venv"), python3=python_that("3.9"))
    assert told.returncode == 2
    assert "found 3.9 here" in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_python_without_venv_gets_the_name_of_the_package(bare_machine, tmp_path):
    told = bare_machine("venv", str(tmp_path / "venv"), python3=python_that("3.12", has_venv=False))
    assert told.returncode == 2
    assert "has no venv module" in told.stderr
    assert "apt-get install python3.12-venv" in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_name_that_does_not_run_is_passed_over(bare_machine):
    told = bare_machine("pythons", python3_13="exit 127", python3_12=python_that("3.12"), python3="exit 127")
    assert told.returncode == 0
    assert [Path(line).name for line in told.stdout.splitlines()] == ["python3.12"]


def test_each_version_is_found_once_and_the_newest_first(bare_machine):
    told = bare_machine(
        "pythons", python3_11=python_that("3.11"), python3_13=python_that("3.13"), python3=python_that("3.11")
    )
    assert [Path(line).name for line in told.stdout.splitlines()] == ["python3.13", "python3.11"]


def test_a_python_asked_for_that_does_not_fit_is_refused(bare_machine, tmp_path):
    told = bare_machine("venv", str(tmp_path / "venv"), "python3", python3=python_that("3.14"))
    assert told.returncode == 2
    assert "PYTHON=python3 is Python 3.14: use one of 3.13 3.12 3.11." in told.stderr


def test_a_folder_that_is_no_environment_is_not_overwritten(bare_machine, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("years of work", encoding="utf-8")
    told = bare_machine("venv", str(mine), python3=python_that("3.12"))
    assert told.returncode == 2
    assert "is no virtual environment" in told.stderr
    assert (mine / "thesis.tex").read_text(encoding="utf-8") == "years of work"
