"""A sweep is killed, starved and damaged; the same command goes on, and no run is lost, none is there twice.

Each life of a sweep is a process of its own, on a folder in which earlier ones left what they left. In the end its
rows are held, bit by bit, against those of a sweep that nobody disturbed.
"""

import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tci_sim.api import load_sweep
from tci_sim.compile_model import ensure_compiled
from tci_sim.engine.randomness import Decision, draw

STUDY = """\
question: What survives?
reason: Many short runs, so that there is something to be lost.
base: {base}
set: {{market.customers: 300, months: 12, burn_in: 6}}
levers: {{firms.ours.policy: [tci, tqm]}}
uncertainties: {{world.choice.price_weight: [1.0, 3.0, 5.0]}}
replications: 40
report: [satisfaction, profit]
holders: [firm, market]
"""
RUNS = 6 * 40
LIFE = """
import sys
from tci_sim.runs import batches
batches.LARGEST_BATCH = 7
from tci_sim.cli import main
sys.exit(main(["sweep", "study.yaml", "--allow-outside", "--out", sys.argv[1], "--threads", "2", *sys.argv[2:]]))
"""
LONGEST = 240  # [s] for one life, on a busy machine


@pytest.fixture(scope="module")
def home(root, tmp_path_factory) -> Path:
    """Make a folder with the study; all lives are lived in it."""
    ensure_compiled(lambda _: None)  # no life shall be spent on that
    folder = tmp_path_factory.mktemp("survival")
    (folder / "study.yaml").write_text(
        STUDY.format(base=root / "scenarios" / "baseline.yaml"), encoding="utf-8"
    )
    return folder


class Life:
    """One process that sweeps."""

    def __init__(self, home: Path, out: str, *, largest_file: int | None = None) -> None:
        self.out = home / out

        def limit() -> None:
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        self.process = subprocess.Popen(
            [sys.executable, "-c", LIFE, out], cwd=home, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit,
        )  # fmt: skip

    def end(self) -> tuple[int, str]:
        """Wait for its end; the exit code, and what it said on the way."""
        _, said = self.process.communicate(timeout=LONGEST)
        return self.process.returncode, said

    def wait_for_work(self) -> None:
        """Wait until it makes runs, or has ended."""
        seen = len(files(self.out)) if self.out.exists() else 0
        while self.process.poll() is None and len(files(self.out)) == seen:
            time.sleep(0.005)

    def kill(self, how: signal.Signals) -> None:
        """Send it a signal, and wait for its end."""
        self.process.send_signal(how)
        self.end()


@contextmanager
def living(*lives: Life) -> Iterator[tuple[Life, ...]]:
    """Let nothing outlive a test."""
    try:
        yield lives
    finally:
        for life in lives:
            life.process.kill()
            life.process.wait()


def folder_in(out: Path) -> Path:
    [folder] = out.glob("study-*")
    return folder


