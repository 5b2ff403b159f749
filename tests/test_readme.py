"""What the README says is so: its session runs, its files are there, its commands are understood."""

import itertools
import re
import shlex
import subprocess
import sys
import tomllib

import pytest
from readme_output import ANSWER, SESSION, printed_by_command, printed_by_session

from tci_sim.scenario.library import KINDS, PUBLISHED, SCENARIO, STUDY, files, is_name


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def blocks(readme, language):
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


def test_the_session_prints_what_is_shown(readme, tmp_path):
    """If it prints something else: `python tests/readme_output.py` writes it into the README."""
    [block] = SESSION.finditer(readme)
    printed = printed_by_session(block["session"], tmp_path)
    assert "6 firms" in printed
    assert "TCI in place of TQM: -" in printed  # as the sentence below it says
    assert printed == block["printed"]
    assert (tmp_path / "share.png").stat().st_size > 10_000


@pytest.mark.slow
def test_every_answer_is_the_one_that_is_shown(readme):
    answers = {block["command"]: block["printed"] for block in ANSWER.finditer(readme)}
    assert len(answers) == 2
    assert {command: printed_by_command(command) for command in answers} == answers


def test_it_is_short(readme):
    assert len(readme.splitlines()) <= 170


def test_the_session_has_about_twenty_lines(readme):
    [session] = blocks(readme, "python")
    assert len(session.splitlines()) <= 22


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "tci_sim/speed.md",
        "tci_sim/findings.md",
        "tci_sim/from_laptop_to_cluster.md",
        "tci_sim/reading_results.md",
    ],
)
def test_every_file_a_page_points_to_is_there(root, page):
    file = root / page
    pointed = re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))
    assert pointed
    assert [path for path in pointed if "://" not in path and not (file.parent / path).exists()] == []


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


def test_every_name_it_shows_is_in_the_library_among_what_the_command_takes(readme):
    takes = {
        **dict.fromkeys(("run", "review", "compare", "show"), (SCENARIO,)),
        "check": (SCENARIO, STUDY), "sweep": (STUDY,), "validate": (PUBLISHED,), "new": KINDS,
    }  # fmt: skip
    shown = {}
    for line in "\n".join(blocks(readme, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["tci-sim"] and words[1] in takes:
            shown.setdefault(words[1], set()).update(itertools.takewhile(is_name, words[2:]))
    assert shown.keys() == takes.keys()
    known = {command: {name for kind in kinds for name in files(kind)} for command, kinds in takes.items()}
    assert {
        command: names - known[command] for command, names in shown.items() if names - known[command]
    } == {}
    assert all(shown.values())


def test_it_says_of_every_extra_what_it_is_for(root, readme):
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert [name for name in extras.keys() - {"dev"} if f"[{name}]` (" not in readme] == []
