"""Check scenario and study files, with the networks that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tci_sim.errors import InputError
from tci_sim.messages import Message
from tci_sim.scenario.files import IsStudyError
from tci_sim.scenario.network_option import load_with_network
from tci_sim.scenario.schema import Scenario


@dataclass(frozen=True)
class CheckedFiles:
    """What was found in files."""

    files: tuple[str, ...]
    """The files, as they were given."""
    faults: tuple[Message | str, ...]
    """What is wrong, one for each fault; none where all files are valid."""
    inactive: tuple[dict[str, Any], ...] | None
    """The fields of each `InactiveParameter` and the file it was found in; None where they were not looked for."""


def check_files(
    files: Sequence[str],
    overrides: Sequence[str] | None = None,
    networks: Sequence[str] | None = None,
    *,
    allow_outside: bool = False,
    deep: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] = lambda sentence: None,
) -> CheckedFiles:
    """Check files and report all their faults at once.

    Parameters
    ----------
    files : sequence of str
        Scenarios and studies: files, or names in the library.
    overrides : sequence of str, optional
        Values over those of each file, each `path=value`.
    networks : sequence of str, optional
        Network files in the place of each scenario's own.
    allow_outside : bool
        Whether they may name files outside their folders.
    deep : bool
        Whether to look for levers and uncertainties that have no effect.
    on_progress, on_message
        As for `find_inactive`.
    """
    faults: list[Message | str] = []
    inactive: list[dict[str, Any]] = []
    for file in files:
        try:
            scenario = load_with_network(file, overrides, networks, allow_outside=allow_outside)
            _check_network(scenario)
            if deep:
                from tci_sim.analysis.inactive_parameters import find_inactive

                found = find_inactive(scenario, on_progress=on_progress, on_message=on_message)
                inactive += [{"file": file, **each.record()} for each in found]
        except IsStudyError:
            faults += _faults_of_study(file, overrides or (), allow_outside=allow_outside)
        except InputError as error:
            faults += error.messages
    return CheckedFiles(tuple(files), tuple(faults), tuple(inactive) if deep else None)


def _check_network(scenario: Scenario) -> None:
    """Read the network files that a scenario names; a network that is generated was checked with the scenario."""
    if not scenario.network.roles:
        from tci_sim.world.build_network import network_of, starting_demand, starting_flow
        from tci_sim.world.future import future_of
        from tci_sim.world.goods_limits import check_goods

        network = network_of(scenario)
        future_of(scenario, network)
        demand = starting_demand(scenario.market.customers, network, scenario.world)
        check_goods(scenario, network, starting_flow(network, demand))


def _faults_of_study(
    file: str, overrides: Sequence[str], *, allow_outside: bool
) -> tuple[Message | str, ...]:
    from tci_sim.designs.study_file import load_study

    try:
        load_study(file, overrides, allow_outside=allow_outside)
    except InputError as error:
        return error.messages
    return ()
