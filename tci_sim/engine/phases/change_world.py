"""Before phase 1: parameters of the world and its market take the values that the timeline gives them."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.evidence import keeps_apart
from tci_sim.engine.rules.ahead import turn_odds_at_rest
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Attributes, Buying, Market, Segments
from tci_sim.engine.state.run import Changes, Run
from tci_sim.engine.state.types import Floats, Records


@phase
def change_world(run: Run, changes: Changes, market: Market, firms: Firms, month: int) -> None:
    """Let the world be from this month on as the timeline says."""
    for change in range(len(changes.month)):
        if changes.month[change] == month:
            change_parameters(run.world, changes.world, firms.foresight.turning, change)
            change_attributes(market.attributes, changes, change)
            change_segments(market.segments, market.buying, changes, change)


@compiled
def change_parameters(world: Records, becomes: Records, turning: Floats, change: int) -> None:
    """Let the uncertainties, (1,), become what they are after a change, (change,).

    Firms that now begin to keep apart what lead customers say expect what is usual of each requirement, `turning`,
    (firm, dimension).
    """
    kept = keeps_apart(world[0])
    world[0] = becomes[change]
    if keeps_apart(world[0]) and not kept:
        turning[:] = turn_odds_at_rest(world[0].voices.expected_turning, float(world[0].requirements.lead))


@compiled
def change_attributes(attributes: Attributes, changes: Changes, change: int) -> None:
    """Let attributes become what they are after a change."""
    attributes.half_life[:] = changes.half_life[change]
    attributes.practice[:] = changes.practice[change]
    attributes.newcomers[:] = changes.newcomers[change]
    attributes.with_customers[:] = changes.with_customers[change]


@compiled
def change_segments(segments: Segments, buying: Buying, changes: Changes, change: int) -> None:
    """Let segments weigh the attributes, and buy, as they do after a change."""
    segments.weight[:] = changes.weight[change]
    buying.interval[:] = changes.interval[change]
