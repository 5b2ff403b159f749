"""Which firm a scenario is about."""

from __future__ import annotations

from collections.abc import Iterable

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
    return named_or_first(scenario.focal_firm, scenario.firms)


def named_or_first(named: str | None, firms: Iterable[str]) -> str:
    """Return the focal firm of a scenario that may not be checked yet: empty if it names none and has none.

    Examples
    --------
    >>> named_or_first(None, ("ours", "north")), named_or_first("north", ("ours", "north"))
    ('ours', 'north')
    """
    return named or next(iter(firms), "")
