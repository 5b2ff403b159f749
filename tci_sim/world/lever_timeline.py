"""Which levers an organisation has by the timeline: its policy, and what changes of policy and of levers make of it.

In each month every change counts that has begun and not ended, a later one over an earlier one. So a change that ends
gives back what the timeline has without it: levers that a later change has set stay as that one set them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tci_sim.engine.state.types import Flags
from tci_sim.scenario.changes import laid_over
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.timeline import in_order
from tci_sim.world.build_firms import policies_to_come
from tci_sim.world.build_network import policy_names
from tci_sim.world.network import ValueNetwork
from tci_sim.world.role_policies import LEVERS, levers_in


class Return(NamedTuple):
    """What an organisation gets back when a change ends."""

    shock: Shock
    """The change that ends."""
    month: int
    """The month after its last."""
    policy: Policy
    """What the timeline has from then on."""
    named: Flags
    """The levers that it gives back, (lever,)."""


def named_levers(shock: Shock) -> Flags:
    """Return which levers a change of policy or of levers sets, (lever,)."""
    if SHOCKS[shock.kind].changes_policy:
        return np.ones(len(LEVERS), np.bool_)
    return levers_in(shock.levers)


def changes_levers(shock: Shock) -> bool:
    """Return whether a shock changes a policy, or levers."""
    return SHOCKS[shock.kind].changes_policy or SHOCKS[shock.kind].changes_levers


def is_of(shock: Shock, scenario: Scenario, network: ValueNetwork, f: int) -> bool:
    """Return whether a change is one of an organisation: it names it, or nobody, and so all that sell."""
    if shock.target is None:
        return f < len(network.selling_firms)
    return name_of_target(shock, scenario, network) == network.firms[f]


def policy_at(scenario: Scenario, network: ValueNetwork, month: int, f: int) -> Policy:
    """Return what an organisation runs by the timeline in a month from 0 on.

    The yearly rule of its policy, and a look at better rivals, may have moved levers since.
    """
    return _laid(scenario, network, _changes(scenario, network, f), month, f)


def returns(scenario: Scenario, network: ValueNetwork, f: int) -> Iterator[Return]:
    """Go through what an organisation gets back, in the order in which the changes that end have begun."""
    changes = _changes(scenario, network, f)
    for place, shock in enumerate(changes):
        if shock.end is not None:
            named = named_levers(shock)
            for later in changes[place + 1 :]:
                if later.is_on(shock.end - 1):
                    named &= ~named_levers(later)
            if named.any():
                yield Return(shock, shock.end, _laid(scenario, network, changes, shock.end, f), named)


def name_of_target(shock: Shock, scenario: Scenario, network: ValueNetwork) -> str:
    """Return who is hit by a shock that names somebody: the one firm of a scenario by its name in the network."""
    target = str(shock.target)
    if target in scenario.firms and target not in policy_names(scenario, network):
        return network.selling_firms[0]
    return target


def _changes(scenario: Scenario, network: ValueNetwork, f: int) -> list[Shock]:
    return [
        shock
        for shock in in_order(scenario.shocks)
        if changes_levers(shock) and is_of(shock, scenario, network, f)
    ]


def _laid(scenario: Scenario, network: ValueNetwork, changes: list[Shock], month: int, f: int) -> Policy:
    policy = scenario.policies[policies_to_come(scenario, network)[f]]
    for shock in changes:
        if shock.is_on(month):
            policy = laid_over(scenario.policies[shock.policy] if shock.policy else policy, shock.levers)
    return policy
