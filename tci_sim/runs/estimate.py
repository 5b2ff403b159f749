"""What an experiment will take, told before it starts."""

from __future__ import annotations

import time

from tci_sim.compile_model import to_stderr
from tci_sim.errors import TciError
from tci_sim.messages import Message, Value, message
from tci_sim.runs.executors import compile_and_link
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.size_limits import bytes_in_memory, bytes_of_run, format_bytes
from tci_sim.simulation import Simulation

_TRIED_MONTHS = 12
_SHORT = 1.0
"""Seconds below which a trial is made twice: what is done once in a process would count for each of many small runs."""


def estimate(experiment: Experiment, left: int, all_: int, concurrency: int) -> Message:
    """Return how many runs an experiment asks for, and what time and room they will take.

    Parameters
    ----------
    experiment : Experiment
        What is asked.
    left : int
        Runs that are not kept yet.
    all_ : int
        Runs in all.
    concurrency : int
        Runs that go on at the same time; 0 where that is not known.

    Returns
    -------
    Message
        One sentence.
    """
    if not left:
        if experiment.limit > experiment.replications:
            return message("estimate.all_kept_so_far", count=all_, number=f"{all_:,}")
        return message("estimate.all_kept", count=all_, number=f"{all_:,}")
    cases, there = len(experiment.cases_of(0)), all_ - left
    each = all_ // cases
    said: dict[str, Value] = {
        "runs": message("estimate.runs", count=all_, number=f"{all_:,}"),
        "cases": message("estimate.cases", count=cases, number=f"{cases:,}"),
        "replications": message("estimate.replications", count=each, number=f"{each:,}"),
        "memory": format_bytes(bytes_in_memory(experiment, all_)),
        "disk": format_bytes(bytes_of_run(experiment) * left),
    }
    if there:
        said["kept"] = f"{there:,}"
    seconds = seconds_of_run(experiment) * left / max(concurrency, 1)
    if not (seconds and concurrency):
        return message("estimate.some_kept", **said) if there else message("estimate.new", **said)
    said |= {
        "time": format_duration(seconds),
        "threads": message("estimate.threads", count=concurrency),
    }
    return message("estimate.some_kept_timed", **said) if there else message("estimate.new_timed", **said)


def seconds_of_run(experiment: Experiment) -> float:
    """Measure how long a run of the first case takes, by its first year; 0 where it fails in it. [s]."""
    compile_and_link(to_stderr)
    start = time.perf_counter()
    first = _seconds_by_trial(experiment)
    return min(first, _seconds_by_trial(experiment)) if time.perf_counter() - start < _SHORT else first


def _seconds_by_trial(experiment: Experiment) -> float:
    try:
        scenario = experiment.scenario(0)
        start = time.perf_counter()
        simulation = Simulation(scenario, experiment.network_of(scenario), experiment.seed, threads=1)
        built = time.perf_counter()
        months = min(_TRIED_MONTHS, simulation.months)
        simulation.step(months)
    except (TciError, ArithmeticError, MemoryError):
        return 0.0
    lived = time.perf_counter()
    return built - start + (lived - built) * simulation.months / months


def format_duration(seconds: float) -> Message:
    """Return a span of time in the unit that suits it.

    Examples
    --------
    >>> [str(format_duration(seconds)) for seconds in (1.2, 125, 7300, 200_000)]
    ['1 second', '2 minutes', '2.0 hours', '2.3 days']
    """
    if seconds < 90:
        return message("duration.seconds", count=max(1, round(seconds)))
    if seconds < 5400:
        return message("duration.minutes", count=round(seconds / 60))
    if seconds < 48 * 3600:
        return message("duration.hours", number=f"{seconds / 3600:.1f}")
    return message("duration.days", number=f"{seconds / 86400:.1f}")
