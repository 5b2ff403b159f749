"""What customers want at the start of the burn-in."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision
from tci_sim.engine.rules.practice import fall_short
from tci_sim.engine.state.market import Attributes, Buying, Market, Needs, Occasion, Segments
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Integers, Record
from tci_sim.scenario import schema
from tci_sim.scenario.schema import Attribute, Scenario
from tci_sim.world.draws import draw_at_start


def market_of(scenario: Scenario, run: Run) -> Market:
    """Draw what customers want; norms start at what firms deliver."""
    attributes = list(scenario.market.attributes.values())
    dimensions = np.array([a.dimensions for a in attributes], np.int64)
    count = int(dimensions.sum())
    segments = list(scenario.market.segments.values())
    row = changeable(scenario.market)
    segment_share = np.array([s.share for s in segments])
    start = np.array([1.0 - failing_at_start(a, run.world[0]) for a in attributes])
    segment_share /= max(math.fsum(segment_share), 1e-300)
    market = Market(
        needs=Needs(
            reality=np.zeros(count, np.int8),
            attribute=np.repeat(np.arange(len(attributes)), dimensions).astype(np.int64),
            dimensions=dimensions,
            turns_at=np.full(count, -1, np.int64),
            turned_share=np.zeros(len(attributes)),
            voiced=np.zeros(count),
            agreed=np.zeros(count),
        ),
        attributes=Attributes(
            half_life=row.half_life,
            inspectable=np.array([a.inspectable for a in attributes]),
            carries_fill_rate=np.array([a.carries_fill_rate for a in attributes]),
            kano=np.array([a.kano for a in attributes]),
            starting_kano=np.array([a.kano for a in attributes]),
            starting_offer=start.copy(),
            practice=row.practice,
            newcomers=row.newcomers,
            with_customers=row.with_customers,
        ),
        segments=Segments(
            share=segment_share,
            weight=row.weight,
            should=np.tile(start, (len(segments), 1)),
            apart=np.full(count, -1, np.int64),
        ),
        buying=Buying(
            considers=np.array([Occasion[s.considers.upper()] for s in segments], np.int64),
            interval=row.interval,
        ),
    )
    draw_needs(market, run)
    return market


def draw_needs(market: Market, run: Run) -> None:
    """Draw all that chance decides of needs: what is wanted, how often it is voiced, who asks for the opposite."""
    needs, segments, voices, seed = market.needs, market.segments, run.world[0].voices, int(run.seed[0])
    ids = np.arange(len(needs.reality))
    segments.apart[:] = segments_apart(run.world[0], seed, len(ids), len(segments.share))
    needs.reality[:] = np.where(draw_at_start(seed, Decision.REALITY, ids) < 0.5, -1, 1)
    needs.voiced[:] = beta_quantile(
        draw_at_start(seed, Decision.NEED_VOICED, ids), voices.need_a, voices.need_b
    )
    needs.agreed[:] = np.where(segments.apart >= 0, 1.0 - segments.share[segments.apart], 1.0)


class Changeable(NamedTuple):
    """What attributes and segments are like that may change on the timeline; arrays as in `Changes`, of one row."""

    half_life: Floats
    practice: Floats
    newcomers: Floats
    with_customers: Floats
    weight: Floats
    interval: Floats


def changeable(market: schema.Market) -> Changeable:
    """Lay out what may change on the timeline, (attribute,) and (segment,); weights sum to 1."""
    attributes, segments = list(market.attributes.values()), list(market.segments.values())
    weight = [[s.weights.get(a, 1.0) for a in market.attributes] for s in segments]
    return Changeable(
        half_life=np.array([a.half_life for a in attributes]),
        practice=np.array([a.practice for a in attributes]),
        newcomers=np.array([a.newcomers for a in attributes]),
        with_customers=np.array([a.with_customers for a in attributes]),
        weight=np.array([np.array(each) / max(math.fsum(each), 1e-300) for each in weight]),
        interval=np.array([s.purchase_interval for s in segments]),
    )


def segments_apart(world: Record, seed: int, dimensions: int, segments: int) -> Integers:
    """Draw which segment asks for the opposite of the others on each dimension; -1: none, (dimension,).

    None does where there is no other one, or where what units do about requirements is not a thing apart.
    """
    ids = np.arange(dimensions)
    which = (draw_at_start(seed, Decision.WHICH_SEGMENT_APART, ids) * segments).astype(np.int64)
    share = world.partnership.apart if world.improving.practice == 1 and segments > 1 else 0.0
    return np.where(draw_at_start(seed, Decision.SEGMENT_APART, ids) < share, which, -1)


def failing_at_start(attribute: Attribute, world: Record) -> float:
    """Return the share in which units fail customers at the start, when practice meets half of all requirements."""
    missed = 0.5 if world.improving.practice == 1 else 0.0
    return fall_short(attribute.shortfall, attribute.practice, missed)


def beta_quantile(uniform: Floats, a: float, b: float) -> Floats:
    """Turn uniform numbers into Beta(a, b) ones by a table of its distribution, (n,).

    Examples
    --------
    >>> beta_quantile(np.array([0.5]), 1.0, 1.0).round(3)
    array([0.5])
    """
    distribution, places = _beta_distribution(a, b)
    return np.asarray(np.interp(uniform * distribution[-1], distribution, places))


@lru_cache(maxsize=16)
def _beta_distribution(a: float, b: float) -> tuple[Floats, Floats]:
    """Tabulate the distribution of Beta(a, b), not scaled to 1, and the places at which it is tabulated."""
    steps = 20_000
    density = np.empty(steps)
    _beta_density(a, b, (np.arange(steps) + 0.5) / steps, density)
    return np.concatenate(([0.0], np.cumsum(density))), np.arange(steps + 1) / steps


@compiled
def _beta_density(a: float, b: float, places: Floats, density: Floats) -> None:
    for i in range(len(places)):
        density[i] = power(places[i], a - 1.0) * power(1.0 - places[i], b - 1.0)
