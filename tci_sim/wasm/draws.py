"""The world of any seed, drawn where there is no Python: over a world that was built with another seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.state.books import Checks
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sums
from tci_sim.simulation import Simulation
from tci_sim.world.build import relative_shares
from tci_sim.world.build_customers import Start, draw_customers, first_sums, start_of
from tci_sim.world.build_firms import draw_members
from tci_sim.world.build_market import BETA_STEPS, draw_needs, tabulate_beta


def given_to_draws(world: Simulation) -> tuple[Any, ...]:
    """Return what `draw_world` is given for a world that is still as it was built."""
    s = world.state
    share = relative_shares(world.network)
    start = start_of(world.scenario, s.run, s.market, s.nodes, s.firms, share)
    return (s.run, s.market, s.members, s.firms, s.customers, s.sums, s.books.checks, start)


@phase
def draw_world(
    run: Run, market: Market, members: Members, firms: Firms, customers: Customers, sums: Sums, checks: Checks,
    start: Start,
) -> None:  # fmt: skip
    """Draw all that depends on the seed, which is in `run`: what customers ask for, members, customers.

    What else is in a world does not depend on its seed. Only a world that is still as it was built can be drawn anew.
    """
    world = run.world[0]
    distribution, places = np.empty(BETA_STEPS + 1), np.empty(BETA_STEPS + 1)
    tabulate_beta(world.voices.need_a, world.voices.need_b, distribution, places)
    draw_needs(run.seed[0], world, distribution, places, market)
    draw_members(run.seed[0], world.staff, members)
    draw_customers(run, market, firms, start, customers)
    clear(sums)
    first_sums(run, checks.customers[0], market.buying, customers, sums)


@compiled
def clear(sums: Sums) -> None:
    """Let nothing have been added up."""
    sums.by_segment[:] = 0
    sums.by_attribute[:] = 0
    sums.customers_by_month[:] = 0
    sums.asks[:] = 0
