"""Whose measures are kept: the focal firm, all of a kind, or somebody by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.world.network import ValueNetwork

KINDS: tuple[Kind, ...] = ("market", "firm", "supplier", "segment", "node")
"""Kinds whose measures a study can keep; a name that two kinds share is that of the first of them."""


class Holder(NamedTuple):
    """Somebody whose measures are kept."""

    name: str
    kind: Kind
    place: int
    """Its place among the holders of its kind."""


def select_holders(requested: Sequence[str], scenario: Scenario, network: ValueNetwork) -> tuple[Holder, ...]:
    """Find those whose measures are kept, in the order in which they are asked for.

    Parameters
    ----------
    requested : sequence of str
        `focal`, kinds, or names. A generated supplier and its node share a name: it is the supplier's.
    scenario : Scenario
        The case.
    network : ValueNetwork
        Its network.

    Returns
    -------
    tuple of Holder
        Each once; nobody for a name that is not there.

    Raises
    ------
    InputError
        If `focal` is asked for, and the firm that the scenario names as such sells to no customer.
    """
    names = all_holders(scenario, network)
    found: dict[Holder, None] = {}
    for asked in requested:
        if asked == FOCAL:
            place = _place_of_focal(scenario, network)
            found[Holder(names["firm"][place], "firm", place)] = None
        elif asked in MEASURES:
            for place, name in enumerate(names[asked]):
                found[Holder(name, asked, place)] = None
        else:
            kind = next((kind for kind in KINDS if asked in names[kind]), None)
            if kind is not None:
                found[Holder(asked, kind, names[kind].index(asked))] = None
    return tuple(found)


def _place_of_focal(scenario: Scenario, network: ValueNetwork) -> int:
    """Find the focal firm among those that sell.

    The one firm of a scenario may have another name in its network file: then it is the first of those that sell.
    """
    focal, sellers = focal_firm(scenario), network.selling_firms
    if focal in sellers:
        return sellers.index(focal)
    if scenario.focal_firm is not None and focal in network.firms:
        raise InputError(message("world.focal_firm", firm=focal))
    return 0


def all_holders(scenario: Scenario, network: ValueNetwork) -> dict[Kind, tuple[str, ...]]:
    """List the names of all holders by kind.

    Holders of kind "segment" are the customers of a firm in a segment, named "firm.segment"; those of kind "attribute"
    are a firm in an attribute, named "firm.attribute".
    """
    sellers, market = network.selling_firms, scenario.market
    return {
        "market": ("market",),
        "firm": sellers,
        "supplier": network.firms[len(sellers) :],
        "segment": tuple(f"{firm}.{segment}" for firm in sellers for segment in market.segments),
        "attribute": tuple(f"{firm}.{name}" for firm in sellers for name in market.attributes),
        "node": network.name,
    }


def has_measure(kind: str, measure: str) -> bool:
    """Return whether there is such a measure of a kind."""
    return any(measure == each.name for each in MEASURES.get(kind, ()))  # type: ignore[call-overload]
