"""Runs the engine as WebAssembly in wasmtime, as a page does in a browser, and holds what it leaves to native."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from tci_sim.engine.measures.settling import repeat_settled
from tci_sim.engine.phases.settle import Moving
from tci_sim.engine.state.arrays import named_arrays
from tci_sim.errors import ConservationError
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.wasm.files import FOLDER, module_name
from tci_sim.wasm.image import Image
from tci_sim.wasm.layout import ALIGNMENT, Layout, Place, arrays_of, content_of, layout_of

PAGE = 65536
ROOM = 4 << 20
"""Bytes of memory that a page asks for beside an image."""


class Ended(NamedTuple):
    """What a call left."""

    error: str
    """What went wrong, empty if nothing did."""
    content: bytes
    """The bytes of all arrays."""


def modules_or_skip() -> dict[str, Path]:
    """Return where the modules without and with SIMD are; skip the test where they are not, but on CI."""
    on_ci = os.environ.get("CI") == "true"  # there both must be here
    if not on_ci:
        pytest.importorskip("wasmtime", reason="wasmtime is not installed: pip install wasmtime")
    paths = {"plain": FOLDER / module_name(simd=False), "SIMD": FOLDER / module_name(simd=True)}
    if not on_ci and not all(path.exists() for path in paths.values()):
        pytest.skip("the engine is not built as WebAssembly: make wasm")
    return paths


class Module:
    """One module, ready to be called."""

    def __init__(self, path: Path) -> None:
        import wasmtime

        engine = wasmtime.Engine()
        self.module = wasmtime.Module.from_file(engine, str(path))
        self.store = wasmtime.Store(engine)
        self.exports = wasmtime.Instance(self.store, self.module, []).exports(self.store)
        self.memory = self.exports["memory"]

    @property
    def heap_base(self) -> int:
        return int(self.exports["__heap_base"].value(self.store))

    def reserve(self, end: int) -> None:
        """Let memory reach as far as an address."""
        lacking = -(-end // PAGE) - self.memory.size(self.store)
        self.memory.grow(self.store, max(0, lacking))

    def read(self, first: int, size: int) -> bytes:
        return bytes(self.memory.read(self.store, first, first + size))

    def write(self, first: int, content: bytes | bytearray) -> None:
        self.memory.write(self.store, content, first)

    def set_heap(self, first: int) -> None:
        self.exports["set_heap"](self.store, first)

    def enter(self, entry: str, words: int) -> str:
        """Call an entry, and return what went wrong."""
        if self.exports[entry](self.store, words) == 0:
            return ""
        error = self.exports["error"](self.store)
        where, length = np.frombuffer(self.read(error, 8), np.uint32).tolist()
        return self.read(where, length).decode()

    def call(self, entry: str, layout: Layout, content: bytes | bytearray, *, may_grow: bool = True) -> Ended:
        """Call an entry on arrays laid out anew; memory that it asks for may be refused."""
        words = _up(self.heap_base)
        first = _up(words + layout.size_of_words)
        heap = _up(first + layout.size)
        self.reserve(heap)
        self.write(words, layout.words_at(first))
        self.write(first, content)
        self.set_heap(heap)
        if not may_grow:
            self.store.set_limits(memory_size=self.memory.data_len(self.store))
        error = self.enter(entry, words)
        return Ended(error, self.read(first, layout.size))


class Page:
    """A worker of a page: it knows the module, the image, and nothing else."""

    def __init__(self, module: Path, image: Image) -> None:
        self.module, self.told = Module(module), image.described
        assert self.module.heap_base <= self.told["at"]
        self.module.reserve(self.told["at"] + self.told["size"] + ROOM)
        self.module.write(self.told["at"], image.content)
        self.module.set_heap(self.told["at"] + self.told["size"])

    def kept(self) -> bytes:
        """Return all that a run changes or a reader sets."""
        return self.module.read(self.told["kept"]["at"], self.told["kept"]["size"])

    def back(self, kept: bytes) -> None:
        self.module.write(self.told["kept"]["at"], kept)

    def put(self, address: int, value: float, kind: str = "i8") -> None:
        self.module.write(address, np.array([value], f"<{kind}").tobytes())

    def get(self, address: int) -> int:
        return int(np.frombuffer(self.module.read(address, 8), np.int64)[0])

    def prepare(self) -> str:
        return self.module.enter("prepare_world", self.told["calls"]["prepare_world"]["words"])

    def draw(self, seed: int) -> str:
        self.module.write(self.told["seed"], np.array([seed], "<u8").tobytes())
        return self.module.enter("draw_world", self.told["calls"]["draw_world"]["words"])

    def simulate(self, first: int, last: int) -> str:
        call = self.told["calls"]["simulate_months"]
        self.put(call["first"], first)
        self.put(call["last"], last)
        return self.module.enter("simulate_months", call["words"])

    def run(self, seed: int) -> str:
        """Draw a world and run it to the end of the burn-in."""
        return self.draw(seed) or self.simulate(0, self.told["burn_in"])

    def go_on(self) -> str:
        """Run from month 0 to the end."""
        return self.simulate(self.told["burn_in"], self.told["burn_in"] + self.told["months"])

    def set(self, group: str, value: float, **which: str) -> dict[str, Any]:
        """Set a lever, or an uncertainty, and return what is known of it."""
        found = next(each for each in self.told[group] if which.items() <= each.items())
        for address in found["cells"]:
            self.put(address, value, found["kind"])
        return found

    def measured(self, kind: str) -> NDArray[np.float64]:
        found = self.told["measures"][kind]
        content = self.module.read(found["at"], 8 * int(np.prod(found["shape"])))
        return np.frombuffer(content).reshape(found["shape"])

    def differences(self, world: Simulation) -> list[str]:
        """List the arrays that are not, bit by bit, those of a world."""
        native = {
            **dict(named_arrays(world.state, "state.")),
            **dict(named_arrays(world.recording, "recording.")),
        }
        differ = []
        for place in self.told["arrays"]:
            array = native.get(place["name"])
            if array is not None and not _same(self.module.read(place["at"], array.nbytes), array):
                differ.append(place["name"])
        return differ


def given_to_months(world: Simulation, last: int, watch: int = Moving.UNWATCHED) -> tuple[Any, ...]:
    """Return what months of a world are simulated with."""
    stop, done = np.zeros(1, np.int64), np.zeros(1, np.int64)
    return (world.state, world.terms, world.recording, world.clock, last, stop, done, np.array([watch]))


def live(module: Module, world: Simulation) -> str:
    """Run a world in a module, with the states that its timeline sets, and return what went wrong."""
    stops = {month for month in world.state.future.set_month.tolist() if 0 < month < world.months}
    watch = int(Moving.EVENTS if world.waits else Moving.UNWATCHED)
    for until in (*sorted(stops), world.months):
        world._set_states()
        given = given_to_months(world, until, watch)
        layout = layout_of(*given)
        ended = module.call("simulate_months", layout, content_of(layout, *given))
        for place, array in zip(layout.places, arrays_of(given), strict=True):
            np.copyto(array, place.read(ended.content))
        world.clock, watch = int(given[-2][0]), int(given[-1][0])
        if watch == Moving.NOTHING:
            repeat_settled(world.recording, world.month)
        if ended.error or world.clock < until:
            return ended.error
    return ""


def months_differ(
    modules: dict[str, Module], scenario: Scenario, seed: int
) -> tuple[int, dict[str, list[str]]]:
    """Simulate all months of a scenario, natively and as WebAssembly, and compare all arrays bit by bit.

    Returns
    -------
    int
        How many numbers were compared, in each module.
    dict of str to list of str
        For each module the arrays that differ, after what went wrong.
    """
    native = Simulation(scenario, seed=seed, threads=1)
    with contextlib.suppress(ConservationError):  # what is left then is compared too
        native.run()
    arrays, differ = _arrays_of(native), {}
    for name, module in modules.items():
        world = Simulation(scenario, native.network, seed=seed, threads=1)
        error = live(module, world)
        ours = _arrays_of(world)
        wrong = [place for place, array in arrays.items() if not _same(ours[place].tobytes(), array)]
        differ[name] = [error, *wrong] if error else wrong
    return sum(number_count(array) for array in arrays.values()), differ


def _arrays_of(world: Simulation) -> dict[str, NDArray[Any]]:
    groups = {"state": world.state, "terms": world.terms, "recording": world.recording}
    return {name: array for group, part in groups.items() for name, array in named_arrays(part, f"{group}.")}


def number_count(array: NDArray[Any]) -> int:
    """Return how many numbers an array holds; the fields of a record are one each."""
    return array.size * _leaf_count(array.dtype)


def _leaf_count(kind: np.dtype[Any]) -> int:
    if kind.fields is None:
        return int(np.prod(kind.shape, dtype=np.int64)) if kind.subdtype else 1
    return sum(_leaf_count(field[0]) for field in kind.fields.values())


def difference(place: Place, ours: bytes, native: bytes) -> str:
    """Say where two arrays differ first; empty if they are the same bit by bit, but for which NaN a NaN is."""
    one, other = place.read(ours), place.read(native)
    return "" if _same(one.tobytes(), other) else f"{place.name} {place.shape}"


def _same(ours: bytes, array: NDArray[Any]) -> bool:
    """Return whether numbers are the same bit by bit, but for which NaN a NaN is."""
    if ours == array.tobytes():
        return True
    if array.dtype != np.float64:
        return False
    one, other = (np.where(np.isnan(each), np.nan, each) for each in (np.frombuffer(ours), array.reshape(-1)))
    return one.tobytes() == other.tobytes()


def _up(address: int) -> int:
    return -(-address // ALIGNMENT) * ALIGNMENT
