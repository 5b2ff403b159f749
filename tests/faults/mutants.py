"""Files with some of their text lost, moved, doubled, or put in the place of other text; the same each time."""

from __future__ import annotations

import re

import numpy as np

PIECES = (
    "\t", "\x00", "&a ", "*a", "!!int ", "---\n", "? ", ": ", "- ", "[", "{", "}", "]", "'", '"', "|\n", "#",
    "<", "&lt;", "</", "<!--", "]]>", "null", "~", "1e400", ".nan", "-1", "0", "yes", "true", "'0.3'",
    "base: baseline.yaml\n", "%YAML 9\n", "<<: {}", "\ud7ff", "\u2028", "\x85", "\r", "\\", "@", "`",
    "{" * 50, "0" * 500, "é", "，", ",", ";", ",,,", "\ufeff", "\n\n",
)  # fmt: skip
VALUES = (
    "0", "-1", "1e-300", "1e308", ".inf", "nan", "2.5", "99999999999999999999", "''", "[]", "{}", "[1, 2]", "{a: 1}",
    "tci", "ours", "all", "plausible", "null", "true", "2026-01-01", "1:30", "0x10", "é", "x" * 300,
)  # fmt: skip
_WORD = re.compile(r"[\w.+-]+")


def mutant(text: str, chance: np.random.Generator) -> str:
    """Change a text in one to three places."""
    for _ in range(chance.integers(1, 4)):
        text = _CHANGES[chance.integers(len(_CHANGES))](text, chance)
    return text


def _span(text: str, chance: np.random.Generator) -> tuple[int, int]:
    first = int(chance.integers(len(text) + 1))
    return first, min(len(text), first + int(chance.integers(40)))


def _cut(text: str, chance: np.random.Generator) -> str:
    first, last = _span(text, chance)
    return text[:first] + text[last:]


def _double(text: str, chance: np.random.Generator) -> str:
    first, last = _span(text, chance)
    return text[:last] + text[first:]


def _put(text: str, chance: np.random.Generator) -> str:
    first, _ = _span(text, chance)
    return text[:first] + PIECES[chance.integers(len(PIECES))] + text[first:]


def _another_value(text: str, chance: np.random.Generator) -> str:
    """Put a value, or another word of the text, in the place of a word."""
    words = list(_WORD.finditer(text))
    if not words:
        return _put(text, chance)
    place = words[chance.integers(len(words))]
    other = VALUES[chance.integers(len(VALUES))]
    if chance.random() < 0.4:
        other = words[chance.integers(len(words))].group()
    return text[: place.start()] + other + text[place.end() :]


def _another_order(text: str, chance: np.random.Generator) -> str:
    """Put one line in the place of another."""
    lines = text.splitlines(keepends=True) or [""]
    one, other = (int(chance.integers(len(lines))) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _double_line(text: str, chance: np.random.Generator) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = int(chance.integers(len(lines)))
    return "".join([*lines[: at + 1], *lines[at:]])


def _lose_line(text: str, chance: np.random.Generator) -> str:
    lines = text.splitlines(keepends=True) or [""]
    del lines[int(chance.integers(len(lines)))]
    return "".join(lines)


_CHANGES = (_cut, _double, _put, _another_value, _another_value, _another_order, _double_line, _lose_line)
