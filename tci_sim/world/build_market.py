"""What customers want at the start of the burn-in."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.practice import fall_short
from tci_sim.engine.state.market import Attributes, Buying, Market, Needs, Occasion, Segments
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Record
from tci_sim.scenario import schema
from tci_sim.scenario.schema import Attribute, Scenario

_REALITY = np.uint64(Decision.REALITY)
_NEED_VOICED = np.uint64(Decision.NEED_VOICED)
_SEGMENT_APART = np.uint64(Decision.SEGMENT_APART)
_WHICH_SEGMENT_APART = np.uint64(Decision.WHICH_SEGMENT_APART)
_START = np.uint64(0)

BETA_STEPS = 20_000
"""Steps in which a Beta distribution is tabulated."""


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
    draw_needs_of(market, run)
    return market


def draw_needs_of(market: Market, run: Run) -> None:
    """Draw all that chance decides of needs: what is wanted, how often it is voiced, who asks for the opposite."""
    voices = run.world[0].voices
    draw_needs(run.seed[0], run.world[0], *beta_distribution(voices.need_a, voices.need_b), market)


@compiled
def draw_needs(seed: np.uint64, world: Record, distribution: Floats, places: Floats, market: Market) -> None:
    """Draw what customers ask for on each dimension, how often it is voiced, and which segment asks for the opposite.

    No segment asks for the opposite of the others where there is no other one, or where what units do about
    requirements is not a thing apart. How often a need is voiced has a `distribution` at `places`; see `tabulate_beta`.
    """
    needs, apart, shares = market.needs, market.segments.apart, market.segments.share
    share = world.partnership.apart if world.improving.practice == 1 and len(shares) > 1 else 0.0
    for k in range(len(apart)):
        who = np.uint64(k)
        needs.reality[k] = -1 if uniform(seed, _REALITY, _START, who) < 0.5 else 1
        voiced = uniform(seed, _NEED_VOICED, _START, who) * distribution[-1]
        needs.voiced[k] = interpolated(voiced, distribution, places)
        apart[k] = -1
        needs.agreed[k] = 1.0
        if uniform(seed, _SEGMENT_APART, _START, who) < share:
            apart[k] = np.int64(uniform(seed, _WHICH_SEGMENT_APART, _START, who) * len(shares))
            needs.agreed[k] = 1.0 - shares[apart[k]]


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


def failing_at_start(attribute: Attribute, world: Record) -> float:
    """Return the share in which units fail customers at the start, when practice meets half of all requirements."""
    missed = 0.5 if world.improving.practice == 1 else 0.0
    return fall_short(attribute.shortfall, attribute.practice, missed)


@compiled
def interpolated(x: float, where: Floats, values: Floats) -> float:
    """Interpolate between values at places that rise, or stay; x is between the first and the last place.

    Examples
    --------
    >>> interpolated(1.5, np.array([0.0, 1.0, 3.0]), np.array([0.0, 10.0, 20.0]))
    12.5
    """
    first, last = 0, len(where) - 1
    if x >= where[last]:
        return float(values[last])
    while last - first > 1:  # where[first] <= x < where[last]
        middle = (first + last) // 2
        if where[middle] <= x:
            first = middle
        else:
            last = middle
    if where[first] == x:
        return float(values[first])
    slope = (values[first + 1] - values[first]) / (where[first + 1] - where[first])
    return float(slope * (x - where[first]) + values[first])


@lru_cache(maxsize=16)
def beta_distribution(a: float, b: float) -> tuple[Floats, Floats]:
    """Tabulate the distribution of Beta(a, b), not scaled to 1, and the places at which it is tabulated.

    Examples
    --------
    >>> distribution, places = beta_distribution(1.0, 1.0)
    >>> round(interpolated(0.5 * distribution[-1], distribution, places), 3)
    0.5
    """
    distribution, places = np.empty(BETA_STEPS + 1), np.empty(BETA_STEPS + 1)
    tabulate_beta(a, b, distribution, places)
    return distribution, places


@compiled
def tabulate_beta(a: float, b: float, distribution: Floats, places: Floats) -> None:
    """Write down the distribution of Beta(a, b), not scaled to 1, at places from 0 to 1."""
    steps = len(places) - 1
    distribution[0] = places[0] = 0.0
    for i in range(steps):
        middle = (i + 0.5) / steps
        density = power(middle, a - 1.0) * power(1.0 - middle, b - 1.0)
        distribution[i + 1] = distribution[i] + density
        places[i + 1] = (i + 1) / steps
