"""Digests: how a file says what its bytes must be, so that a single changed bit is seen.

A file that stands alone is *sealed*: it holds the SHA-256 of its own bytes, in which the 64 digits of the digest count
as zeros. That works for JSON and, as an entry of the metadata at its end, for Parquet. All other files are listed, with
the SHA-256 of their bytes, in the sealed JSON file of their folder.
"""

from __future__ import annotations

import hashlib
import re

DIGEST_KEY = "tci_sim.sha256"
"""Name under which a file holds its own digest."""
BLANK = "0" * 64
"""What stands in the place of a digest that is not known yet."""


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes. [64 hexadecimal digits].

    Examples
    --------
    >>> digest_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def with_digest(data: bytes) -> bytes:
    """Return the bytes of a file with its digest in the place that it leaves for it.

    Raises
    ------
    ValueError
        If there is no such place.

    Examples
    --------
    >>> whole = with_digest(b'{"month": 1, "tci_sim.sha256": "' + BLANK.encode() + b'"}')
    >>> digest_matches(whole), digest_matches(whole.replace(b"1", b"2", 1))
    (True, False)
    """
    place = _place(data, DIGEST_KEY)
    if place is None:
        raise ValueError(f"there is no place for a digest: no {DIGEST_KEY}")
    blank = _with(data, place, BLANK)
    return _with(blank, place, digest_of(blank))


def digest_matches(data: bytes) -> bool:
    """Return whether the bytes of a sealed file are those that were written; False where there is no digest."""
    place = _place(data, DIGEST_KEY)
    if place is None:
        return False
    return data[place : place + 64] == digest_of(_with(data, place, BLANK)).encode()


def label_of(data: bytes, name: str) -> str | None:
    """Read 64 hexadecimal digits that a file holds under a name, as JSON or in the metadata of Parquet."""
    place = _place(data, name)
    return None if place is None else data[place : place + 64].decode()


def _place(data: bytes, name: str) -> int | None:
    """Find where the digits under a name begin; the last such name counts, for users' words may stand before it."""
    start = data.rfind(name.encode())
    # between name and digits: in JSON `": "`; in Parquet the type of what follows, and its length, 64
    found = re.compile(rb'(?:": "|\x18@)[0-9a-f]{64}').match(data, start + len(name)) if start >= 0 else None
    return None if found is None else found.end() - 64


def _with(data: bytes, place: int, digits: str) -> bytes:
    return data[:place] + digits.encode() + data[place + 64 :]
