"""Where runs are made: in threads of this process, or on the workers of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tci_sim.compile_model import OnMessage, to_stderr
from tci_sim.processors import thread_count
from tci_sim.runs.executors import Executor
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.threads import ThreadExecutor
from tci_sim.runs.worker import MakeWorker, Worker

if TYPE_CHECKING:
    from distributed import Client


def runs_at_once(threads: int | None, cluster: str | Client | None) -> int:
    """Return how many runs this machine makes at the same time; 0 where a cluster makes them.

    Raises
    ------
    InputError
        If threads are no whole number, at least 1.
    """
    return thread_count(threads) if cluster is None else 0


def executor_for(
    experiment: Experiment, threads: int | None, cluster: str | Client | None,
    on_message: OnMessage | None = None, worker: MakeWorker = Worker,
) -> Executor:  # fmt: skip
    """Return who makes the runs of an experiment.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    threads : int or None
        Runs that go on at once on this machine, where there is no cluster.
    cluster : str or distributed.Client, optional
        The address of the scheduler of a Dask cluster, or a client of it.
    on_message : callable (sentence), optional
        Told when there is nobody on the cluster to make them.
    worker : callable (experiment)
        Makes the worker, once here or once in each process of the cluster; there it is sent along with the runs.

    Raises
    ------
    InputError
        If Dask is not installed, or nobody answers at the address.
    ExecutorLost
        If the client has lost its cluster.
    """
    if cluster is None:
        return ThreadExecutor(experiment, threads, to_stderr, worker=worker)
    from tci_sim.runs.cluster import DaskExecutor

    return DaskExecutor(experiment, cluster, on_message, worker=worker)
