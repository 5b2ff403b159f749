"""What a unit can make in a month: its time, its capability, its people, and what a redesign does to them."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import exponential, normal
from tci_sim.engine.backend.decorators import rule
from tci_sim.engine.rules.culture import CONTENT_AT_FIRST


@rule
def working_time(improvement: float, interviews: float, rework: float) -> float:
    """Leave for work what improvement, interviews and rework do not take.

    Parameters
    ----------
    improvement : float scalar
        Share of time spent on improvement. [-]
    interviews : float scalar
        Share of time spent on interviews. [-]
    rework : float scalar
        Share of time spent on rework. [-]

    Returns
    -------
    float scalar
        Share of time spent on making things, 0 or more (Tw). [-]

    References
    ----------
    Repenning & Sterman (2002), Administrative Science Quarterly 47(2), 265-295: time is worked or improved.
    Departs: interviews and rework take time as well.

    Examples
    --------
    >>> working_time(0.25, interviews=0.125, rework=0.125)
    0.5
    """
    return max(0.0, 1.0 - improvement - interviews - rework)


@rule
def output_capacity(capability: float, working: float, headcount: float, broken: float) -> float:
    """Return how much a unit can make in a month.

    Parameters
    ----------
    capability : float scalar
        Output of one member who does nothing but work. [unit/member/month]
    working : float scalar
        Share of time spent on making things, from `working_time`. [-]
    headcount : float scalar
        Members of the unit. [member]
    broken : float scalar
        Share of capacity that a shock or a redesign under way has taken away. [-]

    Returns
    -------
    float scalar
        Largest output. [unit/month]

    References
    ----------
    Repenning & Sterman (2002), Administrative Science Quarterly 47(2), 265-295: capability x time worked.
    Departs: times members, since units differ in size; shocks and redesigns lower it.

    Examples
    --------
    >>> output_capacity(100.0, working=0.75, headcount=8, broken=0.5)
    300.0
    """
    return capability * working * headcount * (1.0 - broken)


@rule
def grow_capability(capability: float, gain: float, given: float, improvement: float, fading: float) -> float:
    """Let capability be built by improvement and eroded by time, for a month.

    The exact solution over the month of dCap/dt = gain x (given + improvement) - fading x Cap.

    Parameters
    ----------
    capability : float scalar
        Output of one member who does nothing but work. [unit/member/month]
    gain : float scalar
        What a month of improvement time adds (k). [unit/member/month per month]
    given : float scalar
        Upkeep that comes without improvement, as time that would give as much. [-]
    improvement : float scalar
        Share of time spent on improvement. [-]
    fading : float scalar
        Rate at which capability erodes (d); 0: it does not. [1/month]

    Returns
    -------
    float scalar
        Capability a month later. [unit/member/month]

    References
    ----------
    Repenning & Sterman (2002), Administrative Science Quarterly 47(2), 265-295.
    Departs: `given` is 0 there; without it three times the improvement time would in the end hand over three
    times the output of an hour.

    Examples
    --------
    >>> grow_capability(2.0, gain=0.5, given=0.5, improvement=0.5, fading=0.25)
    2.0
    >>> grow_capability(2.0, gain=0.5, given=0.0, improvement=0.5, fading=0.0)
    2.25
    """
    months = (1.0 - exponential(-fading)) / fading if fading > 0.0 else 1.0
    return capability + (gain * (given + improvement) - fading * capability) * months


@rule
def redesign_dip(depth: float, progress: float, cost: float) -> float:
    """Take output away while process and organisation are being redesigned.

    Parameters
    ----------
    depth : float scalar
        Depth of the redesign; 0: none. [-]
    progress : float scalar
        0 not begun, 1 done. [-]
    cost : float scalar
        Share of output lost at depth 1. [-]

    Returns
    -------
    float scalar
        Share of output lost this month. [-]

    References
    ----------
    Assumed: a redesign costs output before it pays ("worse before better", Repenning & Sterman 2001,
    California Management Review 43(4), 64-88).

    Examples
    --------
    >>> redesign_dip(0.5, progress=0.25, cost=0.5), redesign_dip(0.5, progress=1.0, cost=0.5)
    (0.25, 0.0)
    """
    return depth * cost if progress < 1.0 else 0.0


@rule
def redesign_factor(depth: float, progress: float) -> float:
    """Shorten half-lives and cycle times once a redesign is done.

    Parameters
    ----------
    depth : float scalar
        Depth of the redesign; 0: none. [-]
    progress : float scalar
        0 not begun, 1 done. [-]

    Returns
    -------
    float scalar
        Factor on half-lives and cycle times; 1 until it is done. [-]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57: half-lives grow with organisational complexity, which
    a redesign lowers. Assumed: in proportion to its depth.

    Examples
    --------
    >>> redesign_factor(0.25, progress=1.0), redesign_factor(0.25, progress=0.5)
    (0.75, 1.0)
    """
    return 1.0 - depth if progress >= 1.0 else 1.0


@rule
def advance_redesign(depth: float, progress: float, months: float) -> float:
    """Carry a redesign on for a month.

    Parameters
    ----------
    depth : float scalar
        Depth of the redesign; 0: none, and nothing moves. [-]
    progress : float scalar
        0 not begun, 1 done, a whole number of months in between. [-]
    months : float scalar
        Months that a redesign takes. [month]

    Returns
    -------
    float scalar
        Progress a month later. [-]

    References
    ----------
    Assumed: progress is steady and every redesign takes the same time.

    Examples
    --------
    >>> advance_redesign(0.5, progress=0.25, months=4.0), advance_redesign(0.0, progress=0.0, months=4.0)
    (0.5, 0.0)
    """
    if depth <= 0.0:
        return progress
    return min(1.0, (math.floor(progress * months + 0.5) + 1.0) / months)


@rule
def members_needed(units: float, capability: float, working: float) -> float:
    """Return how many members it takes to make what is forecast.

    Parameters
    ----------
    units : float scalar
        Output that is forecast to be asked for. [unit/month]
    capability : float scalar
        Output of one member who does nothing but work. [unit/member/month]
    working : float scalar
        Share of time that is planned for making things. [-]

    Returns
    -------
    float scalar
        Members, not rounded. [member]

    References
    ----------
    Sterman (2000), Business Dynamics, ch. 19: desired labour = desired output over productivity.

    Examples
    --------
    >>> members_needed(300.0, capability=100.0, working=0.75)
    4.0
    """
    return units / max(capability * working, 1e-9)


@rule
def staff_change(headcount: int, needed: float, band: float, job_security: float) -> int:
    """Hire where members are short, lay off where they are too many.

    A surplus inside the band is spare capacity, which every firm keeps; of what goes beyond it, job security
    keeps and pays its share. One member always stays.

    Parameters
    ----------
    headcount : int scalar
        Members now. [member]
    needed : float scalar
        Members that the forecast takes. [member]
    band : float scalar
        Surplus that nobody acts on, as a share of the need. [-]
    job_security : float scalar
        Share of the further surplus that is kept. [-]

    Returns
    -------
    int scalar
        Members to hire (above 0) or to lay off (below 0). [member]

    References
    ----------
    Repenning (2002), Organization Science 13(2), 109-127: improvement that frees staff who are then laid off
    feeds on its own support. Assumed: the band; it keeps month-to-month noise from moving staff.

    Examples
    --------
    >>> staff_change(10, needed=5.0, band=0.0, job_security=0.0)
    -5
    >>> staff_change(10, needed=5.0, band=0.0, job_security=1.0)
    0
    >>> staff_change(10, needed=10.5, band=0.0, job_security=0.0)
    1
    """
    if headcount < needed:
        return math.ceil(needed) - headcount
    surplus = max(0.0, headcount - max(1.0, needed * (1.0 + band)))
    return -math.floor((1.0 - job_security) * surplus)


@rule
def entrant_belief(draw: float) -> int:
    """Let an entrant bring a belief about one requirement, evenly -1, 0 or +1.

    Parameters
    ----------
    draw : float scalar
        Uniform [0, 1) number of the decision "belief of entrant". [-]

    Returns
    -------
    int scalar
        What the entrant believes. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 78: a newcomer's beliefs are drawn as at the start.

    Examples
    --------
    >>> entrant_belief(0.1), entrant_belief(0.5), entrant_belief(0.9)
    (-1, 0, 1)
    """
    return math.floor(3.0 * draw) - 1


@rule
def entrant_value(
    labour_market: float, leader: float, fit: float, spread: float, even: int, draw: float
) -> float:
    """Let an entrant bring one of the four values of culture.

    People come with the values of the labour market; a firm that chooses them for their values finds entrants
    nearer to what its leader lives, be that high or low.

    Parameters
    ----------
    labour_market : float scalar
        Mean of that value on the labour market. [-]
    leader : float scalar
        What the leader lives. [-]
    fit : float scalar
        How far entrants are chosen for their values. [-]
    spread : float scalar
        Standard deviation around the mean. [-]
    even : int scalar
        1: values are spread evenly from 0 to 1, whatever the mean; 0: normally around it. [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "culture of entrant". [-]

    Returns
    -------
    float scalar
        The value, 0..1. [-]

    References
    ----------
    Harrison & Carroll (1991), Administrative Science Quarterly 36(4), 552-582: recruitment draws around a
    mean set by the firm's selectivity. Assumed: the standard is the leader. Even: Deffuant, Neau, Amblard &
    Weisbuch (2000), Advances in Complex Systems 3, p. 89, opinions at the start.

    Examples
    --------
    >>> round(entrant_value(0.4, leader=0.8, fit=0.5, spread=0.1, even=0, draw=0.5), 6)
    0.6
    >>> entrant_value(0.4, leader=0.75, fit=0.5, spread=0.1, even=1, draw=0.25)
    0.5
    """
    if even == 1:
        return draw + fit * (leader - draw)
    return min(1.0, max(0.0, labour_market + fit * (leader - labour_market) + spread * normal(draw)))


@rule
def chance_to_leave(
    turnover: float, laid_off: float, flight: float, satisfaction: float, leaving: float
) -> float:
    """Return the chance that a member leaves of its own will this month.

    Parameters
    ----------
    turnover : float scalar
        That chance where nobody was laid off and satisfaction is as usual. [1/month]
    laid_off : float scalar
        Share of the unit's staff laid off within 12 months. [-]
    flight : float scalar
        How much oftener members leave after a layoff of all. [-]
    satisfaction : float scalar
        From `employee_satisfaction`; `CONTENT_AT_FIRST` is usual. [-]
    leaving : float scalar
        How strongly dissatisfaction makes members leave. [-]

    Returns
    -------
    float scalar
        Chance, 0..1. [1/month]

    References
    ----------
    Trevor & Nyberg (2008), Academy of Management Journal 51(2), 259-276, by its abstract: layoffs predict voluntary
    turnover. Assumed: the form and the sizes.

    Examples
    --------
    >>> chance_to_leave(0.02, laid_off=0.1, flight=0.0, satisfaction=0.2, leaving=0.0)
    0.02
    >>> round(chance_to_leave(0.02, laid_off=0.1, flight=3.0, satisfaction=0.6, leaving=1.5), 12)
    0.026
    """
    return min(
        1.0, turnover * (1.0 + flight * laid_off) * exponential(-leaving * (satisfaction - CONTENT_AT_FIRST))
    )
