"""What the world and its market are like in each stretch of the timeline, and how high levers may be set on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

from tci_sim.scenario.changes import AnyPart, Change, laid_over
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Market, PolicyChange, Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.world import World


class Stretch(NamedTuple):
    """Months of the timeline in which the parameters of the world stay as they are."""

    month: int
    """The first of them; of the first stretch 0, though it begins with the burn-in."""
    world: World
    market: Market


def in_order(shocks: tuple[Shock, ...]) -> list[Shock]:
    """Return shocks in the order in which they begin; of two in one month the one that is written first."""
    return sorted(shocks, key=lambda shock: shock.month)


def stretches(scenario: Scenario) -> list[Stretch]:
    """List what the world and its market are like, from the burn-in to the end, where changes of the world part them.

    In each month every change counts that has begun and not ended, a later one over an earlier one; so one that ends
    gives back what would be without it.
    """
    changes = [shock for shock in in_order(scenario.shocks) if SHOCKS[shock.kind].changes_world]
    found = [Stretch(0, scenario.world, scenario.market)]
    for month in sorted({end for shock in changes for end in (shock.month, shock.end) if end is not None}):
        world, market = scenario.world, scenario.market
        for shock in changes:
            if shock.is_on(month):
                world, market = laid_over(world, shock.world), laid_over(market, shock.market)
        found.append(Stretch(month, world, market))
    return found


def at_their_most(scenario: Scenario) -> Iterator[Scenario]:
    """Go through the stretches of the timeline: a scenario as it is in each, all levers as high as changes set them.

    What is paid, held or asked for in the scenario is never more than in the one of these in which it is most.
    """
    policies = {name: _at_its_most(policy, scenario) for name, policy in scenario.policies.items()}
    for stretch in stretches(scenario):
        yield scenario.model_copy(
            update={"policies": policies, "world": stretch.world, "market": stretch.market}
        )


def _at_its_most(policy: Policy, scenario: Scenario) -> Policy:
    changes = [shock.levers for shock in scenario.shocks if SHOCKS[shock.kind].changes_levers]
    of_roles = (role.levers for firm in scenario.firms.values() for role in firm.roles.values())
    changes += [PolicyChange.model_validate(levers.given()) for levers in of_roles]
    return reduce(_highest, changes, policy)


def _highest(part: AnyPart, change: Change) -> AnyPart:
    """Return a part in which each number is the higher one of its own and what a change gives."""
    higher = {
        name: _highest(getattr(part, name), value)
        if isinstance(value, Change)
        else max(getattr(part, name), value)
        for name, value in change.given().items()
    }
    return part.model_copy(update=higher)
