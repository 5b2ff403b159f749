"""Whose measures a study keeps: the focal firm, all of a kind, or somebody by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tci_sim.designs.variants import focal_firm
from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import ScenarioError, nearest
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import Path

if TYPE_CHECKING:
    from tci_sim.designs.study import Study
    from tci_sim.world.network import ValueNetwork

FOCAL = "focal"
"""In place of the name of a holder: the firm that the scenario is about."""

KINDS: tuple[Kind, ...] = ("market", "firm", "supplier", "segment", "node")
"""Kinds whose measures a study can keep; a name that two kinds share is that of the first of them."""


class Holder(NamedTuple):
    """Somebody whose measures are kept."""

    name: str
    kind: Kind
    place: int
    """Its place among the holders of its kind."""


def holders_of(asked_for: Sequence[str], scenario: Scenario, network: ValueNetwork) -> tuple[Holder, ...]:
    """Find those whose measures a study keeps, in one of its cases, in the order in which they are asked for.

    Parameters
    ----------
    asked_for : sequence of str
        `focal`, kinds, or names. A generated supplier and its node share a name: it is the supplier's.
    scenario : Scenario
        The case.
    network : ValueNetwork
        Its network.

    Returns
    -------
    tuple of Holder
        Each once; nobody for a name that is not there.
    """
    everybody = _everybody(scenario, network)
    found: dict[Holder, None] = {}
    for asked in asked_for:
        if asked == FOCAL:
            focal, sellers = focal_firm(scenario), everybody["firm"]
            place = sellers.index(focal) if focal in sellers else 0
            found[Holder(sellers[place], "firm", place)] = None
        elif asked in KINDS:
            for place, name in enumerate(everybody[asked]):
                found[Holder(name, asked, place)] = None
        else:
            kind = next((kind for kind in KINDS if asked in everybody[kind]), None)
            if kind is not None:
                found[Holder(asked, kind, everybody[kind].index(asked))] = None
    return tuple(found)


def faults_of_holders(study: Study) -> Iterator[tuple[Path, str]]:
    """Look for those asked for in the base."""
    if FOCAL in study.holders and not study.base.firms:
        yield ("holders", study.holders.index(FOCAL)), "there is no firm in the base."
    network = _network(study)
    if network is None:
        return
    everybody = _everybody(study.base, network)
    names = (FOCAL, *KINDS, *(name for kind in KINDS for name in everybody[kind]))
    for number, asked in enumerate(study.holders):
        if asked not in names:
            allowed = f"must be {FOCAL}, a kind ({', '.join(KINDS)}), or a name in the base."
            yield ("holders", number), f"{allowed}{nearest(asked, names)}"
        elif asked in KINDS and not everybody[asked] and not _is_network_varied(study):
            yield ("holders", number), f"there is no {asked} in the base."


def faults_of_measures(study: Study) -> Iterator[tuple[Path, str]]:
    """Find what is reported, or to be precise, and is a measure of nobody asked for."""
    network = _network(study)
    if network is None or any(faults_of_holders(study)):
        return
    holders = holders_of(study.holders, study.base, network)
    kinds = dict.fromkeys([*(holder.kind for holder in holders), *(k for k in KINDS if k in study.holders)])
    for number, measure in enumerate(study.report):
        having = [kind for kind in KINDS if has(kind, measure)]
        if not having and any(has(kind, measure) for kind in MEASURES):
            yield ("report", number), f"must be a measure of a {' or '.join(KINDS)}: a study keeps no others."
        elif having and not any(kind in kinds for kind in having):
            says = f"must be a measure of one of the holders (here of kind {' or '.join(kinds)})"
            yield ("report", number), f"{says}: for this one, ask for a {' or '.join(having)}."
    first = [holder for holder in holders if holder.name == holders[0].name]
    for measure in study.precision:
        if measure in study.report and first and not any(has(holder.kind, measure) for holder in first):
            yield (
                ("precision", measure),
                f"is no measure of {first[0].name}, the first of the holders, whose interval is meant.",
            )


def has(kind: str, measure: str) -> bool:
    """Tell whether there is such a measure of a kind."""
    return any(measure == each.name for each in MEASURES.get(kind, ()))  # type: ignore[call-overload]


def _network(study: Study) -> ValueNetwork | None:
    """Build the network of the base.

    Its files may have gone since its runs were kept, and these can still be read; before any run is made, a sweep
    says so.
    """
    from tci_sim.world.build_network import network_of

    try:
        return network_of(study.base) if study.base.firms else None
    except ScenarioError:
        return None


def _everybody(scenario: Scenario, network: ValueNetwork) -> dict[str, Sequence[str]]:
    """List names by kind."""
    sellers = network.selling_firms
    segments = tuple(f"{firm}.{segment}" for firm in sellers for segment in scenario.market.segments)
    return {
        "market": ("market",), "firm": sellers, "supplier": network.firms[len(sellers) :],
        "segment": segments, "node": network.name,
    }  # fmt: skip


def _is_network_varied(study: Study) -> bool:
    given = [study.levers, study.uncertainties, *study.cases.values()]
    return any(path.partition(".")[0] == "network" for part in given for path in part)
