"""How much is ordered, made and sent."""

from __future__ import annotations

import math

from tci_sim.engine.backend.decorators import rule


@rule
def smooth_forecast(forecast: float, demand: float, smoothing: float) -> float:
    """Move a forecast towards the newest demand.

    Parameters
    ----------
    forecast : float scalar
        Forecast so far. [unit/month]
    demand : float scalar
        Demand seen this month. [unit/month]
    smoothing : float scalar
        Weight of the newest demand. [-]

    Returns
    -------
    float scalar
        The new forecast. [unit/month]

    References
    ----------
    Chen, Ryan & Simchi-Levi (2000), Naval Research Logistics 47(4), 269-286.

    Examples
    --------
    >>> smooth_forecast(10.0, 20.0, smoothing=0.2)
    12.0
    """
    return forecast + smoothing * (demand - forecast)


@rule
def base_stock(forecast: float, deviation: float, lead_time: float, safety: float) -> float:
    """Set the inventory position to order up to: demand over the lead time and a safety stock.

    Parameters
    ----------
    forecast : float scalar
        Expected demand. [unit/month]
    deviation : float scalar
        Standard deviation of demand. [unit/month]
    lead_time : float scalar
        Months from shipment to arrival. [month]
    safety : float scalar
        Standard deviations held for safety. [-]

    Returns
    -------
    float scalar
        Target position after this month's demand is taken off. [unit]

    References
    ----------
    Chen, Drezner, Ryan & Simchi-Levi (2000), Management Science 46(3), p. 437, order-up-to policy.

    Examples
    --------
    >>> base_stock(forecast=10.0, deviation=2.0, lead_time=4.0, safety=1.5)
    46.0
    """
    return lead_time * forecast + safety * deviation * math.sqrt(lead_time)


@rule
def order_up_to(target: float, position: float, returns: int) -> float:
    """Order what brings the position up to its target.

    Parameters
    ----------
    target : float scalar
        Position wanted. [unit]
    position : float scalar
        On hand and on order, less what is owed. [unit]
    returns : int scalar
        1: too much may be sent back; 0: it may not. [-]

    Returns
    -------
    float scalar
        The order; below 0 what is sent back. [unit]

    References
    ----------
    Chen, Drezner, Ryan & Simchi-Levi (2000), Management Science 46(3), p. 437: excess is returned at no cost.

    Examples
    --------
    >>> order_up_to(10.0, 12.0, returns=0), order_up_to(10.0, 12.0, returns=1)
    (0.0, -2.0)
    """
    order = target - position
    return max(order, 0.0) if returns == 0 else order


@rule
def hold_order(order: int, on_the_way: int, most: int) -> int:
    """Hold an order so that no more of an input is owed, on its way and in stock than can be counted and paid.

    Parameters
    ----------
    order : int scalar
        What is wanted; below 0 it is sent back. [micro-unit]
    on_the_way : int scalar
        What is owed, on its way and in stock already. [micro-unit]
    most : int scalar
        The most there may be of it, in either direction. [micro-unit]

    Returns
    -------
    int scalar
        The order. [micro-unit]

    References
    ----------
    Assumed: orders that grow from step to step up the network end where money would, so that a run goes on.

    Examples
    --------
    >>> hold_order(10, on_the_way=95, most=100), hold_order(10, on_the_way=5, most=100)
    (5, 10)
    >>> hold_order(-10, on_the_way=-95, most=100), hold_order(10, on_the_way=120, most=100)
    (-5, 0)
    """
    return min(max(order, min(-most - on_the_way, 0)), max(most - on_the_way, 0))


