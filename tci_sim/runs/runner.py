"""Run one scenario to its end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tci_sim.errors import TciError
from tci_sim.runs.result import RunResult, result_of
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Progress, Simulation
from tci_sim.views.shown import check_report
from tci_sim.warm import ensure_compiled
from tci_sim.world.build_network import network_of
from tci_sim.world.network import ValueNetwork

if TYPE_CHECKING:
    import networkx as nx

Returned = TypeVar("Returned")


def run(
    scenario: Scenario,
    seed: int = 1,
    *,
    network: ValueNetwork | nx.DiGraph | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario: its burn-in, then all its months.

    Parameters
    ----------
    scenario : Scenario
        The question.
    seed : int
        Seed of all chance, 0 or more. The same scenario and seed give the same answer, to the last bit.
    network : ValueNetwork or networkx.DiGraph, optional
        Who supplies whom; what the scenario says, where absent.
    threads : int, optional
        Threads over which many customers are shared out; as many as there are processors, where absent.
    progress : callable (done, all), optional
        Told now and then how many months have passed, the burn-in included.

    Returns
    -------
    RunResult

    Raises
    ------
    ScenarioError
        If the scenario cannot be built.
    ConservationError
        If money, goods, customers or members do not add up at the end of a month.
    """
    check_report(scenario)
    ensure_compiled(lambda text: print(text, file=sys.stderr))
    if network is None:
        network = network_of(scenario)
    elif not isinstance(network, ValueNetwork):
        network = ValueNetwork.from_networkx(network)
    simulation = Simulation(scenario, network, seed, threads)
    simulation.run(progress)
    return result_of(scenario, seed, simulation.network, simulation.recording)


def attempted(work: Callable[[], Returned]) -> Returned | str:
    """Do a piece of work that may fail without stopping what goes on around it.

    Parameters
    ----------
    work : callable ()
        One run of many.

    Returns
    -------
    value
        What it returned; where it raised an error, that error in one sentence.
    """
    try:
        return work()
    except Exception as error:
        return sentence(error)


def sentence(error: Exception) -> str:
    """Put an error into one sentence; one that nobody foresaw with its kind."""
    said = " ".join(str(error).split())
    return said if isinstance(error, TciError) and said else f"{type(error).__name__}: {said}".rstrip(": ")
