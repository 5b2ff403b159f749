"""Files have names that every file system takes, and are on the disk where a system can wait for that."""

import errno
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.runs.files import sync
from tci_sim.runs.names import file_name

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
AWKWARD = [
    "",
    "con",
    "nul.txt",
    "a.",
    "a ",
    "a:b",
    "a/b",
    "a\\b",
    "Ours",
    "OURS",
    "ours",
    "顧客",
    "..",
    "x" * 300,
]


@given(st.text() | st.sampled_from(AWKWARD))
def test_every_file_system_takes_the_name(name):
    for made in (file_name(name), f"review_{file_name(name)}.png"):
        assert made.isascii()
        assert not FORBIDDEN.search(made)
        assert 0 < len(made) <= 80


@given(st.lists(st.text(alphabet="aA/_ .-0:") | st.sampled_from(AWKWARD), unique=True, max_size=12))
def test_different_names_differ_in_more_than_capitals(names):
    assert len({file_name(name).lower() for name in names}) == len(names)


def test_a_name_that_was_changed_is_no_other_names_own():
    changed = file_name("a/b")
    assert file_name(changed) != changed


@pytest.fixture
def windows(monkeypatch):
    """Let files be opened and synced as on Windows: no folder is opened, and nothing that is only read is synced."""
    read_only = set()
    opened, synced = os.open, os.fsync

    def open_(path, flags, *more):
        if os.path.isdir(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        handle = opened(path, flags, *more)
        (read_only.add if flags & 3 == os.O_RDONLY else read_only.discard)(handle)
        return handle

    def fsync(handle):
        if handle in read_only:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        synced(handle)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.usefixtures("windows")
def test_files_are_synced_where_folders_cannot_be(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    sync(tmp_path / "file")
    sync(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "none")


def test_a_file_that_may_not_be_opened_is_reported(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "open", refuse)
    sync(tmp_path)
    with pytest.raises(PermissionError):
        sync(tmp_path / "file")
