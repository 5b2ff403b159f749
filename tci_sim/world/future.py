"""From the shocks of a scenario to what the month reads: its future, by the numbers of those who are hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tci_sim.engine.shocks import Effect
from tci_sim.engine.state.run import Future
from tci_sim.engine.state.types import Flags, Floats, Integers
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shock_faults import wrong_target
from tci_sim.scenario.shocks import SHOCKS, Target
from tci_sim.scenario.start import Start
from tci_sim.scenario.tree import format_fault
from tci_sim.scenario.yaml_file import Node
from tci_sim.world.build_firms import policies_to_come, records_of
from tci_sim.world.lever_timeline import (
    changes_levers,
    name_of_target,
    named_levers,
    policy_at,
    returns,
)
from tci_sim.world.network import ValueNetwork
from tci_sim.world.role_policies import LEVERS, role_policies
from tci_sim.world.set_states import settings_of_event

NUMBERS = {
    kind: int(Effect[kind.upper()])
    for kind, facts in SHOCKS.items()
    if not (facts.changes_world or facts.sets_state)
}
"""The number of each kind of shock in `Future.shocks`; one that does nothing is an error here.

Changes of the world have none, `tci_sim.world.build.changes_of` lays them out; nor have states that are set.
"""

ALL = -1
"""Who is hit by a shock without a target: all there are."""


def future_of(scenario: Scenario, network: ValueNetwork) -> Future:
    """Lay out what a run will meet: the policies of month 0, and one row for each who is hit by a shock.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.

    Returns
    -------
    Future

    Raises
    ------
    InputError
        With one line for each shock that hits nobody the network knows, or for each policy that is not given.
    """
    next_policies = [scenario.policies[name] for name in policies_to_come(scenario, network)]
    of_roles = role_policies(scenario, network)
    nobodys = np.zeros((len(next_policies), len(LEVERS)), np.bool_)
    faults: list[Message] = []
    hit = [_hit(number, shock, scenario, network, faults) for number, shock in enumerate(scenario.shocks)]
    if faults:
        raise InputError(*faults)
    struck = zip(scenario.shocks, hit, strict=True)
    rows = [
        row
        for shock, places in struck
        if shock.kind in NUMBERS
        for row in _rows(shock, places, scenario, network)
    ]
    rows += _returns(scenario, network)
    policy, paid = records_of(scenario, [row.policy for row in rows])
    next_policy, next_paid = records_of(scenario, [*next_policies, *(each.policy for each in of_roles)])
    set_month, set_of, set_to = _settings(scenario, network)
    return Future(
        next_policy=next_policy,
        next_paid=next_paid,
        next_own=np.vstack((nobodys, *(each.own for each in of_roles))),
        shocks=np.array([row.shock for row in rows], np.int64).reshape(len(rows), 4),
        shock_size=np.array([row.size for row in rows], np.float64),
        shock_policy=policy,
        shock_paid=paid,
        shock_named=np.array([row.named for row in rows], np.bool_).reshape(len(rows), len(LEVERS)),
        set_month=set_month,
        set_of=set_of,
        set_to=set_to,
    )


def _settings(scenario: Scenario, network: ValueNetwork) -> tuple[Integers, Integers, Floats]:
    """Lay out what events set: the month, of whom, and what, each (setting, ...)."""
    events = [shock for shock in scenario.shocks if SHOCKS[shock.kind].sets_state]
    attributes = list(scenario.market.attributes)
    found = [
        settings_of_event(shock.state, network, name_of_target(shock, scenario, network), attributes)
        for shock in events
    ]
    months = [
        np.full(len(each.of), scenario.burn_in + shock.month)
        for shock, each in zip(events, found, strict=True)
    ]
    nothing = settings_of_event(Start(), network, network.firms[0], attributes)
    return (
        np.concatenate([np.zeros(0, np.int64), *months]).astype(np.int64),
        np.concatenate([nothing.of, *(each.of for each in found)]),
        np.concatenate([nothing.to, *(each.to for each in found)]),
    )


class _Row(NamedTuple):
    """What happens to one who is hit."""

    shock: tuple[int, int, int, int]
    """Month from the start of the burn-in, number of the kind, place, duration."""
    size: float
    policy: Policy
    """Levers that come into force with it; of a shock that changes none, any."""
    named: Flags
    """Those of them that it sets, (lever,)."""


def _rows(shock: Shock, places: Sequence[int], scenario: Scenario, network: ValueNetwork) -> Iterator[_Row]:
    """Lay out a shock, one row for each who is hit."""
    for place in places:
        policy = scenario.policies[shock.policy or scenario.burn_in_policy]
        if SHOCKS[shock.kind].changes_levers:
            policy = policy_at(scenario, network, shock.month, place)
        when = (scenario.burn_in + shock.month, NUMBERS[shock.kind], place, shock.months)
        yield _Row(when, shock.size, policy, named_levers(shock))


def _returns(scenario: Scenario, network: ValueNetwork) -> Iterator[_Row]:
    """Lay out what firms get back when changes end."""
    if not any(changes_levers(shock) and shock.end is not None for shock in scenario.shocks):
        return
    for f in range(len(network.firms)):
        for shock, month, policy, named in returns(scenario, network, f):
            when = (scenario.burn_in + month, NUMBERS[shock.kind], f, 1)
            yield _Row(when, shock.size, policy, named)


def _hit(
    number: int, shock: Shock, scenario: Scenario, network: ValueNetwork, faults: list[Message]
) -> Sequence[int]:
    """Find the numbers of those whom a shock hits: attributes, nodes, or else firms."""
    hits, sellers = SHOCKS[shock.kind].target_kind, len(network.selling_firms)
    if hits is None:
        return ()
    suppliers = network.firms[sellers:]
    target = name_of_target(shock, scenario, network)
    names: dict[Target, tuple[str, ...]] = {
        "attribute": tuple(scenario.market.attributes),
        "firm": network.selling_firms,
        "organisation": network.firms,
        "node": (*suppliers, *network.selling_firms, *network.name),
    }
    if hits == "node":
        wanted = suppliers if shock.target is None else (target,)
        owners = [network.firms[f] for f in network.firm_index]
        places = [
            n for n, name in enumerate(network.name) if name in wanted or owners[n] in wanted
        ]  # fmt: skip
    elif shock.target is None:
        places = list(range(sellers)) if SHOCKS[shock.kind].changes_levers else [ALL]
    else:
        places = [place for place, name in enumerate(names[hits]) if name == target]
    if not places and shock.target is not None:
        wrong = wrong_target(hits, shock.target, names[hits])
        faults.append(format_fault(Node(shock.target), ("shocks", number, "target"), wrong))
    if target not in network.firms and shock.state.is_of_whole:
        wrong = message("fault.shock.state_of_unit")
        faults.append(format_fault(Node(shock.target), ("shocks", number, "target"), wrong))
    return places
