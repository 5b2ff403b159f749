"""What is wrong with levers that units of a role have otherwise than their firm."""

from __future__ import annotations

from collections.abc import Iterator

from tci_sim.errors import meant, no_policy
from tci_sim.messages import Message, listing, message
from tci_sim.scenario.changes import values_in
from tci_sim.scenario.policy import OF_UNITS
from tci_sim.scenario.schema import PolicyChange, RoleLevers, Scenario
from tci_sim.scenario.tree import Path

Faults = Iterator[tuple[Path, Message]]


def faults_of_roles(scenario: Scenario) -> Faults:
    """Check whose levers roles have, and that they are levers of units."""
    known = scenario.network.roles
    for name, firm in scenario.firms.items():
        for role, of_role in firm.roles.items():
            here = ("firms", name, "roles", role)
            if known and role not in known and not firm.network.given():
                yield here, meant("fault.no_role", role, known)
            yield from _of_policy(scenario, of_role, here)
            for path, _ in values_in(PolicyChange.model_validate(of_role.levers.given())):
                if ".".join(path) not in OF_UNITS:
                    yield (*here, "levers", *path), message("fault.lever_of_whole", levers=listing(OF_UNITS))


def _of_policy(scenario: Scenario, role: RoleLevers, here: Path) -> Faults:
    if role.policy is None:
        return
    if role.policy not in scenario.policies:
        yield (*here, "policy"), no_policy(role.policy, scenario.policies)
    elif scenario.policies[role.policy].off or scenario.policies[role.policy].effects_only:
        yield (*here, "policy"), message("fault.role_switches")
