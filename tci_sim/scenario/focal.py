"""Which firm a scenario is about."""

from __future__ import annotations

from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.schema import Scenario


def focal_firm(scenario: Scenario) -> str:
    """Name the firm that a scenario is about: the one it says, or its first.

    Raises
    ------
    InputError
        If it has no firm.
    """
    if not scenario.firms:
        raise InputError(message("fault.no_firm_at_all", place="firms"))
    return scenario.focal_firm or next(iter(scenario.firms))
