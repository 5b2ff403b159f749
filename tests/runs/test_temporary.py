"""What is not complete says whose it is: what the dead of this host left goes, and nothing else."""

import os
import subprocess
import sys

import pytest

from tci_sim.runs import temporary as names
from tci_sim.runs.folders import check_writable
from tci_sim.runs.temporary import is_leftover, remove_leftovers, temporary_path

NAME = (
    "from pathlib import Path; from tci_sim.runs.temporary import temporary_path; "
    "print(temporary_path(Path(), 'x').name)"
)


@pytest.fixture(scope="module")
def of_the_dead() -> str:
    """Return a name that a process gave which has ended."""
    if names._start(os.getpid()) is None:
        pytest.skip("this system does not say when a process began")
    done = subprocess.run([sys.executable, "-c", NAME], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_a_dead_process_left_is_removed_whatever_it_is(tmp_path, of_the_dead):
    (tmp_path / of_the_dead).mkdir()
    (tmp_path / of_the_dead / "half").touch()
    (tmp_path / f".y{of_the_dead}").touch()
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_removed_and_not_what_it_leads_to(tmp_path, of_the_dead):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (tmp_path / of_the_dead).symlink_to(tmp_path / "precious")
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]
    assert (tmp_path / "precious" / "file").exists()


def test_what_a_living_process_writes_stays(tmp_path):
    mine = temporary_path(tmp_path, "x")
    mine.touch()
    remove_leftovers(tmp_path)
    assert mine.exists()


def test_what_another_host_writes_stays(of_the_dead):
    elsewhere = of_the_dead.replace(f"tci-sim-{names._host()}-", "tci-sim-elsewhere-")
    assert elsewhere != of_the_dead
    assert is_leftover(of_the_dead)
    assert not is_leftover(elsewhere)


def test_a_number_that_was_given_to_another_process_counts_as_gone(tmp_path, of_the_dead):
    process = os.getpid()
    mine = temporary_path(tmp_path, "x").name
    start = names._start(process)
    assert not is_leftover(mine)
    assert is_leftover(mine.replace(f"-{process}-{start}-", f"-{process}-{start + 1}-"))


def test_where_the_system_does_not_say_who_lives_everything_stays(monkeypatch, of_the_dead):
    monkeypatch.setattr(names, "_start", lambda process: None)
    assert not is_leftover(of_the_dead)
    unknown = temporary_path(names.Path(), "x").name
    assert "-0-" in unknown
    monkeypatch.undo()
    assert not is_leftover(unknown)


@pytest.mark.parametrize(
    "change", [str.upper, lambda name: name[1:], lambda name: f"{name}.txt", lambda name: ".x"]
)
def test_names_that_are_not_ours_stay(tmp_path, of_the_dead, change):
    (tmp_path / change(of_the_dead)).touch()
    remove_leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_for_results_is_cleared_of_them_before_a_run(tmp_path, of_the_dead):
    (tmp_path / of_the_dead).mkdir()
    (tmp_path / "theirs").touch()
    check_writable(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]
