"""How much a scenario asks for at most: what is counted in whole numbers must not grow too large for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tci_sim.scenario.schema import Scenario, Shock

_FAR_OUT = 8.0
"""Standard deviations beyond which demand does not go in any run."""


def most_asked(scenario: Scenario) -> float:
    """Return how many units may be asked for in a month: by customers, and at each outlet by those not simulated.

    Demand that jumps counts with the largest factor that shocks have on one firm in any month.
    """
    supply = scenario.world.supply
    outlets = len(scenario.firms) * sum(role.outlet for role in scenario.network.roles.values())
    spread = supply.demand_sd / math.sqrt(1.0 - supply.demand_persistence**2)
    others = supply.demand_mean + _FAR_OUT * spread if supply.demand_mean > 0.0 else 0.0
    return (scenario.market.customers + max(outlets, 1) * others) * largest_jump(scenario.shocks)


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
