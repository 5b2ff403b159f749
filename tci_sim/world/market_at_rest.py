"""Where customers come to rest while all firms run one policy: in closed form, without simulating a month.

A customer who considers the market at a steady rate, keeps his tastes and chooses by a logit moves between firms, and
not buying, as a reversible chain; how much of the time he is with each is `weight_at_rest`. What firms' names must be
worth for their starting shares to last is found from it (Berry 1994), over tastes that are the same in every run: a
brand belongs to the firm and not to the seed, nor to how many customers are simulated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import exponential, logarithm
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision
from tci_sim.engine.rules.choice import (
    chance_at_occasion,
    chance_known,
    chance_to_buy,
    chance_to_consider,
    relative_price,
    utility_of_firm,
    weight_at_rest,
)
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.firms import Standing
from tci_sim.engine.state.market import Market, Occasion, Segments
from tci_sim.engine.state.sums import YEAR
from tci_sim.engine.state.types import Floats, Integers, Record
from tci_sim.world.draws import draw_each, normal_each
from tci_sim.world.exact_sum import exact_sum

Key = tuple[Any, ...]

_TASTE_AT_REST = np.uint64(Decision.TASTE_AT_REST)
_ANY_SEED = np.uint64(0)
_PURCHASE, _ANNIVERSARY = int(Occasion.PURCHASE), int(Occasion.ANNIVERSARY)

_OFFERS = 1 << 18
_FEWEST, _MOST = 4096, 32768
"""Customers whose tastes are looked at, by how many firms they have tastes for: shares are within about .002."""

_STEPS = 100
_PACE = 0.7
"""How far brands move at first, for a distance in logarithms of shares of 1, and at least."""
_MOST_PACE = 8.0
_CLOSE_ENOUGH = 1e-7
_FEWEST_LOOKS = 1e-12
_LEAST_SHARE = 1e-4
"""Share for which the brand of an open firm is found that has less, or nothing, at the start."""


class Pace(NamedTuple):
    """How often customers of firms can consider the market, for each different pace that segments have."""

    months: Floats
    """Months between two occasions; 0: any month is one, (pace,)."""
    occasions: Floats
    """Occasions in a month, (pace,). [1/month]"""
    weight: Floats
    """Share of customers, summing to 1, (pace,)."""
    of_segment: Integers
    """Place of a segment's pace, (segment,)."""


class AtRest(NamedTuple):
    """What a typical customer weighs at rest, tastes and brands apart."""

    offer: Floats
    """Utility of each firm: all satisfy as the should-norm does, at the price at rest, (firm,)."""
    not_buying: float
    """Utility of not buying."""
    inertia: float
    """Utility that the own firm has for being the own firm."""
    chance: Floats
    """Chance that a customer who can in any month considers the market, (firm,). [1/month]"""
    taste: float
    """Standard deviation of a lasting taste for one firm."""
    taste_for_not_buying: float
    """Standard deviation of a lasting taste for buying from nobody."""
    return_rate: float
    """Chance that a customer without a firm considers the market. [1/month]"""
    satisfaction_weight: float
    """Weight of full satisfaction."""
    consider_slope: float
    """How fast the chance to consider the market falls with satisfaction. [1/point]"""
    felt: float
    """How much more satisfied a firm leaves a customer whom it suits one standard deviation better. [points of 100]"""
    carried: int
    """Whether rivals' customers hear how satisfied a firm's customers are, and so how well it suits them."""
    pace: Pace
    """When customers can consider the market."""


class Names(NamedTuple):
    """What a customer has heard of each firm at rest."""

    brand: Floats
    """Utility that the firm has for its name, (firm,)."""
    known: Floats
    """Chance that one who considers the market knows the firm; 0 where it is closed, (firm,)."""
    told: Floats
    """How much more satisfied its customers are said to be than is usual, (firm,). [points of 100]"""
    usual_taste: Floats
    """Mean lasting taste of customers for their own firm, (1,). [standard deviation]"""


class Rest(NamedTuple):
    """What is known of a market at rest before it is simulated."""

    brand: Floats
    """Utility that each firm has for its name; 0 on average over open firms, and for those that enter, (firm,)."""
    awareness: Floats
    """Chance that one who considers the market knows the firm; 0 for those that enter, (firm,)."""
    told: Floats
    """How much more satisfied its customers are than those of all firms, since it suits them better, (firm,).
    [points of 100]"""
    buying: float
    """Share of customers who are with a firm."""
    usual_taste: float
    """Mean lasting taste of customers for their own firm. [standard deviation]"""


