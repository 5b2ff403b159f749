"""What `library` prints: every file of the library by its name, with the question it asks or the reason it gives."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from tci_sim.messages import Message, message
from tci_sim.scenario.library import KINDS, Kind, files, folder
from tci_sim.scenario.tree import words_at
from tci_sim.scenario.yaml_file import read_yaml

_WIDTH = 110

_HEADINGS: Mapping[str, Message] = {
    "": message("library.scenarios"),
    "stories": message("library.stories"),
    "worlds": message("library.worlds"),
    "market": message("library.market"),
    "published": message("library.published"),
    "meaning": message("library.meaning"),
    "studies": message("library.studies"),
    "regimes": message("library.policies"),
    "sectors": message("library.sectors"),
    "networks": message("library.networks"),
    "lessons": message("library.lessons"),
}
"""What the files of each folder are, and the commands that take them."""


def as_text() -> str:
    """Return the list, one heading for each folder of the library and one line for each file."""
    places = {place: kind for kind in reversed(KINDS) for place in kind.folders}
    shown: list[str] = []
    for place, heading in _HEADINGS.items():
        shown += [str(heading), *_lines(places[place], place), ""]
    return "\n".join(shown)


def _lines(kind: Kind, place: str) -> Iterator[str]:
    here = {name: path for name, path in files(kind).items() if path.parent == folder() / place}
    width = max(map(len, here), default=0)
    above: set[str] = set()
    for name, path in here.items():
        said = _description(path, "question", "reason")
        said = _description(path, "reason") if said in above else said  # the same question of another market
        above.add(said)
        yield f"  {name:{width}}  {_shortened(said)}"


def _description(path: Path, *parts: str) -> str:
    """Return the first of these parts that a file has; of a table its columns."""
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8").partition("\n")[0].replace(",", ", ")
    return str(words_at(read_yaml(path), *parts))


def _shortened(text: str) -> str:
    """Cut a text that is too long for a line: between words, or where there are none, as in Chinese, anywhere."""
    if text.isascii():
        return textwrap.shorten(text, _WIDTH, placeholder=" ...")
    return text if len(text) <= _WIDTH // 2 else f"{text[: _WIDTH // 2 - 3]} ..."
