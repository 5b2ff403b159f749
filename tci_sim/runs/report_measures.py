"""Which measures of a run are reported: those that its scenario asks for, and which of all mean nothing in it."""

from __future__ import annotations

from collections.abc import Mapping

from tci_sim.engine.measures.columns import MEASURES, WITHOUT_CHOICE, WITHOUT_PRICE
from tci_sim.errors import InputError, nearest
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.schema import Scenario


def omitted_measures(question: Scenario) -> Mapping[str, str]:
    """Say of each measure that means nothing in a scenario why that is so.

    Returns
    -------
    mapping of str to str
        Name of the measure to reason; empty in a market in which customers choose and pay.
    """
    choice = dict.fromkeys(WITHOUT_CHOICE, "customers cannot leave") if question.market.captive else {}
    price = dict.fromkeys(WITHOUT_PRICE, "customers do not pay") if not question.market.priced else {}
    return {**price, **choice}


def check_report(question: Scenario) -> None:
    """Refuse a report on what is not measured of firms, before anything is run.

    Raises
    ------
    InputError
        With one line for each such name.
    """
    known = [*(measure.name for measure in MEASURES["firm"]), *MEANS]
    faults = [
        f"report.{number} = {name!r}: is not a measure of a firm.{nearest(name, known)}"
        for number, name in enumerate(question.report)
        if name not in known
    ]
    if faults:
        raise InputError(*faults)
