"""How a firm decides: where units put their effort, what is invested, how time and prices are set."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def priority(
    evidence: float,
    parochial: float,
    centre: float,
    productivity: float,
    shared_value: float,
    autonomy: float,
    emphasis: float,
) -> float:
    """Weigh one attribute in a unit's plan, between its own judgement, the centre's and productivity.

    An autonomous unit follows the customers it has heard only as far as its members share that value; else it
    minds its own affairs. What it does not decide itself the centre decides. Emphasis says how much of all
    that counts against making the unit's own work cheaper.

    Parameters
    ----------
    evidence : float scalar
        Share that the attribute has in what the unit itself heard. [-]
    parochial : float scalar
        Share that it has in the unit's own troubles. [-]
    centre : float scalar
        Share that it has in the centre's estimate. [-]
    productivity : float scalar
        Share that it has in the unit's rework. [-]
    shared_value : float scalar
        Mean of the members' value "shared value", 0..1. [-]
    autonomy : float scalar
        Weight of the unit's own judgement. [-]
    emphasis : float scalar
        Weight of revenue against cost. [-]

    Returns
    -------
    float scalar
        The attribute's share of the unit's effort. [-]

    References
    ----------
    Ouchi (1979), Management Science 25(9), 833-848: shared values take the place of supervision. Rust,
    Moorman & Dickson (2002), Journal of Marketing 66(4), 7-24: revenue or cost emphasis.

    Examples
    --------
    >>> priority(0.8, 0.4, 0.2, 0.0, shared_value=0.5, autonomy=0.5, emphasis=0.5)
    0.2
    """
    own = shared_value * evidence + (1.0 - shared_value) * parochial
    revenue = autonomy * own + (1.0 - autonomy) * centre
    return emphasis * revenue + (1.0 - emphasis) * productivity


@rule
def decide_jointly(own: float, partners: float, joint: float) -> float:
    """Move a priority towards the one that buyer and supplier share.

    Parameters
    ----------
    own : float scalar
        Own priority of the attribute. [-]
    partners : float scalar
        The partner's priority of it. [-]
    joint : float scalar
        Weight of the shared priority, the mean of both. [-]

    Returns
    -------
    float scalar
        Priority after both have met. [-]

    References
    ----------
    Assumed: a compromise half-way. It can hurt: a supplier may then work on what is not its to give.

    Examples
    --------
    >>> decide_jointly(0.5, partners=1.0, joint=0.5)
    0.625
    """
    return own + 0.5 * joint * (partners - own)


@rule
def time_short(units: float, capacity: float, free: float) -> float:
    """Return how much working time production lacks.

    Parameters
    ----------
    units : float scalar
        What is to be made: the forecast and what is owed. [unit/month]
    capacity : float scalar
        What could be made if all time went into it. [unit/month]
    free : float scalar
        Share of time that plans leave for making things. [-]

    Returns
    -------
    float scalar
        Share of time that is missing: production pressure. [-]

    References
    ----------
    Repenning & Sterman (2001), California Management Review 43(4), 64-88: the gap between desired and actual
    throughput sets the pressure to do work.

    Examples
    --------
    >>> time_short(100.0, capacity=100.0, free=0.75), time_short(50.0, capacity=100.0, free=0.75)
    (0.25, 0.0)
    """
    return max(0.0, units / capacity - free) if capacity > 0.0 else 0.0


@rule
def protected_time(planned: float, protection: float, short: float) -> float:
    """Take improvement time back for production, as far as it is not protected.

    Parameters
    ----------
    planned : float scalar
        Share of working time set aside for improvement. [-]
    protection : float scalar
        Share of that time that cannot be taken back. [-]
    short : float scalar
        Share of working time that production lacks, from `time_short`. [-]

    Returns
    -------
    float scalar
        Share of working time left for improvement. [-]

    References
    ----------
    Repenning & Sterman (2002), Administrative Science Quarterly 47(2), 265-295: working harder crowds out
    working smarter.

    Examples
    --------
    >>> protected_time(0.25, protection=0.5, short=0.0625), protected_time(0.25, protection=0.5, short=0.5)
    (0.1875, 0.125)
    """
    return max(protection * planned, planned - short)


@rule
def discounted_sum(months: int, factor: float, order: int) -> float:
    """Add up what a steady, a growing or an ever faster growing stream is worth today.

    Parameters
    ----------
    months : int scalar
        Months ahead that count. [month]
    factor : float scalar
        Worth today of one unit a month from now. [-]
    order : int scalar
        0: one unit every month; 1: as many units as months passed; 2: half the square of that, which is what
        monthly gains of a growing rate add up to. [-]

    Returns
    -------
    float scalar
        Sum over the months of the stream times factor**month. [month, month^2, month^3]

    References
    ----------
    Present value of an annuity; order 1 and 2 are its steady and its accumulated ramp.

    Examples
    --------
    >>> discounted_sum(2, factor=0.5, order=0), discounted_sum(2, factor=0.5, order=1)
    (0.75, 1.0)
    >>> discounted_sum(2, factor=0.5, order=2)
    0.75
    """
    total = 0.0
    worth = 1.0
    for month in range(1, months + 1):
        worth *= factor
        stream = 1.0 if order == 0 else (float(month) if order == 1 else 0.5 * month * month)
        total += stream * worth
    return total


@rule
def gap_closed(gap: float, results: float, full_rate: float) -> float:
    """Estimate how fast improvement closes the gap that customers feel, from its results so far.

    Parameters
    ----------
    gap : float scalar
        The firm's estimate of its weighted shortfall. [quality]
    results : float scalar
        Fall of shortfalls last month, as a share of what full effort gives. [-]
    full_rate : float scalar
        Rate at which full effort lets shortfalls fall. [1/month]

    Returns
    -------
    float scalar
        Gap closed in a month. [quality/month]

    References
    ----------
    Assumed: a firm expects of improvement what it has just seen of it.

    Examples
    --------
    >>> gap_closed(0.5, results=0.5, full_rate=0.25)
    0.0625
    """
    return gap * results * full_rate


@rule
def value_of_saving(volume: float, price: float, failure_cost: float, ramp: float) -> float:
    """Estimate what closing the gap saves the firm in failures.

    Parameters
    ----------
    volume : float scalar
        Units sold. [unit/month]
    price : float scalar
        Price of a unit. [currency/unit]
    failure_cost : float scalar
        External failure cost of a defective unit, as a share of its price. [-]
    ramp : float scalar
        Worth of a gap that closes month by month, from `discounted_sum` of order 1. [month^2]

    Returns
    -------
    float scalar
        Value for a gap closed by 1 a month. [currency per quality/month]

    References
    ----------
    Juran (1951), Quality Control Handbook: what poor quality costs is the "gold in the mine".

    Examples
    --------
    >>> value_of_saving(10.0, price=100.0, failure_cost=0.5, ramp=2.0)
    1000.0
    """
    return volume * price * failure_cost * ramp


@rule
def value_of_retention(customers: float, loss_per_point: float, revenue: float, accumulated: float) -> float:
    """Estimate what the customers bring who stay because the gap closes.

    A gap closed by .01 is felt as one point of satisfaction; each point keeps a share of customers every
    month, and all who were kept buy in every month after.

    Parameters
    ----------
    customers : float scalar
        Present customers. [customer]
    loss_per_point : float scalar
        The firm's estimate of the share of customers lost in a month for a point of satisfaction. [1/point]
    revenue : float scalar
        What one customer leaves with the holder for whom it is counted. [currency/customer/month]
    accumulated : float scalar
        Worth of a gain that grows month by month, from `discounted_sum` of order 2. [month^3]

    Returns
    -------
    float scalar
        Value for a gap closed by 1 a month. [currency per quality/month]

    References
    ----------
    Rust, Zahorik & Keiningham (1995), Journal of Marketing 59(2), 58-70: return on quality by retention.

    Examples
    --------
    >>> value_of_retention(100.0, loss_per_point=0.01, revenue=5.0, accumulated=2.0)
    1000.0
    """
    return customers * max(0.0, loss_per_point) * 100.0 * revenue * accumulated


@rule
def worth_of_falling(stake: float, rate: float, months: int, factor: float) -> float:
    """Return what a loss that falls at a steady rate is worth today, compared with one that stays.

    Parameters
    ----------
    stake : float scalar
        What the whole loss costs in a month. [currency/month]
    rate : float scalar
        Rate at which it falls. [1/month]
    months : int scalar
        Months ahead that count. [month]
    factor : float scalar
        Worth today of one unit a month from now. [-]

    Returns
    -------
    float scalar
        Sum over the months of stake x (1 - e^(-rate x month)) x factor^month. [currency]

    References
    ----------
    Present value; exponential fall as in `improve_shortfall` without curvature.

    Examples
    --------
    >>> round(worth_of_falling(100.0, rate=0.6931471805599453, months=2, factor=1.0), 9)
    125.0
    """
    steady = discounted_sum(months, factor, 0)
    return stake * (steady - discounted_sum(months, factor * exponential(-rate), 0))


@rule
def cost_of_answer(wages: float, time: float, dearer: float) -> float:
    """Return what a supplier reckons that improvement time costs it in a month.

    Parameters
    ----------
    wages : float scalar
        Wages of all its members. [currency/month]
    time : float scalar
        Share of working time set aside for improvement. [-]
    dearer : float scalar
        How fast time grows dearer as there is less of it left for work. [-]

    Returns
    -------
    float scalar
        Cost: wages x time x (1 + dearer x time). [currency/month]

    References
    ----------
    Corbett & DeCroix (2001), Management Science 47(7), 881-893: a supplier's effort is convex in cost and
    answers the share of savings it is paid. Assumed: a square.

    Examples
    --------
    >>> cost_of_answer(1000.0, time=0.1, dearer=3.0)
    130.0
    """
    return wages * time * (1.0 + dearer * time)


@rule
def effort_gained(time: float, new_time: float, full_time: float) -> float:
    """Return what share of present improvement effort a change of improvement time adds or takes away.

    Beyond the time at which effort is full, more time adds nothing.

    Parameters
    ----------
    time : float scalar
        Share of working time set aside for improvement now. [-]
    new_time : float scalar
        The same after the change. [-]
    full_time : float scalar
        Share of working time at which effort is full, above 0. [-]

    Returns
    -------
    float scalar
        Change of effort over present effort; 0 where there is none to compare with. [-]

    References
    ----------
    Assumed: a firm knows when its units have time enough, as `improvement_effort` has it.

    Examples
    --------
    >>> effort_gained(0.1, new_time=0.125, full_time=0.2), effort_gained(0.2, new_time=0.25, full_time=0.2)
    (0.25, 0.0)
    """
    effort = min(1.0, time / full_time)
    return min(1.0, new_time / full_time) / effort - 1.0 if effort > 0.0 else 0.0


@rule
def better_step(up: float, down: float) -> float:
    """Choose between a step up and a step down, or neither.

    Parameters
    ----------
    up : float scalar
        Estimated value of a step up. [currency]
    down : float scalar
        Estimated value of a step down. [currency]

    Returns
    -------
    float scalar
        Above 0 the value of a step up, below 0 that of a step down with its sign turned; 0 where neither pays.
        [currency]

    References
    ----------
    Cyert & March (1963), A Behavioral Theory of the Firm, ch. 6: search stops where nothing near is better.

    Examples
    --------
    >>> better_step(2.0, down=-3.0), better_step(-3.0, down=1.0), better_step(-3.0, down=-1.0)
    (2.0, -1.0, 0.0)
    """
    if up > 0.0 and up >= down:
        return up
    return -down if down > 0.0 else 0.0


@rule
def step_lever(lever: float, value: float, step: float, low: float, high: float) -> float:
    """Move a lever one step the way that pays, and never beyond its bounds.

    Parameters
    ----------
    lever : float scalar
        The lever now. [unit of the lever]
    value : float scalar
        Estimated value of one step up; below 0 a step down pays. [currency]
    step : float scalar
        How far one step goes. [unit of the lever]
    low : float scalar
        Lower bound; a lever that is below it already is not moved up to it. [unit of the lever]
    high : float scalar
        Upper bound; a lever that is above it already is not moved down to it. [unit of the lever]

    Returns
    -------
    float scalar
        The lever afterwards. [unit of the lever]

    References
    ----------
    Cyert & March (1963), A Behavioral Theory of the Firm, ch. 6: local search, one step at a time.

    Examples
    --------
    >>> step_lever(0.5, value=1.0, step=0.25, low=0.0, high=1.0)
    0.75
    >>> step_lever(0.5, value=-1.0, step=0.75, low=0.0, high=1.0)
    0.0
    >>> step_lever(2.0, value=1.0, step=0.25, low=0.0, high=1.0)
    2.0
    """
    if value > 0.0:
        return max(lever, min(high, lever + step))
    if value < 0.0:
        return min(lever, max(low, lever - step))
    return lever


@rule
def aimed_price(unit_cost: float, markup: float, rivals: float, weight: float) -> float:
    """Return the price that a firm aims at: its cost and markup, drawn towards what its rivals ask.

    Parameters
    ----------
    unit_cost : float scalar
        Standard cost of a unit, programmes left out. [currency/unit]
    markup : float scalar
        Target price over unit cost, as a share of unit cost. [-]
    rivals : float scalar
        What rivals ask on average; 0: there are none. [currency/unit]
    weight : float scalar
        Weight of rivals' prices. [-]

    Returns
    -------
    float scalar
        Price aimed at. [currency/unit]

    References
    ----------
    Hall & Hitch (1939), Oxford Economic Papers 2, 12-45: full-cost pricing. Amiti, Itskhoki & Konings (2019), Review
    of Economic Studies 86(6), 2356-2402: elasticities of .4 to competitors' prices and .6 to own cost.
    Departs: amounts instead of their logarithms, which near equal prices are the same.

    Examples
    --------
    >>> aimed_price(80.0, markup=0.25, rivals=90.0, weight=0.5), aimed_price(80.0, 0.25, 0.0, 0.5)
    (95.0, 100.0)
    """
    full = unit_cost * (1.0 + markup)
    return full + weight * (rivals - full) if rivals > 0.0 else full


@rule
def adjust_price(price: float, aim: float, adjustment: float) -> float:
    """Move a price towards the one aimed at, for a month.

    The exact solution over the month of dp/dt = adjustment x (aim - p).

    Parameters
    ----------
    price : float scalar
        Price now. [currency/unit]
    aim : float scalar
        Price aimed at, from `aimed_price`. [currency/unit]
    adjustment : float scalar
        Rate at which the distance closes; 0: the price stands still. [1/month]

    Returns
    -------
    float scalar
        Price a month later. [currency/unit]

    References
    ----------
    Assumed: a price moves a share of the way in every month.

    Examples
    --------
    >>> adjust_price(100.0, aim=100.0, adjustment=0.2), adjust_price(90.0, aim=100.0, adjustment=0.0)
    (100.0, 90.0)
    """
    return price + (aim - price) * (1.0 - exponential(-adjustment))
