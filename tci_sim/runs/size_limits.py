"""What the rows of runs take, on disk and in memory."""

from __future__ import annotations

import weakref

from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.holders import select_holders

MOST_MEMORY = 24e9
"""Memory of one experiment, above which it is refused: 8 GB of rows, three times. [B]"""

_TIMES = 3
"""Rows are there as they came, joined, and put in order."""
_BYTES_OF_HEAD = 34
"""Of a row: case, replication, month, holder, kind, error."""
_MOST_TRIED = 64
"""Cases whose holders are counted, where they may differ: spread evenly over all."""
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


def check_memory(experiment: Experiment) -> None:
    """Refuse an experiment whose rows cannot be joined.

    Raises
    ------
    InputError
        If they would take more than `MOST_MEMORY`.
    """
    runs = experiment.cases * experiment.limit
    needed = bytes_in_memory(experiment, runs)
    if needed > MOST_MEMORY:
        raise InputError(
            message(
                "size.memory",
                count=runs, number=f"{runs:,}", needed=format_bytes(needed), most=format_bytes(MOST_MEMORY),
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
    cases = experiment.cases
    tried = min(cases, _MOST_TRIED) if _may_differ(experiment) else 1
    numbers = dict.fromkeys(k * (cases - 1) // max(tried - 1, 1) for k in range(tried))
    return max(1, *(_count(experiment, number) for number in numbers))


def _may_differ(experiment: Experiment) -> bool:
    """Return whether what is varied may decide who there is."""
    if experiment.plan is None:
        return len(experiment.bases) > 1
    paths = (*experiment.plan.levers, *experiment.plan.uncertainties)
    return any(path.startswith(("network", "firms", "market.segments")) for path in paths)


def _count(experiment: Experiment, number: int) -> int:
    """Count the holders of a case; none where it cannot be built, and so fails."""
    try:
        scenario = experiment.scenario(number)
        return len(select_holders(experiment.keep.holders, scenario, experiment.network_of(scenario)))
    except InputError:
        return 0
