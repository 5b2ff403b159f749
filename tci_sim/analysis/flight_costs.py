"""What a plan of the flight simulator takes in a year, as the firm reckons: money, and working time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tci_sim.analysis.policy_costs import policy_costs
from tci_sim.engine.rules.prices import HOURS
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.flight import Decisions, flight, nearest_steps, policy_of
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import exact_sum
from tci_sim.world.build_network import network_of

ROOM = 1.25
"""How much more than the costliest policy of the scenario a plan may take at least: a small firm has large shares."""


class Taken(NamedTuple):
    """What a plan takes in a year."""

    money: float
    """As a share of revenue. [-]"""
    time: float
    """As a share of working time. [-]"""


class FlightCosts(NamedTuple):
    """What all plans take."""

    base: Taken
    """With every decision at step 0."""
    steps: tuple[tuple[Taken, ...], ...]
    """Of each decision what each step takes more than step 0."""
    limit: Taken
    """What a plan may take."""
    revenue: float
    """As the firm is handed over. [currency/year]"""
    hours: float
    """All working time, as the firm is handed over. [hour/year]"""
    hours_each: float
    """Working time of a member. [hour/month]"""

    def of(self, plan: Sequence[int]) -> Taken:
        """Return what a plan takes: what its decisions take, added up."""
        chosen = [self.base, *(self.steps[k][step] for k, step in enumerate(plan))]
        return Taken(
            float(exact_sum([each.money for each in chosen])),
            float(exact_sum([each.time for each in chosen])),
        )

    def over(self, decisions: Decisions) -> int | None:
        """Return the first year, from 1, in which decisions take more than they may; None where none does."""
        plans = [self.of(plan) for plan in decisions]
        wrong = [plan.money > self.limit.money or plan.time > self.limit.time for plan in plans]
        return wrong.index(True) + 1 if any(wrong) else None


def flight_costs(base: Scenario) -> FlightCosts:
    """Work out what each step of each decision takes.

    Each is put alone beside all others at step 0; what several take together is about their sum.

    Parameters
    ----------
    base : Scenario
        What `tci_sim.scenario.flight.ground` returned.

    Raises
    ------
    InputError
        If the firm sells nothing, or has nobody who is paid.
    """
    zero = [0] * len(flight().decisions)
    asked = {(-1, 0): zero}
    for k, decision in enumerate(flight().decisions.values()):
        asked |= {(k, step): [*zero[:k], step, *zero[k + 1 :]] for step in range(decision.steps)}
    named = {f"plan_{k}_{step}".replace("-", "no"): plan for (k, step), plan in asked.items()}
    policies = {f"policies.{name}": policy_of(base, plan) for name, plan in named.items()}
    found = {each.policy: each for each in policy_costs(variant(base, policies))}
    if not found:
        raise InputError(message("flight.fault.sells_nothing"))
    shares = [
        Taken(
            found[name].total("programme") / found[name].revenue,
            found[name].total("time") / found[name].wages,
        )
        for name in named
    ]
    start, rest = shares[0], iter(shares[1:])
    steps = tuple(
        tuple(
            Taken(one.money - start.money, one.time - start.time)
            for one in (next(rest) for _ in range(each.steps))
        )
        for each in flight().decisions.values()
    )
    network, firm = network_of(base), found["plan_no1_0"]
    members = float(exact_sum(network.members[[of == firm.firm for of in network.firm]]))
    costs = FlightCosts(
        start, steps, Taken(*flight().limit.model_dump().values()), firm.revenue, members * HOURS * 12, HOURS
    )
    plans = [costs.of(nearest_steps(base, policy)) for policy in base.policies]
    limit = Taken(
        max(costs.limit.money, ROOM * max(plan.money for plan in plans)),
        max(costs.limit.time, ROOM * max(plan.time for plan in plans)),
    )
    return costs._replace(limit=limit)
