"""From the shocks of a scenario to what the month reads: its future, by the numbers of those who are hit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tci_sim.engine.shocks import Effect
from tci_sim.engine.state.run import Future
from tci_sim.engine.state.types import Floats, Integers
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shock_faults import wrong_target
from tci_sim.scenario.shocks import SHOCKS, Target
from tci_sim.scenario.start import Start
from tci_sim.scenario.tree import format_fault
from tci_sim.scenario.yaml_file import Node
from tci_sim.world.build_firms import policies_to_come, records_of
from tci_sim.world.build_network import policy_names
from tci_sim.world.network import ValueNetwork
from tci_sim.world.set_states import settings_of_event

NUMBERS = {kind: int(Effect[kind.upper()]) for kind, facts in SHOCKS.items() if not facts.sets_state}
"""The number of each kind of shock in `Future.shocks`; one that does nothing to the world is an error here."""

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
    faults: list[Message] = []
    hit = [_hit(number, shock, scenario, network, faults) for number, shock in enumerate(scenario.shocks)]
    if faults:
        raise InputError(*faults)
    struck = [
        (shock, place)
        for shock, places in zip(scenario.shocks, hit, strict=True)
        for place in places
        if shock.kind in NUMBERS
    ]
    rows = [
        (scenario.burn_in + shock.month, NUMBERS[shock.kind], place, shock.duration)
        for shock, place in struck
    ]
    # the first serves for a timeline on which nothing happens, and is left out again
    policies = [scenario.burn_in_policy, *(shock.policy or scenario.burn_in_policy for shock, _ in struck)]
    policy, paid = records_of(scenario, policies)
    next_policy, next_paid = records_of(scenario, policies_to_come(scenario, network))
    set_month, set_of, set_to = _settings(scenario, network)
    return Future(
        next_policy=next_policy,
        next_paid=next_paid,
        shocks=np.array(rows, np.int64).reshape(len(rows), 4),
        shock_size=np.array([shock.size for shock, _ in struck], np.float64),
        shock_policy=policy[1:].copy(),
        shock_paid=paid[1:].copy(),
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


def _hit(
    number: int, shock: Shock, scenario: Scenario, network: ValueNetwork, faults: list[Message]
) -> Sequence[int]:
    """Find the numbers of those whom a shock hits: attributes, nodes, or else firms."""
    hits = SHOCKS[shock.kind].target_kind
    suppliers = network.firms[len(network.selling_firms) :]
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
        places = [ALL]
    else:
        places = [place for place, name in enumerate(names[hits]) if name == target]
    if not places and shock.target is not None:
        wrong = wrong_target(hits, shock.target, names[hits])
        faults.append(format_fault(Node(shock.target), ("shocks", number, "target"), wrong))
    if target not in network.firms and shock.state.is_of_whole:
        wrong = message("fault.shock.state_of_unit")
        faults.append(format_fault(Node(shock.target), ("shocks", number, "target"), wrong))
    return places


def name_of_target(shock: Shock, scenario: Scenario, network: ValueNetwork) -> str:
    """Return who is hit by a shock that names somebody: the one firm of a scenario by its name in the network."""
    target = str(shock.target)
    if target in scenario.firms and target not in policy_names(scenario, network):
        return network.selling_firms[0]
    return target
