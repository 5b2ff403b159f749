"""What a firm can work out of a step beforehand: what closes and opens again, who is hired, what goes stale."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def failures_left(failures: float, closing: float, reopening: float) -> float:
    """Let what fails customers fall by a month of projects, and rise by what comes up of itself.

    With nothing coming up it is gap x (1 - closing)^months: a gap that closes and saturates. With closing at 0 it rises
    month by month: what effort has put right does not stay so by itself. It rests at reopening / closing.

    Parameters
    ----------
    failures : float scalar
        Share that fails customers, in units of what fails them today. [-]
    closing : float scalar
        Share of it that projects put right in a month. [1/month]
    reopening : float scalar
        What comes up in a month, in units of what fails customers today. [1/month]

    Returns
    -------
    float scalar
        The same a month later. [-]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57, for what closes. Assumed: what comes up does not hang on how
    much is wrong already.

    Examples
    --------
    >>> failures_left(1.0, closing=0.25, reopening=0.0), failures_left(1.0, closing=0.0, reopening=0.125)
    (0.75, 1.125)
    """
    return failures * (1.0 - closing) + reopening


@rule
def arrived(pace: float, months: float) -> float:
    """Return what share of a change has come after some months.

    Parameters
    ----------
    pace : float scalar
        Rate at which what is still to come gets less. [1/month]
    months : float scalar
        Months since it began. [month]

    Returns
    -------
    float scalar
        1 - e^(-pace x months). [-]

    References
    ----------
    The exponential approach of a stock to its rest.

    Examples
    --------
    >>> arrived(0.0, months=12.0), round(arrived(0.6931471805599453, months=1.0), 12)
    (0.0, 0.5)
    """
    return 1.0 - exponential(-pace * months)


@rule
def alignment_at_rest(voices: float, turning: float, right_sign: float) -> float:
    """Return how right a firm can be about requirements that turn, if it goes on hearing so many voices.

    Evidence V of one who weighs voices by Bayes' rule loses the share 2 x turning a month, so that V^2 loses about
    4 x turning; one voice that is right with chance q raises V^2, in the mean, by
    a^2 (1 - V^2)^2 / (1 - a^2 V^2) with a = 2q - 1. Where the two are level, V^2 is the root of a quadratic equation.

    Parameters
    ----------
    voices : float scalar
        Voices heard of one requirement. [voice/month]
    turning : float scalar
        Chance that a requirement turns, as the firm expects. [1/month]
    right_sign : float scalar
        Chance that a voice is understood, as the firm believes. [-]

    Returns
    -------
    float scalar
        Chance of being right less chance of being wrong, |V| at rest, 0..1. [-]

    References
    ----------
    Derived from Bayes' rule for a sign that turns: Glaze, Kable & Gold (2015), eLife 4:e08825, in the mean. Assumed:
    all requirements are heard of equally often, and V is near its mean.

    Examples
    --------
    >>> alignment_at_rest(0.0, turning=0.005, right_sign=0.8), alignment_at_rest(1.0, 0.0, 0.8)
    (0.0, 1.0)
    >>> round(alignment_at_rest(0.3, turning=0.005, right_sign=0.8), 3)
    0.831
    """
    informative = (2.0 * right_sign - 1.0) * (2.0 * right_sign - 1.0)
    gained, lost = voices * informative, 4.0 * turning
    if gained <= 0.0:
        return 0.0
    square = gained + lost * informative
    half = gained + 0.5 * lost
    root = math.sqrt(max(0.0, half * half - gained * square))
    return math.sqrt(max(0.0, min(1.0, (half - root) / square)))


@rule
def pace_of_knowing(voices: float, turning: float, right_sign: float, alignment: float) -> float:
    """Return how fast a firm's knowledge moves to its new rest when it begins to hear more or less.

    Parameters
    ----------
    voices : float scalar
        Voices heard of one requirement. [voice/month]
    turning : float scalar
        Chance that a requirement turns, as the firm expects. [1/month]
    right_sign : float scalar
        Chance that a voice is understood, as the firm believes. [-]
    alignment : float scalar
        How right the firm is at rest, from `alignment_at_rest`. [-]

    Returns
    -------
    float scalar
        Rate: with no voices, the rate 4 x turning at which V^2 goes stale. [1/month]

    References
    ----------
    The slope, at rest, of what `alignment_at_rest` sets level; terms of a^2 V^2 beside 1 left out.

    Examples
    --------
    >>> pace_of_knowing(0.0, turning=0.005, right_sign=0.8, alignment=0.0)
    0.02
    """
    informative = (2.0 * right_sign - 1.0) * (2.0 * right_sign - 1.0)
    return 4.0 * turning + 2.0 * voices * informative * (1.0 - alignment * alignment)


@rule
def pace_of_two(first: float, second: float) -> float:
    """Return the pace of a change that comes by two steps, one after the other.

    Parameters
    ----------
    first : float scalar
        Pace of the first. [1/month]
    second : float scalar
        Pace of the second. [1/month]

    Returns
    -------
    float scalar
        Pace whose mean delay is that of both together. [1/month]

    References
    ----------
    Mean delays of exponential approaches add up.

    Examples
    --------
    >>> pace_of_two(0.5, second=0.5), pace_of_two(0.0, second=1.0)
    (0.25, 0.0)
    """
    return first * second / (first + second) if first > 0.0 and second > 0.0 else 0.0


@rule
def pay_follows_work(
    headcount: float, needed: float, spare: float, job_security: float, more: float
) -> float:
    """Return what share of a change in the work to be done a firm expects to see in its wages.

    The fuller a unit is, the surer more work means more people; the emptier, the surer less work means fewer, but for
    those whose jobs are secure. They go last: only when a unit has come to the end of what is spare, and then whole.

    Parameters
    ----------
    headcount : float scalar
        Members of the unit. [member]
    needed : float scalar
        Members that its forecast takes. [member]
    spare : float scalar
        Surplus that is kept, as a share of the need. [-]
    job_security : float scalar
        Share of any further surplus that is kept. [-]
    more : float scalar
        Above 0: more work; below: less. [-]

    Returns
    -------
    float scalar
        0..1. [-]

    References
    ----------
    Assumed: in proportion to where the unit stands between hiring and laying off, as `staff_change` has both, and for
    less work to its square.

    Examples
    --------
    >>> pay_follows_work(10.0, 10.0, 0.25, 0.5, 1.0), pay_follows_work(12.5, 10.0, 0.25, 0.5, -1.0)
    (1.0, 0.5)
    """
    surplus = headcount / needed - 1.0 if needed > 0.0 else spare
    empty = min(1.0, max(0.0, surplus / spare)) if spare > 0.0 else (1.0 if surplus > 0.0 else 0.0)
    return 1.0 - empty if more > 0.0 else empty * empty * (1.0 - job_security)


@rule
def cut_cost(left: float, floor: float, rate: float) -> float:
    """Let cost projects take work out of a unit of output, for a month.

    What can be taken away at all halves in a half-life, as a shortfall does.

    Parameters
    ----------
    left : float scalar
        Share of the starting work that is left. [-]
    floor : float scalar
        Share that cannot be taken away. [-]
    rate : float scalar
        From `improvement_rate`. [1/month]

    Returns
    -------
    float scalar
        Share that is left a month later. [-]

    References
    ----------
    Assumed: Schneiderman's half-life for cost; Rust, Moorman & Dickson (2002), Journal of Marketing 66(4), 7-24, for
    cost emphasis as a strategy of its own.

    Examples
    --------
    >>> round(cut_cost(1.0, floor=0.5, rate=0.6931471805599453), 12), cut_cost(1.0, floor=1.0, rate=1.0)
    (0.75, 1.0)
    """
    return floor + (left - floor) * exponential(-rate)


@rule
def error_of_two(of_product: float, first: float, second: float) -> float:
    """Return the standard error of a product of two estimates.

    Parameters
    ----------
    of_product : float scalar
        The product. [any]
    first : float scalar
        Relative standard error of the one. [-]
    second : float scalar
        Relative standard error of the other. [-]

    Returns
    -------
    float scalar
        Its standard error. [as `of_product`]

    References
    ----------
    Propagation of independent errors, to first order.

    Examples
    --------
    >>> error_of_two(-10.0, first=0.3, second=0.4)
    5.0
    """
    return abs(of_product) * math.sqrt(first * first + second * second)
