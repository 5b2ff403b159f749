"""How wide a text is on a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Return how many columns a text takes.

    Examples
    --------
    >>> width("fill rate"), width("供貨率（fill rate）")
    (9, 19)
    """
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def padded(text: str, columns: int) -> str:
    """Return a text with blanks behind it, so that it takes at least that many columns.

    Examples
    --------
    >>> padded("供貨率", 8) + "|"
    '供貨率  |'
    """
    return text + " " * (columns - width(text))
