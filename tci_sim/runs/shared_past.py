"""What runs share: a past that worlds have in common until they part, and the luck of customers.

Two worlds share a past exactly if they were built equal, byte by byte, in all but what is yet to come; they part in
the month from which that differs. A world that takes its past from another one ends with the bits of a run of its own,
and so does one that takes from it what chance brings to customers, which under one seed is the same in all worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tci_sim.runs.memory import available_memory
from tci_sim.simulation import Following, Simulation
from tci_sim.world.shared_past import divergence_month

_MOST_LUCK = 200_000_000
"""Bytes that what is kept of the luck of customers may take in one thread."""
_PART_OF_MEMORY = 8
"""It takes no larger part of the memory that is left."""

Ending = tuple[int, Exception | None]
"""Place of a simulation among those that are run, and why it failed, if it did."""


class StopRequested(Exception):
    """Somebody said stop: the runs under way are given up."""


def share_luck(simulations: Iterable[Simulation]) -> None:
    """Let worlds that are run one after another keep for each other what chance brings to their customers.

    It changes no result. It is not kept where that takes too much memory.

    Parameters
    ----------
    simulations : iterable of Simulation
        Worlds that no two threads run at the same time.
    """
    alike: dict[tuple[int, int, tuple[int, int]], list[Simulation]] = {}
    for each in simulations:
        alike.setdefault((each.seed, each.months, each.state.customers.will.shape), []).append(each)
    together = [worlds for worlds in alike.values() if len(worlds) > 1]
    left = _room_for_luck() if together else 0
    for first, *others in together:
        size = first.months * first.state.customers.will.nbytes
        if size <= left:
            left -= size
            first.share_luck(others)


def _room_for_luck() -> int:
    """Return how many bytes of luck may be kept now."""
    available = available_memory()
    return _MOST_LUCK if available is None else min(_MOST_LUCK, available // _PART_OF_MEMORY)


def run_sharing_past(simulations: Sequence[Simulation], *, share_past: bool = True) -> Iterator[Ending]:
    """Run simulations to their ends in this thread, each shared past once.

    Parameters
    ----------
    simulations : sequence of Simulation
        Worlds as they were built; one scenario and seed each.
    share_past : bool
        Whether worlds take a past and the luck of customers that they share from each other. It changes no result.

    Yields
    ------
    int, Exception or None
        Place of a simulation that has ended, and the error that ended it before its time. In any order; what is
        yielded may be read and let go of at once.

    Raises
    ------
    StopRequested
        If a step was stopped.
    """
    if share_past:
        share_luck(simulations)
    for family in _families(simulations) if share_past else [[place] for place in range(len(simulations))]:
        yield from _run_family(simulations, family)


def _families(simulations: Sequence[Simulation]) -> list[list[int]]:
    """Gather the worlds that share a past; only those of one key are held against each other array by array."""
    by_key: dict[bytes, list[list[int]]] = {}
    for place, simulation in enumerate(simulations):
        alike = by_key.setdefault(simulation.past_key, [])
        for family in alike:
            if simulations[family[0]].shares_past(simulation):
                family.append(place)
                break
        else:
            alike.append([place])
    return sorted(family for families in by_key.values() for family in families)


def _run_family(simulations: Sequence[Simulation], family: list[int]) -> Iterator[Ending]:
    """Run worlds that are one until they part; the first of them stands for all, the others are as built."""
    first, *others = family
    leader = simulations[first]
    parts = {place: divergence_month(leader.state, simulations[place].state) for place in others}
    month = min((month for month in parts.values() if month is not None), default=leader.months)
    error = _run_until(leader, month)
    if error is not None:
        yield from ((place, error) for place in family)
        return
    parted = [place for place in others if parts[place] == month]
    if parted:
        simulations[parted[0]].copy_past(leader)
        yield from _run_family(simulations, [place for place in family if place not in parted])
        yield from _run_family(simulations, parted)
        return
    for place in others:  # one future: one end
        simulations[place].copy_past(leader)
    yield from ((place, None) for place in family)


def _run_until(simulation: Simulation, month: int) -> Exception | None:
    """Simulate until a month, counted from the start of the burn-in; return why that failed, if it did."""
    try:
        if month == simulation.months:
            simulation.run()
        elif month > simulation.clock:
            simulation.step(month - simulation.clock)
    except Exception as error:  # one run of many must not end the others
        return error
    if simulation.clock < month and simulation.settled_at is None:
        raise StopRequested
    return None


def run_until_followed(simulations: Sequence[Simulation]) -> None:
    """Simulate once what worlds share with the first of them until the month before the burn-in ends; and share luck.

    From then on somebody may follow them. Worlds that part earlier stay as they were built; one world alone does too.

    Parameters
    ----------
    simulations : sequence of Simulation
        Worlds as they were built, one at least.

    Raises
    ------
    ConservationError, RunError
        If that fails.
    StopRequested
        If somebody said stop.
    """
    share_luck(simulations)
    first = simulations[0]
    month = first.scenario.burn_in - 1
    alike = [other for other in simulations[1:] if _common_months(first, other) >= month > 0]
    error = _run_until(first, month) if alike else None
    if error is not None:
        raise error
    for other in alike:
        other.copy_past(first)


def _common_months(one: Simulation, other: Simulation) -> int:
    """Return for how many months two worlds that are as they were built are the same; 0 where they never were."""
    if one.scenario.burn_in != other.scenario.burn_in or not one.shares_past(other):
        return 0
    parted = divergence_month(one.state, other.state)
    return one.months if parted is None else parted


def run_followed(simulation: Simulation, *follows: Following) -> None:
    """Simulate all months that are left while somebody follows them; errors are those of `Simulation.step`.

    Raises
    ------
    StopRequested
        If somebody said stop.
    """
    simulation.run_followed(*follows)
    if simulation.clock < simulation.months:
        raise StopRequested
