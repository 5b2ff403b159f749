"""How firms fare among firms: shocks that last, looking at the better one, turning round, leaving the market."""

from __future__ import annotations

import math

from tci_sim.engine.backend.decorators import rule

_TENTH = 0.1
_HALF = 0.5


@rule
def carry_shock(before: float, keep: float, spread: float, shock: float) -> float:
    """Carry a shock into the next month, so that over time it has the spread that is asked for.

    Parameters
    ----------
    before : float scalar
        The shock last month. [any]
    keep : float scalar
        Share of it that lasts, 0..1 and below 1. [1/month]
    spread : float scalar
        Standard deviation over a long time. [as the shock]
    shock : float scalar
        Standard normal number. [-]

    Returns
    -------
    float scalar
        The shock this month. [as before]

    References
    ----------
    Assumed: a first-order autoregression, the least that has a spread and a persistence.

    Examples
    --------
    >>> carry_shock(0.5, keep=0.6, spread=1.0, shock=0.0), carry_shock(0.0, keep=0.6, spread=1.0, shock=1.0)
    (0.3, 0.8)
    """
    return keep * before + spread * math.sqrt(1.0 - keep * keep) * shock


@rule
def disturbed_cost(cost: float, shock: float, unit_cost: float) -> float:
    """Add to a cost what a shock makes a unit dearer, or take off what it makes it cheaper.

    Parameters
    ----------
    cost : float scalar
        Cost of processing a unit. [currency/unit]
    shock : float scalar
        Shock of the firm's cost, as a share of the unit cost at the start. [-]
    unit_cost : float scalar
        Cost of a unit at the start. [currency/unit]

    Returns
    -------
    float scalar
        Cost of processing a unit this month, 0 or more. [currency/unit]

    References
    ----------
    Assumed: what happens to a firm alone happens between what it buys and what it sells.

    Examples
    --------
    >>> disturbed_cost(20.0, shock=0.05, unit_cost=80.0), disturbed_cost(20.0, shock=-0.5, unit_cost=80.0)
    (24.0, 0.0)
    """
    return max(0.0, cost + shock * unit_cost)


@rule
def chance_to_search(own: float, peers: float, rate: float) -> float:
    """Return the chance that a firm looks for something better: 0 where it does as well as its peers.

    Parameters
    ----------
    own : float scalar
        The firm's return on its sales of the past year. [-]
    peers : float scalar
        Mean return of the other firms on the market: what it aspires to. [-]
    rate : float scalar
        Chance at a return a tenth of sales below that of its peers. [1/month]

    Returns
    -------
    float scalar
        Chance, in proportion to the shortfall, at most 1. [1/month]

    References
    ----------
    Greve (1998), Administrative Science Quarterly 43(1), 58-86: performance below what others attain (the social
    aspiration level) makes change more likely. Posen, Keil, Kim & Meissner (2018), Academy of Management Annals
    12(1), 208-251: search begins where performance is seen to fall below what is aspired to.
    Assumed: the chance is in proportion to the shortfall; a firm's own past is no aspiration.

    Examples
    --------
    >>> round(chance_to_search(0.02, peers=0.07, rate=0.05), 9), chance_to_search(0.08, peers=0.07, rate=0.05)
    (0.025, 0.0)
    """
    return min(1.0, rate * max(0.0, peers - own) / _TENTH)


@rule
def move_practice(own: float, theirs: float, share: float) -> float:
    """Move a practice part of the way to what another firm is seen to do.

    Parameters
    ----------
    own : float scalar
        Lever of the firm. [any]
    theirs : float scalar
        The same lever of the firm that does better. [any]
    share : float scalar
        Share of the way, 0..1. [-]

    Returns
    -------
    float scalar
        The lever afterwards. [as before]

    References
    ----------
    Rivkin (2000), Management Science 46(6), 824-844: element-by-element imitation. Assumed: part of the way, and
    only of what others can see.

    Examples
    --------
    >>> move_practice(0.1, theirs=0.3, share=0.5)
    0.2
    """
    return own + share * (theirs - own)


@rule
def move_count(own: int, theirs: int, share: float) -> int:
    """Move a practice that is counted part of the way to what another firm is seen to do, in whole steps.

    Parameters
    ----------
    own : int scalar
        Lever of the firm. [any]
    theirs : int scalar
        The same lever of the firm that does better. [any]
    share : float scalar
        Share of the way, 0..1. [-]

    Returns
    -------
    int scalar
        The lever afterwards, rounded. [as before]

    References
    ----------
    As `move_practice`.

    Examples
    --------
    >>> move_count(12, theirs=3, share=0.3), move_count(12, theirs=12, share=0.3)
    (9, 12)
    """
    return math.floor(own + share * (theirs - own) + 0.5)


@rule
def add_to_loss(loss: float, profit: float) -> float:
    """Add a month's loss to what a firm has lost; profit makes it good, and nothing is put by for later.

    Parameters
    ----------
    loss : float scalar
        Loss not made good so far, 0 or more. [currency]
    profit : float scalar
        Profit of the month. [currency]

    Returns
    -------
    float scalar
        Loss not made good. [currency]

    References
    ----------
    Assumed: profit goes to the owners, who do not leave it in the firm against bad years.

    Examples
    --------
    >>> add_to_loss(100.0, profit=-50.0), add_to_loss(100.0, profit=250.0)
    (150.0, 0.0)
    """
    return max(0.0, loss - profit)


@rule
def is_ruined(loss: float, sales: float, limit: float) -> bool:
    """Return whether a firm has lost so much that nobody goes on paying for it.

    Parameters
    ----------
    loss : float scalar
        Loss not made good. [currency]
    sales : float scalar
        Sales of the past year. [currency]
    limit : float scalar
        Loss that ends it, as a share of a year's sales. [-]

    Returns
    -------
    bool scalar
        Whether it leaves the market.

    References
    ----------
    Assumed: creditors look at losses beside sales, not at what a firm hopes for.

    Examples
    --------
    >>> is_ruined(16.0, sales=100.0, limit=0.15), is_ruined(15.0, sales=100.0, limit=0.15)
    (True, False)
    """
    return loss > limit * max(sales, 0.0)


@rule
def chance_to_turn_round(loss: float, sales: float, limit: float, rate: float) -> float:
    """Return the chance that a firm turns round: 0 until it is half-way to the loss that ends it.

    Parameters
    ----------
    loss : float scalar
        Loss not made good. [currency]
    sales : float scalar
        Sales of the past year. [currency]
    limit : float scalar
        Loss that ends it, as a share of a year's sales. [-]
    rate : float scalar
        Chance beyond half of that. [1/month]

    Returns
    -------
    float scalar
        Chance. [1/month]

    References
    ----------
    Barker & Duhaime (1997), Strategic Management Journal 18(1), 13-38: the graver a decline, the more a firm that
    turns round changes what it does. Robbins & Pearce (1992), Strategic Management Journal 13(4), 287-309: it begins
    with lower cost. Assumed: half of the limit, and the same chance from there on.

    Examples
    --------
    >>> [chance_to_turn_round(loss, sales=100.0, limit=0.2, rate=0.1) for loss in (10.0, 11.0)]
    [0.0, 0.1]
    """
    return rate if is_ruined(loss, sales, _HALF * limit) else 0.0
