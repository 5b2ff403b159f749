"""The command line speaks the language that is asked for: its own help and errors, and what it says of others."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import typer

from tci_sim.cli import main
from tci_sim.faces.cli.parser import command_names
from tci_sim.messages import LANGUAGES
from tci_sim.messages.language import ENVIRONMENT
from tci_sim.messages.width import width

HAN = re.compile(r"[\u4e00-\u9fff]")
TYPED = re.compile(
    r"「[^」]*」"  # quoted as it is typed
    r"|\.\w+\b|\b[a-z]+=[\d.]+"  # endings of files, and values
    r"|--?[\w-]+(=[\w.]+)?|\b[\w/]+(\.\w+)+(=\w+)?|\btcp://[\d.:]+"  # options, files, paths of parameters
    r"|\[=LOW:HIGH\]|PATH(=LOW:HIGH)?|KIND,(month=12,target=NAME,size=0.2,duration=6|\.\.\.)"  # as examples have them
    r"|\b[A-Z]+(_[A-Z]+)+\b|en\|zh-Hant|everyone\|firm|random\|lowest\|highest|A,B"
    rf"|\b(tci-sim|value_owners|random|baseline|results|table|text|json|csv|markdown|bibtex|cff|LANG|all|{'|'.join(command_names())})\b"
)
"""What is typed, and is therefore the same in every language."""
NAMES = {
    "YAML",
    "CSV",
    "JSON",
    "Schema",
    "Markdown",
    "Willems",
    "BibTeX",
    "CSL",
    "Dask",
    "GitHub",
    "shell",
    "bash",
    "zsh",
    "fish",
    "PowerShell",
}
"""Names of formats, programs and authors."""

WRONG = [
    ["rnu"],
    ["nothing-like-it"],
    ["run"],
    ["run", "baseline", "--sed", "3"],
    ["run", "baseline", "--zzz"],
    ["run", "baseline", "-z"],
    ["run", "baseline", "--seed"],
    ["run", "baseline", "--quiet=3"],
    ["run", "baseline", "--seed", "x"],
    ["run", "baseline", "--seed", "-1"],
    ["run", "baseline", "--threads", "257"],
    ["run", "baseline", "left", "over"],
    ["run", "baseline", "--format", "xml"],
    ["check", "baseline", "--format", "xml"],
    ["run", "baseline", "--network", "a.csv", "--network", "b.csv", "--network", "c.csv"],
    ["review", "baseline", "--firm", "our"],
    ["compare", "baseline", "baseline"],
    ["compare", "baseline", "--regimes", "some"],
    ["compare", "baseline", "price_war", "--precision", "share"],
    ["--lang", "zh-TW"],
    ["--lang", "de"],
    ["--lang"],
]


@pytest.fixture
def says(monkeypatch, capsys):
    """Run a command in an environment that names no language: exit code, stdout and stderr."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


def foreign(text: str) -> set[str]:
    """English words of a Chinese text that nobody types."""
    return set(re.findall(r"[A-Za-z]{2,}", TYPED.sub(" ", text))) - NAMES


# --- which language -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "zh-Hant", "run", "--help"],
        ["--lang=zh-Hant", "run", "--help"],
        ["run", "--help", "--lang", "zh-Hant"],
        ["run", "baseline", "--lang=zh-Hant", "--help"],
        ["run", "--lang", "en", "--help", "--lang", "zh-Hant"],
    ],
)
def test_the_option_is_taken_anywhere_on_the_line(says, arguments):
    code, told, _ = says(*arguments)
    assert code == 0
    assert told.startswith("用法：tci-sim run [選項] 情境\n")


@pytest.mark.parametrize(
    ("environment", "first"),
    [
        ({}, "Usage"),
        ({"LANG": "zh_TW.UTF-8"}, "用法"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "C.UTF-8"}, "Usage"),
        ({"LC_ALL": "en_US.UTF-8", "TCI_SIM_LANG": "zh-Hant"}, "用法"),
    ],
)
def test_without_the_option_the_environment_decides(says, monkeypatch, environment, first):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert says("--help")[1].startswith(first)
    assert says("--help", "--lang", "en")[1].startswith("Usage")


