"""How lead times fall, and whose work it is."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def shorten_lead_time(share: float, floor: float, rate: float) -> float:
    """Let work on flow shorten set-ups and waits for a month.

    Parameters
    ----------
    share : float scalar
        Lead time as a share of what it was at the start. [-]
    floor : float scalar
        Share below which it never falls. [-]
    rate : float scalar
        From `improvement_rate`. [1/month]

    Returns
    -------
    float scalar
        Share a month later. [-]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57: the form. Assumed: what can be saved of a lead time follows it.

    Examples
    --------
    >>> round(shorten_lead_time(1.0, floor=0.2, rate=0.6931471805599453), 12), shorten_lead_time(0.2, 0.2, 1.0)
    (0.6, 0.2)
    """
    return floor + (share - floor) * exponential(-rate) if share > floor else share


@rule
def redesign_lead_time(share: float, floor: float, depth: float) -> float:
    """Shorten a lead time at once by a redesign that is done.

    Parameters
    ----------
    share : float scalar
        Lead time as a share of what it was at the start. [-]
    floor : float scalar
        Share below which it never falls. [-]
    depth : float scalar
        Depth of the redesign, the share of what can be saved that it saves. [-]

    Returns
    -------
    float scalar
        Share afterwards. [-]

    References
    ----------
    Assumed: in proportion to its depth, as for half-lives.

    Examples
    --------
    >>> round(redesign_lead_time(1.0, floor=0.2, depth=0.5), 12), redesign_lead_time(0.2, 0.2, 1.0)
    (0.6, 0.2)
    """
    return share - depth * max(0.0, share - floor)


@rule
def time_on_the_way(months: int, giver: float, taker: float) -> float:
    """Return how long goods are on the way between two nodes.

    Parameters
    ----------
    months : int scalar
        Months from shipment to arrival at the start. [month]
    giver : float scalar
        Share of that which the node that sends them still takes; an outside source takes all. [-]
    taker : float scalar
        Share that the node that ordered them still takes. [-]

    Returns
    -------
    float scalar
        Months from shipment to arrival now, in the mean of what is sent in a month. [month]

    References
    ----------
    Assumed: making and sending is half of it, asking for and taking in the other half.

    Examples
    --------
    >>> time_on_the_way(2, giver=1.0, taker=1.0), time_on_the_way(2, giver=1.0, taker=0.5)
    (2.0, 1.5)
    """
    return months * (giver + taker) / 2.0
