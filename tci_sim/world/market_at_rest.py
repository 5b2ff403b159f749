"""Where customers come to rest while all firms run one policy: in closed form, without simulating a month.

A customer who considers the market at a steady rate, keeps his tastes and chooses by a logit moves between firms, and
not buying, as a reversible chain; how much of the time he is with each is `weight_at_rest`. What firms' names must be
worth for their starting shares to last is found from it (Berry 1994), over tastes that are the same in every run: a
brand belongs to the firm and not to the seed, nor to how many customers are simulated.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tci_sim.engine.arithmetic import exponential, logarithm, normal
from tci_sim.engine.backend.decorators import compiled, on_arrays
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.choice import chance_known, chance_to_consider, utility_of_firm, weight_at_rest
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.types import Floats, Record

_OFFERS = 1 << 18
_FEWEST, _MOST = 4096, 32768
"""Customers whose tastes are looked at, by how many firms they have tastes for: shares are within about .002."""

_STEPS = 100
_PACE = 0.7
_CLOSE_ENOUGH = 1e-9
_LEAST_SHARE = 1e-4
"""Share for which the brand of an open firm is found that has less, or nothing, at the start."""


class AtRest(NamedTuple):
    """What a typical customer weighs at rest, tastes and brands apart."""

    offer: float
    """Utility of every firm: all satisfy as the should-norm does, at the price at the start."""
    not_buying: float
    """Utility of not buying."""
    inertia: float
    """Utility that the own firm has for being the own firm."""
    chance: float
    """Chance that a customer of a firm considers the market. [1/month]"""
    taste: float
    """Standard deviation of a lasting taste for one firm."""
    taste_for_not_buying: float
    """Standard deviation of a lasting taste for buying from nobody."""
    return_rate: float
    """Chance that a customer without a firm considers the market. [1/month]"""


class Rest(NamedTuple):
    """What is known of a market at rest before it is simulated."""

    brand: Floats
    """Utility that each firm has for its name; 0 on average over open firms, and for those that enter, (firm,)."""
    awareness: Floats
    """Chance that one who considers the market knows the firm; 0 for those that enter, (firm,)."""
    buying: float
    """Share of customers who are with a firm."""
    usual_taste: float
    """Mean lasting taste of customers for their own firm. [standard deviation]"""


def market_at_rest(world: Record, market: Market, share: Floats) -> Rest:
    """Find brands, and what they depend on, as far as the world asks for it.

    Parameters
    ----------
    world : record
        The uncertainties.
    market : Market
        What customers ask for at the start.
    share : array of float, shape (selling firm,)
        Relative shares of the customers at the start; 0 for a firm that is not open. [-]

    Returns
    -------
    Rest
        No firm has a brand, and everybody buys, where nobody ever considers the market or comes back to it.
    """
    choice, firms = world.choice, len(share)
    whole = math.fsum(share)
    is_open = share > 0.0
    target = share / whole if whole > 0.0 else share
    brand, known, awareness = np.zeros(firms), np.where(is_open, 1.0, 0.0), np.zeros(firms)
    if choice.known_firms == 1:
        for f in np.flatnonzero(is_open):
            awareness[f] = chance_known(float(target[f]), choice.presence, choice.half_known)
        known = awareness
    wanted = choice.brands == 1 or world.satisfaction.taste_felt != 0.0
    if not (wanted and is_open.any() and comes_to_rest(choice)):
        return Rest(brand, awareness, 1.0, 0.0)
    utilities, tastes = utilities_at_rest(world, market), _drawn_tastes(firms)
    if choice.brands == 1:
        find_brands(utilities, np.maximum(target, _LEAST_SHARE), known, tastes, brand)
    shares, usual_taste = np.zeros(firms + 1), np.zeros(1)
    mean_at_rest(utilities, brand, known, tastes, shares, usual_taste)
    buying = 1.0 - float(shares[firms]) if choice.brands == 1 else 1.0
    return Rest(brand, awareness, buying, float(usual_taste[0]) if world.satisfaction.taste_felt else 0.0)


def comes_to_rest(choice: Record) -> bool:
    """Return whether customers move between firms, and between these and not buying, in both directions."""
    return bool(choice.consider_rate > 0.0 and choice.return_rate > 0.0)


def utilities_at_rest(world: Record, market: Market) -> AtRest:
    """Work out what a typical customer weighs, if firms deliver what the should-norm asks for."""
    choice, s, segments = world.choice, world.satisfaction, market.segments
    quality = math.fsum((segments.weight * segments.should).ravel()) / len(segments.share)
    satisfaction = satisfaction_level(
        quality, 0.0, perceived_value(quality, 1.0, 0.0, s.price_in_value), quality,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    return AtRest(
        offer=utility_of_firm(satisfaction, 1.0, 0.0, 0.0, choice.satisfaction_weight, choice.price_weight),
        not_buying=float(choice.not_buying),
        inertia=float(choice.inertia),
        chance=chance_to_consider(
            satisfaction, 0.0, choice.consider_rate, choice.consider_slope, choice.asked_effect
        ),
        taste=float(choice.taste),
        taste_for_not_buying=float(choice.taste_for_not_buying),
        return_rate=float(choice.return_rate),
    )


def _drawn_tastes(firms: int) -> Floats:
    """Draw tastes for each firm and for not buying, each spread evenly over its distribution, (drawn, firm + 1).

    Each row will stand for as many customers as there are firms; see `mean_at_rest`.
    """
    customers = min(max(_OFFERS // (firms + 1), _FEWEST), _MOST)
    drawn = -(-customers // firms)
    tastes = np.empty((drawn, firms + 1))
    for f in range(firms + 1):
        order = np.argsort(draw(0, Decision.TASTE_AT_REST, f, range(drawn)), kind="stable")
        tastes[order, f] = on_arrays(normal)((np.arange(drawn) + 0.5) / drawn)
    return tastes


@compiled
def chances_at_rest(utilities: AtRest, brand: Floats, known: Floats, tastes: Floats, chance: Floats) -> None:
    """Fill how much of the time one customer is with each firm, and with none, by his tastes, (firm + 1,)."""
    firms = brand.shape[0]
    chance[firms] = utilities.not_buying + utilities.taste_for_not_buying * tastes[firms]
    most = chance[firms]
    for f in range(firms):
        chance[f] = utilities.offer + utilities.taste * tastes[f] + brand[f]
        most = max(most, chance[f]) if known[f] > 0.0 else most
    offers = 0.0
    for f in range(firms + 1):
        chance[f] = exponential(chance[f] - most)
        offers += chance[f] * known[f] if f < firms else chance[f]
    whole = 0.0
    for f in range(firms + 1):
        at_firm = f < firms
        chance[f] = weight_at_rest(
            chance[f],
            known[f] if at_firm else 1.0,
            offers,
            utilities.inertia if at_firm else 0.0,
            utilities.chance if at_firm else utilities.return_rate,
        )
        whole += chance[f]
    for f in range(firms + 1):
        chance[f] /= whole


@compiled
def mean_at_rest(
    utilities: AtRest, brand: Floats, known: Floats, tastes: Floats, shares: Floats, usual_taste: Floats
) -> None:
    """Fill the share of all customers that each firm and not buying has, (firm + 1,), and the mean taste for one's own.

    Every firm takes every place in each row of tastes in turn, so that firms that are alike have like shares.
    """
    firms, rows = brand.shape[0], tastes.shape[0]
    own, chance, taste, drawn = np.zeros(firms + 1), np.zeros(firms + 1), 0.0, float(rows * firms)
    shares[:] = 0.0
    for i in range(rows):
        own[firms] = tastes[i, firms]
        for turn in range(firms):
            for f in range(firms):
                own[f] = tastes[i, (f + turn) % firms]
            chances_at_rest(utilities, brand, known, own, chance)
            for f in range(firms):
                taste += chance[f] * own[f]
            for f in range(firms + 1):
                shares[f] += chance[f] / drawn
    usual_taste[0] = taste / drawn / (1.0 - shares[firms]) if shares[firms] < 1.0 else 0.0


@compiled
def find_brands(utilities: AtRest, target: Floats, known: Floats, tastes: Floats, brand: Floats) -> None:
    """Move brands, 0 on average over open firms, until the shares at rest are the target's, (firm,)."""
    firms = brand.shape[0]
    shares, usual_taste = np.zeros(firms + 1), np.zeros(1)
    for _ in range(_STEPS):
        mean_at_rest(utilities, brand, known, tastes, shares, usual_taste)
        buying, count, mean, farthest = 0.0, 0.0, 0.0, 0.0
        for f in range(firms):
            buying += shares[f]
        for f in range(firms):
            if known[f] > 0.0:
                apart = logarithm(target[f]) - logarithm(max(shares[f] / buying, 1e-300))
                brand[f] += _PACE * apart
                farthest = max(farthest, abs(apart))
                count, mean = count + 1.0, mean + brand[f]
        for f in range(firms):
            brand[f] -= mean / count if known[f] > 0.0 else 0.0
        if farthest < _CLOSE_ENOUGH:
            break
