"""What is wrong with states that a scenario sets: what they are of, and whether they go together."""

from __future__ import annotations

from collections.abc import Iterator

from tci_sim.errors import meant
from tci_sim.messages import Message, message
from tci_sim.scenario.names import units_of
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.start import Start, StartOfUnit
from tci_sim.scenario.tree import Path

Faults = Iterator[tuple[Path, Message]]


def faults_of_starts(scenario: Scenario) -> Faults:
    """Check with what firms and suppliers begin, and what events make of them."""
    for name, firm in scenario.firms.items():
        yield from _of_firm(scenario, firm.start, ("firms", name, "start"))
    for number, tier in enumerate(scenario.network.tiers):
        yield from _of_unit(scenario, tier.start, ("network", "tiers", number, "start"))
    for number, shock in enumerate(scenario.shocks):
        yield from _of_firm(scenario, shock.state, ("shocks", number, "state"))
        if shock.state.is_of_whole and shock.target in units_of(scenario):
            yield ("shocks", number, "target"), message("fault.shock.state_of_unit")


def _of_firm(scenario: Scenario, start: Start, here: Path) -> Faults:
    yield from _of_unit(scenario, start, here)
    yield from _together(start, here, "code_right", "code_wrong")
    roles = scenario.network.roles
    for role, of_role in start.roles.items():
        if roles and role not in roles:
            yield (*here, "roles", role), meant("fault.no_role", role, roles)
        yield from _of_unit(scenario, of_role, (*here, "roles", role))


def _of_unit(scenario: Scenario, start: StartOfUnit, here: Path) -> Faults:
    attributes = scenario.market.attributes
    for field in ("shortfall", "practice"):
        for attribute in getattr(start, field):
            if attribute not in attributes:
                yield (*here, field, attribute), meant("fault.attribute", attribute, attributes)
    if start.practice and scenario.world.improving.practice == 0:
        yield (*here, "practice"), message("fault.start.practice")
    yield from _together(start, here, "beliefs_right", "beliefs_wrong")


def _together(start: StartOfUnit, here: Path, right: str, wrong: str) -> Faults:
    total = (getattr(start, right) or 0.0) + (getattr(start, wrong) or 0.0)
    if total > 1.0:
        said = message("fault.start.more_than_all", right=right, wrong=wrong, total=f"{total:.6g}")
        yield (*here, wrong), said
