"""What an experiment will take, told before it starts."""

from __future__ import annotations

import time

from tci_sim.compile_model import to_stderr
from tci_sim.errors import TciError
from tci_sim.runs.executors import compile_and_link
from tci_sim.runs.experiment import Experiment
from tci_sim.runs.size_limits import bytes_in_memory, bytes_of_run, format_bytes
from tci_sim.simulation import Simulation

_TRIED_MONTHS = 12


def estimate(experiment: Experiment, left: int, all_: int, concurrency: int) -> str:
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
    str
        One sentence.
    """
    cases = experiment.cases
    there = all_ - left
    if not left:
        searched = experiment.limit > experiment.replications
        then = "more are made only where the precision needs them" if searched else "nothing was run"
        return f"All {all_:,} runs are kept already: {then}."
    each = all_ // cases
    said = f"{all_:,} runs ({cases:,} {_plural(cases, 'case')} x {each:,} {_plural(each, 'replication')})"
    if there:
        said += f", {there:,} of them kept already"
    seconds = seconds_of_run(experiment) * left / max(concurrency, 1)
    if seconds and concurrency:
        said += f": about {format_duration(seconds)} on {concurrency} {_plural(concurrency, 'thread')}"
    memory, disk = bytes_in_memory(experiment, all_), bytes_of_run(experiment) * left
    return f"{said}, at most {format_bytes(memory)} of memory for all rows and {format_bytes(disk)} on disk."


def seconds_of_run(experiment: Experiment) -> float:
    """Measure how long a run of the first case takes, by its first year; 0 where it fails in it. [s]."""
    compile_and_link(to_stderr)
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


def format_duration(seconds: float) -> str:
    """Write a span of time in the unit that suits it.

    Examples
    --------
    >>> in_words(3.2), in_words(125), in_words(7300), in_words(200_000)
    ('3 s', '2 min', '2.0 h', '2.3 days')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
