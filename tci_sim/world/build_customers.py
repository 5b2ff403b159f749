"""Customers as they are at the start of the burn-in: who they are, where they buy, and whom they know."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import logarithm, normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_terms import list_outlets, outlet_of
from tci_sim.engine.randomness import Decision, draw, uniform
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import (
    FIXED,
    IMAGE_PRIOR,
    LENIENCY,
    OPTIMISM,
    TRAIT_STEPS,
    VALUE_TASTE,
    Floats,
    Integers,
    Record,
)
from tci_sim.scenario.schema import Scenario

_SEGMENT = np.uint64(Decision.SEGMENT)
_FIRM_AT_START = np.uint64(Decision.FIRM_AT_START)
_OUTLET = np.uint64(Decision.OUTLET)
_TENURE_OF_CUSTOMER = np.uint64(Decision.TENURE_OF_CUSTOMER)
_OPTIMISM = np.uint64(Decision.OPTIMISM)
_IMAGE_PRIOR = np.uint64(Decision.IMAGE_PRIOR)
_VALUE_TASTE = np.uint64(Decision.VALUE_TASTE)
_LENIENCY = np.uint64(Decision.LENIENCY)
_LENIENCY_OF_ATTRIBUTE = np.uint64(Decision.LENIENCY_OF_ATTRIBUTE)
_ASK_FOR_UNITS = np.uint64(Decision.ASK_FOR_UNITS)
_START = np.uint64(0)
_0, _1 = np.uint64(0), np.uint64(1)
_64 = np.uint64(64)

_MEAN_TENURE = 24.0
_LONGEST_TENURE = 1200.0
_AT_ONCE = 1 << 18
_LARGEST_TRAIT = 32767.0

Traits = NDArray[np.int16]


def build_customers(
    scenario: Scenario, run: Run, market: Market, nodes: Nodes, firms: Firms, share: Floats
) -> Customers:
    """Build all customers at values near those at which they would come to rest.

    A customer added at the end changes no draw of the others; only the links that lead round the end of the
    ring, and those that lead anywhere, find other targets in a larger population.

    Parameters
    ----------
    scenario : Scenario
        How many customers and friends there are.
    run, market, nodes, firms : Run, Market, Nodes, Firms
        The rest of the world; customers expect the quality that the should-norm starts at.
    share : array of float, shape (selling firm,)
        Relative shares of the customers at the start; a firm that is not open has none. [-]

    Returns
    -------
    Customers
    """
    count, attributes = scenario.market.customers, market.segments.weight.shape[1]
    selling, units = len(firms.standing.open), len(nodes.places.firm)
    customers = Customers(
        segment=np.zeros(count, np.uint8),
        firm=np.full(count, selling, np.uint16),
        friends_firm=np.full(count, selling, np.uint16),
        outlet=np.full(count, units, np.uint16),
        tenure=np.zeros(count, np.uint16),
        satisfaction=np.zeros(count),
        image=np.zeros(count),
        quality=np.zeros(count),
        asked=np.zeros(count),
        will=np.zeros((attributes, count)),
        traits=np.empty((LENIENCY + 1 + attributes, count), np.int16),
        friends=link_friends(int(run.seed[0]), count, scenario.market.friends, scenario.market.rewired),
    )
    draw_traits(run.seed[0], customers.traits)
    first_outlet, outlet = np.zeros(selling + 1, np.int64), np.zeros(units, np.uint16)
    outlet_until = np.zeros(units)
    list_outlets(
        nodes.places.firm, nodes.places.outlet, nodes.places.outlet_share, first_outlet, outlet, outlet_until
    )
    shares = np.cumsum(np.where(firms.standing.open, share[:selling], 0.0))
    begin(
        run.seed[0], run.world[0].satisfaction, np.cumsum(market.segments.share), shares, market.segments.weight,
        market.segments.should, first_outlet, outlet, outlet_until, customers,
    )  # fmt: skip
    return customers


def link_friends(seed: int, customers: int, friends: int, rewired: float) -> NDArray[np.uint32]:
    """Link each customer to neighbours on a ring, and some of these links to anybody.

    Parameters
    ----------
    seed : int
        Seed of the run.
    customers, friends : int
        How many customers there are, and how many others each one hears from.
    rewired : float
        Share of links that lead anywhere. [-]

    Returns
    -------
    array of uint32, shape (customer, friend)
        Whom each customer hears from; nobody hears from himself unless he is alone.

    References
    ----------
    Watts & Strogatz (1998), Nature 393, 440-442.
    Departs: links are read one way, from hearer to speaker, so that each customer hears from the same number.

    Examples
    --------
    >>> link_friends(1, customers=5, friends=2, rewired=0.0).tolist()
    [[1, 4], [2, 0], [3, 1], [4, 2], [0, 3]]
    """
    links = np.empty((customers, friends), np.uint32)
    for k in range(friends):
        step = k // 2 + 1 if k % 2 == 0 else -(k // 2 + 1)
        for start in range(0, customers, _AT_ONCE):
            who = np.arange(start, min(start + _AT_ONCE, customers), dtype=np.int64)
            slot = (who * 64 + k).astype(np.uint64)
            anybody = (draw(seed, Decision.LINK, 0, slot) * customers).astype(np.int64)
            moves = draw(seed, Decision.LINK_REWIRED, 0, slot) < rewired
            target = np.where(moves, anybody, (who + step) % customers)
            links[who, k] = np.where(target == who, (who + 1) % customers, target)
    return links


@compiled
def draw_trait(
    seed: np.uint64, decision: np.uint64, times: np.uint64, plus: np.uint64, trait: Traits
) -> None:
    """Draw one lasting trait of each customer: a standard normal number, kept in small steps."""
    for i in range(trait.shape[0]):
        size = normal(uniform(seed, decision, _START, np.uint64(i) * times + plus)) * TRAIT_STEPS
        trait[i] = np.int64(min(max(size, -_LARGEST_TRAIT), _LARGEST_TRAIT))


@compiled
def draw_traits(seed: np.uint64, traits: Traits) -> None:
    """Draw all lasting traits that do not belong to one firm, (4 + attribute, customer)."""
    draw_trait(seed, _OPTIMISM, _1, _0, traits[OPTIMISM])
    draw_trait(seed, _IMAGE_PRIOR, _1, _0, traits[IMAGE_PRIOR])
    draw_trait(seed, _VALUE_TASTE, _1, _0, traits[VALUE_TASTE])
    draw_trait(seed, _LENIENCY, _1, _0, traits[LENIENCY])
    for a in range(traits.shape[0] - LENIENCY - 1):
        draw_trait(seed, _LENIENCY_OF_ATTRIBUTE, _64, np.uint64(a), traits[LENIENCY + 1 + a])


@compiled
def find(until: Floats, draw: float) -> int:
    """Find where a draw falls among cumulative shares; their number if all are 0."""
    last = len(until) - 1
    if last < 0 or until[last] <= 0.0:
        return last + 1
    place = 0
    while place < last and draw * until[last] >= until[place]:
        place += 1
    return place


@compiled
def begin(
    seed: np.uint64, satisfaction: Record, segment_until: Floats, share_until: Floats,
    weight: Floats, should: Floats, first_outlet: Integers, outlet: NDArray[np.uint16], outlet_until: Floats,
    customers: Customers,
) -> None:  # fmt: skip
    """Give each customer a segment, a firm, an outlet, and feelings about it."""
    none, no_outlet = share_until.shape[0], outlet.shape[0]
    for i in range(customers.firm.shape[0]):
        who = np.uint64(i)
        s = find(segment_until, uniform(seed, _SEGMENT, _START, who))
        f = find(share_until, uniform(seed, _FIRM_AT_START, _START, who))
        customers.segment[i] = s
        customers.firm[i] = f
        customers.friends_firm[i] = f
        if f < none:
            draw = uniform(seed, _OUTLET, _START, who)
            customers.outlet[i] = outlet_of(first_outlet, outlet, outlet_until, f, draw, no_outlet)
            months = -_MEAN_TENURE * logarithm(1.0 - uniform(seed, _TENURE_OF_CUSTOMER, _START, who))
            customers.tenure[i] = int(min(months, _LONGEST_TENURE))
            optimism = customers.traits[OPTIMISM, i] * (satisfaction.optimism / TRAIT_STEPS)
            prior = customers.traits[IMAGE_PRIOR, i] * (satisfaction.image_prior / TRAIT_STEPS)
            quality = 0.0
            for a in range(weight.shape[1]):
                customers.will[a, i] = should[s, a] + optimism
                quality += weight[s, a] * should[s, a]
            customers.quality[i] = quality
            customers.image[i] = satisfaction.image_centre + prior
            customers.satisfaction[i] = satisfaction_level(
                quality, 0.0, perceived_value(quality, 1.0, 0.0, satisfaction.price_in_value),
                customers.image[i], satisfaction.constant, satisfaction.quality_effect,
                satisfaction.disconfirmation_effect, satisfaction.value_effect, satisfaction.image_effect,
            )  # fmt: skip


@compiled
def first_sums(run: Run, customers: Customers, sums: Sums) -> None:
    """Count the customers at the start, how they feel, and who will ask for a unit in the first month."""
    seed, purchase_rate = run.seed[0], run.world[0].choice.purchase_rate
    none = sums.by_segment.shape[1] - 1
    for i in range(customers.firm.shape[0]):
        f, s = customers.firm[i], customers.segment[i]
        sums.by_segment[Sum.CUSTOMERS, f, s] += 1
        if f < none:
            level = customers.satisfaction[i] / 100.0
            sums.by_segment[Sum.TENURE, f, s] += np.int64(customers.tenure[i])
            sums.by_segment[Sum.SATISFACTION, f, s] += np.int64(customers.satisfaction[i] * FIXED)
            sums.by_segment[Sum.SATISFACTION_SQUARE, f, s] += np.int64(level * level * FIXED)
            sums.by_segment[Sum.SATISFACTION_CUBE, f, s] += np.int64(level * level * level * FIXED)
            sums.by_segment[Sum.IMAGE, f, s] += np.int64(customers.image[i] * FIXED)
            sums.by_segment[Sum.QUALITY, f, s] += np.int64(customers.quality[i] * FIXED)
            if uniform(seed, _ASK_FOR_UNITS, _START, np.uint64(i)) < purchase_rate:
                sums.asks[customers.outlet[i]] += 1
