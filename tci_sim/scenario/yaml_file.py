"""Strict YAML 1.2: text becomes a tree of plain values, each with the file and the line it stands on."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tci_sim.errors import InputError, check_is_file
from tci_sim.messages import Message, message

LARGEST_FILE = 1_000_000
"""Bytes that a scenario or policy file may have."""
DEEPEST_NESTING = 40
"""Levels of mappings and lists inside each other that a file may have."""

MOST_VALUES = 10_000
"""Names and values that a file may hold."""
MOST_FAULTS = 100
"""Faults told at once; a file with more of them is another kind of file."""

Scalar = str | int | float | bool | None

_NULLS = ("", "~", "null")
_BOOLEANS = {"true": True, "false": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NOT_A_NUMBER = (".nan", ".NaN", ".NAN")
_MOST_DIGITS = 300  # a longer whole number is larger than any float


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a scenario, and where it was written."""

    value: dict[str, Node] | tuple[Node, ...] | Scalar
    """A mapping, a list, or one plain value."""
    file: str = ""
    """The file as the reader would name it; for an override its own text."""
    line: int = 0
    """The line in that file, counted from 1; 0 where there is no file."""
    text: str = ""
    """A plain value as it was written."""
    whole: bool = False
    """Whether it replaces what it is laid over, even if both are mappings."""
    implied: bool = False
    """Whether it is a mapping that nobody wrote, on the way to a value that was given by its path."""
    based: bool = False
    """Whether it is a policy that says what its levers start from."""
    through: str = ""
    """The policy or the sector by whose name it came here, as `Origin.through` has it."""


def read_yaml(path: str | Path) -> Node:
    """Read one file whose top level is a mapping.

    Parameters
    ----------
    path : str or Path
        The file; messages name it as it is given here.

    Returns
    -------
    Node

    Raises
    ------
    InputError
        The file cannot be read, is no UTF-8 text or no strict YAML; all faults that can be told at once.
    """
    name = str(path)
    tree = parse_yaml(_text(name), name)
    if tree.line == 0:
        raise InputError(message("fault.file.empty", place=name))
    if not isinstance(tree.value, dict):
        raise InputError(message("fault.file.no_mapping", place=f"{name}:{tree.line}"))
    return tree


