"""What `library` prints: every file of the library by its name, with the question it asks or the reason it gives."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from tci_sim.scenario.library import KINDS, Kind, files, folder
from tci_sim.scenario.tree import words_at
from tci_sim.scenario.yaml_file import read_yaml

_WIDTH = 110


def as_text() -> str:
    """Return the list, one heading for each folder of the library and one line for each file."""
    takers: dict[str, list[str]] = {}
    for kind in KINDS:
        for place in kind.folders:
            takers.setdefault(place, []).append(kind.commands)
    shown: list[str] = []
    for kind in KINDS:
        for place, heading in kind.folders.items():
            if place in takers:
                shown += [f"{heading.capitalize()}, for {', and for '.join(takers.pop(place))}:"]
                shown += [*_lines(kind, place), ""]
    return "\n".join(shown)


def _lines(kind: Kind, place: str) -> Iterator[str]:
    here = {name: path for name, path in files(kind).items() if path.parent == folder() / place}
    width = max(map(len, here), default=0)
    for name, path in here.items():
        said = textwrap.shorten(_description(path), _WIDTH, placeholder=" ...")
        yield f"  {name:{width}}  {said}"


def _description(path: Path) -> str:
    """Return the question of a file, or its reason where it asks none; of a table its columns."""
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8").partition("\n")[0].replace(",", ", ")
    return str(words_at(read_yaml(path), "question", "reason"))
