"""What the system does not let be read is told in one sentence, and is not taken for something that is not there."""

import errno
import os

import pytest

from tci_sim.api.run import load_result
from tci_sim.runs.files import is_there, names_in, read_bytes
from tci_sim.runs.folders import write_atomically
from tci_sim.runs.store_errors import DamagedError, StoreError


@pytest.fixture
def locked(monkeypatch):
    """Lock a folder: nothing in it is seen, which the administrator could not try otherwise."""

    def lock(folder):
        def refusing(call, is_below):
            def asked(path=".", *more, **others):
                mine = isinstance(path, str | os.PathLike) and str(path).startswith(f"{folder}{is_below}")
                if mine:
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
                return call(path, *more, **others)

            return asked

        monkeypatch.setattr(os, "stat", refusing(os.stat, os.sep))
        for name in ("listdir", "scandir"):
            monkeypatch.setattr(os, name, refusing(getattr(os, name), ""))

    return lock


def test_runs_that_may_not_be_seen_are_not_taken_for_none(result, tmp_path, locked):
    folder = result.save(tmp_path)
    locked(folder / "runs")
    with pytest.raises(StoreError, match=r"runs: cannot be read: Permission denied\.$"):
        load_result(folder)
    with pytest.raises(StoreError, match=r"parquet: cannot be read: Permission denied\.$"):
        result.save(tmp_path)


def test_a_folder_that_may_not_be_seen_is_not_filled(tmp_path, locked):
    locked(tmp_path)
    with pytest.raises(StoreError, match=r"answer: cannot be read: Permission denied\.$"):
        write_atomically(tmp_path / "answer", lambda _: None)


def test_where_there_is_nothing_nothing_is_there(tmp_path):
    (tmp_path / "b.csv").touch()
    (tmp_path / "a.csv").touch()
    (tmp_path / "c").touch()
    assert is_there(tmp_path)
    assert is_there(tmp_path / "c")
    assert not is_there(tmp_path / "d")
    assert not is_there(tmp_path / "c" / "below a file")
    assert names_in(tmp_path, ".csv") == ["a.csv", "b.csv"]
    assert names_in(tmp_path / "d", ".csv") == []


def test_what_cannot_be_a_name_is_told_in_one_sentence(tmp_path):
    with pytest.raises(DamagedError, match=r"cannot be read: .*null"):
        read_bytes(tmp_path / "a\0b")
    with pytest.raises(StoreError, match=r"cannot be read: .*null"):
        is_there(tmp_path / "a\0b")
    with pytest.raises(StoreError, match=r"cannot be read: .*null"):
        load_result("a\0b")
