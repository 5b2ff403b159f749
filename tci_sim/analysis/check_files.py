"""Check scenario and study files, with the networks that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.files import IsStudyError
from tci_sim.scenario.network_option import load_with_network
from tci_sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from tci_sim.analysis.policy_costs import PolicyCost

_SECONDS = 3.0
"""For how long the cases of a study are built, beside the first."""

_MOST_FAULTS = 20
"""How many faults of cases are told."""


@dataclass(frozen=True)
class CostsOfFile:
    """What the policies of a scenario cost."""

    file: str
    scenario: Scenario
    costs: tuple[PolicyCost, ...]


@dataclass(frozen=True)
class CheckedFiles:
    """What was found in files."""

    files: tuple[str, ...]
    """The files, as they were given."""
    faults: tuple[Message | str, ...]
    """What is wrong, one for each fault; none where all files are valid."""
    inactive: tuple[dict[str, Any], ...] | None
    """The fields of each `InactiveParameter` and the file it was found in; None where they were not looked for."""
    costs: tuple[CostsOfFile, ...] = ()
    """What each policy costs in a year, of each scenario that is valid."""


def check_files(
    files: Sequence[str],
    overrides: Sequence[str] | None = None,
    networks: Sequence[str] | None = None,
    *,
    sector: str | None = None,
    allow_outside: bool = False,
    deep: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] = lambda sentence: None,
) -> CheckedFiles:
    """Check files and report all their faults at once; warn of cases of a study that `sweep` could not pair.

    Parameters
    ----------
    files : sequence of str
        Scenarios and studies: files, or names in the library.
    overrides : sequence of str, optional
        Values over those of each file, each `path=value`.
    networks : sequence of str, optional
        Network files in the place of each scenario's own.
    sector : str, optional
        The sector of each scenario, and of the scenario that each study rests on, as for `load`.
    allow_outside : bool
        Whether they may name files outside their folders.
    deep : bool
        Whether to look for levers and uncertainties that have no effect.
    on_progress, on_message
        As for `find_inactive`.
    """
    faults: list[Message | str] = []
    inactive: list[dict[str, Any]] = []
    costs: list[CostsOfFile] = []
    for file in files:
        try:
            scenario = load_with_network(
                file, overrides, networks, allow_outside=allow_outside, sector=sector
            )
            check_world(scenario)
            costs.append(CostsOfFile(file, scenario, _costs_of(scenario)))
            if deep:
                from tci_sim.analysis.inactive_parameters import find_inactive

                found = find_inactive(scenario, on_progress=on_progress, on_message=on_message)
                inactive += [{"file": file, **each.record()} for each in found]
        except IsStudyError:
            faults += _faults_of_study(
                file, overrides or (), on_message, sector=sector, allow_outside=allow_outside
            )
        except InputError as error:
            faults += error.messages
    return CheckedFiles(tuple(files), tuple(faults), tuple(inactive) if deep else None, tuple(costs))


def _costs_of(scenario: Scenario) -> tuple[PolicyCost, ...]:
    from tci_sim.analysis.policy_costs import policy_costs

    return tuple(policy_costs(scenario))


def check_world(scenario: Scenario) -> None:
    """Build all that a run of a scenario builds but the customers.

    Raises
    ------
    InputError
        If it cannot be built.
    """
    from tci_sim.engine.measures.columns import MEASURES
    from tci_sim.runs.holders import select_holders
    from tci_sim.runs.report_measures import check_report
    from tci_sim.world.build import build_surroundings
    from tci_sim.world.build_network import network_of

    check_report(scenario)
    network = network_of(scenario)
    build_surroundings(scenario, network, seed=1)
    select_holders(tuple(MEASURES), scenario, network)


def _faults_of_study(
    file: str, overrides: Sequence[str], on_message: Callable[[str], None], *, sector: str | None,
    allow_outside: bool,
) -> Sequence[Message | str]:  # fmt: skip
    """Check a study, and build its cases until time is up: the first, the last, and others spread between them."""
    from tci_sim.analysis.pairing import warn_of_unpaired_cases
    from tci_sim.designs.study_file import load_study
    from tci_sim.runs.experiment import apply_changes

    try:
        study = load_study(file, overrides, sector=sector, allow_outside=allow_outside)
    except InputError as error:
        return error.messages
    faults: dict[str, Message] = {}
    plan, end, tried = study.plan, monotonic() + _SECONDS, 0
    for number in spread(len(plan)):
        try:
            check_world(apply_changes(study.base, plan.changes(number)))
        except InputError as error:
            for fault in error.messages:
                faults.setdefault(str(fault), message("check.case", file=file, case=str(number), fault=fault))
        tried += 1
        if monotonic() > end or len(faults) >= _MOST_FAULTS:
            break
    if tried < len(plan):
        on_message(str(message("check.tried", file=file, tried=str(tried), cases=str(len(plan)))))
    try:
        warn_of_unpaired_cases(study, plan)
    except InputError as error:  # a case for which there was no time
        return tuple(faults.values()) or error.messages
    return tuple(faults.values())


def spread(count: int) -> Iterator[int]:
    """Go through the numbers from 0 so that, wherever one stops, those seen are spread over all: ends first.

    Examples
    --------
    >>> [*spread(9)]
    [0, 8, 4, 2, 6, 1, 3, 5, 7]
    """
    yield from range(min(count, 1))
    yield from range(max(count - 1, 1), count)
    step = 1 << max(count - 1, 0).bit_length()
    while step > 1:
        yield from range(step // 2, count - 1, step)
        step //= 2
