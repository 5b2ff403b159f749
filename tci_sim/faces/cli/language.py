"""The language of the command line: `--lang`, wherever it stands, before what the environment says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise

from tci_sim.errors import InputError, legible
from tci_sim.messages import LANGUAGES, Language, message, using_language
from tci_sim.messages.language import language_of

OPTION = "--lang"

FOR_PROGRAMS = frozenset({"json", "csv"})
"""Formats that programs read: the language of the environment does not change them."""

_on_line: ContextVar[Language | None] = ContextVar("language_on_line", default=None)


def language_on_line(arguments: Sequence[str]) -> Language | None:
    """Return the language that a command line names; None if it names none.

    It is read before the commands are built, for their help is in that language. Where a line names several, the
    last counts, as with all options.

    Raises
    ------
    InputError
        If it is not one of ours.

    Examples
    --------
    >>> language_on_line(["run", "baseline", "--lang=zh-Hant"]), language_on_line(["run", "--", "--lang", "en"])
    ('zh-Hant', None)
    """
    own = list(arguments)[: list(arguments).index("--")] if "--" in arguments else list(arguments)
    given = [after for word, after in pairwise(own) if word == OPTION]
    given += [word.partition("=")[2] for word in own if word.startswith(f"{OPTION}=")]
    wrong = next((tag for tag in given if tag not in LANGUAGES), None)
    if wrong is not None:
        if near := language_of(wrong):
            raise InputError(message("cli.language.near", value=legible(wrong), near=near))
        raise InputError(message("cli.language", value=legible(wrong)))
    return next((language for language in LANGUAGES if given and language == given[-1]), None)


def language_typed() -> Language | None:
    """Return the language that the command line in use names; None if it names none."""
    return _on_line.get()


@contextmanager
def using_language_on_line(language: Language | None) -> Iterator[None]:
    """Write messages in the language that the command line names; None leaves it to the environment."""
    token = _on_line.set(language)
    try:
        with using_language(language):
            yield
    finally:
        _on_line.reset(token)


@contextmanager
def using_language_of(format_: str) -> Iterator[None]:
    """Write an answer in a format: what programs read is English unless `--lang` says otherwise."""
    with using_language((language_typed() or "en") if format_ in FOR_PROGRAMS else None):
        yield
