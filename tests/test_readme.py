"""What the README says is so: its session runs, its files are there, its commands are understood."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def blocks(readme, language):
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


def test_the_session_runs_as_it_is_written(root, readme, tmp_path):
    [session] = blocks(readme, "python")
    shutil.copytree(root / "scenarios", tmp_path / "scenarios")
    told = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", "-c", session],
        cwd=tmp_path, env={"PYTHONPATH": str(root), "HOME": str(tmp_path.home())},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "6 firms" in told.stdout
    assert "TCI in place of TQM: " in told.stdout
    assert (tmp_path / "share.png").stat().st_size > 10_000


def test_the_session_has_about_twenty_lines(readme):
    [session] = blocks(readme, "python")
    assert len(session.splitlines()) <= 22


def test_every_file_it_points_to_is_there(root, readme):
    pointed = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(pointed) > 5
    assert [path for path in pointed if "://" not in path and not (root / path).exists()] == []


def test_every_make_target_it_names_is_there(root, readme):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", "\n".join(blocks(readme, "sh")), re.MULTILINE)
    assert targets == ["run", "test"]
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_every_command_and_option_it_shows_is_there(root, readme):
    shown = [
        line for block in blocks(readme, "sh") for line in block.splitlines() if line.startswith("tci-sim")
    ]
    assert len(shown) > 6
    known = {}
    for line in shown:
        _, command, *arguments = shlex.split(line, comments=True)
        if command not in known:
            asked = [sys.executable, "-m", "tci_sim", command, "--help"]
            known[command] = subprocess.run(
                asked, cwd=root, capture_output=True, text=True, check=True
            ).stdout
        options = [argument for argument in arguments if argument.startswith("--")]
        assert [option for option in options if option not in known[command]] == [], line


def test_every_scenario_it_shows_is_right(root, readme):
    named = sorted(set(re.findall(r"scenarios/\w+\.yaml", readme)))
    assert "scenarios/baseline.yaml" in named
    told = subprocess.run(
        [sys.executable, "-m", "tci_sim", "check", *named],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
