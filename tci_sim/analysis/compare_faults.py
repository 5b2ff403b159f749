"""What is wrong with a comparison that is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping

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


def check_comparison(
    questions: Mapping[str, Scenario],
    replications: int,
    seed: int,
    precision: Mapping[str, float],
    limit: int,
) -> None:
    """Refuse, before anything is run, a comparison that cannot be made.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    _check(replications, seed, precision, limit)
    _check_measures(questions, precision)
    _check_focal_firms(questions)


def _check(replications: int, seed: int, precision: Mapping[str, float], limit: int) -> None:
    measures = [measure.name for measure in MEASURES["firm"]]
    faults = [
        meant("compare.no_measure", name, measures, name=name) for name in precision if name not in measures
    ]
    faults += [
        message("compare.width", name=name, seen=str(width))
        for name, width in precision.items()
        if not (width > 0.0 and math.isfinite(width))
    ]
    if replications < 2:
        faults.append(message("compare.replications", seen=str(replications)))
    for option, count in (("replications", replications), ("limit", limit if precision else 0)):
        if count > MOST_REPLICATIONS:
            most = f"{MOST_REPLICATIONS:,}"
            faults.append(message("compare.most", option=option, seen=f"{count:,}", most=most))
    if seed < 0:
        faults.append(message("compare.seed", seed=str(seed)))
    if precision and limit < replications:
        faults.append(message("compare.limit", seen=str(limit), replications=str(replications)))
    if faults:
        raise InputError(*faults)


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
        if question.focal_firm is not None and any(files_of(question)):
            network = network_of(question)
            try:
                select_holders((FOCAL,), question, network)
            except InputError as error:
                faults += [message("compare.inside", scenario=name, fault=fault) for fault in error.messages]
    if faults:
        raise InputError(*faults)
