"""Numbers that a caller gives: seeds, replications, months and other counts, each a plain Python number or a fault.

Whole numbers of any library are whole numbers (`numpy.int64(3)`); what only looks like one is not (1.5, True, "1").
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterable
from typing import Any

from tci_sim.errors import InputError
from tci_sim.messages import Message, message

LARGEST_SEED = 2**63 - 1
"""Draws are keyed by numbers of 64 bits."""

LARGEST_FIRST_SEED = 2**62 - 1
"""Seed of the first of many runs: each has the seed after the one before."""


def whole_number(name: str, given: object, least: int | None = 0, most: int | None = None) -> int:
    """Read a whole number.

    Parameters
    ----------
    name : str
        What messages call it.
    given : object
        What stands in its place.
    least, most : int
        The bounds; 0 and none by default.

    Returns
    -------
    int
        A plain one, so that keys and files are the same whichever library it came from.

    Raises
    ------
    InputError
        If it is none, or out of bounds.

    Examples
    --------
    >>> import numpy as np
    >>> whole_number("seed", np.int64(3))
    3
    >>> whole_number("seed", 1.5)
    Traceback (most recent call last):
    tci_sim.errors.InputError: seed = 1.5: must be a whole number.
    """
    found = whole_or_fault(name, given, least, most)
    if isinstance(found, Message):
        raise InputError(found)
    return found


def whole_or_fault(name: str, given: object, least: int | None = 0, most: int | None = None) -> int | Message:
    """Read a whole number as `whole_number` does, but return what is wrong, for callers that list all faults."""
    where = f"{name} = {shown(given)}"
    try:
        found = None if isinstance(given, bool) else operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        found = None
    if found is None:
        return message("fault.whole", where=where)
    if least is not None and found < least:
        return message("fault.least", where=where, least=str(least))
    if most is not None and found > most:
        return message("fault.most", where=where, most=str(most))
    return found


def whole_numbers(name: str, given: object, least: int = 0, most: int | None = None) -> tuple[int, ...]:
    """Read a list of whole numbers, at least one: a range, a list, an array, a column.

    Parameters
    ----------
    name, least, most
        As for `whole_number`.
    given : object
        What stands in its place.

    Returns
    -------
    tuple of int

    Raises
    ------
    InputError
        If it is no list, is empty, or with one line for each number that is none.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InputError(message("fault.list", where=f"{name} = {shown(given)}"))
    found = [whole_or_fault(f"{name}.{place}", each, least, most) for place, each in enumerate(given)]
    if not found:
        raise InputError(message("fault.holds_least", where=name, least=1))
    faults = [each for each in found if isinstance(each, Message)]
    if faults:
        raise InputError(*faults)
    return tuple(each for each in found if isinstance(each, int))


def names_between_commas(given: str | Iterable[str] | None) -> list[str]:
    """Read names with commas between them, from one text or several.

    Examples
    --------
    >>> names_between_commas("a, b"), names_between_commas(["a,b", "c"]), names_between_commas(None)
    (['a', 'b'], ['a', 'b', 'c'], [])
    """
    texts = [given] if isinstance(given, str) else given or ()
    return [name.strip() for text in texts for name in text.split(",") if name.strip()]


def number_or_fault(name: str, given: object) -> float | Message:
    """Read a finite number of any library as a plain one, or return what is wrong."""
    value = _plain(given)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return message("fault.number", where=f"{name} = {shown(given)}")
    if not abs(value) <= sys.float_info.max:  # NaN is not, nor a whole number that is larger
        return message("fault.finite", where=f"{name} = {shown(given)}")
    return value


def shown(given: object) -> str:
    """Show a value in a message, on a few columns, as a file would have it.

    Examples
    --------
    >>> shown(None), shown(True), shown("1"), shown(2.5)
    ('null', 'true', "'1'", '2.5')
    """
    value = _plain(given)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        text = f"{value.bit_length():,} bit"
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(given: Any) -> Any:
    """Return a number of NumPy as one of Python; anything else as it is."""
    return given.item() if hasattr(given, "item") and not getattr(given, "shape", ()) else given


def kind_of(given: object) -> str:
    """Return what was given, for a message: a plain value itself, of anything else its type.

    Examples
    --------
    >>> kind_of(None), kind_of(5), kind_of([1])
    ('null', '5', 'list')
    """
    return shown(given) if given is None or isinstance(given, str | int | float) else type(given).__name__
