"""Several processes share a folder; some die, or left locks when they died: the work is done, and once."""

import signal
import time

import pytest
from faults.lives import Life, contents, finished, living, moments

SHARED = ["sweep", "compare"]
"""Commands whose runs several processes can share."""


def share(home, undisturbed, command, out, number, killed_at=None):
    """Let so many processes fill a folder, of which the first is killed or comes to its end with the others."""
    whole = undisturbed(command)
    with living(*(Life(home, out, command) for _ in range(number))) as lives:
        if killed_at is not None:
            time.sleep(killed_at * whole.seconds)
            lives[0].kill(signal.SIGKILL)
        for life in lives[1 if killed_at is not None else 0 :]:
            code, said = life.end()
            assert code == 0, said
    assert contents(lives[0].out) == whole.files


def test_two_sweeps_of_which_one_is_killed_share_the_work(home, undisturbed):
    share(home, undisturbed, "sweep", "shared", 2, killed_at=0.6)


@pytest.mark.faults("locks")
@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("command", SHARED)
def test_processes_on_one_folder_share_the_work(home, undisturbed, command, number):
    share(home, undisturbed, command, f"shared-{command}-{number}", number)


@pytest.mark.faults("locks")
@pytest.mark.parametrize("killed_at", moments(0, 3))
@pytest.mark.parametrize("command", SHARED)
def test_processes_of_which_one_is_killed_share_the_work(home, undisturbed, command, killed_at):
    share(home, undisturbed, command, f"shared-{command}-{killed_at:.3f}", 2, killed_at)


@pytest.mark.faults("locks")
@pytest.mark.parametrize("left", ["a dead holder", "nobody", "no text", "a folder"])
def test_locks_that_the_dead_left_hold_nobody_up(home, undisturbed, left):
    life = Life(home, f"left-{left}")
    with living(life):
        life.wait_for_work()
        life.kill(signal.SIGKILL)
    [folder] = {path.parent.parent for path in life.out.glob("*/runs/*.parquet")}
    claim = folder / ".claim-000-000007"
    match left:
        case "a dead holder":
            claim.write_text("0" * 32, encoding="ascii")
            (folder / f".worker-{'0' * 32}.lock").write_bytes(b"")
        case "nobody":
            claim.write_bytes(b"")
        case "no text":
            claim.write_bytes(b"\xff\x00" * 40)
        case "a folder":
            claim.mkdir()
    finished(Life(home, life.out.name), undisturbed("sweep"))
