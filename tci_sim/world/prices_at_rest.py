"""What firms of unequal size come to ask where all stand on one experience curve and run one policy."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.governance import aimed_price
from tci_sim.engine.rules.value import cost_by_experience, units_that_teach
from tci_sim.engine.state.types import Flags, Floats, Record
from tci_sim.world.exact_sum import exact_sum

SLOWEST = 0.01
"""Least share of cost experience that fades in a month when it is worked out at the start. [1/month]"""

_ROUNDS = 200  # at most, of firms that look at each other: .9 to that power is nothing


@compiled
def of_open(share: Floats, is_open: Flags) -> Floats:
    """Return the shares of firms that are on the market, and 0 for others, (selling firm,)."""
    there = np.zeros(len(share))
    for f in range(len(share)):
        there[f] = share[f] if is_open[f] else 0.0
    return there


@compiled
def taught(volume: Floats, selling: int, spill_over: float) -> Floats:
    """Return the units a month that teach each organisation: its own, and a share of other selling firms'."""
    units = volume.copy()
    if spill_over > 0.0:
        all_ = exact_sum(volume[:selling])
        for f in range(selling):
            units[f] = units_that_teach(volume[f], all_ - volume[f], spill_over)
    return units


@compiled
def on_the_curve(experience: Floats, selling: int, common: bool) -> Floats:
    """Return the cost experience at the cost that the scenario gives: an organisation's own, or selling firms' mean."""
    start = experience.copy()
    if common and selling > 0:
        start[:selling] = exact_sum(experience[:selling]) / selling
    return start


@compiled
def prices_at_rest(world: Record, share: Floats, is_open: Flags) -> Floats:
    """Work out what each firm asks at rest, with the customers that it has at the start.

    A markup is a share of unit cost, so a price moves in proportion with unit cost. Of this, only processing depends
    on a firm's size; everything else is taken to cost what it does at the start.

    Parameters
    ----------
    world : record
        The uncertainties.
    share : array of float, shape (selling firm,)
        Shares of the customers at the start, those of firms that enter later included. [-]
    is_open : array of bool, shape (selling firm,)
        Which firms are on the market.

    Returns
    -------
    array of float, shape (selling firm,)
        Multiple of the price at the start; 1 where each firm has a curve of its own, sizes are not made to last by
        brands, or prices do not move. [-]

    References
    ----------
    Wright (1936), Journal of the Aeronautical Sciences 3(4), p. 124; Irwin & Klenow (1994), Journal of Political
    Economy 102(6), 1200-1227.
    """
    economy, firms, price = world.economy, len(share), np.ones(len(share))
    there = of_open(share, is_open)
    volume = exact_sum(there)
    moves = economy.common_curve == 1 and economy.price_adjustment > 0.0
    if not (moves and world.choice.brands == 1 and volume > 0.0):
        return price
    fades = 1.0 - economy.experience_keep
    begun = taught(share / exact_sum(share), firms, economy.spill_over) / max(fades, SLOWEST)
    start = on_the_curve(begun, firms, True)
    rest = taught(there / volume, firms, economy.spill_over) / (fades if fades > 0.0 else SLOWEST)
    for f in range(firms):
        if is_open[f]:
            left = cost_by_experience(rest[f], start[f], economy.experience_exponent)
            price[f] += economy.value_added * (left - 1.0)
    return drawn_together(price, there, economy.competitors_prices)


@compiled
def drawn_together(full: Floats, share: Floats, weight: float) -> Floats:
    """Return where prices rest that are set by cost and markup, `full`, and drawn towards those of rivals.

    Parameters
    ----------
    full : array of float, shape (selling firm,)
        Price by cost and markup. [any]
    share : array of float, shape (selling firm,)
        What each counts by among another's rivals; 0: it is not on the market. [-]
    weight : float
        Weight of rivals' prices, below 1. [-]

    Returns
    -------
    array of float, shape (selling firm,)
        Price at rest; a firm without rivals asks `full`. [as `full`]

    References
    ----------
    `aimed_price`, solved for a price that asks for itself.

    Examples
    --------
    >>> drawn_together(np.array([1.0, 0.9]), np.array([0.5, 0.5]), 0.5).round(6)
    array([0.966667, 0.933333])
    """
    price, before, others = full.copy(), full.copy(), np.zeros(len(share))
    for _ in range(_ROUNDS if weight > 0.0 else 0):
        moved = False
        before[:] = price
        for f in range(len(share)):
            if share[f] != 0.0:
                others[:] = share
                others[f] = 0.0
                volume = exact_sum(others)
                rivals = exact_sum(others * price) / volume if volume > 0.0 else 0.0
                price[f] = aimed_price(full[f], 0.0, rivals, weight)
                moved |= price[f] != before[f]
        if not moved:
            break
    return price
