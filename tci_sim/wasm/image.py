"""What a page is given of a scenario: the bytes of a world without a seed, and where in memory everything lies.

An image lies at one address in the memory of the module, so that each place in it has an address that is known when
it is made. It holds no seed's world: `draw_world` draws that, and `prepare_world` works out what follows from
uncertainties that are changed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.arrays import named_arrays
from tci_sim.scenario.load import AnyScenario
from tci_sim.scenario.schema import Shock
from tci_sim.simulation import Simulation
from tci_sim.version import RESULTS_VERSION
from tci_sim.wasm.described import describe_holders, describe_measures
from tci_sim.wasm.files import module_name
from tci_sim.wasm.layout import ALIGNMENT, Place, content_at, place_arrays, words_of
from tci_sim.wasm.settable import (
    Asked,
    Cells,
    asked_of,
    describe_levers,
    describe_shocks,
    describe_uncertainties,
)
from tci_sim.wasm.worlds import given_of, given_to_draw, given_to_prepare

FIRST_ADDRESS = 1 << 21
"""Where an image lies, behind what the module itself needs. [bytes]"""

FORMAT = 1
"""Which form a description has; it rises when something in it changes its meaning."""

_DRAWN = (
    "state.run.seed", "state.market.needs.reality", "state.market.needs.voiced", "state.market.needs.agreed",
    "state.market.segments.apart", "state.members.belief", "state.members.culture", "state.members.tenure",
    "state.customers.", "state.sums.",
)  # fmt: skip
"""Arrays that `draw_world` fills, by the beginnings of their names: in an image they are empty."""

_RECORDED = ("market", "firm", "supplier", "segment", "attribute", "node")
"""Arrays that months write over row by row, and that are not kept with a world."""


class Control(NamedTuple):
    """What tells how many months have passed, and lets them end."""

    stop: NDArray[np.int64]
    done: NDArray[np.int64]
    watch: NDArray[np.int64]


class Image(NamedTuple):
    """What a page is given of a scenario."""

    content: bytes
    """All arrays, and the words of all entries, from the first address on."""
    described: dict[str, Any]
    """Where what lies, as JSON can say it."""

    def packed(self) -> bytes:
        """Return the content, compressed; the same for the same scenario."""
        return gzip.compress(self.content, 9, mtime=0)

    def to_json(self) -> str:
        """Return the description in one line."""
        return json.dumps(self.described, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def image_of(
    scenario: AnyScenario,
    levers: Iterable[tuple[str, str]] | None = None,
    uncertainties: Iterable[str] | None = None,
    shocks: Iterable[Shock | Mapping[str, Any]] = (),
    network: Any = None,
) -> Image:
    """Make the image of a scenario.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question; `tci_sim.scenario.load.as_scenario` says what serves.
    levers : iterable of (firm, path), optional
        What can be set from month 0 on, by dotted path inside a policy; all levers of the firm that the scenario is
        about by default.
    uncertainties : iterable of str, optional
        What can be changed of the world from the start, by dotted path inside `world`; all that can be by default.
    shocks : iterable of Shock or mapping
        What can happen if a reader decides so.
    network : ValueNetwork, graph, files or tables, optional
        Who supplies whom; what the scenario says by default.

    Returns
    -------
    Image
        The same bytes and the same description whenever it is made of the same.

    Raises
    ------
    InputError
        With one line for each thing that is not there or cannot be in a page.
    """
    asked = asked_of(scenario, levers, uncertainties, shocks, network)
    world = Simulation(asked.with_shocks, asked.network, seed=0, threads=1)
    arrays = _Arrays(world)
    described = {
        "format": FORMAT,
        "results_version": RESULTS_VERSION,
        "module": {"simd": module_name(simd=True), "plain": module_name(simd=False)},
        "at": FIRST_ADDRESS,
        "size": arrays.size,
        **arrays.described,
        "burn_in": world.scenario.burn_in,
        "months": world.scenario.months,
        **describe_holders(world),
        **describe_settable(asked, arrays),
        **describe_measures(world, arrays.addresses),
    }
    return Image(arrays.content(asked), described)


def describe_settable(asked: Asked, arrays: _Arrays) -> dict[str, Any]:
    """Say where levers, uncertainties and shocks are set."""
    cells = Cells({name.removeprefix("state."): at for name, at in arrays.addresses.items()})
    changeable, fixed = describe_uncertainties(asked, cells)
    return {
        "levers": describe_levers(asked, cells),
        "uncertainties": changeable,
        "fixed": fixed,
        "shocks": describe_shocks(asked, cells),
    }


class _Arrays:
    """All arrays of a world in the order of their places: first what a run changes, then the recording, then words."""

    def __init__(self, world: Simulation) -> None:
        self.control = Control(*(np.zeros(1, np.int64) for _ in Control._fields))
        self.given = given_of(world)
        self.world = world
        recording = dict(named_arrays(world.recording, "recording."))
        rows = {name: recording.pop(name) for name in [f"recording.{each}" for each in _RECORDED]}
        self.kept = {
            **dict(named_arrays(world.state, "state.")),
            **dict(named_arrays(world.terms, "terms.")),
            **dict(named_arrays(self.control, "control.")),
            **recording,
        }
        self.named = {**self.kept, **dict(named_arrays(self.given, "given.")), **rows}
        self.places = place_arrays(self.named.items())

    @cached_property
    def addresses(self) -> dict[str, int]:
        """Where each array begins in memory, by dotted name. [bytes]."""
        return {place.name: FIRST_ADDRESS + place.at for place in self.places}

    @cached_property
    def calls(self) -> dict[str, tuple[Any, ...]]:
        """What each entry is given."""
        world, control = self.world, self.control
        months = (world.state, world.terms, world.recording, 0, 0, *control)
        return {
            "simulate_months": months,
            "draw_world": given_to_draw(world, self.given),
            "prepare_world": given_to_prepare(world, self.given),
        }

    @cached_property
    def words(self) -> dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]]:
        """For each entry the address of its words, the words, and which of them are numbers."""
        at = {id(array): self.addresses[name] for name, array in self.named.items()}
        end, found = _up(FIRST_ADDRESS + self.places[-1].end), {}
        for name, given in self.calls.items():
            words = words_of(given, [at[id(array)] for array in arrays_in_order(given)])
            found[name] = (end, words.words, words.numbers)
            end = _up(end + 8 * len(words.words))
        return found

    @property
    def size(self) -> int:
        """How long all of it is. [bytes]."""
        last, words, _ = list(self.words.values())[-1]
        return last + 8 * len(words) - FIRST_ADDRESS

    def content(self, asked: Asked) -> bytes:
        """Return the bytes: nothing drawn, and no shock that only a reader may let happen."""
        future = self.world.state.future
        for rows in asked.rows:
            future.shocks[rows, 1] = -1
        empty = [
            np.zeros_like(array) if name.startswith(_DRAWN) else array for name, array in self.named.items()
        ]
        content = content_at(self.places, empty)
        for at, words, _ in self.words.values():
            content += bytes(at - FIRST_ADDRESS - len(content)) + np.array(words, "<i8").tobytes()
        return bytes(content)

    @property
    def described(self) -> dict[str, Any]:
        """Say where what lies, and what entries are called with."""
        at, last = self.addresses, self.places[len(self.kept) - 1]
        calls: dict[str, dict[str, int]] = {name: {"words": each[0]} for name, each in self.words.items()}
        where, _, numbers = self.words["simulate_months"]
        calls["simulate_months"] |= {"first": where + 8 * numbers[0], "last": where + 8 * numbers[1]}
        return {
            "kept": {"at": FIRST_ADDRESS, "size": last.end},
            "seed": at["state.run.seed"],
            "done": at["control.done"],
            "stop": at["control.stop"],
            "calls": calls,
            "arrays": [_described(place) for place in self.places],
        }


def arrays_in_order(given: Sequence[Any]) -> list[NDArray[Any]]:
    """List the arrays among what an entry is given, and in groups of it, in order."""
    found: list[NDArray[Any]] = []
    for value in given:
        if isinstance(value, tuple):
            found += arrays_in_order(value)
        elif not isinstance(value, int | float):
            found.append(value)
    return found


def _described(place: Place) -> dict[str, Any]:
    kind = "record" if place.kind.names else place.kind.str
    return {"name": place.name, "at": FIRST_ADDRESS + place.at, "kind": kind, "shape": list(place.shape)}


def _up(address: int) -> int:
    return -(-address // ALIGNMENT) * ALIGNMENT
