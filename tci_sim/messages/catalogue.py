"""The texts of all messages, by id, as they were built from the YAML files beside this module."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tci_sim.messages.language import Language

FOLDER = Path(__file__).parent


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text of a language by its id."""
    read: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(read)


def template(language: Language, id_: str, count: int | None = None) -> str:
    """Return the text of an id, with its placeholders; `.one` or `.other` of it where something is counted.

    Raises
    ------
    KeyError
        There is no such message: an error of the program, which a test finds.
    """
    known = texts(language)
    if count is None:
        return known[id_]
    one = known.get(f"{id_}.one")
    return one if one is not None and count == 1 else known[f"{id_}.other"]
