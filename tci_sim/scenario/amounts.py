"""How much a scenario asks for at most: what is counted in whole numbers must not grow too large for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tci_sim.scenario.schema import Scenario, Shock

_FAR_OUT = 8.0
"""Standard deviations beyond which demand does not go in any run."""

_GROWTH = 64.0
"""How many times its start a price may become in any month."""

_STAFF = 4.0
"""How many times its start the bill of wages may become under any one account."""


def most_asked(scenario: Scenario) -> float:
    """Return how many units may be asked for in a month: by customers, and at each outlet by those not simulated.

    Demand that jumps counts with the largest factor that shocks have on one firm in any month.
    """
    supply = scenario.world.supply
    outlets = len(scenario.firms) * sum(role.outlet for role in scenario.network.roles.values())
    spread = supply.demand_sd / math.sqrt(1.0 - supply.demand_persistence**2)
    others = supply.demand_mean + _FAR_OUT * spread if supply.demand_mean > 0.0 else 0.0
    return (scenario.market.customers + max(outlets, 1) * others) * largest_jump(scenario.shocks)


def most_paid(scenario: Scenario) -> float:
    """Return how many starting prices of a unit may move in a month under one account: of sales, work or programmes.

    Prices count with `_GROWTH`, and members with as many as units may grow to; interviews are held by members.
    """
    economy, asked = scenario.world.economy, most_asked(scenario)
    of_wages = (economy.training_cost, economy.formation_cost, economy.participation_cost)
    wages = economy.labour * max(1.0, *of_wages, economy.redesign_cost, economy.severance)
    per_unit = max(_GROWTH * max(1.0, economy.warranty), _STAFF * wages)
    per_customer = max(economy.survey_cost, economy.complaint_cost)
    firms = max(1, len(scenario.firms))
    front = firms * firms * sum(role.members for role in scenario.network.roles.values() if role.front_line)
    held = max((policy.listening.review.interviews for policy in scenario.policies.values()), default=0.0)
    return max(
        asked * per_unit, scenario.market.customers * per_customer, front * held * economy.interview_cost
    )


def price_growth(scenario: Scenario) -> float:
    """Return how many times its start prices may be over a whole run: by the markups of two steps, bought and sold."""
    markup = max((policy.value.markup for policy in scenario.policies.values()), default=0.0)
    return min(max(3.0, ((1.0 + markup) / 1.25) ** 2), _GROWTH)


def largest_jump(shocks: Sequence[Shock]) -> float:
    """Return the largest factor that jumps of demand together have on one firm in any month; at least 1.

    Examples
    --------
    >>> jump = {"kind": "demand_jump", "size": 2.0, "duration": 3}
    >>> largest_jump([Shock(month=1, **jump), Shock(month=3, **jump), Shock(month=4, **jump)])
    4.0
    """
    jumps = [shock for shock in shocks if shock.kind == "demand_jump" and shock.size > 1.0]
    largest = 1.0
    for begun in jumps:
        at_once = [each for each in jumps if each.month <= begun.month < each.month + each.duration]
        for target in {each.target for each in at_once}:
            hit = [each.size for each in at_once if each.target is None or each.target == target]
            largest = max(largest, math.prod(hit))
    return largest
