"""What levers cost in people, working time and money, each by one price that all firms share."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import exponential, logarithm, normal
from tci_sim.engine.backend.decorators import rule

HOURS = 160.0
"""Working hours of one person in a month."""

ORDINARY_PUSH = 0.2
"""Push that ordinary supervision gives, which costs nothing of its own."""


@rule
def persons_behind(wage: float, hour: float, price: float) -> float:
    """Return how many people a member of a unit stands for.

    Parameters
    ----------
    wage : float scalar
        What the member is paid in a month. [currency/month]
    hour : float scalar
        Price of a working hour, in prices of a unit; 0: a member is one person. [unit price/hour]
    price : float scalar
        Price of a unit at the start. [currency/unit]

    Returns
    -------
    float scalar
        People, as many as the wage pays for a month. [person/member]

    References
    ----------
    Assumed: a member is so many full-time people as its wage pays at the price of an hour.

    Examples
    --------
    >>> persons_behind(8960.0, hour=0.28, price=100.0), persons_behind(8960.0, hour=0.0, price=100.0)
    (2.0, 1.0)
    """
    month = HOURS * hour * price
    return wage / month if month > 0.0 else 1.0


@rule
def binomial(trials: int, chance: float, draw: float) -> int:
    """Return how many of so many trials succeed.

    Parameters
    ----------
    trials : int scalar
        Trials. [-]
    chance : float scalar
        Chance that one succeeds, 0..1. [-]
    draw : float scalar
        Uniform [0, 1) number. [-]

    Returns
    -------
    int scalar
        Successes, 0 to `trials`. [-]

    References
    ----------
    The binomial distribution, inverted. Departs: where its variance is above 100, the normal distribution.

    Examples
    --------
    >>> binomial(2, 0.5, draw=0.2), binomial(2, 0.5, draw=0.3), binomial(2, 0.5, draw=0.8)
    (0, 1, 2)
    >>> binomial(10_000, 0.5, draw=0.5), binomial(7, 0.0, draw=0.9), binomial(7, 1.0, draw=0.1)
    (5000, 0, 7)
    """
    if trials <= 0 or chance <= 0.0:
        return 0
    if chance >= 1.0:
        return trials
    if chance > 0.5:
        return trials - binomial_below(trials, 1.0 - chance, 1.0 - draw)
    return binomial_below(trials, chance, draw)


@rule
def binomial_below(trials: int, chance: float, draw: float) -> int:
    """Return how many of so many trials succeed, of which each does with a chance of at most a half.

    Parameters
    ----------
    trials : int scalar
        Trials, 1 or more. [-]
    chance : float scalar
        Chance that one succeeds, above 0 and at most .5. [-]
    draw : float scalar
        Uniform number from 0 to 1. [-]

    Returns
    -------
    int scalar
        Successes, 0 to `trials`. [-]

    References
    ----------
    As `binomial`.

    Examples
    --------
    >>> binomial_below(2, 0.5, draw=0.2), binomial_below(1, 0.25, draw=0.8)
    (0, 1)
    """
    mean = trials * chance
    variance = mean * (1.0 - chance)
    if variance > 100.0:
        inside = min(max(draw, 1e-12), 1.0 - 1e-12)
        found = math.floor(mean + math.sqrt(variance) * normal(inside) + 0.5)
        return int(min(max(found, 0), trials))
    odds = chance / (1.0 - chance)
    mass = exponential(trials * logarithm(1.0 - chance))
    total = mass
    count = 0
    while draw >= total and count < trials:
        mass *= odds * (trials - count) / (count + 1)
        total += mass
        count += 1
    return count


@rule
def voices_of_right_sign(right_sign: float, leading: float, turning: bool) -> float:
    """Return the chance that what is heard is what the market wants now.

    Parameters
    ----------
    right_sign : float scalar
        Chance that a voice is understood. [-]
    leading : float scalar
        Share of customers who feel ahead of the market. [-]
    turning : bool scalar
        Whether the requirement is about to turn, so that these want the opposite. [-]

    Returns
    -------
    float scalar
        Chance. [-]

    References
    ----------
    As `felt_need` and `voice`, in the mean over customers.

    Examples
    --------
    >>> voices_of_right_sign(0.75, leading=0.5, turning=True), voices_of_right_sign(0.75, 0.5, turning=False)
    (0.5, 0.75)
    """
    if not turning:
        return right_sign
    return (1.0 - leading) * right_sign + leading * (1.0 - right_sign)


@rule
def time_of_culture(
    meetings: float,
    meeting_hours: float,
    autonomy: float,
    deciding: float,
    formation: float,
    forming_hours: float,
) -> float:
    """Return what share of working time meeting colleagues, deciding in the unit and forming values take.

    Parameters
    ----------
    meetings : float scalar
        Meetings of a member. [1/month]
    meeting_hours : float scalar
        Time of one. [hour]
    autonomy : float scalar
        How far a unit decides itself. [-]
    deciding : float scalar
        Share of time that deciding everything takes. [-]
    formation : float scalar
        Rate at which values are formed. [1/month]
    forming_hours : float scalar
        Time of forming one member fully. [hour]

    Returns
    -------
    float scalar
        Share of working time. [-]

    References
    ----------
    Assumed: each takes time in proportion to how much of it there is.

    Examples
    --------
    >>> round(time_of_culture(1.0, 2.0, autonomy=0.5, deciding=0.025, formation=0.01, forming_hours=200.0), 9)
    0.0375
    """
    return (meetings * meeting_hours + formation * forming_hours) / HOURS + autonomy * deciding


@rule
def time_of_learning(training: float, training_time: float, sharing: float, sharing_hours: float) -> float:
    """Return what share of working time being trained and sharing what is believed take.

    Parameters
    ----------
    training : float scalar
        Rate at which members are trained. [1/month]
    training_time : float scalar
        Time of training one fully for a month. [month/month]
    sharing : float scalar
        How far beliefs are shared. [-]
    sharing_hours : float scalar
        Time of sharing all in a month. [hour/month]

    Returns
    -------
    float scalar
        Share of working time. [-]

    References
    ----------
    Assumed: each takes time in proportion to how much of it there is.

    Examples
    --------
    >>> round(time_of_learning(0.1, training_time=0.25, sharing=0.5, sharing_hours=4.0), 9)
    0.0375
    """
    return training * training_time + sharing * sharing_hours / HOURS


@rule
def time_for_projects(
    time: float, cadence: float, plan_hours: float, check: float, check_time: float
) -> float:
    """Return what planning and checking leave of improvement time.

    Parameters
    ----------
    time : float scalar
        Share of working time spent on improvement. [-]
    cadence : float scalar
        Months from one plan step to the next, 1 or more. [month]
    plan_hours : float scalar
        Time of a plan step of each member. [hour]
    check : float scalar
        Share of harmful changes that the check step catches. [-]
    check_time : float scalar
        Share of improvement time that catching all takes. [-]

    Returns
    -------
    float scalar
        Share of working time left for projects. [-]

    References
    ----------
    Assumed: both are taken out of improvement time, so that neither can be had without end.

    Examples
    --------
    >>> time_for_projects(0.15, cadence=1.0, plan_hours=4.0, check=1.0, check_time=0.25)
    0.09375
    """
    return max(0.0, time - plan_hours / HOURS / cadence) * (1.0 - check * check_time)


@rule
def wages_of_leading(
    leadership: float, leading: float, push: float, pushing: float, autonomy: float, supervising: float
) -> float:
    """Return what leading entrants, pushing improvement and supervising cost.

    Parameters
    ----------
    leadership : float scalar
        How far entrants take the leader as their reference. [-]
    leading : float scalar
        Cost of all of it. [share of wages]
    push : float scalar
        Commitment that push sustains. [-]
    pushing : float scalar
        Cost of a push of 1 beyond ordinary supervision. [share of wages]
    autonomy : float scalar
        How far a unit decides itself. [-]
    supervising : float scalar
        Cost of supervising a unit that decides nothing. [share of wages]

    Returns
    -------
    float scalar
        Share of wages. [-]

    References
    ----------
    Ouchi (1979), Management Science 25(9), 833-848: shared values take the place of supervision. Assumed: the sizes.

    Examples
    --------
    >>> round(wages_of_leading(0.5, 0.01, push=0.4, pushing=0.03, autonomy=0.6, supervising=0.025), 9)
    0.021
    """
    return leadership * leading + max(push - ORDINARY_PUSH, 0.0) * pushing + (1.0 - autonomy) * supervising


@rule
def choosing_entrants(hired: float, fit: float, applicants: float, hours: float) -> float:
    """Return what judging applicants costs, in months of work.

    Parameters
    ----------
    hired : float scalar
        Members hired. [member/month]
    fit : float scalar
        How far entrants are chosen for their values. [-]
    applicants : float scalar
        Further applicants judged for each post where they are chosen for their values alone. [applicant]
    hours : float scalar
        Work of judging one. [hour/applicant]

    Returns
    -------
    float scalar
        Months' wages. [month]

    References
    ----------
    Assumed: the nearer to the standard, the more must be seen.

    Examples
    --------
    >>> choosing_entrants(2.0, fit=0.5, applicants=18.0, hours=4.0)
    0.5
    """
    return hired * (1.0 + applicants * fit) * hours / HOURS


@rule
def start_of_effort(effort: float, before: float, start: float) -> float:
    """Return what taking up more improvement effort than ever before costs once.

    Parameters
    ----------
    effort : float scalar
        Improvement time planned now, as a share of full effort. [-]
    before : float scalar
        The most that was ever planned. [-]
    start : float scalar
        Cost of taking up full effort. [month's wage]

    Returns
    -------
    float scalar
        Months' wages of all members. [month]

    References
    ----------
    Assumed: consultants and the training of trainers are paid once, for what is new.

    Examples
    --------
    >>> start_of_effort(1.0, before=0.5, start=0.75), start_of_effort(0.5, before=1.0, start=0.75)
    (0.375, 0.0)
    """
    return start * max(0.0, effort - before)


@rule
def hours_of_round(
    own: float, others: float, derived: float, round_hours: float, answer_hours: float, outside_hours: float,
    derived_hours: float,
) -> float:  # fmt: skip
    """Return the work of one survey round in which respondents are real.

    Parameters
    ----------
    own : float scalar
        Answers of own customers. [answer]
    others : float scalar
        Answers of customers who were lost, or of other firms. [answer]
    derived : float scalar
        How far weights are derived from the answers. [-]
    round_hours : float scalar
        Work of a round, however many answer. [hour]
    answer_hours : float scalar
        Work of an answer. [hour/answer]
    outside_hours : float scalar
        Further work of an answer of somebody who is not one's customer. [hour/answer]
    derived_hours : float scalar
        Work of deriving all weights. [hour]

    Returns
    -------
    float scalar
        Hours to be paid; none where nobody answers. [hour]

    References
    ----------
    Assumed: the sum of its parts, as price lists of survey firms have it.

    Examples
    --------
    >>> hours_of_round(100.0, 20.0, 0.5, 300.0, 0.5, 1.0, 40.0), hours_of_round(0.0, 0.0, 1.0, 300.0, 0.5, 1.0, 40.0)
    (400.0, 0.0)
    """
    fixed = round_hours + derived_hours * derived
    return fixed + answer_hours * (own + others) + outside_hours * others if own + others > 0.0 else 0.0
