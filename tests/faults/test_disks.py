"""The disk is full, or files may grow no further, at every writer: one sentence, and nothing half-written stays."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.lives import COMMANDS, Life, finished, living, nothing_is_half_written

from tci_sim.render.page_file import MARK

SIZES = (0.0, 0.02, 0.1, 0.4, 0.99)
"""Of what may be written in a file, as a share of the largest that the command writes."""
DISKS = (16, 128, 512)
"""Of a whole disk. [kB]"""


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mount a disk of some size, where that is allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def ends_in_one_sentence(life: Life, undisturbed) -> bool:
    """Check how a command ends that may not write; whether something could not be written."""
    with living(life):
        code, said = life.end()
    assert code in (0, 1), said
    assert "Traceback" not in said
    nothing_is_half_written(life.out, undisturbed)
    if code == 1:
        assert "cannot be written" in said.splitlines()[-1]
    return code == 1


def test_a_limit_on_files_ends_it_in_one_sentence_and_loses_nothing(home, undisturbed):
    whole = undisturbed("sweep")
    assert ends_in_one_sentence(Life(home, "limited", largest_file=5_000), whole)
    finished(Life(home, "limited"), whole)


@pytest.mark.faults("full disks")
@pytest.mark.parametrize("share", SIZES)
@pytest.mark.parametrize("command", list(COMMANDS))
def test_files_that_may_not_grow_end_every_command_in_one_sentence(home, undisturbed, command, share):
    whole = undisturbed(command, pictures=True)
    largest = 1 + int(share * max(map(len, whole.files.values())))
    life = Life(home, f"{command}-{largest}", command, pictures=True, largest_file=largest)
    assert ends_in_one_sentence(life, whole)


@pytest.mark.faults("full disks")
@pytest.mark.parametrize("kilobytes", DISKS)
@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_full_disk_ends_every_command_in_one_sentence(home, undisturbed, command, kilobytes):
    name = f"disk-{command}-{kilobytes}"
    with small_disk(home / name, kilobytes):
        ends_in_one_sentence(
            Life(home, f"{name}/out", command, pictures=True), undisturbed(command, pictures=True)
        )


@pytest.mark.faults("full disks")
@pytest.mark.parametrize("share", SIZES[::2])
def test_a_page_is_written_whole_or_not_at_all(home, undisturbed, share):
    whole = undisturbed("sweep", pictures=True)
    pages = home / f"pages-{share}"
    pages.mkdir()
    drawn = sum(len(data) for name, data in whole.files.items() if name.endswith((".png", ".svg")))
    life = Life(
        home, f"page-{share}", "sweep", "--page", str(pages / "page.md"),
        pictures=True, largest_file=1 + int(share * drawn),
    )  # fmt: skip
    if ends_in_one_sentence(life, whole):
        assert list(pages.iterdir()) == []
    else:
        assert (pages / "page.md").read_text(encoding="utf-8").splitlines()[-1] == MARK
