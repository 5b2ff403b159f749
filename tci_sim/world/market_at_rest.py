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
    satisfaction_weight: float
    """Weight of full satisfaction."""
    consider_slope: float
    """How fast the chance to consider the market falls with satisfaction. [1/point]"""
    felt: float
    """How much more satisfied a firm leaves a customer whom it suits one standard deviation better. [points of 100]"""
    carried: int
    """Whether rivals' customers hear how satisfied a firm's customers are, and so how well it suits them."""


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
        return Rest(brand, awareness, np.zeros(firms), 1.0, 0.0)
    utilities, tastes = utilities_at_rest(world, market), _drawn_tastes(firms)
    names = Names(brand, known, np.zeros(firms), np.zeros(1))
    shares = np.zeros(firms + 1)
    find_brands(utilities, choice.brands == 1, np.maximum(target, _LEAST_SHARE), tastes, names, shares)
    buying = 1.0 - float(shares[firms]) if choice.brands == 1 else 1.0
    return Rest(brand, awareness, names.told, buying, float(names.usual_taste[0]) if utilities.felt else 0.0)


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
        satisfaction_weight=float(choice.satisfaction_weight),
        consider_slope=float(choice.consider_slope),
        felt=satisfaction * (1.0 - satisfaction / 100.0) * s.value_effect * s.taste_felt,
        carried=int(world.word_of_mouth.carries_satisfaction),
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
def chances_at_rest(utilities: AtRest, names: Names, tastes: Floats, chance: Floats) -> None:
    """Fill how much of the time one customer is with each firm, and with none, by his tastes, (firm + 1,)."""
    firms, weight = names.brand.shape[0], utilities.satisfaction_weight / 100.0
    chance[firms] = utilities.not_buying + utilities.taste_for_not_buying * tastes[firms]
    most = chance[firms]
    for f in range(firms):
        heard = weight * names.told[f]
        chance[f] = utilities.offer + heard + utilities.taste * tastes[f] + names.brand[f]
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
            considers = min(utilities.chance * exponential(-utilities.consider_slope * felt), 1.0)
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
            chances_at_rest(utilities, names, own, chance)
            for f in range(firms + 1):
                shares[f] += chance[f] / drawn
                suits[f] += chance[f] * own[f] / drawn if f < firms else 0.0
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
    suits = np.zeros(firms + 1)
    for _ in range(_STEPS):
        mean_at_rest(utilities, names, tastes, shares, suits)
        farthest = abs(suits[firms] - names.usual_taste[0])
        names.usual_taste[0] = suits[firms]
        for f in range(firms):
            if names.known[f] > 0.0 and utilities.carried == 1:
                told = utilities.felt * (suits[f] - suits[firms])
                farthest = max(farthest, abs(told - names.told[f]))
                names.told[f] = told
        if branded:
            farthest = max(farthest, move_brands(target, shares, names))
        if farthest < _CLOSE_ENOUGH:
            break


@compiled
def move_brands(target: Floats, shares: Floats, names: Names) -> float:
    """Move brands one step towards those that give the target; return how far, in logarithms, shares are from it."""
    firms = names.brand.shape[0]
    buying, count, mean, farthest = 0.0, 0.0, 0.0, 0.0
    for f in range(firms):
        buying += shares[f]
    for f in range(firms):
        if names.known[f] > 0.0:
            apart = logarithm(target[f]) - logarithm(max(shares[f] / buying, 1e-300))
            names.brand[f] += _PACE * apart
            farthest = max(farthest, abs(apart))
            count, mean = count + 1.0, mean + names.brand[f]
    for f in range(firms):
        names.brand[f] -= mean / count if names.known[f] > 0.0 else 0.0
    return farthest
