"""The measures that a study reports where none are asked for."""

from __future__ import annotations

from tci_sim.errors import InputError
from tci_sim.runs.holders import has_measure, select_holders
from tci_sim.runs.report_measures import USUAL, omitted_measures
from tci_sim.scenario.consistency import MEANS
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.world.build_network import network_of


def usual_report(base: Scenario | None, holders: object = (FOCAL,)) -> tuple[str, ...]:
    """Return the measures that the base reports, or the usual ones, as far as they mean something there.

    Parameters
    ----------
    base : Scenario or None
        The world of which all cases are variants; None where it could not be read.
    holders : object
        Whose measures are reported, as a study has it; it need not be right.

    Returns
    -------
    tuple of str
        Empty where whoever is reported has none of them.
    """
    if (
        base is None
        or not isinstance(holders, tuple | list)
        or not all(isinstance(each, str) for each in holders)
    ):
        return USUAL
    try:
        kinds = {holder.kind for holder in select_holders(holders, base, network_of(base))}
    except InputError:
        return USUAL  # what is wrong with them is said elsewhere
    omitted = omitted_measures(base)
    return tuple(
        name
        for name in base.report or USUAL
        if name not in omitted and name not in MEANS and any(has_measure(kind, name) for kind in kinds)
    )
