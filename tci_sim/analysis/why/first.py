"""Where two worlds first part: the month, the phase, the array and whose it is.

Both live under one seed, and are compared after every phase, array by array and byte by byte. What is asked itself,
the levers of firms and the parameters of the world, is passed over: what they do is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state import State
from tci_sim.engine.state.arrays import named_arrays
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tci_sim.world.shared_past import divergence_month

AS_BUILT = "as_built"
"""In place of a phase: the worlds differ before their first month."""

_ASKED = ("future.", "changes.", "run.", "firms.policies.", "firms.roles.")
"""Arrays that hold what is asked itself."""

_AXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nodes.practice.defect_apart", ("segment", "node", "attribute")),
    ("nodes.", ("node",)),
    ("goods.", ("node",)),
    ("edges.", ("edge",)),
    ("members.", ("member",)),
    ("staff.headcount", ("node",)),
    ("staff.laid_off", ("node",)),
    ("staff.", ("firm",)),
    ("disruption.broken", ("node",)),
    ("disruption.demand_factor", ("node",)),
    ("disruption.", ("firm",)),
    ("customers.will", ("attribute", "customer")),
    ("customers.traits", ("", "customer")),
    ("customers.", ("customer",)),
    ("firms.leavers.", ("customer",)),
    ("firms.standing.usual_taste", ()),
    ("firms.standing.", ("firm", "segment")),
    ("firms.", ("firm",)),
    ("sums.asks", ("node",)),
    ("sums.", ("", "firm")),
    ("books.programmes.reference_defect", ("node",)),
    ("books.returns.months", ()),
    ("books.checks.", ()),
    ("books.", ("firm",)),
    ("market.needs.dimensions", ("attribute",)),
    ("market.needs.turned_share", ("attribute",)),
    ("market.needs.", ("dimension",)),
    ("market.attributes.", ("attribute",)),
    ("market.segments.apart", ("dimension",)),
    ("market.segments.", ("segment", "attribute")),
    ("market.buying.", ("segment",)),
)
"""Whose the figures of an array are, axis by axis: the first row whose beginning it has."""

_WHOSE = ("node", "firm", "customer", "member", "edge", "segment", "attribute", "dimension")
"""Whom a figure is said to be of, where its axes run over several: the first of these."""


class FirstDifference(NamedTuple):
    """The first figure in which two worlds differ."""

    month: int
    """From month 0; below 0 in the burn-in."""
    phase: str
    """The phase of the month, or `AS_BUILT`."""
    array: str
    """Dotted name of the array in the state of the world."""
    kind: str
    """Whose the figure is: `node`, `firm`, `customer`, ...; blank where it is nobody's."""
    entity: str
    """The name of that one; a number from 0 where it has none."""
    place: tuple[int, ...]
    """Its place in the array."""
    one: float
    other: float
    """The figure in the first and in the second world."""
    also: tuple[str, ...]
    """Other arrays that differ after the same phase."""


def first_difference(one: Scenario, other: Scenario, seed: int) -> FirstDifference | None:
    """Find where two worlds under one seed first part; None where they never do, but for what is asked itself.

    Parameters
    ----------
    one, other : Scenario
        Worlds of the same months.
    seed : int
        Seed of both.
    """
    first, second = (Simulation(each, network_of(each), seed, threads=1) for each in (one, other))
    if one.burn_in != other.burn_in:
        return None
    if found := _difference(first, second, AS_BUILT):
        return found
    if first.shares_past(second):
        parted = divergence_month(first.state, second.state)
        if parted is None:
            return None
        first.step(parted)
        second.copy_past(first)
    while first.clock < first.months:
        for phase, _ in zip_longest(first.step_by_phase(), second.step_by_phase()):
            if found := _difference(first, second, phase):
                return found
    return None


def _difference(first: Simulation, second: Simulation, phase: str) -> FirstDifference | None:
    """Return the first figure in which two worlds differ now."""
    found = list(_arrays_apart(first.state, second.state))
    if not found:
        return None
    (array, mine, theirs), *others = found
    index = _first_index(mine, theirs)
    kind, entity = _whose(array, index, first)
    before, after = (float(each[index]) if index else np.nan for each in (mine, theirs))
    return FirstDifference(
        first.month, phase, array, kind, entity, index, before, after, tuple(name for name, *_ in others)
    )


def _arrays_apart(one: State, other: State) -> Iterator[tuple[str, NDArray[Any], NDArray[Any]]]:
    """Go through the arrays that differ, but for those that hold what is asked itself."""
    for (name, mine), (_, theirs) in zip(named_arrays(one), named_arrays(other), strict=True):
        if name.startswith(_ASKED):
            continue
        if mine.shape != theirs.shape or not np.array_equal(_bytes(mine), _bytes(theirs)):
            yield name, mine, theirs


def _bytes(array: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def _first_index(mine: NDArray[Any], theirs: NDArray[Any]) -> tuple[int, ...]:
    """Return the place of the first figure that differs; none where the arrays are not of one shape."""
    if mine.shape != theirs.shape:
        return ()
    size = mine.dtype.itemsize
    apart = (_bytes(mine).reshape(-1, size) != _bytes(theirs).reshape(-1, size)).any(axis=1)
    return tuple(int(each) for each in np.unravel_index(int(np.argmax(apart)), mine.shape))


def _whose(array: str, index: tuple[int, ...], world: Simulation) -> tuple[str, str]:
    """Say whose a figure is, and the name of that one."""
    axes = next((axes for start, axes in _AXES if array.startswith(start)), ())
    places = {kind: place for kind, place in zip(axes, index, strict=False) if kind}
    for kind in _WHOSE:
        if kind in places:
            return _named(kind, places[kind], world)
    return "", ""


def _named(kind: str, place: int, world: Simulation) -> tuple[str, str]:
    """Name somebody by the place among its kind."""
    network, market, state = world.network, world.scenario.market, world.state
    if kind == "edge":
        target = int(state.edges.links.target[place])
        return "node", network.name[target]
    if kind == "dimension":
        return "attribute", list(market.attributes)[int(state.market.needs.attribute[place])]
    if kind == "member":
        node = int(state.members.node[place])
        return ("node", network.name[node]) if node >= 0 else (kind, str(place))
    names = {
        "node": list(network.name),
        "firm": list(network.firms),
        "segment": list(market.segments),
        "attribute": list(market.attributes),
    }.get(kind, [])
    return kind, names[place] if place < len(names) else str(place)
