"""Runs are made and kept by the batch: how many stand together, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tci_sim.runs.experiment import Experiment
from tci_sim.runs.size_limits import bytes_of_run
from tci_sim.statistics.precision import BATCH

LARGEST_BATCH = 100
"""Runs in one batch."""
_MOST_BYTES = 30_000_000
_MOST_CUSTOMER_MONTHS = 4e8
"""About a minute of one thread: what a crash may cost."""
_FEWEST_CUSTOMERS = 2_000
"""A run costs as much as if there were so many."""


class Batch(NamedTuple):
    """Runs that are kept together."""

    round: int
    """Which round of replications they belong to; 0 but where a precision is sought."""
    number: int
    runs: tuple[tuple[int, int], ...]
    """Case and replication of each."""

    @property
    def name(self) -> str:
        """Its name among the batches of its experiment."""
        return f"{self.round:03d}-{self.number:06d}"

    @property
    def file(self) -> str:
        """Name of its files, one in the folder of each kind."""
        return f"{self.name}.parquet"


def batches_of(experiment: Experiment, round_: int, replications: range) -> Iterator[Batch]:
    """Cut the runs of some replications into batches, all cases of a replication before those of the next.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    round_ : int
        Which round of replications they belong to.
    replications : range
        The replications.
    """
    runs = ((case, number) for number in replications for case in experiment.cases_of(number))
    size, number = batch_size(experiment), 0
    while some := tuple(islice(runs, size)):
        yield Batch(round_, number, some)
        number += 1


def all_batches(experiment: Experiment, replications: int) -> Iterator[Batch]:
    """Cut all runs into batches, round by round, as they are made until there are so many replications."""
    for number, some in rounds_of(experiment, replications):
        yield from batches_of(experiment, number, some)


def rounds_of(experiment: Experiment, replications: int) -> Iterator[tuple[int, range]]:
    """Cut so many replications into rounds: those to begin with, then `BATCH` at a time; number and replications."""
    done, number = 0, 0
    while done < replications:
        end = min(done + (BATCH if number else experiment.replications), replications)
        yield number, range(done, end)
        done, number = end, number + 1


def batch_size(experiment: Experiment) -> int:
    """Return how many runs are kept together: about 100, fewer where they are large."""
    months = max(base.burn_in + base.months for base in experiment.bases)
    customers = max(experiment.customers, _FEWEST_CUSTOMERS)
    quick = int(_MOST_CUSTOMER_MONTHS / months / customers)
    return max(1, min(LARGEST_BATCH, _MOST_BYTES // bytes_of_run(experiment), quick))
