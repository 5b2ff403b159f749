"""What quality is worth: lifetime values, unit costs, cost experience, shared gains and returns."""

from __future__ import annotations

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import rule

_LEAST_WORKED = 0.02
"""Share of time below which work, where there is any, does not count less in the cost of a unit."""


@rule
def monthly_rate(yearly: float) -> float:
    """Turn a yearly rate of discount into the monthly one that compounds to it.

    Parameters
    ----------
    yearly : float scalar
        Discount rate. [1/year]

    Returns
    -------
    float scalar
        Discount rate. [1/month]

    References
    ----------
    Definition of compound interest.

    Examples
    --------
    >>> round(monthly_rate(0.12), 6)
    0.009489
    >>> monthly_rate(0.0)
    0.0
    """
    return power(1.0 + yearly, 1.0 / 12.0) - 1.0


@rule
def lifetime_value(margin: float, retention: float, discount: float) -> float:
    """Value a present customer by the margins still to come from him.

    He pays the margin in every further period for which he stays; with constant retention and no last period
    the discounted sum is closed.

    Parameters
    ----------
    margin : float scalar
        Margin from a customer in a period. [currency/period]
    retention : float scalar
        Share of customers who stay for another period, 0..1. [-]
    discount : float scalar
        Discount rate, 0 or more. [1/period]

    Returns
    -------
    float scalar
        Expected lifetime value. [currency]

    References
    ----------
    Gupta, Lehmann & Stuart (2004), Journal of Marketing Research 41(1), p. 10, eq. 4: m r / (1 + i - r).
    Departs: nothing is endless; where nobody leaves and nothing is discounted, 1e-6 stands for 1 + i - r.

    Examples
    --------
    >>> round(lifetime_value(100.0, retention=0.8, discount=0.12), 6)
    250.0
    >>> lifetime_value(100.0, retention=0.0, discount=0.12)
    0.0
    """
    return margin * retention / max(1.0 + discount - retention, 1e-6)


@rule
def lifetime_elasticity(retention: float, discount: float) -> float:
    """Say by how many per cent the lifetime value rises when retention rises by one per cent.

    Parameters
    ----------
    retention : float scalar
        Share of customers who stay for another period, 0..1. [-]
    discount : float scalar
        Discount rate, above 0. [1/period]

    Returns
    -------
    float scalar
        Elasticity. [-]

    References
    ----------
    Gupta, Lehmann & Stuart (2004), Journal of Marketing Research 41(1); the derivative of `lifetime_value`.

    Examples
    --------
    >>> round(lifetime_elasticity(0.8, discount=0.12), 6)
    3.5
    """
    return (1.0 + discount) / max(1.0 + discount - retention, 1e-6)


@rule
def gain_experience(experience: float, keep: float, volume: float) -> float:
    """Let cost experience fade and add what this month's production taught.

    Parameters
    ----------
    experience : float scalar
        Units made so far, as far as they are remembered. [unit]
    keep : float scalar
        Share that is kept for another month, 0..1. [1/month]
    volume : float scalar
        Units made this month. [unit]

    Returns
    -------
    float scalar
        The new cost experience. [unit]

    References
    ----------
    Argote, Beckman & Epple (1990), Management Science 36(2), p. 144 (keep .75); Thompson (2007): near 1.

    Examples
    --------
    >>> round(gain_experience(1000.0, keep=0.97, volume=30.0), 9)
    1000.0
    """
    return keep * experience + volume


@rule
def units_that_teach(own: float, others: float, spill_over: float) -> float:
    """Count the units that teach a firm this month: its own, and rivals' as far as what they learn spills over.

    Parameters
    ----------
    own : float scalar
        Units that the firm made. [unit]
    others : float scalar
        Units that all its rivals made. [unit]
    spill_over : float scalar
        What a rival's unit teaches, as a share of what an own one does, 0..1. [-]

    Returns
    -------
    float scalar
        Units that count as made. [unit]

    References
    ----------
    Irwin & Klenow (1994), Journal of Political Economy 102(6), 1200-1227: a firm learns three times more from a
    further unit of its own cumulative production than from one of another firm (semiconductors).

    Examples
    --------
    >>> units_that_teach(100.0, others=300.0, spill_over=0.5), units_that_teach(100.0, 300.0, 0.0)
    (250.0, 100.0)
    """
    return own + spill_over * others


