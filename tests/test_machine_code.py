"""Machine code is kept where nobody else may write, and nothing is removed that this program did not make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tci_sim import machine_code
from tci_sim.cli import main
from tci_sim.machine_code import MARK, forget_old_versions, place, version_folder

BELOW = Path("tci_sim", "machine-code")


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return the folder that TCI_SIM_CACHE names; the home folder is another one."""
    monkeypatch.setenv("TCI_SIM_CACHE", str(tmp_path / "asked"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    place.cache_clear()
    yield tmp_path / "asked"
    place.cache_clear()


@pytest.fixture
def own(tmp_path):
    """Return the place of machine code in the user's own cache."""
    return tmp_path / "home" / ".cache" / BELOW


def make_version(name, age):
    """Keep some machine code of a version that was compiled some seconds ago."""
    folder = version_folder(name)
    (folder / "stages" / "world_1").mkdir(parents=True)
    for file in (
        "stages/world_1/account-7.py313.nbi",
        "stages/world_1/account-7.py313.1.nbc",
        "compiled-3.13-x86_64",
    ):
        (folder / file).write_bytes(b"code")
    os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    return folder


def versions(folder):
    return sorted(path.name for path in (folder / BELOW).iterdir())


# --- what is removed ----------------------------------------------------------------------------------------


def test_the_newest_three_versions_stay(asked):
    for name, age in (("new", 0), ("older", 1), ("oldest", 4), ("old", 2), ("late", 3)):
        make_version(name, age)
    forget_old_versions("oldest")  # in use
    assert versions(asked) == ["new", "older", "oldest"]


def test_what_carries_no_mark_stays(asked):
    results = asked / "tci_sim" / "results"  # where version 0.2 kept machine code, and removed all else
    older = asked / "tci_sim" / "0123456789abcdef" / "stages"
    unmarked = asked / BELOW / "thesis"
    for age in range(5):
        make_version(f"version{age}", age)
    for folder in (results, older, unmarked):
        folder.mkdir(parents=True)
        (folder / "kept.nbc").write_text("years of work")
        os.utime(folder, (0, 0))
    forget_old_versions("version0")
    assert versions(asked) == ["thesis", "version0", "version1", "version2"]
    assert [(folder / "kept.nbc").read_text() for folder in (results, older, unmarked)] == [
        "years of work"
    ] * 3


def test_a_file_of_the_users_in_a_marked_folder_stays(asked):
    for age in range(4):
        make_version(f"version{age}", age)
    mine = asked / BELOW / "version3" / "stages" / "notes.txt"
    mine.write_text("years of work")
    forget_old_versions("version0")
    assert [path for path in (asked / BELOW / "version3").rglob("*") if path.is_file()] == [mine]


def test_no_link_is_followed(asked, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in (MARK, "precious.nbc"):
        (elsewhere / name).write_text("years of work")
    for age in range(4):
        make_version(f"version{age}", age)
    (asked / BELOW / "link").symlink_to(elsewhere)
    (asked / BELOW / "version3" / "stages" / "link").symlink_to(elsewhere)
    os.utime(asked / BELOW / "version3", (0, 0))
    forget_old_versions("version0")
    assert sorted(path.name for path in elsewhere.iterdir()) == [MARK, "precious.nbc"]
    assert (asked / BELOW / "link").is_symlink()
    assert not list((asked / BELOW / "version3").rglob("*.nb?"))


# --- what is used -------------------------------------------------------------------------------------------


def make_a_file(asked):
    asked.write_text("not a folder")


def make_a_folder_that_all_may_write(asked):
    asked.mkdir()
    asked.chmod(0o777)


def make_machine_code_that_others_may_write(asked):
    (asked / BELOW).mkdir(parents=True)
    (asked / BELOW).chmod(0o775)


def make_a_link(asked):
    (asked / "tci_sim").mkdir(parents=True)
    (asked.parent / "foreign").mkdir()
    (asked / BELOW).symlink_to(asked.parent / "foreign")


def make_a_dangling_link(asked):
    (asked / "tci_sim").mkdir(parents=True)
    (asked / BELOW).symlink_to(asked.parent / "nowhere")


def make_read_only(asked):
    asked.mkdir()
    asked.chmod(0o555)
    if os.access(asked, os.W_OK):
        pytest.skip("whoever runs this test may write everywhere")


def make_anothers(asked):
    (asked / BELOW).mkdir(parents=True, mode=0o700)
    try:
        os.chown(asked / BELOW, os.geteuid() + 1, -1)
    except PermissionError:
        pytest.skip("only the superuser may give a folder away")


UNUSABLE = {
    make_a_file: "{asked} is no folder",
    make_a_folder_that_all_may_write: "{below} lies in a folder that all users may write",
    make_machine_code_that_others_may_write: "{below} belongs to another user or may be written by others",
    make_a_link: "{below} is no folder",
    make_a_dangling_link: "{below} is no folder",
    make_read_only: "{below} cannot be made (Permission denied)",
    make_anothers: "{below} belongs to another user or may be written by others",
}


def test_a_folder_that_is_the_users_own_is_used(asked):
    assert place() == (asked / BELOW, ())
    assert (asked / BELOW).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("make", UNUSABLE)
def test_a_folder_that_cannot_be_trusted_is_not_used(asked, own, make):
    make(asked)
    before = sorted(asked.parent.rglob("*"))
    assert place() == (own, (UNUSABLE[make].format(asked=asked, below=asked / BELOW),))
    assert [path for path in sorted(asked.parent.rglob("*")) if "home" not in path.parts] in (
        before, sorted([*before, asked / BELOW, asked / "tci_sim"])
    )  # fmt: skip


def test_a_folder_that_cannot_be_written_is_not_used(asked, own, monkeypatch):
    (asked / BELOW).mkdir(parents=True, mode=0o700)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: asked not in path.parents and access(path, mode))
    assert place() == (own, (f"{asked / BELOW} cannot be written",))


def test_without_any_folder_nothing_is_kept_and_both_reasons_are_named(asked, own):
    asked.write_text("not a folder")
    (asked.parent / "home").write_text("not a folder")
    assert place() == (None, (f"{asked} is no folder", f"{own} cannot be made (Not a directory)"))
    assert version_folder("any") is None
    forget_old_versions("any")


def test_where_there_are_no_users_every_folder_is_trusted(asked, monkeypatch):
    make_a_folder_that_all_may_write(asked)
    monkeypatch.delattr(os, "geteuid")
    assert place() == (asked / BELOW, ())


# --- what is said -------------------------------------------------------------------------------------------

SAID = """
import sys
from tci_sim import warm
warm._compile_in_two_processes = lambda: iter(())
warm._smallest_world = lambda: type("World", (), {"advance": lambda self, months: None})()
for _ in range(2):
    warm.ensure_compiled(print)
"""


def said(asked):
    """Return what a process says that would compile the model, asked twice."""
    environment = {**os.environ, "HOME": str(asked.parent / "home"), "TCI_SIM_CACHE": str(asked)}
    done = subprocess.run(
        [sys.executable, "-c", SAID], env=environment, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if not line.startswith("Compiled in")]


def test_one_sentence_names_the_folder_that_is_used_instead(asked, own):
    asked.write_text("not a folder")
    instead = f"Machine code is kept in {own}, because {asked} is no folder."
    assert said(asked) == [instead, "Compiling the model: once for this version, in less than a minute ..."]
    assert said(asked) == [instead]


def test_one_sentence_says_why_the_model_is_compiled_at_every_start(asked, own):
    for path in (asked, asked.parent / "home"):
        path.write_text("not a folder")
    reasons = f"{asked} is no folder and {own} cannot be made (Not a directory)"
    assert said(asked) == [f"Compiling the model, as at every start, because {reasons} ..."]


@pytest.mark.parametrize("make", UNUSABLE)
@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "check scenarios/baseline.yaml",
        "explain p_learn",
        "show scenarios/baseline.yaml",
        "schema",
        "new FILE",
    ],
)
def test_what_runs_nothing_needs_no_machine_code(asked, root, tmp_path, monkeypatch, capsys, command, make):
    make(asked)
    monkeypatch.chdir(root)
    monkeypatch.setattr(machine_code, "_fault_of", lambda folder: pytest.fail("looked for machine code"))
    before = sorted(asked.parent.rglob("*"))
    assert main(command.replace("FILE", str(tmp_path / "new.yaml")).split()) == 0
    assert {path for path in asked.parent.rglob("*")} - set(before) <= {tmp_path / "new.yaml"}
