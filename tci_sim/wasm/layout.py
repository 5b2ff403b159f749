"""How a world lies in the memory of a WebAssembly module.

*Numbers of arrays* lie one array after the other, in the order of the groups' fields, each in C order and at a multiple
of `ALIGNMENT`. *Words* tell an entry where they are, 8 bytes each, low byte first: for an array two that native code
needs (0), how many items it has, the bytes of an item, its address, the length of each axis, and the bytes from one
item to the next along it; for a number its value, for one with a fraction its bits.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 64
"""Where an array may begin. [bytes]"""

_WORD = 8


class Place(NamedTuple):
    """Where an array lies."""

    name: str
    """Dotted name."""
    kind: np.dtype[Any]
    shape: tuple[int, ...]
    at: int
    """Where it begins, from the first byte of all arrays. [bytes]"""

    @property
    def size(self) -> int:
        """How long it is. [bytes]."""
        return int(np.prod(self.shape, dtype=np.int64)) * self.kind.itemsize

    @property
    def end(self) -> int:
        """Where it ends, from the first byte of all arrays. [bytes]."""
        return self.at + self.size

    def read(self, content: bytes | bytearray | memoryview) -> NDArray[Any]:
        """Return the array, from the bytes of all arrays."""
        return np.frombuffer(content, self.kind, self.size // max(self.kind.itemsize, 1), self.at).reshape(
            self.shape
        )


class Layout(NamedTuple):
    """Where everything that an entry is given lies."""

    words: tuple[int, ...]
    """As if the first byte of all arrays had the address 0."""
    addresses: tuple[int, ...]
    """Which of the words are addresses, to which that of the first byte is to be added."""
    places: tuple[Place, ...]
    """In order."""

    @property
    def size(self) -> int:
        """How long all arrays are together. [bytes]."""
        return self.places[-1].end if self.places else 0

    @property
    def size_of_words(self) -> int:
        """How long the words are. [bytes]."""
        return len(self.words) * _WORD

    def words_at(self, first: int) -> bytes:
        """Return the words, where the first byte of all arrays has an address."""
        words = list(self.words)
        for k in self.addresses:
            words[k] += first
        return struct.pack(f"<{len(words)}q", *words)


def layout_of(*given: Any, names: tuple[str, ...] = ()) -> Layout:
    """Lay out what an entry is given.

    Parameters
    ----------
    *given : group of arrays, array or number
        As when it is called from Python.
    names : tuple of str, optional
        What each is called, for the names of places.

    Returns
    -------
    Layout

    Raises
    ------
    ValueError
        If the numbers of an array do not lie in C order.
    """
    places = place_arrays(_arguments(given, names))
    words = words_of(given, [place.at for place in places])
    return Layout(words.words, words.addresses, places)


def place_arrays(named: Iterable[tuple[str, Any]]) -> tuple[Place, ...]:
    """Lay out the arrays among named values one after the other.

    Raises
    ------
    ValueError
        If the numbers of an array do not lie in C order.
    """
    places: list[Place] = []
    end = 0
    for name, value in named:
        if isinstance(value, int | float):
            continue
        if not value.flags.c_contiguous:
            raise ValueError(f"{name} does not lie in C order")
        place = Place(name, value.dtype, value.shape, -(-end // ALIGNMENT) * ALIGNMENT)
        places.append(place)
        end = place.end
    return tuple(places)


class Words(NamedTuple):
    """What tells an entry where its arguments are."""

    words: tuple[int, ...]
    addresses: tuple[int, ...]
    """Which of the words are addresses."""
    numbers: tuple[int, ...]
    """Which of them are arguments that are numbers, in order."""


def words_of(given: tuple[Any, ...], at: Iterable[int]) -> Words:
    """Write down what an entry is given, whose arrays begin where `at` says, in order. [bytes]."""
    words: list[int] = []
    addresses: list[int] = []
    numbers: list[int] = []
    places = iter(at)
    for _, value in _arguments(given, ()):
        if isinstance(value, int | float):
            numbers.append(len(words))
            words.append(_word_of(value))
        else:
            addresses.append(len(words) + 4)
            words += [0, 0, value.size, value.itemsize, next(places), *value.shape, *value.strides]
    return Words(tuple(words), tuple(addresses), tuple(numbers))


def content_at(places: Sequence[Place], arrays: Iterable[NDArray[Any]]) -> bytearray:
    """Return the bytes of arrays that lie at these places."""
    content = bytearray(places[-1].end if places else 0)
    for place, array in zip(places, arrays, strict=True):
        content[place.at : place.end] = array.tobytes()
    return content


def content_of(layout: Layout, *given: Any) -> bytearray:
    """Return the bytes of all arrays of what an entry is given, as a layout of it says."""
    return content_at(layout.places, arrays_of(given))


def arrays_of(given: tuple[Any, ...]) -> Iterator[NDArray[Any]]:
    """List the arrays of what an entry is given, in the order of their places."""
    return (value for _, value in _arguments(given, ()) if not isinstance(value, int | float))


def _word_of(value: float) -> int:
    """Return a number as a word."""
    return value if isinstance(value, int) else int(struct.unpack("<q", struct.pack("<d", value))[0])


def _arguments(given: tuple[Any, ...], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for k, value in enumerate(given):
        yield from _leaves(names[k] if k < len(names) else str(k), value)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """List the arrays and numbers of a value, with groups in it, by dotted name."""
    if isinstance(value, tuple):
        for field, part in value._asdict().items():  # type: ignore[attr-defined]
            yield from _leaves(f"{name}.{field}", part)
    else:
        yield name, value