def test_a_wrong_language_is_one_error(says, monkeypatch):
    assert says("--lang", "de", "run", "--help") == (2, "", "--lang de: must be en or zh-Hant.\n")
    assert says("run", "--lang=zh-TW")[2].endswith("Did you mean 'zh-Hant'?\n")
    assert all(language in says("--lang", "de")[2] for language in LANGUAGES)


def test_what_programs_read_does_not_follow_the_environment(says, monkeypatch):
    wrong = ["check", "baseline", *(["--network", "bicycle_nodes"] * 3), "--format", "json"]
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    code, data, talk = says(*wrong)
    [fault] = json.loads(data)["faults"]
    assert code == 2
    assert fault.startswith("--network: given 3 times")
    assert talk.startswith("--network: 使用了 3 次")
    _, data, _ = says(*wrong, "--lang", "zh-Hant")
    assert json.loads(data)["faults"] == talk.splitlines()
    assert set(json.loads(data)) == {
        "command", "version", "files", "valid", "faults", "inactive", "warnings", "costs",
    }  # fmt: skip


# --- its words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", *command_names()])
def test_the_chinese_help_has_no_english_word_but_what_is_typed(says, name):
    code, told, _ = says(*([name] if name else []), "--help", "--lang", "zh-Hant")
    assert code == 0
    assert len(HAN.findall(told)) > 30
    assert foreign(told) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *command_names()])
def test_the_help_fits_a_screen_and_its_columns_are_straight(says, name, language):
    _, told, _ = says(*([name] if name else []), "--help", "--lang", language)
    lines = told.splitlines()
    assert max(map(width, lines)) <= 78
    rows = [line for line in lines if line.startswith(("  --", "  -q")) and "  " in line.strip()]
    assert len({width(re.match(r"  \S.*?\s{2,}", row).group()) for row in rows}) == 1
    assert not any(re.match(r"\s*[，。、；：？！）」』》]", line) for line in lines)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_an_error_is_said_in_both_languages(says, monkeypatch, arguments):
    monkeypatch.setenv("TCI_SIM_LANG", "en")
    code, data, talk = says(*arguments)
    assert (code, data) == (2, "")
    assert not HAN.search(talk)
    monkeypatch.setenv("TCI_SIM_LANG", "zh-Hant")
    code, data, talk = says(*arguments)
    assert (code, data) == (2, "")
    assert HAN.search(talk)
    for word in arguments:
        talk = talk.replace(word, "")
    assert foreign(talk) - {"ours", "north", "south", "east", "west", "centre"} == set()


def test_a_line_without_a_command_shows_the_help(says):
    for arguments in ([], ["--"], ["--lang", "zh-Hant"]):
        code, data, talk = says(*arguments)
        assert (code, data) == (2, "")
        assert "tci-sim run baseline" in talk


def test_every_error_of_the_installed_parser_is_one_that_has_words():
    """A later typer may refuse more: each kind of error that is raised while a line is read is known by name."""
    known = {
        "parser.py": {"NoSuchOption", "BadOptionUsage", "BadArgumentUsage", "TypeError", "ValueError"},
        "core.py": {
            *("MissingParameter", "NoArgsIsHelpError", "UsageError", "Abort", "Exit"),
            *("TypeError", "ValueError", "RuntimeError"),
        },
    }  # fmt: skip
    folder = Path(typer.__file__).parent
    for name, classes in known.items():
        raised: set[str] = set()
        for path in folder.rglob(name):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    raised.add(ast.unparse(node.exc.func).rpartition(".")[2])
        assert raised
        assert raised <= classes


def test_ctrl_c_is_one_sentence(says, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tci_sim.scenario.library_report.as_text", stop)
    assert says("library") == (130, "", "Stopped.\n")
    assert says("library", "--lang", "zh-Hant") == (130, "", "已停止。\n")
