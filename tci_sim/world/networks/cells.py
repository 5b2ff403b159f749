"""One cell of a network's tables: blank or not, a name, a number, an answer.

Cells may be text, as files hold them, or numbers, as networkx and pandas hold them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

LONGEST_NAME = 200  # [character]

BLANKS = frozenset(
    {
        *("", "nan", "-nan", "na", "<na>", "n/a", "#na", "#n/a", "#n/a n/a", "null", "none", "nat"),
        *("1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan"),
    }
)
"""What pandas, R, Excel and Python write where nothing is given, in small letters."""

_A_NAME = "na"  # Namibia, North America: no blank where a name must stand
_EXCEL_ERRORS = frozenset({"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!"})
_NUMERAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED = {False: re.compile(r"[1-9][0-9]{0,2},[0-9]{3}"), True: re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")}
"""Numbers that may have their thousands in groups, by whether the comma stands before decimals."""
_PERCENT = "%％"
_ANSWERS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("false", "no", "0", "0.0"), False),
}


def text_of(cell: Any) -> str:
    """Return a cell as text; a whole number has no decimals, whatever holds it.

    Examples
    --------
    >>> text_of(" mill "), text_of(3.0), text_of(0.5)
    ('mill', '3', '0.5')
    """
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell).strip()


def is_blank(cell: Any, *, name: bool = False) -> bool:
    """Return whether a cell gives nothing; where a name must stand, `NA` is one.

    Examples
    --------
    >>> is_blank(None), is_blank(float("nan")), is_blank("#N/A"), is_blank("NA"), is_blank("NA", name=True)
    (True, True, True, True, False)
    """
    text = text_of(cell).casefold()
    return text in BLANKS and not (name and text == _A_NAME)


def shown(cell: Any) -> str:
    """Show a cell in a message: short, and with nothing in it that could move the cursor."""
    text = str(cell).strip()[:LONGEST_NAME]
    return text if text.isprintable() else repr(text)[1:-1]


def word(cell: Any) -> str:
    """Read a name.

    Raises
    ------
    ValueError
        If it is too long, cannot be printed, or is what Excel writes where it found no value.
    """
    text = text_of(cell)
    if not text.isprintable() or len(text) > LONGEST_NAME or text.casefold() in _EXCEL_ERRORS:
        raise ValueError(text)
    return text


class GroupedError(ValueError):
    """A number with a mark that can group thousands or begin decimals."""


def number(cell: Any, most: float, *, decimal_comma: bool = False, percent: bool = False) -> float:
    """Read a number.

    Parameters
    ----------
    cell : object
        Text or number. A comma and a point both stand before decimals, unless the one that is not usual in the table
        stands before three digits: then it may group thousands, and nobody can tell.
    most : float
        The largest that may be.
    decimal_comma : bool
        Whether the comma is usual in the table.
    percent : bool
        Whether it may be in percent.

    Returns
    -------
    float
        From 0 to `most`.

    Raises
    ------
    GroupedError
        If it may have thousands in groups.
    ValueError
        If it is no such number.

    Examples
    --------
    >>> number("2,5", 9), number("15 %", 9, percent=True), number("0.125", 9, decimal_comma=True)
    (2.5, 0.15, 0.125)
    >>> number("1,234", 9)
    Traceback (most recent call last):
        ...
    tci_sim.world.networks.cells.GroupedError: 1,234
    """
    text = text_of(cell)
    numeral = text.rstrip(_PERCENT).rstrip() if percent else text
    unit = 1 if numeral == text else 100
    if _GROUPED[decimal_comma].fullmatch(numeral):
        raise GroupedError(text)
    if numeral.count(",") == 1 and "." not in numeral:
        numeral = numeral.replace(",", ".")
    if not _NUMERAL.fullmatch(numeral):
        raise ValueError(text)
    value = float(numeral) / unit
    if not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError(text)
    return value + 0.0  # -0.0 becomes 0.0


def has_decimal_comma(text: str, separator: str) -> bool:
    """Return whether a cell is a number with a comma before its decimals.

    Where cells stand between semicolons, the comma was kept for numbers; else one before three digits may group
    thousands.

    Examples
    --------
    >>> has_decimal_comma("1,250", ";"), has_decimal_comma("1,250", "|"), has_decimal_comma("1,25", "|")
    (True, False, True)
    """
    if separator == "," or not _WITH_COMMA.fullmatch(text):
        return False
    return separator == ";" or not _GROUPED[False].fullmatch(text)


def count(cell: Any, most: int, *, decimal_comma: bool = False) -> int:
    """Read a whole number from 0 to `most`.

    Raises
    ------
    ValueError
        If it is no such number.
    """
    value = number(cell, most, decimal_comma=decimal_comma)
    if value != int(value):
        raise ValueError(cell)
    return int(value)


def answer(cell: Any) -> bool:
    """Read true or false.

    Raises
    ------
    KeyError
        If it is neither.
    """
    return _ANSWERS[text_of(cell).casefold()]
