"""Each command is a file of its own: it parses, calls one function and prints."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from tci_sim.faces.cli import commands
from tci_sim.faces.cli.parser import command_line, command_names
from tci_sim.faces.cli.reporting import reporting
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.plots.fonts import MissingFontWarning

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


def test_a_warning_of_ours_is_a_sentence_even_where_warnings_are_errors(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with reporting(quiet=True):
            warnings.warn("no font", MissingFontWarning, stacklevel=1)
    assert capsys.readouterr().err == "WARNING: no font\n"
