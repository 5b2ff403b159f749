"""Customers as they are at the start of the burn-in: who they are, where they buy, and whom they know."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.aggregates import is_about_to_buy
from tci_sim.engine.arithmetic import logarithm, normal
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.outlets import Outlets, list_outlets, outlet_of
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import chance_to_buy
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms, Standing
from tci_sim.engine.state.market import Buying, Market, Occasion, Segments
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import YEAR, Sum, Sums
from tci_sim.engine.state.types import (
    FIXED,
    IMAGE_PRIOR,
    LENIENCY,
    OPTIMISM,
    TRAIT_STEPS,
    VALUE_TASTE,
    Floats,
    Record,
)
from tci_sim.engine.tastes import taste_for_firm, taste_for_none
from tci_sim.scenario.schema import Scenario
from tci_sim.world.market_at_rest import AtRest, Names, chances_at_rest, comes_to_rest, utilities_at_rest
from tci_sim.world.prices_at_rest import of_open, prices_at_rest

_LINK = np.uint64(Decision.LINK)
_LINK_REWIRED = np.uint64(Decision.LINK_REWIRED)
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
_PURCHASE = int(Occasion.PURCHASE)
_START = np.uint64(0)
_0, _1 = np.uint64(0), np.uint64(1)
_64 = np.uint64(64)

_MEAN_TENURE = 24.0
_LONGEST_TENURE = 1200.0
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
    count, attributes = scenario.market.people, market.segments.weight.shape[1]
    customers = Customers(
        segment=np.zeros(count, np.uint8),
        firm=np.zeros(count, np.uint16),
        friends_firm=np.zeros(count, np.uint16),
        outlet=np.zeros(count, np.uint16),
        tenure=np.zeros(count, np.uint16),
        satisfaction=np.zeros(count),
        image=np.zeros(count),
        quality=np.zeros(count),
        asked=np.zeros(count),
        liking=np.zeros(count),
        will=np.zeros((attributes, count)),
        traits=np.zeros((LENIENCY + 1 + attributes, count), np.int16),
        friends=np.zeros((count, scenario.market.friends), np.uint32),
    )
    if count > 0:
        draw_customers(run, market, nodes.places, firms.standing, share, scenario.market.rewired, customers)
    return customers


@inlined
def draw_customers(
    run: Run, market: Market, places: Places, standing: Standing, share: Floats, rewired: float,
    customers: Customers,
) -> None:  # fmt: skip
    """Draw all customers, whatever they were: where a `share` of them begins with each firm, as in `build_customers`.

    `rewired` is the share of links to friends that lead anywhere.
    """
    seed, world, none = run.seed[0], run.world[0], standing.open.shape[0]
    share_open = of_open(share, standing.open)
    forget(none, places.firm.shape[0], customers)
    link(seed, rewired, customers.friends)
    draw_traits(seed, customers.traits)
    draw_segments(seed, np.cumsum(market.segments.share), customers.segment)
    if starts_by_taste(world):
        price = prices_at_rest(world, share, standing.open)
        utilities = utilities_at_rest(world, market, share_open, price)
        place_at_rest(seed, world.choice, utilities, standing, customers)
    else:
        place_by_share(seed, np.cumsum(share_open), customers.firm)
    place_customers(seed, none, outlets_of(places, none), customers)
    if world.choice.value_own_offer == 1:
        set_likings(seed, world.choice, standing.brand, customers)
    set_steady_state(world.satisfaction, none, market.segments, customers)


@compiled
def starts_by_taste(world: Record) -> bool:
    """Return whether tastes tell who is with whom at the start, and not shares alone."""
    return bool(world.choice.brands == 1 and comes_to_rest(world.choice))


@compiled
def outlets_of(places: Places, firms: int) -> Outlets:
    """List the outlets of each selling firm."""
    nodes = places.firm.shape[0]
    outlets = Outlets(np.zeros(firms + 1, np.int64), np.zeros(nodes, np.uint16), np.zeros(nodes))
    list_outlets(places, outlets)
    return outlets


@compiled
def forget(firms: int, units: int, customers: Customers) -> None:
    """Let customers be with no firm, and expect and remember nothing."""
    customers.firm[:] = firms
    customers.friends_firm[:] = firms
    customers.outlet[:] = units
    customers.tenure[:] = 0
    customers.satisfaction[:] = 0.0
    customers.image[:] = 0.0
    customers.quality[:] = 0.0
    customers.asked[:] = 0.0
    customers.liking[:] = 0.0
    customers.will[:] = 0.0


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
    link(np.uint64(seed), rewired, links)
    return links


@compiled
def link(seed: np.uint64, rewired: float, links: NDArray[np.uint32]) -> None:
    """Link all customers; see `link_friends`."""
    customers, friends = links.shape
    for i in range(customers):
        for k in range(friends):
            slot = np.uint64(i * 64 + k)
            step = k // 2 + 1 if k % 2 == 0 else -(k // 2 + 1)
            target = (i + step) % customers
            if uniform(seed, _LINK_REWIRED, _START, slot) < rewired:
                target = np.int64(uniform(seed, _LINK, _START, slot) * customers)
            links[i, k] = (i + 1) % customers if target == i else target


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
def place_by_share(seed: np.uint64, share_until: Floats, firm: NDArray[np.uint16]) -> None:
    """Give each customer a firm by chance and by the firms' shares."""
    for i in range(firm.shape[0]):
        firm[i] = find(share_until, uniform(seed, _FIRM_AT_START, _START, np.uint64(i)))