def market_at_rest(world: Record, market: Market, share: Floats, price: Floats) -> Rest:
    """Find brands, and what they depend on, as far as the world asks for it.

    Parameters
    ----------
    world : record
        The uncertainties.
    market : Market
        What customers ask for at the start.
    share : array of float, shape (selling firm,)
        Relative shares of the customers at the start; 0 for a firm that is not open. [-]
    price : array of float, shape (selling firm,)
        Prices at rest as multiples of the price at the start; see `prices_at_rest`. [-]

    Returns
    -------
    Rest
        No firm has a brand, and everybody buys, where nobody ever considers the market or comes back to it.
    """
    choice, firms = world.choice, len(share)
    target, known, awareness = known_at_rest(choice, share)
    if not has_names(world, share):
        return Rest(
            brand=np.zeros(firms), awareness=awareness, told=np.zeros(firms), buying=1.0, usual_taste=0.0
        )
    utilities = utilities_at_rest(world, market, share, price)
    names, nobody = names_at_rest(_as_key(utilities), choice.brands == 1, _as_key(target), _as_key(known))
    return rest_of(utilities, choice.brands == 1, names, awareness, nobody)


@compiled
def find_rest(world: Record, market: Market, share: Floats, price: Floats) -> Rest:
    """Find what `market_at_rest` does, in one call of machine code, which keeps nothing for later calls."""
    choice, firms = world.choice, len(share)
    target, known, awareness = known_at_rest(choice, share)
    if not has_names(world, share):
        return Rest(np.zeros(firms), awareness, np.zeros(firms), 1.0, 0.0)
    utilities = utilities_at_rest(world, market, share, price)
    names, nobody = find_names(utilities, choice.brands == 1, target, known)
    return rest_of(utilities, choice.brands == 1, names, awareness, nobody)


@compiled
def set_names(rest: Rest, standing: Standing) -> None:
    """Let firms stand in the market as they do at rest."""
    standing.brand[:] = rest.brand
    standing.awareness[:] = rest.awareness
    standing.usual_taste[:] = rest.usual_taste
    for f in range(len(rest.told)):
        standing.told[f] = rest.told[f]


