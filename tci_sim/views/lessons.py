"""What `lessons` prints: each lesson of the library by its name, with its title and what it asks."""

from __future__ import annotations

from collections.abc import Mapping

from tci_sim.messages import message
from tci_sim.render import data
from tci_sim.scenario.library import LESSON, files
from tci_sim.scenario.tree import words_at
from tci_sim.scenario.words import Words
from tci_sim.scenario.yaml_file import read_yaml

SHAPE = 1
"""Version of the shape that `lessons.schema.yaml` describes."""

_PARTS = ("title", "question")


def lessons() -> Mapping[str, Mapping[str, Words]]:
    """Return what each lesson of the library is called and what it asks, by name."""
    trees = {name: read_yaml(path) for name, path in files(LESSON).items()}
    return {name: {part: words_at(tree, part) for part in _PARTS} for name, tree in trees.items()}


def as_table() -> str:
    """Return one line for each lesson, and its question below."""
    found = lessons()
    lines = [str(message("lesson.list"))]
    for name, told in found.items():
        lines += ["", f"  {name}  {told['title']}", f"    {told['question']}"]
    return "\n".join(lines) + "\n"


def as_json() -> str:
    """Return the same in both languages."""
    told = {name: {part: words.written for part, words in parts.items()} for name, parts in lessons().items()}
    return data.answer_as_json({"command": "lessons", "version": SHAPE, "lessons": told})


FORMATS = {"table": as_table, "json": as_json}
