"""What is wrong with a comparison that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tci_sim.arguments import LARGEST_FIRST_SEED, number_or_fault, whole_or_fault
from tci_sim.bounds import MOST_REPLICATIONS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.runs.experiment import files_of
from tci_sim.runs.holders import select_holders
from tci_sim.runs.report_measures import check_report, omitted_measures
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.world.build_network import network_of


class Counts(NamedTuple):
    """How often a comparison runs, as plain numbers."""

    replications: int
    seed: int
    precision: dict[str, float]
    limit: int


def check_comparison(
    questions: Mapping[str, Scenario],
    replications: int,
    seed: int,
    precision: Mapping[str, float],
    limit: int,
) -> Counts:
    """Refuse, before anything is run, a comparison that cannot be made; else return its numbers as plain ones.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    found = _read(replications, seed, precision, limit)
    _check_measures(questions, found.precision)
    _check_focal_firms(questions)
    return found


def _read(replications: object, seed: object, precision: Mapping[str, object], limit: object) -> Counts:
    measures = [measure.name for measure in MEASURES["firm"]]
    faults = [
        meant("compare.no_measure", name, measures, name=name) for name in precision if name not in measures
    ]
    widths = {name: number_or_fault(f"precision.{name}", width) for name, width in precision.items()}
    faults += [
        width if isinstance(width, Message) else message("compare.width", name=name, seen=str(width))
        for name, width in widths.items()
        if isinstance(width, Message) or not width > 0.0
    ]
    runs = whole_or_fault("replications", replications, None, MOST_REPLICATIONS)
    first = whole_or_fault("seed", seed, 0, LARGEST_FIRST_SEED)
    most = whole_or_fault("limit", limit, None, MOST_REPLICATIONS if precision else None)
    faults += [each for each in (runs, first, most) if isinstance(each, Message)]
    if isinstance(runs, int) and runs < 2:
        faults.append(message("compare.replications", seen=str(runs)))
    if precision and isinstance(runs, int) and isinstance(most, int) and most < runs:
        faults.append(message("compare.limit", seen=str(most), replications=str(runs)))
    if isinstance(runs, Message) or isinstance(first, Message) or isinstance(most, Message) or faults:
        raise InputError(*faults)
    known = {name: width for name, width in widths.items() if not isinstance(width, Message)}
    return Counts(runs, first, known, most if known else runs)


def _check_measures(questions: Mapping[str, Scenario], precision: Mapping[str, float]) -> None:
    """Refuse reports on what is not measured, and precision of what means nothing in a scenario."""
    for question in questions.values():
        check_report(question)
    faults = [
        message("compare.captive", name=measure, scenario=name)
        if omitted_measures(question)[measure] == "captive"
        else message("compare.unpaid", name=measure, scenario=name)
        for name, question in questions.items()
        for measure in precision
        if measure in omitted_measures(question)
    ]
    if faults:
        raise InputError(*faults)


def _check_focal_firms(questions: Mapping[str, Scenario]) -> None:
    """Refuse a focal firm that sells to no customer; of firms in a generated network there is none such."""
    faults: list[Message] = []
    for name, question in questions.items():
        if question.focal_firm is not None and any(files_of(question.network)):
            network = network_of(question)
            try:
                select_holders((FOCAL,), question, network)
            except InputError as error:
                faults += [message("compare.inside", scenario=name, fault=fault) for fault in error.messages]
    if faults:
        raise InputError(*faults)