def files(out: Path) -> list[Path]:
    return sorted(out.glob("study-*/runs/*.parquet"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture(scope="module")
def undisturbed(home):
    """Return the rows of a sweep that nobody disturbed."""
    code, said = Life(home, "undisturbed").end()
    assert code == 0, said
    return load_sweep(folder_in(home / "undisturbed"))


def finished(home: Path, out: str, undisturbed) -> None:
    """Go on to the end, and hold every row against the undisturbed ones."""
    code, said = Life(home, out).end()
    assert code == 0, said
    found = load_sweep(folder_in(home / out))
    assert found.fingerprint == undisturbed.fingerprint
    pairs = np.unique(np.stack([found.columns["case"], found.columns["replication"]]), axis=1)
    assert pairs.shape[1] == RUNS  # none lost
    assert (
        len(found.columns["case"]) == RUNS * 13 * 7
    )  # none twice: 12 months and the whole, 6 firms and the market
    assert not list((home / out).rglob(".*.tci-sim-*"))  # nothing half-written is left
    whole = {path.name for path in files(home / out)}
    assert sorted(path.name for path in folder_in(home / out).glob("[!d]*/**/*.parquet")) == sorted(
        [*whole] * 5
    )  # runs, and months and figures of firms and of the market: no file without the others of its batch


def moments(how_many: int) -> list[tuple[float, signal.Signals]]:
    """Choose when and how to strike, without any order, the same each time."""
    when = draw(30, Decision.SAMPLE, 0, range(how_many)).tolist()
    how = (draw(31, Decision.SAMPLE, 0, range(how_many)) < 0.5).tolist()
    return [(w, signal.SIGKILL if k else signal.SIGTERM) for w, k in zip(when, how, strict=True)]


def struck(home: Path, out: str, strikes: list[tuple[float, signal.Signals]], undisturbed) -> int:
    """Strike life after life; where a sweep came to its end first, begin another. How many ended by a strike."""
    ended = generation = 0
    for when, how in strikes:
        name = f"{out}-{generation}"
        with living(Life(home, name)) as (life,):
            life.wait_for_work()
            time.sleep(0.7 * when)
            alive = life.process.poll() is None
            life.kill(how)
        ended += alive and life.process.returncode == -how
        if not alive:
            finished(home, name, undisturbed)
            generation += 1
    finished(home, f"{out}-{generation}", undisturbed)
    return ended


def test_a_sweep_that_is_killed_goes_on(home, undisturbed):
    strikes = moments(30)[:3]
    assert struck(home, "few", strikes, undisturbed) >= 1


@pytest.mark.slow
def test_a_sweep_that_is_killed_at_thirty_moments_goes_on(home, undisturbed):
    assert struck(home, "thirty", moments(30), undisturbed) >= 15


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(home, undisturbed):
    with living(Life(home, "ctrl-c")) as (life,):
        life.wait_for_work()
        life.process.send_signal(signal.SIGINT)
        code, said = life.end()
    if code == 0:
        pytest.skip("it was done before it could be stopped")
    assert code == 130
    assert f"of {RUNS} runs are saved in ctrl-c/study-" in said
    assert "rerun the command to resume." in said
    assert "Traceback" not in said
    finished(home, "ctrl-c", undisturbed)


def test_a_truncated_newest_file_is_made_again(home, undisturbed):
    with living(Life(home, "truncated")) as (life,):
        life.wait_for_work()
        life.kill(signal.SIGKILL)
    newest = files(home / "truncated")[-1]
    newest.write_bytes(newest.read_bytes()[:-20])
    finished(home, "truncated", undisturbed)
    assert list(folder_in(home / "truncated").glob(f"damaged/{newest.name}-*"))


def test_a_limit_on_files_ends_it_in_one_sentence_and_loses_nothing(home, undisturbed):
    with living(Life(home, "limited", largest_file=5_000)) as (life,):
        code, said = life.end()
    assert code == 1
    assert "cannot be written" in said
    assert "Traceback" not in said
    shutil.rmtree(home / "limited", ignore_errors=True)
    with living(Life(home, "limited")) as (life,):
        life.wait_for_work()
        life.kill(signal.SIGKILL)
    kept = {path.name: path.read_bytes() for path in files(home / "limited")}
    with living(Life(home, "limited", largest_file=5_000)) as (life,):
        code, said = life.end()
    assert code == 1
    assert {path.name: path.read_bytes() for path in files(home / "limited")} == kept
    finished(home, "limited", undisturbed)


@pytest.fixture
def small_disk(home):
    """Mount a disk of 200 kB, where that is allowed."""
    disk = home / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=False)


def test_a_full_disk_ends_it_in_one_sentence_and_loses_nothing(home, undisturbed, small_disk):
    with living(Life(home, "disk/results")) as (life,):
        code, said = life.end()
    assert code == 1
    assert "cannot be written: No space left on device." in said
    assert "Traceback" not in said
    assert files(small_disk / "results")
    shutil.copytree(small_disk / "results", home / "larger")
    finished(home, "larger", undisturbed)


@pytest.mark.parametrize("one_is_killed", [False, True])
def test_two_sweeps_on_one_folder_share_the_work(home, undisturbed, one_is_killed):
    name = f"two-{one_is_killed}"
    with living(Life(home, name), Life(home, name)) as (one, other):
        if one_is_killed:
            one.wait_for_work()
            one.kill(signal.SIGKILL)
        else:
            assert one.end()[0] == 0
        code, said = other.end()
    assert code == 0, said
    finished(home, name, undisturbed)
