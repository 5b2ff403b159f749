"""What the rows of a study take, on disk and in memory."""

from __future__ import annotations

from tci_sim.designs.study import Study
from tci_sim.errors import ScenarioError
from tci_sim.runs.holders import holders_of
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_network import network_of

MOST_MEMORY = 24e9
"""Memory of one study, above which it is refused: 8 GB of rows, three times. [B]"""

_TIMES = 3
"""Rows are there as they came, joined, and put in order."""
_BYTES_OF_HEAD = 34
"""Of a row: case, replication, month, holder, kind, error."""
_MOST_TRIED = 64
"""Cases whose holders are counted, where they may differ: spread evenly over all."""


def rows_of_run(study: Study) -> int:
    """Count the rows of a run: of each month reported and of the whole run, one for each holder, at most."""
    return (len(study.reported_months) + 1) * _most_holders(study)


def bytes_of_run(study: Study) -> int:
    """Estimate the room that a run takes on disk, at most."""
    return rows_of_run(study) * (8 * len(study.report) + 1)


def bytes_in_memory(study: Study, runs: int) -> int:
    """Estimate the memory that all rows of some runs take while they are joined into one result."""
    return _TIMES * runs * rows_of_run(study) * (_BYTES_OF_HEAD + 8 * len(study.report))


def refuse_too_much(study: Study) -> None:
    """Refuse a study whose rows cannot be joined.

    Raises
    ------
    ScenarioError
        If they would take more than `MOST_MEMORY`.
    """
    runs = len(study.plan) * max(study.replications, study.limit if study.precision else 0)
    needed = bytes_in_memory(study, runs)
    if needed > MOST_MEMORY:
        raise ScenarioError(
            f"the rows of {runs:,} runs would take {in_bytes(needed)} of memory: must be at most"
            f" {in_bytes(MOST_MEMORY)}. Keep fewer `months:` (years, none) or `holders:`."
        )


def in_bytes(count: float) -> str:
    """Write a number of bytes in the unit that suits it.

    Examples
    --------
    >>> in_bytes(300), in_bytes(27_000), in_bytes(2_500_000_000)
    ('1 kB', '27 kB', '2.5 GB')
    """
    for size, unit in ((1e9, "GB"), (1e6, "MB")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{max(1, round(count / 1e3))} kB"


def _most_holders(study: Study) -> int:
    cases = len(study.plan)
    tried = min(cases, _MOST_TRIED) if _may_differ(study) else 1
    numbers = dict.fromkeys(k * (cases - 1) // max(tried - 1, 1) for k in range(tried))
    return max(1, *(_count(study, number) for number in numbers))


def _may_differ(study: Study) -> bool:
    """Tell whether what is varied may decide who there is."""
    paths = (*study.plan.levers, *study.plan.uncertainties)
    return any(path.startswith(("network", "firms", "market.segments")) for path in paths)


def _count(study: Study, number: int) -> int:
    """Count the holders of a case; none where it cannot be built, and so fails."""
    try:
        scenario: Scenario = variant(study.base, study.plan.changes(number))
        return len(holders_of(study.holders, scenario, network_of(scenario)))
    except ScenarioError:
        return 0
