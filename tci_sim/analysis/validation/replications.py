"""Run a scenario many times, by the same simulation as every other run, and read each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from tci_sim.analysis.validation.readings import Probe, Readings
from tci_sim.analysis.validation.targets import Setting
from tci_sim.errors import InputError, meant
from tci_sim.processors import thread_count
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_tree, dotted, find, keys_of, leaves
from tci_sim.simulation import Simulation
from tci_sim.world.build import build_surroundings
from tci_sim.world.build_network import network_of

OnProgress = Callable[[], None]


def run_replications(
    scenario: Scenario,
    changes: Mapping[str, Setting],
    probe: Probe,
    seeds: range,
    *,
    threads: int | None = None,
    on_progress: OnProgress = lambda: None,
) -> list[Readings]:
    """Run a scenario under many seeds, and read each run.

    Parameters
    ----------
    scenario : Scenario
        The question.
    changes : mapping of str to value
        What differs from it, as with `--set`.
    probe : Probe
        What reads a finished run.
    seeds : range
        One seed for each run.
    threads : int, optional
        Runs at a time; as many as there are processors by default. The answer is the same for any number.
    on_progress : callable (), optional
        Called after each run.

    Returns
    -------
    list of mapping of str to Reading
        In the order of the seeds.

    Raises
    ------
    InputError
        If the scenario cannot be built.
    ConservationError
        If a world does not add up.
    """
    asked = apply_changes(scenario, changes)
    network = network_of(asked)
    alike = build_surroundings(asked, network, seeds[0]) if asked.market.people == 0 else None

    def one(seed: int) -> Readings:
        simulation = Simulation(asked, network, seed, threads=1, alike=alike)
        simulation.run()
        on_progress()
        return probe.read(simulation)

    first = one(seeds[0])  # alone: the first run links the machine code
    with ThreadPoolExecutor(thread_count(threads)) as pool:
        return [first, *pool.map(one, seeds[1:])]


def apply_changes(scenario: Scenario, changes: Mapping[str, Setting]) -> Scenario:
    """Change values that a scenario has; what is not there cannot be what a target means to change.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    tree = as_tree(scenario)
    strange = [path for path in changes if not find(tree, keys_of(path))[1]]
    if strange:
        known = [dotted(path) for path, _ in leaves(tree)]
        raise InputError(*[meant("validation.no_such_value", path, known, path=path) for path in strange])
    return variant(scenario, changes) if changes else scenario