def parse_yaml(text: str, file: str, *, numbered: bool = True) -> Node:
    """Turn YAML text into a tree.

    Parameters
    ----------
    text : str
        One document at most, without anchors, aliases, tags, tabs or doubled keys.
    file : str
        What messages name as its place.
    numbered : bool
        Whether its lines are worth naming; an option of the command line has none.

    Returns
    -------
    Node
        Its line is 0 where the text holds no value at all.

    Raises
    ------
    InputError
        Where the text breaks a rule, one line for each fault.

    Examples
    --------
    >>> parse_yaml("time: 0.1", "mine.yaml").value["time"].value
    0.1
    >>> parse_yaml("yes", "mine.yaml").value
    'yes'
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if "\t" in text:
        line = text.count("\n", 0, text.index("\t")) + 1
        raise InputError(message("fault.file.tab", place=f"{file}:{line}"))
    builder = _Builder(file, numbered)
    try:
        tree = builder.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join((error.problem or error.context or type(error).__name__).split())
        raise InputError(message("fault.file.not_yaml", place=builder.place(mark), problem=problem)) from None
    except (YAMLError, ValueError, OverflowError) as error:
        # a character that may not stand in a text, as it is or as an escape
        problem = str(error).partition("\n")[0]
        raise InputError(message("fault.file.not_yaml", place=file, problem=problem)) from None
    if builder.faults:
        raise InputError(*builder.faults)
    return tree


class _Builder:
    """Builds a tree from the parser's events, and notes what strict YAML does not allow."""

    def __init__(self, file: str, numbered: bool) -> None:
        self.file = file
        self.numbered = numbered
        self.faults: list[Message | str] = []
        self.values = 0

    def place(self, mark: Any) -> str:
        return f"{self.file}:{mark.line + 1}" if self.numbered and mark is not None else self.file

    def document(self, events: Iterator[Any]) -> Node:
        tree = Node(None, self.file)
        documents = 0
        for event in events:
            match type(event).__name__:
                case "StreamStartEvent" | "StreamEndEvent" | "DocumentEndEvent":
                    continue
                case "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        second = message("fault.file.second_document", place=self.place(event.start_mark))
                        raise InputError(*self.faults, second)
                    if event.tags or event.version not in (None, (1, 2)):
                        self.faults.append(
                            message("fault.file.directive", place=self.place(event.start_mark))
                        )
                case _:
                    tree = self.node(event, events, depth=1)
        return tree

    def node(self, event: Any, events: Iterator[Any], depth: int, line: int | None = None) -> Node:
        place = self.place(event.start_mark)
        here = event.start_mark.line + 1 if line is None else line
        here = here if self.numbered else 0
        self.values += 1
        wrong: Message | None = None
        if depth > DEEPEST_NESTING:
            wrong = message("fault.file.deep", place=place, most=DEEPEST_NESTING)
        elif self.values > MOST_VALUES:
            wrong = message("fault.file.many_values", place=place, most=MOST_VALUES)
        elif len(self.faults) >= MOST_FAULTS:
            wrong = message("fault.file.many_faults", place=place)
        if wrong is not None:
            raise InputError(*self.faults, wrong)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.faults.append(message("fault.file.alias", place=place, name=event.anchor))
            return Node(None, self.file, here)
        if event.anchor is not None:
            self.faults.append(message("fault.file.anchor", place=place, name=event.anchor))
        if event.tag is not None:
            self.faults.append(message("fault.file.tag", place=place, tag=event.tag))
        if kind == "MappingStartEvent":
            return Node(self.mapping(events, depth), self.file, here)
        if kind == "SequenceStartEvent":
            entries: list[Node] = []
            while type(event := next(events)).__name__ != "SequenceEndEvent":
                entries.append(self.node(event, events, depth + 1))
            return Node(tuple(entries), self.file, here)
        plain = event.implicit[0]
        if unseen := next(filter(_is_unseen, event.value), ""):
            code = f"U+{ord(unseen):04X}"
            self.faults.append(
                message("fault.file.half_character", place=place, code=code)
                if "\ud800" <= unseen <= "\udfff"
                else message("fault.file.invisible", place=place, code=code)
            )
        return Node(
            plain_value(event.value) if plain else event.value, self.file, here, event.value if plain else ""
        )

    def mapping(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(key := next(events)).__name__ != "MappingEndEvent":
            line = key.start_mark.line + 1
            self.node(key, events, depth + 1)
            entry = self.node(next(events), events, depth + 1, line)
            if type(key).__name__ != "ScalarEvent":
                self.faults.append(message("fault.file.key", place=self.place(key.start_mark)))
            elif key.value in entries:
                place = self.place(key.start_mark)
                self.faults.append(
                    message("fault.file.twice", place=place, name=key.value, line=lines[key.value])
                    if self.numbered
                    else message("fault.file.twice_in_one", place=place, name=key.value)
                )
            else:
                entries[key.value], lines[key.value] = entry, line
        return entries


def _is_unseen(character: str) -> bool:
    """Return what could write to a terminal or hide in a name from what is read: letters, blanks, ends of lines."""
    return not (character.isprintable() or character == "\n" or unicodedata.category(character) == "Zs")


def plain_value(text: str) -> Scalar:
    """Read an unquoted scalar: null, true, false, a number in plain digits, or else text.

    Narrower than the core schema of YAML 1.2: 010, 0o7, 0x1F, 1_000 and yes are text, so that nobody is
    surprised by the number that they would mean elsewhere.

    Examples
    --------
    >>> [plain_value(text) for text in ("3", "1e3", "0x1F", "true", "yes", "~")]
    [3, 1000.0, '0x1F', True, 'yes', None]
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) <= _MOST_DIGITS else float(text)
    if _DECIMAL.fullmatch(text) and any(character.isdigit() for character in re.split("[eE]", text)[0]):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(infinite[1] + "inf")
    return float("nan") if text in _NOT_A_NUMBER else text


def _text(name: str) -> str:
    """Read the file whole, once its kind and size are known to be fit."""
    try:
        facts = os.stat(name)
        check_is_file(facts, name)
        if facts.st_size <= LARGEST_FILE:
            with open(name, "rb") as file:
                content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(message("fault.file.missing", place=name or repr(name))) from None
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have
        problem = getattr(error, "strerror", None) or str(error)
        raise InputError(message("fault.file.unreadable", place=repr(name), problem=problem)) from None
    if facts.st_size > LARGEST_FILE or len(content) > LARGEST_FILE:
        raise InputError(message("fault.file.large", place=name, most=LARGEST_FILE // 1_000_000))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(message("fault.file.encoding", place=f"{name}:{line}")) from None
