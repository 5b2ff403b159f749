"""What every kind of answer can be shown as, and what the questions of Python have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tci_sim.arguments import kind_of
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, Language, listing, message, using_language
from tci_sim.messages.language import language_of
from tci_sim.names import quoted

if TYPE_CHECKING:
    from tci_sim.render.table import Part


class Shown:
    """What each kind of answer can be shown as; what stands in it is `_parts`, as HTML `_html`."""

    def to_text(self, *, lang: Language | None = None) -> str:
        """Return the answer as aligned text, as the command that asks for it prints it.

        Parameters
        ----------
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        str
        """
        from tci_sim.render.text import as_text

        with writing_in(lang):
            return as_text(self._parts())

    def to_html(self, *, lang: Language | None = None) -> str:
        """Return the answer with a picture as HTML; parameters are those of `to_text`."""
        with writing_in(lang):
            return self._html()

    def _repr_html_(self) -> str:
        return self.to_html()

    def _parts(self) -> list[Part]:
        raise NotImplementedError

    def _html(self) -> str:
        raise NotImplementedError


def fields_of(data: Any) -> list[Any]:
    """Return the fields of a data class in order, to make one of its kind that does more."""
    return [getattr(data, field.name) for field in fields(data)]


def names_in(given: object) -> tuple[str, ...]:
    """Read one name, or several, or none.

    Raises
    ------
    InputError
        If it is no text and no list of texts.
    """
    if given is None or isinstance(given, str):
        return () if given is None else (given,)
    if not isinstance(given, Iterable):
        raise InputError(message("fault.list", where=kind_of(given)))
    names = tuple(given)
    if wrong := [each for each in names if not isinstance(each, str)]:
        raise InputError(*(message("fault.text", where=kind_of(each)) for each in wrong))
    return names


def one_measure(given: object) -> str:
    """Read the name of one measure; whether there is such a one, the picture of it says."""
    if not isinstance(given, str):
        raise InputError(message("fault.text", where=f"measure = {kind_of(given)}"))
    return given


@contextmanager
def writing_in(lang: str | None) -> Iterator[None]:
    """Write in the language that a tag names ("zh-Hant", "zh-TW", "en"); by default, in the one in use.

    Raises
    ------
    InputError
        If it is none of ours.
    """
    language = None if lang is None else language_of(lang)
    if lang is not None and language is None:
        raise InputError(
            message("api.no_language", lang=lang, languages=listing(map(quoted, LANGUAGES), "or"))
        )
    with using_language(language):
        yield
