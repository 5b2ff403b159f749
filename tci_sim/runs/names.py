"""Names that every file system takes."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 60
_PLAIN = re.compile(r"[a-z0-9]([a-z0-9_. -]*[a-z0-9_-])?")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*-[0-9a-f]{8}")
"""Names that Windows keeps for devices, and names that look as if they had been changed."""


def file_name(name: str) -> str:
    r"""Return a name for a file that stands for a name that may hold anything.

    Every file system takes it, Windows and those that do not tell A from a as well, and different names get different
    ones: a name that has to be changed gets a few digits of its hash.

    Examples
    --------
    >>> file_name("ours")
    'ours'
    >>> file_name("Ours"), file_name("a/b"), file_name("nul")
    ('ours-db031768', 'a_b-c14cddc0', 'nul-99e62427')
    """
    if len(name) <= _LONGEST and _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    digits = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub('[^a-z0-9_-]', '_', name.lower())[:_LONGEST]}-{digits}"
