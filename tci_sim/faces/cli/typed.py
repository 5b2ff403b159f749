"""The command line as it was typed, so that what it makes can say how to make it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from tci_sim.faces.cli.language import OPTION, language_typed

_NOT_ASKED = frozenset({"cluster", "format_", "lang", "out", "page", "quiet", "threads"})
"""Parameters that say where things go and how they are run; the answer is the same without them."""

_words: ContextVar[tuple[str, ...]] = ContextVar("typed_words", default=())


@contextmanager
def typing(ctx: Any) -> Iterator[None]:
    """Keep the words of a command while it runs."""
    token = _words.set((str(ctx.command.name), *_words_of(ctx)))
    try:
        yield
    finally:
        _words.reset(token)


def typed_words() -> list[str]:
    """Return the words that ask the same again: the command, its arguments, and the options that were typed."""
    language = language_typed()
    return [*_words.get(), *([OPTION, language] if language else [])]


def _words_of(ctx: Any) -> Iterator[str]:
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name)
        if param.name in _NOT_ASKED or source is None or source.name != "COMMANDLINE":
            continue
        value = ctx.params.get(param.name)
        for each in value if isinstance(value, list | tuple) else [value]:
            yield from (
                [str(each)] if param.param_type_name == "argument"
                else [param.opts[0]] if each is True
                else [param.opts[0], str(each)]
            )  # fmt: skip
