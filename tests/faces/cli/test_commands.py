"""Each command is a file of its own: it parses, calls one function and prints."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tci_sim.cli import main
from tci_sim.faces.cli import commands
from tci_sim.faces.cli.help import GROUPS
from tci_sim.faces.cli.parser import command_line, command_names
from tci_sim.messages import LANGUAGES, using_language

MODULES = sorted(Path(commands.__path__[0]).glob("[!_]*.py"))
MOST_LINES = 10


def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def test_every_module_of_the_folder_is_a_command():
    assert tuple(module.stem for module in MODULES) == command_names()
    assert {"run", "compare", "sweep", "check"} <= set(command_names())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_body_of_a_command_has_ten_lines_at_most(module):
    [function] = [
        node
        for node in tree_of(module).body
        if isinstance(node, ast.FunctionDef) and node.name == module.stem
    ]
    docstring, first, *others = function.body
    assert ast.get_docstring(function)
    assert docstring is not first
    last = (others or [first])[-1]
    assert last.end_lineno is not None
    lines = module.read_text(encoding="utf-8").splitlines()[first.lineno - 1 : last.end_lineno]
    assert len([line for line in lines if line.strip()]) <= MOST_LINES


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_command_declares_no_option_of_its_own(module):
    named = {node.attr for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)}
    assert not named & {"Option", "Argument"}


def test_an_option_of_one_name_and_help_is_declared_once():
    source = (Path(commands.__path__[0]).parent / "options.py").read_text(encoding="utf-8")
    helps = [
        node.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant)
    ]
    assert len(helps) >= 25
    assert [each for each in helps if helps.count(each) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_built_with_its_words_in_the_language_in_use(language):
    with using_language(language):
        line = command_line()
        built = [line.get_command(None, name) for name in command_names()]
    params = [param for command in [line, *built] for param in command.params]
    assert len(params) > 60
    for said in [*(command.help for command in built), *(param.help for param in params)]:
        assert said
        assert said.isascii() == (language == "en")


def test_the_help_lists_every_command_once_below_what_it_is_for(capsys):
    assert sorted(name for names in GROUPS.values() for name in names) == list(command_names())
    for language, title in (("en", "Decide:"), ("zh-Hant", "做決定：")):
        assert main(["--lang", language, "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[lines.index(title) + 1].split()[0] == "answer"
