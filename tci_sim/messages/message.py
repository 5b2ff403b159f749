"""A message: an id of the catalogue and the values that stand in its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from tci_sim.messages.catalogue import template
from tci_sim.messages.language import Language, current_language


class Text(Protocol):
    """What can be written in each language."""

    def text(self, language: Language | None = None) -> str:
        """Return it in a language; in the one in use by default."""


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
        return template(language, self.id, count if isinstance(count, int) else None).format_map(written)

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
            return template(language, f"list.{self.last}").format(
                head=template(language, "list.comma").join(head), tail=tail
            )
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


def written_as(value: Value, language: Language) -> str:
    """Write a value in a language; text stays as it is."""
    return str(value) if isinstance(value, str | int) else value.text(language)
