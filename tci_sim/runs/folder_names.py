"""What the folder of a question is called: by the first words of it, then a few digits of the hash of what is asked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from tci_sim.runs.files import ResultKind, is_there, read_json
from tci_sim.runs.store import FOLDER_KEY
from tci_sim.runs.store_errors import StoreError

_LONGEST = 48
_SHORT, _LONG = 8, 16
"""Digits of the hash in a name, and in that of a folder beside one that has the same of them."""


def folder_name(out: Path, words: str, key: str, about: ResultKind, before: str) -> str:
    """Name the folder of a question; where it is kept already, whatever it is called.

    Parameters
    ----------
    out : Path
        The folder below which it lies.
    words : str
        What is asked, in words: they change nothing of what is asked.
    key : str
        Hash of what is asked. [hexadecimal digits]
    about : ResultKind
        What it holds.
    before : str
        How its name begins where no word is left; up to 0.5 all names did, with 16 digits behind.

    Returns
    -------
    str
        Letters from a to z, digits and hyphens.
    """
    long = f"{before}-{key[:_LONG]}"
    if is_there(out / long):
        return long
    short = f"{words_in_name(words) or before}-{key[:_SHORT]}"
    found = _key_in(out / short, about)
    if is_there(out / short) and found in (None, key):  # one that is damaged is written again in its place
        return short
    others = sorted(each for each in out.glob(f"*-{key[:_SHORT]}*") if each.name[0] != ".")
    known = next((each.name for each in others if _key_in(each, about) == key), None)
    return known or (short if found is None else f"{short[:-_SHORT]}{key[:_LONG]}")


def words_in_name(text: str) -> str:
    """Return the first words of a text in letters and digits that every file system takes; empty where it has none.

    Examples
    --------
    >>> words_in_name("Which way of running a firm pays?"), words_in_name("Où va-t-on ?"), words_in_name("為什麼？")
    ('which-way-of-running-a-firm-pays', 'ou-va-t-on', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall("[a-z0-9]+", plain))
    return name if len(name) <= _LONGEST else name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]


def _key_in(folder: Path, about: ResultKind) -> str | None:
    """Return the key of what a folder holds; None where it holds nothing of the kind, or is damaged."""
    try:
        return str(read_json(folder, about).get(FOLDER_KEY))
    except StoreError:
        return None
