"""The control of a programme: the same world, in which one firm goes without it from some month on.

A firm's programme is its policy, but for the levers in `KEPT`. Without it a firm has the levers of the policy of the
burn-in, which all firms had before, and keeps its own price and its own way of ordering. All else is as it was: rivals,
suppliers, what happens on the timeline, and every random number, since these are keyed by who they are for.
"""

from __future__ import annotations

from typing import Any

from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.world.lever_timeline import changes_levers, is_of, policy_at
from tci_sim.world.network import ValueNetwork

KEPT = ("markup", "safety", "forecast_months", "smoothing")
"""Levers below `value` that are no part of a programme: what a firm asks for a unit, and how it orders and stores."""

_NAME = "without_programme"


def without_programme(scenario: Scenario, network: ValueNetwork, firm: str, start: int) -> Scenario:
    """Let one firm go without its programme from a month on, to the end.

    It changes to its policy of the burn-in in that month, and does not take up another one later. Where it runs that
    policy anyway, nothing changes.

    Parameters
    ----------
    scenario : Scenario
        The question as it is.
    network : ValueNetwork
        Who supplies whom.
    firm : str
        A firm that sells to customers, by its name in the network.
    start : int
        First month without it, from 0. [month]

    Returns
    -------
    Scenario
        It has the past of the other one until that month.
    """
    scenario, f = with_own_levers(scenario), network.firms.index(firm)
    before, own = (policy_at(scenario, network, month, f) for month in (start - 1, start))
    control, name = _control(scenario, own), _free_name(scenario)
    months = [] if _levers(before) == _levers(control) else [start]
    kept: list[Shock] = []
    for shock in scenario.shocks:
        if not changes_levers(shock) or not is_of(shock, scenario, network, f):
            kept.append(shock)
        elif shock.month < start:
            kept.append(shock)
            if (
                shock.is_on(start - 1) and shock.end is not None
            ):  # else it would give back a programme when it ends
                months.append(start)
        elif shock.target is None:  # it is one of all firms that sell: the others still change
            kept.append(shock)
            months.append(shock.month)
    changes = [
        Shock(month=month, kind="policy_change", target=firm, policy=name) for month in sorted({*months})
    ]
    if (scenario.shocks, changes) == (tuple(kept), []):
        return scenario
    policies = {**scenario.policies, name: control}
    return scenario.model_copy(update={"policies": policies, "shocks": (*kept, *changes)})


def until_month(scenario: Scenario, months: int) -> Scenario:
    """End a scenario after some months.

    What would happen later stays on its timeline: who is yet to enter is off the market until then, and lead customers
    feel what is yet to turn.
    """
    return scenario if months == scenario.months else scenario.model_copy(update={"months": months})


def _control(scenario: Scenario, own: Policy) -> Policy:
    """Return the policy of the burn-in with a firm's own price and orders."""
    common = scenario.policies[scenario.burn_in_policy]
    kept = {name: getattr(own.value, name) for name in KEPT}
    value = common.value.model_copy(update=kept)
    return common.model_copy(update={"value": value, "label": None})


def _levers(policy: Policy) -> dict[str, Any]:
    """Return all that a policy says but for its label."""
    return policy.model_dump(exclude={"label"})


def _free_name(scenario: Scenario) -> str:
    """Return a name that no policy has."""
    name = _NAME
    while name in scenario.policies:
        name += "_"
    return name
