"""The words for what is shown: label and meaning, in English and in Traditional Chinese."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.errors import InputError, nearest

if TYPE_CHECKING:
    ENTRIES: Mapping[str, Entry]
    """Every measure by name; read from the file on first use."""
    GROUPS: Mapping[str, Entry]
    """Every group of parameters by its dotted path; read from the file on first use."""

_FILE = Path(__file__).with_name("glossary.yaml")


@dataclass(frozen=True)
class Entry:
    """One quantity, or one group of parameters, in words."""

    name: str
    """How it is written in files and code."""
    label: str
    """What it is called in English."""
    meaning: str
    """What it says, in one English sentence."""
    label_zh: str
    """What it is called in Traditional Chinese."""
    meaning_zh: str
    """What it says, in Traditional Chinese."""


def entry(name: str) -> Entry:
    """Look up a measure.

    Parameters
    ----------
    name : str
        Its name, as in a column of a result.

    Returns
    -------
    Entry

    Raises
    ------
    InputError
        If there is no such measure; the nearest name is suggested.

    Examples
    --------
    >>> entry("fill_rate").label, entry("fill_rate").label_zh
    ('fill rate', '供貨率')
    >>> entry("satisfacton")
    Traceback (most recent call last):
    tci_sim.errors.InputError: satisfacton is not a measure. Did you mean 'satisfaction'?
    """
    measures = _sections()["measures"]
    if name not in measures:
        raise InputError(f"{name} is not a measure.{nearest(name, measures)}")
    return measures[name]


def is_measure(name: str) -> bool:
    """Return whether there is such a measure, without reading the whole file where its name stands nowhere in it.

    Examples
    --------
    >>> is_measure("fill_rate"), is_measure("learning.p_learn")
    (True, False)
    """
    return f"\n  {name}:" in _FILE.read_text(encoding="utf-8") and name in _sections()["measures"]


@functools.cache
def _sections() -> dict[str, Mapping[str, Entry]]:
    """Read the file, once."""
    from ruamel.yaml import YAML

    found: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))
    return {
        section: MappingProxyType({name: Entry(name=name, **words) for name, words in entries.items()})
        for section, entries in found.items()
    }


def __getattr__(name: str) -> Mapping[str, Entry]:
    if name == "ENTRIES":
        return _sections()["measures"]
    if name == "GROUPS":
        return _sections()["groups"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
