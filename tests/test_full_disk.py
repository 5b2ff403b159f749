"""A disk that is full, or a folder that cannot be written, is told in one sentence, and nothing half-written stays."""

import resource
import signal
import subprocess
import sys

import pytest

from tci_sim.cli import main
from tci_sim.compile_model import ensure_compiled

SMALL = ["--set", "market.customers=60", "--set", "months=3", "--set", "burn_in=1", "--quiet"]
ASKED = {
    "run": ["run", "scenarios/baseline.yaml", *SMALL],
    "compare": [
        "compare", "scenarios/baseline.yaml", *SMALL, "--firm-policy", "tqm,tci", "--replications", "2"
    ],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """Compile before anything is limited: machine code is larger than what is let through."""
    ensure_compiled(lambda _: None)


@pytest.fixture
def tci_sim(root):
    """Run the command in a process of its own, in which files may be no larger than some bytes."""

    def run(*arguments, limit=None):
        def before():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.run(
            [sys.executable, "-m", "tci_sim", *arguments],
            cwd=root, capture_output=True, text=True, check=False, preexec_fn=before if limit else None,
        )  # fmt: skip

    return run


@pytest.fixture
def little(tmp_path):
    """Mount a disk of 32 kB, where this is allowed."""
    folder = tmp_path / "little"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("command", list(ASKED))
def test_files_that_may_not_grow_end_it_with_1_and_one_sentence(tci_sim, tmp_path, command):
    told = tci_sim(*ASKED[command], "--out", str(tmp_path / "out"), limit=4096)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.count("\n") == 1
    assert "cannot be written" in told.stderr
    assert told.stderr.endswith("Nothing was saved.\n")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("command", list(ASKED))
def test_a_full_disk_ends_it_with_1_and_one_sentence(tci_sim, little, command):
    told = tci_sim(*ASKED[command], "--out", str(little))
    assert (told.returncode, told.stdout) == (1, "")
    assert "No space left on device. Nothing was saved." in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(little.iterdir()) == []


@pytest.mark.parametrize(
    "out", ["/proc/none", "README.md", "README.md/below", "", "a\0b".replace("\0", "\x01") * 99]
)
@pytest.mark.parametrize("command", list(ASKED))
def test_a_folder_that_cannot_be_written_ends_it_with_2_before_the_run(
    root, monkeypatch, capsys, command, out
):
    monkeypatch.chdir(root)
    code = main([*ASKED[command], "--out", out])
    printed, told = capsys.readouterr()
    assert (code, printed) == (2, "")
    assert told.startswith("--out ")
    assert told.count("\n") == 1
    assert told[:-1].isprintable()