@compiled
def known_at_rest(choice: Record, share: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the shares to reach, the chance to be known and what of it is awareness, each (firm,)."""
    firms, whole = len(share), exact_sum(share)
    target, known, awareness = share.copy(), np.zeros(firms), np.zeros(firms)
    for f in range(firms):
        target[f] = share[f] / whole if whole > 0.0 else share[f]
        known[f] = 1.0 if share[f] > 0.0 else 0.0
        if choice.known_firms == 1 and share[f] > 0.0:
            awareness[f] = chance_known(target[f], choice.presence, choice.half_known)
            known[f] = awareness[f]
        target[f] = max(target[f], _LEAST_SHARE)
    return target, known, awareness


@compiled
def has_names(world: Record, share: Floats) -> bool:
    """Return whether it matters what names are worth, and customers come to rest."""
    wanted = world.choice.brands == 1 or world.satisfaction.taste_felt != 0.0
    return bool(wanted and share.max() > 0.0 and comes_to_rest(world.choice)) if len(share) > 0 else False


@compiled
def rest_of(utilities: AtRest, branded: bool, names: Names, awareness: Floats, nobody: float) -> Rest:
    """Return what is known at rest from names and from the share that buys from nobody."""
    return Rest(
        names.brand,
        awareness,
        names.told,
        max(0.0, 1.0 - nobody) if branded else 1.0,
        names.usual_taste[0] if utilities.felt != 0.0 else 0.0,
    )


@lru_cache(maxsize=64)
def names_at_rest(utilities: Key, branded: bool, target: Key, known: Key) -> tuple[Names, float]:
    """Find what names are worth and the share who buy from nobody, once for runs that ask the same.

    Parameters
    ----------
    utilities : tuple
        An `AtRest`, its arrays as tuples.
    branded : bool
        Whether firms have brands.
    target, known : tuple of float
        The share to reach, and the chance to be known, of each firm. [-]

    Returns
    -------
    tuple of Names and float
        The arrays cannot be written to, since later runs have the same ones.
    """
    names, nobody = find_names(_from_key(utilities), branded, np.array(target), np.array(known))
    for each in names:
        each.flags.writeable = False
    return names, nobody


@compiled
def find_names(utilities: AtRest, branded: bool, target: Floats, known: Floats) -> tuple[Names, float]:
    """Find what names are worth and the share who buy from nobody; see `names_at_rest`."""
    firms = len(target)
    names, shares = Names(np.zeros(firms), known, np.zeros(firms), np.zeros(1)), np.zeros(firms + 1)
    find_brands(utilities, branded, target, _drawn_tastes(firms), names, shares)
    return names, shares[firms]


def _as_key(value: Any) -> Any:
    """Turn arrays, at any depth, into tuples that can be looked up."""
    if isinstance(value, np.ndarray):
        return tuple(value.tolist())
    return tuple(_as_key(each) for each in value) if isinstance(value, tuple) else value


def _from_key(utilities: Key) -> AtRest:
    """Turn what `_as_key` made of an `AtRest` back into one."""
    months, occasions, weight, of_segment = (np.array(each) for each in utilities[-1])
    weighed = AtRest._make((*utilities[:-1], Pace(months, occasions, weight, of_segment.astype(np.int64))))
    return weighed._replace(offer=np.array(weighed.offer), chance=np.array(weighed.chance))


@compiled
def comes_to_rest(choice: Record) -> bool:
    """Return whether customers move between firms, and between these and not buying, in both directions."""
    return bool(choice.consider_rate > 0.0 and choice.return_rate > 0.0)


@compiled
def utilities_at_rest(world: Record, market: Market, share: Floats, price: Floats) -> AtRest:
    """Work out what a typical customer weighs, if firms deliver what the should-norm asks for at prices at rest."""
    choice, s = world.choice, world.satisfaction
    quality = expected_quality(market.segments)
    satisfaction = _satisfaction_at(s, quality, 1.0)
    offer, chance = np.zeros(len(price)), np.zeros(len(price))
    market_price = _compared_price(choice, share, price)
    for f in range(len(price)):
        relative = relative_price(price[f], market_price)
        each = _satisfaction_at(s, quality, relative)
        offer[f] = utility_of_firm(each, relative, 0.0, 0.0, choice.satisfaction_weight, choice.price_weight)
        chance[f] = chance_to_consider(
            each, 0.0, choice.consider_rate, choice.consider_slope, choice.asked_effect
        )
    return AtRest(
        offer,
        choice.not_buying,
        choice.inertia,
        chance,
        choice.taste,
        choice.taste_for_not_buying,
        choice.return_rate,
        choice.satisfaction_weight,
        choice.consider_slope,
        satisfaction * (1.0 - satisfaction / 100.0) * s.value_effect * s.taste_felt,
        world.word_of_mouth.carries_satisfaction,
        _paces(world, market),
    )


@compiled
def expected_quality(segments: Segments) -> float:
    """Return the quality that the should-norm asks for, by what attributes weigh, on average over segments."""
    asked = (segments.weight * segments.should).reshape(segments.weight.size)
    return exact_sum(asked) / len(segments.share)


@compiled
def _satisfaction_at(s: Record, quality: float, asked: float) -> float:
    """Return satisfaction at rest with a quality that is expected, at a relative price."""
    return float(
        satisfaction_level(
            quality, 0.0, perceived_value(quality, asked, 0.0, s.price_in_value), quality,
            s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
        )
    )  # fmt: skip


@compiled
def _compared_price(choice: Record, share: Floats, price: Floats) -> float:
    """Return what customers compare prices with: the price at the start, or the mean that they pay."""
    if choice.absolute_price == 0 and np.any(price != 1.0):
        return exact_sum(share * price) / exact_sum(share)
    return 1.0


@compiled
def _paces(world: Record, market: Market) -> Pace:
    """Find the paces at which customers can consider the market."""
    buying, shares, rate = market.buying, market.segments.share, world.choice.purchase_rate
    segments, different = len(shares), 0
    months, occasions, weight = np.zeros(segments), np.zeros(segments), np.zeros(segments)
    of_segment = np.zeros(segments, np.int64)
    for g in range(segments):
        pace = pace_of(buying.considers[g], buying.interval[g], rate)
        k = 0
        while k < different and (months[k] != pace[0] or occasions[k] != pace[1]):
            k += 1
        months[k], occasions[k] = pace
        of_segment[g] = k
        different = max(different, k + 1)
    for k in range(different):
        weight[k] = exact_sum(shares[of_segment == k])
    weight = weight[:different] / max(exact_sum(weight[:different]), 1e-300)
    return Pace(months[:different].copy(), occasions[:different].copy(), weight, of_segment)


@compiled
def pace_of(considers: int, interval: float, purchase_rate: float) -> tuple[float, float]:
    """Return the months that an occasion to consider the market stands for, and how many there are in a month.

    Parameters
    ----------
    considers : int
        An `Occasion`.
    interval : float
        Months between two purchases of one who buys whenever it is time. [month]
    purchase_rate : float
        Chance to buy when it is time; where it is 0 nobody ever buys, and the pace is that of any month. [1/month]

    Returns
    -------
    tuple of float
        (0, 1) where any month is an occasion.

    Examples
    --------
    >>> pace_of(int(Occasion.PURCHASE), 40.0, 0.8), pace_of(int(Occasion.MONTHLY), 1.0, 0.8)
    ((40.0, 0.02), (0.0, 1.0))
    """
    if considers == _ANNIVERSARY:
        return float(YEAR), 1.0 / YEAR
    if considers == _PURCHASE and purchase_rate > 0.0:
        return interval, chance_to_buy(purchase_rate, interval)
    return 0.0, 1.0


@compiled
def _drawn_tastes(firms: int) -> Floats:
    """Draw tastes for each firm and for not buying, each spread evenly over its distribution, (drawn, firm + 1).

    Each row will stand for as many customers as there are firms; see `mean_at_rest`.
    """
    customers = min(max(_OFFERS // (firms + 1), _FEWEST), _MOST)
    drawn = -(-customers // firms)
    tastes, ids = np.empty((drawn, firms + 1)), np.arange(drawn).astype(np.uint64)
    evenly, drawn_once = (np.arange(drawn) + 0.5) / drawn, np.empty(drawn)
    normal_each(evenly, evenly)
    for f in range(firms + 1):
        draw_each(_ANY_SEED, _TASTE_AT_REST, np.uint64(f), ids, drawn_once)
        order = np.argsort(drawn_once, kind="mergesort")
        for k in range(drawn):
            tastes[order[k], f] = evenly[k]
    return tastes


@compiled
def looks_at_rest(utilities: AtRest, f: int, felt: float, pace: int) -> float:
    """Return how often a firm's customer whom it suits so much better considers the market. [1/month]."""
    looks: float = min(utilities.chance[f] * exponential(-utilities.consider_slope * felt), 1.0)
    months = utilities.pace.months[pace]
    if months > 0.0:
        looks = max(utilities.pace.occasions[pace] * chance_at_occasion(looks, months), _FEWEST_LOOKS)
    return looks


@compiled
def chances_at_rest(utilities: AtRest, names: Names, tastes: Floats, pace: int, chance: Floats) -> None:
    """Fill how much of the time one customer is with each firm, and with none, by tastes and pace, (firm + 1,)."""
    firms, weight = names.brand.shape[0], utilities.satisfaction_weight / 100.0
    chance[firms] = utilities.not_buying + utilities.taste_for_not_buying * tastes[firms]
    most = chance[firms]
    for f in range(firms):
        heard = weight * names.told[f]
        chance[f] = utilities.offer[f] + heard + utilities.taste * tastes[f] + names.brand[f]
        most = max(most, chance[f]) if names.known[f] > 0.0 else most
    offers = 0.0
    for f in range(firms + 1):
        chance[f] = exponential(chance[f] - most)
        offers += chance[f] * names.known[f] if f < firms else chance[f]
    whole = 0.0
    for f in range(firms + 1):
        known, inertia, considers = 1.0, 0.0, utilities.return_rate
        if f < firms:
            felt = utilities.felt * (tastes[f] - names.usual_taste[0])
            known, inertia = names.known[f], utilities.inertia + weight * (felt - names.told[f])
            considers = looks_at_rest(utilities, f, felt, pace)
        chance[f] = weight_at_rest(chance[f], known, offers, inertia, considers)
        whole += chance[f]
    for f in range(firms + 1):
        chance[f] /= whole


@compiled
def mean_at_rest(utilities: AtRest, names: Names, tastes: Floats, shares: Floats, suits: Floats) -> None:
    """Fill the share of all customers that each firm, and not buying, has, and how well firms suit theirs, (firm + 1,).

    Every firm takes every place in each row of tastes in turn, so that firms that are alike have like shares. The last
    of `suits` is the mean over the customers of all firms.
    """
    firms, rows = names.brand.shape[0], tastes.shape[0]
    own, chance, drawn = np.zeros(firms + 1), np.zeros(firms + 1), float(rows * firms)
    shares[:] = 0.0
    suits[:] = 0.0
    for i in range(rows):
        own[firms] = tastes[i, firms]
        for turn in range(firms):
            for f in range(firms):
                own[f] = tastes[i, (f + turn) % firms]
            for pace in range(utilities.pace.weight.shape[0]):
                chances_at_rest(utilities, names, own, pace, chance)
                for f in range(firms + 1):
                    part = utilities.pace.weight[pace] * chance[f]
                    shares[f] += part / drawn
                    suits[f] += part * own[f] / drawn if f < firms else 0.0
    buying = 0.0
    for f in range(firms):
        buying += shares[f]
        suits[firms] += suits[f]
        suits[f] = suits[f] / shares[f] if shares[f] > 0.0 else 0.0
    suits[firms] = suits[firms] / buying if buying > 0.0 else 0.0


@compiled
def find_brands(
    utilities: AtRest, branded: bool, target: Floats, tastes: Floats, names: Names, shares: Floats
) -> None:
    """Move brands, 0 on average over open firms, until shares at rest are the target's, and all else until it rests."""
    firms = names.brand.shape[0]
    suits, apart, before = np.zeros(firms + 1), np.zeros(firms), np.zeros(firms)
    pace = _PACE
    for step in range(_STEPS):
        mean_at_rest(utilities, names, tastes, shares, suits)
        farthest = abs(suits[firms] - names.usual_taste[0])
        names.usual_taste[0] = suits[firms]
        for f in range(firms):
            if names.known[f] > 0.0 and utilities.carried == 1:
                told = utilities.felt * (suits[f] - suits[firms])
                farthest = max(farthest, abs(told - names.told[f]))
                names.told[f] = told
        if branded:
            farthest = max(farthest, shares_apart(target, shares, names.known, apart))
            pace = pace_of_brands(pace, before, apart) if step > 0 else pace
            before[:] = apart
            move_brands(pace, apart, names)
        if farthest < _CLOSE_ENOUGH:
            break


@compiled
def shares_apart(target: Floats, shares: Floats, known: Floats, apart: Floats) -> float:
    """Fill how far shares of those who buy are from the target, in logarithms, (firm,); return the largest."""
    buying, farthest = 0.0, 0.0
    for f in range(len(apart)):
        buying += shares[f]
    for f in range(len(apart)):
        apart[f] = (
            logarithm(target[f]) - logarithm(max(shares[f] / buying, 1e-300)) if known[f] > 0.0 else 0.0
        )
        farthest = max(farthest, abs(apart[f]))
    return farthest


@compiled
def pace_of_brands(pace: float, before: Floats, apart: Floats) -> float:
    """Return how far brands are to move for a distance of 1: what the last step would have had to be (its secant).

    References
    ----------
    Barzilai & Borwein (1988), IMA Journal of Numerical Analysis 8(1), 141-148.
    """
    moved, gained = 0.0, 0.0
    for f in range(len(apart)):
        moved += before[f] * before[f]
        gained += before[f] * (before[f] - apart[f])
    return min(max(pace * moved / gained, _PACE), _MOST_PACE) if gained > 0.0 else _PACE


@compiled
def move_brands(pace: float, apart: Floats, names: Names) -> None:
    """Move brands one step towards those that give the target, 0 on average over open firms."""
    firms = names.brand.shape[0]
    count, mean = 0.0, 0.0
    for f in range(firms):
        if names.known[f] > 0.0:
            names.brand[f] += pace * apart[f]
            count, mean = count + 1.0, mean + names.brand[f]
    for f in range(firms):
        names.brand[f] -= mean / count if names.known[f] > 0.0 else 0.0
