"""Runs the engine as WebAssembly in wasmtime, as a page does in a browser, and holds what it leaves to native."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.month import simulate_months
from tci_sim.simulation import Simulation
from tci_sim.wasm.build import FOLDER, module_name
from tci_sim.wasm.layout import ALIGNMENT, Layout, Place, arrays_of, content_of, layout_of

NAMES = ("state", "terms", "recording", "first", "last", "stop", "done")
PAGE = 65536


class Ended(NamedTuple):
    """What a call left."""

    error: str
    """What went wrong, empty if nothing did."""
    content: bytes
    """The bytes of all arrays."""


class Module:
    """One module, ready to be called."""

    def __init__(self, path: Path) -> None:
        import wasmtime

        engine = wasmtime.Engine()
        self.module = wasmtime.Module.from_file(engine, str(path))
        self.store = wasmtime.Store(engine)
        self.exports = wasmtime.Instance(self.store, self.module, []).exports(self.store)
        self.memory = self.exports["memory"]

    def call(self, entry: str, layout: Layout, content: bytes | bytearray, *, may_grow: bool = True) -> Ended:
        """Call an entry on arrays laid out anew; memory that it asks for may be refused."""
        words = _up(self.exports["__heap_base"].value(self.store))
        first = _up(words + layout.size_of_words)
        heap = _up(first + layout.size)
        lacking = -(-heap // PAGE) - self.memory.size(self.store)
        self.memory.grow(self.store, max(0, lacking))
        self.memory.write(self.store, layout.words_at(first), words)
        self.memory.write(self.store, content, first)
        self.exports["set_heap"](self.store, heap)
        if not may_grow:
            self.store.set_limits(memory_size=self.memory.data_len(self.store))
        status = self.exports[entry](self.store, words)
        left = bytes(self.memory.read(self.store, first, first + layout.size))
        return Ended(self._sentence() if status else "", left)

    def _sentence(self) -> str:
        error = self.exports["error"](self.store)
        where, length = np.frombuffer(self.memory.read(self.store, error, error + 8), np.uint32).tolist()
        return bytes(self.memory.read(self.store, where, where + length)).decode()


def _up(address: int) -> int:
    return -(-address // ALIGNMENT) * ALIGNMENT


def module_path(*, simd: bool) -> Path:
    return FOLDER / module_name(simd=simd)


def given_to_months(world: Simulation, last: int) -> tuple[Any, ...]:
    """Return what months of a world are simulated with."""
    stop, done = np.zeros(1, np.int64), np.zeros(1, np.int64)
    return (world.state, world.terms, world.recording, world.clock, last, stop, done)


def months_differ(modules: dict[str, Module], world: Simulation) -> tuple[int, dict[str, list[str]]]:
    """Simulate all months of a world, natively and as WebAssembly, and compare all arrays bit by bit.

    Returns
    -------
    int
        How many numbers were compared, in each module.
    dict of str to list of str
        For each module the arrays that differ, with what was seen first.
    """
    given = given_to_months(world, world.months)
    layout = layout_of(*given, names=NAMES)
    before = content_of(layout, *given)
    ended = {name: module.call("simulate_months", layout, before) for name, module in modules.items()}
    world.link()
    simulate_months(*given)
    native = bytes(content_of(layout, *given))
    differ = {name: [f"error: {each.error}"] if each.error else [] for name, each in ended.items()}
    for name, each in ended.items():
        differ[name] += [told for place in layout.places if (told := difference(place, each.content, native))]
    return sum(number_count(place) for place in layout.places), differ


def take(layout: Layout, content: bytes, given: tuple[Any, ...]) -> None:
    """Let the arrays of what was given hold what a call left."""
    for place, array in zip(layout.places, arrays_of(given), strict=True):
        np.copyto(array, place.read(content))


def number_count(place: Place) -> int:
    """Return how many numbers an array holds; the fields of a record are one each."""
    return int(np.prod(place.shape, dtype=np.int64)) * _leaf_count(place.kind)


def _leaf_count(kind: np.dtype[Any]) -> int:
    if kind.fields is None:
        return int(np.prod(kind.shape, dtype=np.int64)) if kind.subdtype else 1
    return sum(_leaf_count(field[0]) for field in kind.fields.values())


def difference(place: Place, ours: bytes, native: bytes) -> str:
    """Say where two arrays differ first; empty if they are the same bit by bit, but for which NaN a NaN is."""
    one, other = _bits(place.read(ours)), _bits(place.read(native))
    where = np.flatnonzero(one != other)
    if not len(where):
        return ""
    k = where[0] // (len(one) // max(place.read(ours).size, 1) or 1)
    values = [place.read(content).reshape(-1)[k] for content in (ours, native)]
    return f"{place.name} {place.shape}: {len(where)} of {len(one)} words, first at {k}: {values[0]}, not {values[1]}"


def _bits(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype == np.float64:
        array = np.where(np.isnan(array), np.nan, array)
    return np.frombuffer(array.tobytes(), np.uint8)