@rule
def follow_in_steps(size: float, volume: float, step: float) -> float:
    """Resize what is fixed by one step, where volume has moved by a step or more.

    Parameters
    ----------
    size : float scalar
        Volume that it is sized for. [unit/month]
    volume : float scalar
        Volume now. [unit/month]
    step : float scalar
        Size of a step, above 0; a step down undoes a step up. [-]

    Returns
    -------
    float scalar
        Volume that it is sized for from now on. [unit/month]

    References
    ----------
    Assumed: fixed costs are fixed within a range of volume and move in steps beyond it, at most one a month.

    Examples
    --------
    >>> follow_in_steps(100.0, volume=150.0, step=0.25), follow_in_steps(100.0, volume=80.0, step=0.25)
    (125.0, 80.0)
    >>> follow_in_steps(100.0, volume=110.0, step=0.25)
    100.0
    """
    if volume >= size * (1.0 + step):
        return size * (1.0 + step)
    if volume <= size / (1.0 + step):
        return size / (1.0 + step)
    return size


@rule
def cost_by_experience(experience: float, starting_experience: float, exponent: float) -> float:
    """Return what is left of the starting cost of a unit after more of them have been made.

    Parameters
    ----------
    experience : float scalar
        Cost experience now. [unit]
    starting_experience : float scalar
        Cost experience at the start; 0 where the firm made nothing, and then cost does not move. [unit]
    exponent : float scalar
        .322 takes a fifth off the cost with each doubling. [-]

    Returns
    -------
    float scalar
        Cost as a share of the starting cost. [-]

    References
    ----------
    Wright (1936), Journal of the Aeronautical Sciences 3(4), p. 124.
    Departs: experience below a hundredth of the start counts as that hundredth, so that cost stays finite.

    Examples
    --------
    >>> round(cost_by_experience(200.0, 100.0, exponent=0.322), 3)
    0.8
    >>> cost_by_experience(5.0, 5.0, exponent=0.322)
    1.0
    """
    if starting_experience <= 0.0 or experience == starting_experience:
        return 1.0
    return power(max(experience / starting_experience, 0.01), -exponent)


@rule
def labour_in_a_unit(wage: float, capability: float, working: float, normal_use: float) -> float:
    """Work out what the labour in a unit costs when the unit that makes it is used as much as is normal.

    Programmes count by the time they take, and not by what they cost; idle hands count in the profit, not here.

    Parameters
    ----------
    wage : float scalar
        Wage of one member for a month. [currency/month]
    capability : float scalar
        Output of one member who does nothing but work. [unit/month]
    working : float scalar
        Share of time spent on making things; above 0 it counts with a fiftieth at least. [-]
    normal_use : float scalar
        Share of capacity in use in a normal month. [-]

    Returns
    -------
    float scalar
        Cost of labour in a unit; 0 where nobody works. [currency/unit]

    References
    ----------
    Horngren, Datar & Rajan (2015), Cost Accounting, ch. 9: costing at normal capacity, which keeps a firm that
    loses customers from pricing itself out of the market ("downward demand spiral"). Assumed: nobody sets standards by
    a month in which next to no time was worked; by it a unit would cost more than can be counted.

    Examples
    --------
    >>> labour_in_a_unit(3000.0, capability=100.0, working=0.75, normal_use=0.5)
    80.0
    """
    made = capability * max(working, _LEAST_WORKED) * normal_use
    return wage / made if working > 0.0 and made > 0.0 else 0.0


@rule
def smooth_over_year(before: float, now: float) -> float:
    """Follow a monthly figure with the memory of about a year.

    Parameters
    ----------
    before : float scalar
        The smoothed figure so far. [any]
    now : float scalar
        This month's figure. [any]

    Returns
    -------
    float scalar
        The smoothed figure. [any]

    References
    ----------
    Assumed: exponential smoothing with a mean age of eleven months, so that a season leaves no mark.

    Examples
    --------
    >>> smooth_over_year(120.0, 0.0)
    110.0
    """
    return before + (now - before) / 12.0


