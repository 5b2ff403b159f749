"""A file is there whole or not at all, under any name that its disk takes."""

import errno
import os

import pytest

from tci_sim import safe_files
from tci_sim.cli import main
from tci_sim.errors import RunError
from tci_sim.plots.picture import Picture
from tci_sim.safe_files import create, write_whole
from tci_sim.scenario.starter import write_starter


@pytest.fixture
def full(monkeypatch):
    """Make every disk full once a byte is written."""

    def write(path, data):
        path.write_bytes(data[:1])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(safe_files, "_write_new", write)


def test_a_file_under_the_longest_name_is_replaced_whole(tmp_path):
    path = tmp_path / ("x" * 255)
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_of_a_link_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "link").symlink_to("target")
    write_whole(tmp_path / "link", b"data")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"data"


def test_what_is_there_is_not_created_again(tmp_path):
    (tmp_path / "mine").write_text("mine")
    for name in ("mine", "nowhere"):
        (tmp_path / "nowhere").is_symlink() or (tmp_path / "nowhere").symlink_to("gone")
        with pytest.raises(FileExistsError):
            create(tmp_path / name, b"data")
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_full_disk_leaves_nothing_of_what_is_new(tmp_path, full):
    for write in (write_whole, create):
        with pytest.raises(OSError, match="No space"):
            write(tmp_path / "new", b"data")
    with pytest.raises(RunError, match="No space left on device"):
        write_starter(tmp_path / "mine.yaml")
    assert list(tmp_path.iterdir()) == []


def test_new_on_a_full_disk_ends_with_1_and_on_a_bad_name_with_2(tmp_path, monkeypatch, capsys, full):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine.yaml"]) == 1
    assert main(["new", "x" * 300 + ".yaml"]) == 2
    assert main(["new", "."]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[2] for line in said[:2]] == [
        "No space left on device.",
        "File name too long.",
    ]
    assert len(said) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_picture_and_a_network_stay_as_they_were_on_a_full_disk(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    from tci_sim.errors import InputError
    from tci_sim.scenario.load import load
    from tci_sim.world.build_network import network_of
    from tci_sim.world.networks.write import write_network

    network, files = network_of(load("baseline")), (tmp_path / "n.csv", tmp_path / "e.csv")
    picture = Picture(Figure().add_subplot())
    picture.save(tmp_path / "a.png")
    write_network(network, *files)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    count = []

    def second_fails(path, data):
        path.write_bytes(data)
        count.append(path)
        if len(count) != 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(safe_files, "_write_new", second_fails)
    with pytest.raises(OSError, match="No space"):
        picture.save(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"n\.csv and .*e\.csv: cannot be written|n\.csv"):
        write_network(network, files[1], files[0])
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_pictures_of_a_review_and_a_completion_on_a_full_disk_are_told_in_one_sentence(
    result, question, tmp_path, monkeypatch, capsys
):
    from tci_sim.analysis.answer import Answer
    from tci_sim.faces.cli import review_command
    from tci_sim.runs.store_errors import StoreError

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    answer = Answer(result, tmp_path, (), reused=True)
    monkeypatch.setattr(review_command, "run_and_save", lambda *_, **__: answer)
    monkeypatch.setattr(review_command, "draw_into", full)
    with pytest.raises(StoreError, match=r"reviews: cannot be written: No space left on device\.$"):
        review_command.run_and_draw_review(question, None, 1, tmp_path)
    monkeypatch.setattr("typer.completion.install", full)
    assert main(["--install-completion", "bash"]) == 1
    assert capsys.readouterr().err == "--install-completion: cannot be installed: No space left on device.\n"
