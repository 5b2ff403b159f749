"""Machine code is kept where nobody else may write, and whoever runs nothing needs none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tci_sim.cli import main
from tci_sim.compile_model import folder_reason
from tci_sim.engine.backend import cache_folder as machine_code
from tci_sim.engine.backend.cache_folder import MARK, cache_folder, make_marked_folder

BELOW = Path("tci_sim", "machine-code")


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return the folder that TCI_SIM_CACHE names; the home folder is another one."""
    monkeypatch.setenv("TCI_SIM_CACHE", str(tmp_path / "asked"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    cache_folder.cache_clear()
    yield tmp_path / "asked"
    cache_folder.cache_clear()


@pytest.fixture
def own(tmp_path):
    """Return the place of machine code in the user's own cache."""
    return tmp_path / "home" / ".cache" / BELOW


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
    make_a_file: "{asked} is not a folder",
    make_a_folder_that_all_may_write: "{below} is in a folder that all users can write to",
    make_machine_code_that_others_may_write: "{below} belongs to another user or is writable by others",
    make_a_link: "{below} is not a folder",
    make_a_dangling_link: "{below} is not a folder",
    make_read_only: "{below} cannot be created (Permission denied)",
    make_anothers: "{below} belongs to another user or is writable by others",
}


def kept_in():
    """Return the folder of machine code, and why others are not used."""
    folder, faults = cache_folder()
    return folder, [str(folder_reason(fault)) for fault in faults]


def test_a_folder_that_is_the_users_own_is_used(asked):
    assert cache_folder() == (asked / BELOW, ())
    assert (asked / BELOW).stat().st_mode & 0o777 == 0o700


def test_a_folder_of_ours_is_marked_and_closed_whatever_the_umask(asked):
    before = os.umask(0)
    try:
        folder = cache_folder().folder / "account-1"
        make_marked_folder(folder)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "machine code" in (folder / MARK).read_text()


@pytest.mark.parametrize("make", UNUSABLE)
def test_a_folder_that_cannot_be_trusted_is_not_used(asked, own, make):
    make(asked)
    before = sorted(asked.parent.rglob("*"))
    assert kept_in() == (own, [UNUSABLE[make].format(asked=asked, below=asked / BELOW)])
    assert [path for path in sorted(asked.parent.rglob("*")) if "home" not in path.parts] in (
        before, sorted([*before, asked / BELOW, asked / "tci_sim"])
    )  # fmt: skip


def test_a_folder_that_cannot_be_written_is_not_used(asked, own, monkeypatch):
    (asked / BELOW).mkdir(parents=True, mode=0o700)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: asked not in path.parents and access(path, mode))
    assert kept_in() == (own, [f"{asked / BELOW} is not writable"])


def test_without_any_folder_nothing_is_kept_and_both_reasons_are_named(asked, own):
    asked.write_text("not a folder")
    (asked.parent / "home").write_text("not a folder")
    assert kept_in() == (None, [f"{asked} is not a folder", f"{own} cannot be created (Not a directory)"])


def test_where_there_are_no_users_every_folder_is_trusted(asked, monkeypatch):
    make_a_folder_that_all_may_write(asked)
    monkeypatch.delattr(os, "geteuid")
    assert cache_folder() == (asked / BELOW, ())


# --- what is said -------------------------------------------------------------------------------------------

SAID = """
from tci_sim import compile_model as warm
warm.is_compiled = lambda roots: {is_compiled}
warm._compile_in_two_processes = lambda: iter(())
warm._smallest_world = lambda: type("World", (), {{"step": lambda self, months: None}})()
for _ in range(2):
    warm.ensure_compiled(print)
"""


def said(asked, *, is_compiled):
    """Return what a process says that asks twice for the model to be compiled."""
    environment = {**os.environ, "HOME": str(asked.parent / "home"), "TCI_SIM_CACHE": str(asked)}
    done = subprocess.run(
        [sys.executable, "-c", SAID.format(is_compiled=is_compiled)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if not line.startswith("Compiled in")]


def test_one_sentence_names_the_folder_that_is_used_instead(asked, own):
    asked.write_text("not a folder")
    instead = f"Compiled code is saved in {own}, because {asked} is not a folder."
    assert said(asked, is_compiled=True) == [instead]
    compiling = "Compiling the model (once per version, two to four minutes) ..."
    assert said(asked, is_compiled=False) == [instead, compiling]


def test_where_all_is_well_nothing_is_said(asked):
    assert said(asked, is_compiled=True) == []


def test_one_sentence_says_why_the_model_is_compiled_at_every_start(asked, own):
    for path in (asked, asked.parent / "home"):
        path.write_text("not a folder")
    reasons = f"{asked} is not a folder and {own} cannot be created (Not a directory)"
    assert said(asked, is_compiled=False) == [
        f"Compiling the model, as on every start, because {reasons} ..."
    ]


def test_the_parts_that_two_processes_compile_are_all_phases_once():
    from tci_sim.compile_model import PARTS
    from tci_sim.engine.backend.linking import Phase, _cells
    from tci_sim.engine.month import simulate_months

    assert isinstance(simulate_months, Phase)
    ours = (name for name in _cells if name.startswith("tci_sim.") and not name.startswith("tci_sim.wasm."))
    declared = sorted(name.rpartition(".")[2] for name in ours)  # those for pages are never native
    assert sorted(name for part in PARTS for name in part) == declared


@pytest.mark.parametrize("make", UNUSABLE)
@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "library",
        "explain p_learn",
        "show baseline",
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
