"""A pipe, a folder, a link or an over-long name where a file or a folder belongs: told at once, with code 2."""

import os
import signal

import pytest

from tci_sim.cli import main

LONG = "x" * 300
THINGS = {
    "pipe": os.mkfifo,
    "folder": os.mkdir,
    "loop": lambda name: os.symlink(name, name),
    "link to nowhere": lambda name: os.symlink("nowhere", name),
}
COMMANDS = [
    ["run", "NAME.yaml"], ["check", "NAME.yaml"], ["show", "NAME.yaml"], ["review", "NAME.yaml"],
    ["compare", "baseline", "NAME.yaml"], ["sweep", "NAME.yaml"], ["new", "NAME.yaml"],
    ["run", "baseline", "--network", "NAME.csv"], ["run", "baseline", "--network", "NAME.graphml"],
    ["run", "baseline", "--network", "NAME.csv", "--network", "NAME.csv"],
    ["sweep", "ablation", "--page", "NAME.md"], ["validate", "--page", "NAME.md"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_a_folder_and_never_waiting(tmp_path, monkeypatch):
    """Work in a folder; whoever waits for a pipe is woken."""
    monkeypatch.chdir(tmp_path)

    def stop(*_):
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_told_with_2(tmp_path, capsys, command):
    for number, (thing, make) in enumerate(THINGS.items()):
        given = [part.replace("NAME", f"mine{number}") for part in command]
        for name in {part for part in given if "." in part}:
            make(name)
        assert main(given) == 2, thing
        told = capsys.readouterr()
        assert told.out == "", thing
        assert f"mine{number}" in told.err.splitlines()[-1], thing
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [(os.mkfifo, "is a device or a pipe, not a file."), (os.mkdir, "is a folder, not a file.")],
)
@pytest.mark.parametrize("names", [["net.graphml"], ["net.csv"], ["net.csv", "net.csv"]], ids=" ".join)
def test_a_network_that_is_there_and_no_file_is_not_said_to_be_missing(capsys, names, make, said):
    make(names[0])
    assert main(["run", "supply_chain", *(part for name in names for part in ("--network", name))]) == 2
    [told] = {line.partition("': ")[2] for line in capsys.readouterr().err.splitlines()}
    assert told == said


@pytest.mark.parametrize("command", [*COMMANDS, ["run", "baseline", "--out", "NAME"]], ids=" ".join)
def test_a_name_that_no_file_can_have_is_told_with_2(tmp_path, capsys, command):
    assert main([part.replace("NAME", LONG) for part in command]) == 2
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("thing", ["pipe", "loop", "link to nowhere"])
def test_what_is_no_folder_is_told_with_2_before_a_run(thing, capsys):
    THINGS[thing]("out")
    assert main(["run", "baseline", "--out", "out"]) == 2
    assert capsys.readouterr().err.startswith("--out out: ")
