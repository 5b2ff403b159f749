"""The languages, and which of them is in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["en", "zh-Hant"]
"""English, or Chinese in traditional characters as it is written in Taiwan."""

LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant")

ENVIRONMENT = ("TCI_SIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that name a language, in the order in which they are asked."""

_TRADITIONAL = ("hant", "tw", "hk", "mo")
"""Script and regions that write traditional characters."""

_current: ContextVar[Language] = ContextVar("language", default="en")


def current_language() -> Language:
    """Return the language in which messages are written where none is given."""
    return _current.get()


@contextmanager
def using_language(language: Language | None) -> Iterator[None]:
    """Write messages in a language for a while; None leaves the language as it is."""
    token = _current.set(language or _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def language_of(tag: str) -> Language | None:
    """Return the language that a tag or a locale names; None if it is none of ours.

    Examples
    --------
    >>> language_of("zh_TW.UTF-8"), language_of("zh-Hant-HK"), language_of("en_GB"), language_of("zh_CN")
    ('zh-Hant', 'zh-Hant', 'en', None)
    """
    parts = tag.partition(".")[0].partition("@")[0].replace("-", "_").lower().split("_")
    if parts[0] == "zh" and any(part in _TRADITIONAL for part in parts[1:]):
        return "zh-Hant"
    return "en" if parts[0] == "en" else None


def language_of_environment(environment: Mapping[str, str]) -> Language:
    """Return the language that the environment asks for: the first variable of `ENVIRONMENT` that is set decides.

    Examples
    --------
    >>> language_of_environment({"LANG": "zh_TW.UTF-8"})
    'zh-Hant'
    >>> language_of_environment({"LANG": "zh_TW.UTF-8", "LC_ALL": "C"})
    'en'
    """
    tag = next((environment[name] for name in ENVIRONMENT if environment.get(name)), "")
    return language_of(tag) or "en"