@rule
def is_asked(seen: int, deviation: float) -> bool:
    """Return whether anybody asked a node for anything in the months that it forecasts by.

    Parameters
    ----------
    seen : int scalar
        Demand seen this month. [micro-unit]
    deviation : float scalar
        Standard deviation of demand seen in those months: 0 only if all were as this one. [unit/month]

    Returns
    -------
    bool scalar
        Whether in any of these months there was demand. [-]

    References
    ----------
    Assumed: a node looks back as far for this as for its forecast.

    Examples
    --------
    >>> is_asked(0, deviation=0.0), is_asked(0, deviation=0.5), is_asked(1000, deviation=0.0)
    (False, True, True)
    """
    return seen != 0 or deviation > 0.0


@rule
def cancel_orders(excess: float, unsent: float, asked: bool) -> float:
    """Cancel what suppliers have not sent of what a node has too much, once nobody asks it for anything.

    Parameters
    ----------
    excess : float scalar
        Position beyond its target. [unit]
    unsent : float scalar
        What the supplier still owes the node. [unit]
    asked : bool scalar
        Whether anybody asked the node for anything in the months that it forecasts by. [-]

    Returns
    -------
    float scalar
        What is cancelled, at most what is not sent yet. [unit]

    References
    ----------
    Assumed: while there is demand, orders stand, for what is too much now is wanted later; without demand nobody
    would ever take the goods.

    Examples
    --------
    >>> cancel_orders(5.0, unsent=3.0, asked=False), cancel_orders(5.0, unsent=3.0, asked=True)
    (3.0, 0.0)
    """
    return 0.0 if asked else min(max(excess, 0.0), unsent)


@rule
def keep_waiting(unmet: float, waiting: float, asked: bool) -> float:
    """Let some of those who were not served wait on; once nobody asks any longer, all have gone elsewhere.

    Parameters
    ----------
    unmet : float scalar
        What customers wanted and did not get. [unit]
    waiting : float scalar
        Share of customers who wait for what is out of stock. [-]
    asked : bool scalar
        Whether anybody asked the node for anything in the months that it forecasts by. [-]

    Returns
    -------
    float scalar
        What is waited for next month. [unit]

    References
    ----------
    Assumed: who waits buys here again, so that where nobody has asked for as long as a node looks back, nobody
    waits either. At `waiting` 1 goods that never come would else be owed for ever to customers who have left.

    Examples
    --------
    >>> keep_waiting(10.0, waiting=0.5, asked=True), keep_waiting(10.0, waiting=1.0, asked=False)
    (5.0, 0.0)
    """
    return unmet * waiting if asked else 0.0


@rule
def see_demand(order: float, end_demand: float, shared: float) -> float:
    """Tell a supplier what its customer needs: the order, or the end demand behind it.

    Parameters
    ----------
    order : float scalar
        What the customer orders. [unit]
    end_demand : float scalar
        What end demand asks of the customer, in units of this supplier's goods. [unit]
    shared : float scalar
        How far the customer shares end demand. [-]

    Returns
    -------
    float scalar
        The demand that enters the supplier's forecast. [unit]

    References
    ----------
    Chen, Drezner, Ryan & Simchi-Levi (2000), Management Science 46(3), p. 440, centralised demand information.

    Examples
    --------
    >>> see_demand(order=30.0, end_demand=20.0, shared=1.0)
    20.0
    """
    return order + shared * (end_demand - order)


@rule
def persist(deviation: float, persistence: float, deviation_sd: float, shock: float) -> float:
    """Carry the deviation of demand from its mean into the next month.

    Parameters
    ----------
    deviation : float scalar
        Deviation last month. [unit]
    persistence : float scalar
        Share of it that lasts. [-]
    deviation_sd : float scalar
        Standard deviation of the new shock. [unit]
    shock : float scalar
        Standard normal number of the decision "end demand". [-]

    Returns
    -------
    float scalar
        Deviation this month. [unit]

    References
    ----------
    Chen, Drezner, Ryan & Simchi-Levi (2000), Management Science 46(3), p. 437, eq. 1 (AR(1) demand).

    Examples
    --------
    >>> persist(10.0, persistence=0.5, deviation_sd=2.0, shock=1.0)
    7.0
    """
    return persistence * deviation + deviation_sd * shock
