"""Policies of units whose role has levers of its own: those of their organisation, with these laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tci_sim.engine.state.types import Flags, Integers
from tci_sim.errors import InputError, meant
from tci_sim.scenario.changes import laid_over, values_in
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import PolicyChange, Scenario
from tci_sim.world.build_network import firms_in_network
from tci_sim.world.network import ValueNetwork
from tci_sim.world.records import leaves

LEVERS: tuple[str, ...] = tuple(path for path, _, _ in leaves(Policy()))
"""All levers by dotted path inside a policy, in the order of the record that holds them."""


class RolePolicy(NamedTuple):
    """The policy of an organisation's units of one role."""

    organisation: int
    units: Integers
    """Which nodes they are, (unit,)."""
    policy: Policy
    """What they come under at month 0."""
    own: Flags
    """Which of its levers are their own, and not those of the organisation, (lever,)."""


def role_policies(scenario: Scenario, network: ValueNetwork) -> list[RolePolicy]:
    """List the policies of units whose role has levers of its own, by organisation, in the order of the scenario.

    In the engine they stand behind those of the organisations, in this order.

    Raises
    ------
    InputError
        If an organisation has no units of a role whose levers are given, with one line for each such role.
    """
    scenario = with_own_levers(scenario)
    _check_roles(scenario, network)
    return [
        RolePolicy(
            organisation=network.firms.index(name),
            units=_units(network, name, role),
            policy=laid_over(scenario.policies[firm.policy], own),
            own=levers_in(own),
        )
        for name, firm in firms_in_network(scenario, network).items()
        for role, of_role in firm.roles.items()
        if (own := PolicyChange.model_validate(of_role.levers.given())).given()
    ]


def policy_of_units(network: ValueNetwork, roles: Sequence[RolePolicy]) -> Integers:
    """Return which policy says what each unit decides: its organisation's, or one of its role there, (node,)."""
    policy = network.firm_index.astype(np.int64)
    for place, role in enumerate(roles):
        policy[role.units] = len(network.firms) + place
    return policy


def _check_roles(scenario: Scenario, network: ValueNetwork) -> None:
    faults = [
        meant("fault.no_role", role, set(network.role), where=f"firms.{given}.roles.{role}")
        for given, (name, firm) in zip(
            scenario.firms, firms_in_network(scenario, network).items(), strict=True
        )
        for role in firm.roles
        if not len(_units(network, name, role))
    ]
    if faults:
        raise InputError(*faults)


def _units(network: ValueNetwork, firm: str, role: str) -> Integers:
    belong = zip(network.firm, network.role, strict=True)
    return np.flatnonzero([owner == firm and kind == role for owner, kind in belong])


def levers_in(change: PolicyChange) -> Flags:
    """Return which levers a change gives, (lever,)."""
    named = {".".join(path) for path, _ in values_in(change)}
    return np.array([path in named for path in LEVERS])
