"""What one worker has taken no other takes, until it gives it back, closes or is gone, however it went."""

import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from tci_sim.runs import locks
from tci_sim.runs.locks import LOCK_FILE, BatchLocks

ANOTHER = """
import sys
from pathlib import Path
from tci_sim.runs.locks import BatchLocks
claims = BatchLocks(Path(sys.argv[1]))
print(claims.claim("a"), flush=True)
sys.stdin.read()
"""


def left_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_one_has_taken_no_other_takes_until_it_is_given_back(tmp_path):
    with closing(BatchLocks(tmp_path)) as one, closing(BatchLocks(tmp_path)) as other:
        assert one.claim("a")
        assert one.claim("a")
        assert not other.claim("a")
        assert other.claim("b")
        one.release("a")
        assert other.claim("a")
        one.release("a")  # it is no longer its own to give
        assert not one.claim("a")


def test_whoever_closes_gives_back_its_own_and_nobody_elses(tmp_path):
    one, other, third = (BatchLocks(tmp_path) for _ in range(3))
    with closing(third):
        assert one.claim("a")
        assert other.claim("b")
        other.close()
        assert third.claim("b")
        assert not third.claim("a")
        one.close()
        assert third.claim("a")
    assert left_in(tmp_path) == [LOCK_FILE]


def test_a_claim_of_another_process_ends_with_it(tmp_path):
    with closing(BatchLocks(tmp_path)) as claims:
        process = subprocess.Popen(
            [sys.executable, "-c", ANOTHER, str(tmp_path)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )  # fmt: skip
        try:
            assert process.stdout.readline() == "True\n"
            assert not claims.claim("a")
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert claims.claim("a")
    assert left_in(tmp_path) == [LOCK_FILE]


def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(tmp_path)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )  # fmt: skip
    assert process.stdout.readline() == "True\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(left_in(tmp_path)) == 3
    BatchLocks(tmp_path).close()
    assert left_in(tmp_path) == [LOCK_FILE]


@pytest.mark.parametrize("content", [b"", b"nobody", b"../../elsewhere", b"\xff\x00", b"a\n"])
def test_a_claim_that_names_nobody_can_be_taken(tmp_path, content):
    with closing(BatchLocks(tmp_path)) as claims:
        (tmp_path / ".claim-a").write_bytes(content)
        assert claims.claim("a")


def test_each_thing_is_taken_once_however_many_reach_for_it(tmp_path):
    with ExitStack() as stack:
        workers = [stack.enter_context(closing(BatchLocks(tmp_path))) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            taken = pool.map(lambda worker: [n for n in range(50) if worker.claim(str(n))], workers)
            assert sorted(n for each in taken for n in each) == list(range(50))


def test_any_number_of_claims_takes_two_open_files(tmp_path):
    open_files = "/proc/self/fd"
    if not os.path.isdir(open_files):
        pytest.skip("this system does not list the open files of a process")
    before = len(os.listdir(open_files))
    with closing(BatchLocks(tmp_path)) as claims:
        assert all(claims.claim(str(number)) for number in range(300))
        assert len(os.listdir(open_files)) == before + 2
    assert len(os.listdir(open_files)) == before


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_on_a_disk_without_locks_everything_can_be_taken(tmp_path, monkeypatch, number):
    def no_locks(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(locks, "lock_descriptor", no_locks)
    with closing(BatchLocks(tmp_path)) as one, closing(BatchLocks(tmp_path)) as other:
        assert one.claim("a")
        assert other.claim("a")
        one.release("a")
    assert left_in(tmp_path) == [LOCK_FILE]


def test_where_nothing_can_be_written_everything_can_be_taken(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with closing(BatchLocks(tmp_path / "file")) as claims:  # below a file there is no room for files
        assert claims.claim("a")
        claims.release("a")
