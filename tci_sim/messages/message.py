"""A message: an id of the catalogue and the values that stand in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from string import Formatter
from typing import Literal, Protocol

from tci_sim.messages.catalogue import template
from tci_sim.messages.language import Language, current_language


class Text(Protocol):
    """What can be written in each language."""

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""


_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z0-9%]")

Value = str | int | Text
"""What stands in a message: text as it is, a whole number, or what is written in the message's own language."""


@dataclass(frozen=True)
class Message:
    """One thing that is said, whatever the language."""

    id: str
    """Its id in the catalogues."""
    values: tuple[tuple[str, Value], ...] = ()
    """What stands for each placeholder; one named `count` chooses between the singular and the plural."""

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""
        language = language or current_language()
        written = {name: written_as(value, language) for name, value in self.values}
        count = next((value for name, value in self.values if name == "count"), None)
        return fill(template(language, self.id, count if isinstance(count, int) else None), written, language)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Listing:
    """Several things in a row, as each language writes a list."""

    items: tuple[Value, ...]
    last: Literal["and", "or", "clauses", ""] = ""
    """What stands before the last of them; nothing by default. Whole clauses take another word than names."""

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""
        language = language or current_language()
        written = [written_as(item, language) for item in self.items]
        if self.last and len(written) > 1:
            *head, tail = written
            values = {"head": template(language, "list.comma").join(head), "tail": tail}
            return fill(template(language, f"list.{self.last}"), values, language)
        return template(language, "list.comma").join(written)

    def __str__(self) -> str:
        return self.text()


def message(id_: str, /, **values: Value) -> Message:
    """Make a message of an id and its values.

    Examples
    --------
    >>> str(message("books.open", month=3, nth=4, account="cash", amount=-1))
    "Month 3: account 'cash' does not balance: it is off by -1. No result was saved."
    """
    return Message(id_, tuple(values.items()))


def listing(items: Iterable[Value], last: Literal["and", "or", "clauses", ""] = "") -> Listing:
    """Make a list of several things."""
    return Listing(tuple(items), last)


def paragraph(sentences: Iterable[Message]) -> Message:
    """Put sentences one behind the other, of which there is at least one."""
    return reduce(lambda head, tail: message("list.sentences", head=head, tail=tail), sentences)


def fill(text: str, values: Mapping[str, str], language: Language) -> str:
    """Put values in the place of placeholders; in Chinese a blank parts Latin letters and digits from characters.

    Examples
    --------
    >>> fill("{firms}與{suppliers}", {"firms": "6 家公司", "suppliers": "6 家供應商"}, "zh-Hant")
    '6 家公司與 6 家供應商'
    """
    if language == "en":
        return text.format_map(values)
    written = ""
    for literal, name, _, _ in Formatter().parse(text):
        written += literal if not written or not literal else f"{_blank(written, literal)}{literal}"
        if name is not None:
            written += f"{_blank(written, values[name])}{values[name]}"
    return written


def _blank(before: str, behind: str) -> str:
    """Return the blank that Chinese writes where a character meets a Latin letter or a digit; else nothing."""
    one, other = before[-1:], behind[:1]
    return (
        " " if (_HAN.match(one) and _LATIN.match(other)) or (_LATIN.match(one) and _HAN.match(other)) else ""
    )


def written_as(value: Value, language: Language) -> str:
    """Write a value in a language; text stays as it is."""
    return str(value) if isinstance(value, str | int) else value.text(language)