@rule
def saving_from_suppliers(
    units: float, price: float, warranty: float, defects_before: float, defects_now: float
) -> float:
    """Estimate what a buyer saves because a supplier's deliveries have become better.

    Parameters
    ----------
    units : float scalar
        Finished units for which this supplier's goods are the input. [unit/month]
    price : float scalar
        The buyer's price. [currency/unit]
    warranty : float scalar
        What a defective unit costs the buyer, as a share of its price. [-]
    defects_before, defects_now : float scalar
        Share of claimable defects in the supplier's goods when the burn-in ended, and now, 0..1. [-]

    Returns
    -------
    float scalar
        Saving, 0 or more: a supplier that becomes worse shares no gain and pays no penalty. [currency/month]

    References
    ----------
    Assumed: shared are failure costs that do not arise, the part of a saving that both sides can count.

    Examples
    --------
    >>> saving_from_suppliers(100.0, price=50.0, warranty=0.5, defects_before=0.75, defects_now=0.5)
    625.0
    >>> saving_from_suppliers(100.0, price=50.0, warranty=0.5, defects_before=0.25, defects_now=0.5)
    0.0
    """
    return units * price * warranty * max(defects_before - defects_now, 0.0)


@rule
def worth_of_keeping(told: float, loss_per_point: float, worth_of_unit: float) -> float:
    """Estimate what the customers are worth who stay in a month where a share 1 less of what they get is defective.

    Parameters
    ----------
    told : float scalar
        How far the buyer counts them in what it shares with suppliers. [-]
    loss_per_point : float scalar
        The buyer's estimate of the share of customers lost in a month for a point of satisfaction. [1/point]
    worth_of_unit : float scalar
        What present customers are still worth to the buyer, for each unit that they buy in a month. [currency/unit]

    Returns
    -------
    float scalar
        Worth for each unit sold, 0 or more. [currency/unit]

    References
    ----------
    Rust, Zahorik & Keiningham (1995), Journal of Marketing 59(2), 58-70: return on quality by retention. Assumed: a
    share of .01 without defects is felt as one point of satisfaction, as in `value_of_retention`.

    Examples
    --------
    >>> worth_of_keeping(0.5, loss_per_point=0.01, worth_of_unit=40.0), worth_of_keeping(1.0, -0.01, 40.0)
    (20.0, 0.0)
    """
    return told * 100.0 * max(0.0, loss_per_point) * worth_of_unit


@rule
def tax_on(profit: float, rate: float) -> float:
    """Tax a month's profit; a loss is not taxed and gives nothing back.

    Parameters
    ----------
    profit : float scalar
        Profit before tax. [currency/month]
    rate : float scalar
        Tax rate, 0..1. [-]

    Returns
    -------
    float scalar
        Tax. [currency/month]

    References
    ----------
    Assumed: a flat rate without carrying losses forward.

    Examples
    --------
    >>> tax_on(200.0, rate=0.25), tax_on(-200.0, rate=0.25)
    (50.0, 0.0)
    """
    return max(profit, 0.0) * rate


@rule
def return_on_quality(gain: float, cost: float) -> float:
    """Relate what a quality programme brought to what it cost.

    Parameters
    ----------
    gain : float scalar
        Rise of the value of the firm's customers. [currency]
    cost : float scalar
        What was spent. [currency]

    Returns
    -------
    float scalar
        Gain less cost, per unit of cost; 0 where nothing was spent. [-]

    References
    ----------
    Rust, Zahorik & Keiningham (1995), Journal of Marketing 59(2), p. 65: net present value over expenditure.

    Examples
    --------
    >>> return_on_quality(150.0, cost=100.0)
    0.5
    >>> return_on_quality(150.0, cost=0.0)
    0.0
    """
    return (gain - cost) / cost if cost > 0.0 else 0.0


@rule
def earned_above_reservation(wages: float, reservation: float) -> float:
    """Return what working is worth to employees: their wages less what would just make them work.

    Parameters
    ----------
    wages : float scalar
        Wages paid. [currency]
    reservation : float scalar
        Share of the wage at which they would rather not work, 0..1. [-]

    Returns
    -------
    float scalar
        Value to employees. [currency]

    References
    ----------
    Assumed: the same share for all; at 0 their time is worth nothing elsewhere.

    Examples
    --------
    >>> earned_above_reservation(200.0, reservation=0.75)
    50.0
    """
    return wages * (1.0 - reservation)
