"""Levers that are set while a world runs: changes of policy on its timeline, so that a scenario file can say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tci_sim.arguments import number_or_fault, shown
from tci_sim.engine.shocks import Effect, set_levers
from tci_sim.engine.state import State
from tci_sim.engine.state.run import Future
from tci_sim.engine.state.types import Record
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.scenario.changes import nested
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.world.future import future_of
from tci_sim.world.lever_timeline import policy_at
from tci_sim.world.network import ValueNetwork
from tci_sim.world.records import record

Levers = Mapping[str, float]
"""Values by dotted path inside a policy."""


@cache
def _known() -> Mapping[str, Parameter]:
    """List all levers by dotted path inside a policy."""
    return {path: lever for path, lever in catalogue().items() if lever.kind == "lever" and lever.allowed}


@cache
def _counted() -> frozenset[str]:
    """List the levers that are whole numbers."""
    policy = record(Policy())
    return frozenset(path for path in _known() if _field(policy, path).dtype.kind == "i")


def with_levers(
    scenario: Scenario, network: ValueNetwork, state: State, clock: int, firm: str, levers: Levers
) -> tuple[Scenario, Future]:
    """Add levers that a firm sets now to a scenario, and lay out the future that follows.

    Parameters
    ----------
    scenario : Scenario
        The question as it stood.
    network : ValueNetwork
        Who supplies whom.
    state : State
        The world now.
    clock : int
        Months that have passed, the burn-in included. [month]
    firm : str
        Who sets them.
    levers : mapping of str to number
        Values by dotted path inside a policy.

    Returns
    -------
    Scenario, Future
        With a policy and a change of policy more.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    faults = [*_faults_of_firm(network, firm), *_faults_of_levers(firm, levers)]
    if faults:
        raise InputError(*faults)
    month = max(clock - scenario.burn_in, 0)
    _, paid = _to_come(state, max(clock, scenario.burn_in), network.firms.index(firm))
    values = {path: _field(paid, path).item() for path in _known()} | _typed(levers)
    effects_only = policy_at(scenario, network, month, network.firms.index(firm)).effects_only
    policy = Policy.model_validate({**nested(values), "effects_only": effects_only})
    name = f"{re.sub('[^a-z0-9]', '_', firm.lower())[:24].lstrip('_0123456789') or 'firm'}_month_{month}"
    shocks = [shock for shock in scenario.shocks if shock.policy != name]
    change = Shock(month=month, kind="policy_change", target=firm, policy=name)
    changed = scenario.model_copy(
        update={"policies": {**scenario.policies, name: policy}, "shocks": (*shocks, change)}
    )
    return changed, future_of(changed, network)


def levers_of(network: ValueNetwork, state: State, clock: int, firm: str) -> dict[str, float]:
    """Return the levers of a firm as they will be in the next month, by dotted path inside a policy.

    Raises
    ------
    InputError
        If there is no such firm.
    """
    faults = _faults_of_firm(network, firm)
    if faults:
        raise InputError(*faults)
    in_force, _ = _to_come(state, clock, network.firms.index(firm))
    return {path: _field(in_force, path).item() for path in _known()}


def _to_come(state: State, clock: int, f: int) -> tuple[Record, Record]:
    """Return the levers in force and paid for in the month that comes after `clock` months."""
    future, policies = state.future, state.firms.policies
    in_force, paid = policies.in_force[f : f + 1].copy(), policies.paid[f : f + 1].copy()
    if clock == state.run.burn_in[0]:
        in_force[0], paid[0] = future.next_policy[f], future.next_paid[f]
    for row, (month, kind, target, _) in enumerate(future.shocks.tolist()):
        hit = target == f or (target < 0 and f < len(state.firms.standing.open))
        if kind in (Effect.POLICY_CHANGE, Effect.LEVER_CHANGE) and month == clock and hit:
            set_levers(in_force, 0, future.shock_policy, future.shock_named, row)
            set_levers(paid, 0, future.shock_paid, future.shock_named, row)
    return in_force[0], paid[0]


def _faults_of_firm(network: ValueNetwork, firm: str) -> list[Message]:
    if firm in network.firms:
        return []
    return [meant("world.no_firm", firm, network.firms, firm=firm)]


def _faults_of_levers(firm: str, levers: Levers) -> list[Message]:
    faults = []
    for path, value in levers.items():
        if path not in _known():
            faults.append(meant("world.no_lever", path, _known(), firm=firm, lever=path))
            continue
        lever = _known()[path]
        low, high = lever.allowed or (0.0, float("inf"))
        counted, number = path in _counted(), number_or_fault(path, value)
        if isinstance(number, Message) or not low <= number <= high or (counted and number != int(number)):
            ends = {"low": f"{low:g}", "high": f"{high:g}"}
            faults.append(
                message("world.lever_count", firm=firm, lever=path, seen=shown(value), **ends)
                if counted
                else message("world.lever_number", firm=firm, lever=path, seen=shown(value), **ends)
            )
    return faults


def _typed(levers: Levers) -> dict[str, float]:
    """Make whole numbers of the levers that are counted, and floats of the others."""
    return {path: int(value) if path in _counted() else float(value) for path, value in levers.items()}


def _field(record: Record, path: str) -> Any:
    for name in path.split("."):
        record = record[name]
    return record
