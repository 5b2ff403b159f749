"""What the rows of runs take, on disk and in memory."""

from __future__ import annotations

import weakref
from collections.abc import Iterator

from tci_sim.errors import InputError
from tci_sim.messages import Value, message
from tci_sim.runs.experiment import ALL_MEASURES, Experiment
from tci_sim.runs.holders import all_holders, select_holders
from tci_sim.runs.memory import available_memory
from tci_sim.scenario.schema import Scenario

MOST_MEMORY = 24e9
"""Memory of one experiment, above which it is refused: 8 GB of rows, three times. [B]"""

_TIMES = 3
"""Rows are there as they came, joined, and put in order."""
_BYTES_OF_HEAD = 34
"""Of a row: case, replication, month, holder, kind, error."""
_BYTES_OF_CUSTOMER, _OF_ATTRIBUTE, _OF_FRIEND = 89, 2, 4
"""What a customer is in memory, besides what comes once for each attribute and for each friend."""
_BYTES_OF_BELIEF = 25
"""What a belief of a member takes while members are seated: they are drawn as floats."""
_MOST_TRIED = 64
"""Cases whose holders are counted, where they may differ: spread evenly over all."""
_DECIDE_HOLDERS = ("network", "firms", "market.segments")
"""Beginnings of what decides who there is."""
_counted: dict[int, int] = {}
"""Holders of a case at most, by the identity of an experiment that is still asked."""


def rows_of_run(experiment: Experiment) -> int:
    """Count the rows of a run: of each month kept and of the whole run, one for each holder, at most."""
    keep = experiment.keep
    return (len(keep.months) + keep.figures) * _most_holders(experiment)


def bytes_of_run(experiment: Experiment) -> int:
    """Estimate the room that a run takes on disk, at most."""
    return rows_of_run(experiment) * (8 * _most_measures(experiment) + 1)


def bytes_in_memory(experiment: Experiment, runs: int) -> int:
    """Estimate the memory that all rows of some runs take while they are joined into one result."""
    return _TIMES * runs * rows_of_run(experiment) * (_BYTES_OF_HEAD + 8 * _most_measures(experiment))


def bytes_of_world(experiment: Experiment, scenario: Scenario) -> int:
    """Estimate the memory of one run: of its customers and members, and of all that is recorded of it.

    Raises
    ------
    InputError
        If the world cannot be built.
    """
    market, network = scenario.market, experiment.network_of(scenario)
    customer = _BYTES_OF_CUSTOMER + _OF_ATTRIBUTE * (4 + len(market.attributes)) + _OF_FRIEND * market.friends
    dimensions = sum(attribute.dimensions for attribute in market.attributes.values())
    members = sum(map(int, network.members))
    holders = all_holders(scenario, network)
    cells = sum(len(names) * len(ALL_MEASURES[kind]) for kind, names in holders.items())
    recorded = 8 * cells * scenario.months
    return market.people * customer + members * dimensions * _BYTES_OF_BELIEF + recorded


def check_memory(experiment: Experiment, at_once: int) -> None:
    """Refuse an experiment that this machine cannot hold, before anything is run.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    at_once : int
        Runs that this machine makes at the same time; 0 where others make them.

    Raises
    ------
    InputError
        If its rows would take more than `MOST_MEMORY`, or they and the worlds more than is available.
    """
    runs = experiment.runs_at_most
    said: dict[str, Value] = {"count": runs, "number": f"{runs:,}"}
    tables = bytes_in_memory(experiment, runs)
    if tables > MOST_MEMORY:
        most = format_bytes(MOST_MEMORY)
        raise InputError(message("size.memory", needed=format_bytes(tables), most=most, **said))
    available, at_once = available_memory(), min(at_once, runs)
    needed = tables + at_once * max(_bytes_of_worlds(experiment), default=0)
    if available is not None and needed > available:
        needs, left = format_bytes(needed), format_bytes(available)
        raise InputError(message("size.available", needed=needs, left=left, at_once=at_once, **said))


def check_memory_of_run(experiment: Experiment) -> None:
    """Refuse a single run that this machine cannot hold; its tables are those of all that is recorded.

    Raises
    ------
    InputError
        If so, or if the world cannot be built.
    """
    scenario, available = experiment.scenario(0), available_memory()
    needed = bytes_of_world(experiment, scenario)
    if available is not None and needed > available:
        customers, members = scenario.market.people, sum(map(int, experiment.network_of(scenario).members))
        raise InputError(
            message(
                "size.of_run",
                customers=f"{customers:,}", members=f"{members:,}", months=scenario.months,
                needed=format_bytes(needed), left=format_bytes(available),
            )
        )  # fmt: skip


def format_bytes(count: float) -> str:
    """Write a number of bytes in the unit that suits it.

    Examples
    --------
    >>> format_bytes(300), format_bytes(27_000), format_bytes(2_500_000_000)
    ('1 kB', '27 kB', '2.5 GB')
    """
    for size, unit in ((1e9, "GB"), (1e6, "MB")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{max(1, round(count / 1e3))} kB"


def _most_measures(experiment: Experiment) -> int:
    return max(map(len, experiment.keep.measures.values()))


def _most_holders(experiment: Experiment) -> int:
    """Count the holders of a case, at most: once for each experiment, for worlds are built for it."""
    mine = id(experiment)
    if mine not in _counted:
        _counted[mine] = _counted_now(experiment)
        weakref.finalize(experiment, _counted.pop, mine, None)
    return _counted[mine]


def _counted_now(experiment: Experiment) -> int:
    return max(1, *(_count(experiment, number) for number in _tried(experiment, *_DECIDE_HOLDERS)))


def _bytes_of_worlds(experiment: Experiment) -> Iterator[int]:
    """Estimate the memory of one run of each case that may differ; a case that cannot be built fails later."""
    for number in _tried(experiment, *_DECIDE_HOLDERS, "market"):
        try:
            yield bytes_of_world(experiment, experiment.scenario(number))
        except InputError:
            continue


def _tried(experiment: Experiment, *deciding: str) -> dict[int, None]:
    """List some cases, spread evenly over all; the first alone where nothing that is varied decides their size."""
    cases = experiment.cases
    tried = min(cases, _MOST_TRIED) if _may_differ(experiment, deciding) else 1
    return dict.fromkeys(k * (cases - 1) // max(tried - 1, 1) for k in range(tried))


def _may_differ(experiment: Experiment, deciding: tuple[str, ...]) -> bool:
    """Return whether what is varied may decide how large a case is."""
    if experiment.plan is None:
        return len(experiment.bases) > 1
    paths = (*experiment.plan.levers, *experiment.plan.uncertainties)
    return any(path.startswith(deciding) for path in paths)


def _count(experiment: Experiment, number: int) -> int:
    """Count the holders of a case; none where it cannot be built, and so fails."""
    try:
        scenario = experiment.scenario(number)
        return len(select_holders(experiment.keep.holders, scenario, experiment.network_of(scenario)))
    except InputError:
        return 0