@compiled
def place_at_rest(
    seed: np.uint64, choice: Record, utilities: AtRest, standing: Standing, customers: Customers
) -> None:
    """Give each customer a firm, or none, by chance: how much of the time he would be with each, by his tastes."""
    firms = standing.open.shape[0]
    known, told = np.zeros(firms), np.zeros(firms)
    chance, tastes = np.zeros(firms + 1), np.zeros(firms + 1)
    for f in range(firms):
        told[f] = standing.told[f, 0]
        if standing.open[f]:
            known[f] = standing.awareness[f] if choice.known_firms == 1 else 1.0
    names = Names(standing.brand, known, told, standing.usual_taste)
    for i in range(customers.firm.shape[0]):
        who, pace = np.uint64(i), utilities.pace.of_segment[customers.segment[i]]
        for f in range(firms):
            tastes[f] = taste_for_firm(seed, who, f)
        tastes[firms] = taste_for_none(seed, who)
        chances_at_rest(utilities, names, tastes, pace, chance)
        for f in range(firms):
            chance[f + 1] += chance[f]
        customers.firm[i] = find(chance, uniform(seed, _FIRM_AT_START, _START, who))


@compiled
def set_likings(seed: np.uint64, choice: Record, brand: Floats, customers: Customers) -> None:
    """Let lasting tastes and brands speak for each customer's firm, who has not yet chosen it, against not buying."""
    none = brand.shape[0]
    for i in range(customers.firm.shape[0]):
        f, who = customers.firm[i], np.uint64(i)
        if f < none:
            customers.liking[i] = choice.taste * taste_for_firm(seed, who, f)
            customers.liking[i] -= choice.taste_for_not_buying * taste_for_none(seed, who)
            customers.liking[i] += brand[f] if choice.brands == 1 else 0.0


@compiled
def draw_segments(seed: np.uint64, segment_until: Floats, segment: NDArray[np.uint8]) -> None:
    """Give each customer a segment by chance."""
    for i in range(segment.shape[0]):
        segment[i] = find(segment_until, uniform(seed, _SEGMENT, _START, np.uint64(i)))


@compiled
def place_customers(seed: np.uint64, none: int, outlets: Outlets, customers: Customers) -> None:
    """Give each customer of a firm an outlet and months with that firm, both by chance."""
    for i in range(customers.firm.shape[0]):
        who = np.uint64(i)
        f = customers.firm[i]
        customers.friends_firm[i] = f
        if f < none:
            customers.outlet[i] = outlet_of(outlets, f, uniform(seed, _OUTLET, _START, who))
            months = -_MEAN_TENURE * logarithm(1.0 - uniform(seed, _TENURE_OF_CUSTOMER, _START, who))
            customers.tenure[i] = int(min(months, _LONGEST_TENURE))


@compiled
def set_steady_state(satisfaction: Record, none: int, segments: Segments, customers: Customers) -> None:
    """Let each customer of a firm feel as after many months of getting what the should-norm asks for."""
    optimism_step = satisfaction.optimism / TRAIT_STEPS
    prior_step = satisfaction.image_prior / TRAIT_STEPS
    for i in range(customers.firm.shape[0]):
        if customers.firm[i] < none:
            s, quality = customers.segment[i], 0.0
            for a in range(segments.weight.shape[1]):
                customers.will[a, i] = segments.should[s, a] + customers.traits[OPTIMISM, i] * optimism_step
                quality += segments.weight[s, a] * segments.should[s, a]
            customers.quality[i] = quality
            customers.image[i] = satisfaction.image_centre + customers.traits[IMAGE_PRIOR, i] * prior_step
            customers.satisfaction[i] = satisfaction_level(
                quality, 0.0, perceived_value(quality, 1.0, 0.0, satisfaction.price_in_value),
                customers.image[i], satisfaction.constant, satisfaction.quality_effect,
                satisfaction.disconfirmation_effect, satisfaction.value_effect, satisfaction.image_effect,
            )  # fmt: skip


@compiled
def first_sums(run: Run, market: int, buying: Buying, customers: Customers, sums: Sums) -> None:
    """Count the customers at the start, how they feel, and who will ask for a unit in the first month.

    `market` is how many customers all who are simulated stand for.
    """
    people = max(customers.firm.shape[0], 1)
    seed, purchase_rate = run.seed[0], run.world[0].choice.purchase_rate
    none = sums.by_segment.shape[1] - 1
    for i in range(customers.firm.shape[0]):
        f, s = customers.firm[i], customers.segment[i]
        times = market // people + (1 if i < market % people else 0)
        sums.by_segment[Sum.CUSTOMERS, f, s] += times
        if f < none:
            level = customers.satisfaction[i] / 100.0
            sums.by_segment[Sum.TENURE, f, s] += times * np.int64(customers.tenure[i])
            sums.by_segment[Sum.SATISFACTION, f, s] += times * np.int64(customers.satisfaction[i] * FIXED)
            sums.by_segment[Sum.SATISFACTION_SQUARE, f, s] += times * np.int64(level * level * FIXED)
            sums.by_segment[Sum.SATISFACTION_CUBE, f, s] += times * np.int64(level * level * level * FIXED)
            sums.by_segment[Sum.IMAGE, f, s] += times * np.int64(customers.image[i] * FIXED)
            sums.by_segment[Sum.QUALITY, f, s] += times * np.int64(customers.quality[i] * FIXED)
            interval = buying.interval[s]
            if buying.considers[s] == _PURCHASE:
                sums.asks[customers.outlet[i]] += times * is_about_to_buy(
                    seed, _START, np.uint64(i), purchase_rate, interval
                )
            elif uniform(seed, _ASK_FOR_UNITS, _START, np.uint64(i)) < chance_to_buy(purchase_rate, interval):
                sums.asks[customers.outlet[i]] += times
    sums.customers_by_month[YEAR - 1] = sums.by_segment[Sum.CUSTOMERS]
