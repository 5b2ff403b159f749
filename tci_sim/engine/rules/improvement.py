"""How a unit's round of plan, do, check and act makes shortfalls fall, and what carries it."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential, power
from tci_sim.engine.backend.decorators import rule

_LN_TWO = 0.6931471805599453
_SHORTEST = 1e-6
_ACROSS_FIRMS = 14.0


@rule
def improvement_effort(time: float, full_time: float, priority: float, attributes: float) -> float:
    """Return how hard a unit works on one attribute.

    Parameters
    ----------
    time : float scalar
        Share of working time spent on improvement. [-]
    full_time : float scalar
        Share of working time at which more time helps no more. [-]
    priority : float scalar
        The attribute's share of the unit's effort. [-]
    attributes : float scalar
        Attributes that the unit can work on. [attribute]

    Returns
    -------
    float scalar
        Effort; 1 where all time is given and spread evenly. [-]

    References
    ----------
    Assumed: time works in proportion up to a limit, and what one attribute gets another one lacks.
    Departs: the attributes counted are those that the unit contributes to, so that a specialised unit
    improves at the published half-life and not at a multiple of it.

    Examples
    --------
    >>> improvement_effort(0.15, full_time=0.15, priority=0.2, attributes=5.0)
    1.0
    >>> improvement_effort(0.15, full_time=0.3, priority=0.5, attributes=5.0)
    1.25
    """
    return min(1.0, time / full_time) * priority * attributes


@rule
def usable_knowledge(know_how: float, right: float, wrong: float, check: float) -> float:
    """Return how far projects do good, net of the harm that wrong beliefs do.

    A project takes both: trained tools, and a right belief of what the customer wants. One on a wrong belief
    does as much harm as one on a right belief does good, unless the check step catches it.

    Parameters
    ----------
    know_how : float scalar
        Trained tools, 0..1. [-]
    right : float scalar
        Share of right beliefs about the attribute's requirements. [-]
    wrong : float scalar
        Share of wrong beliefs. [-]
    check : float scalar
        Share of harmful changes that are caught before they become standard. [-]

    Returns
    -------
    float scalar
        -1..1; below 0 the projects do harm on balance. [-]

    References
    ----------
    Repenning & Sterman (2001), California Management Review 43(4), 64-88 (tools and knowledge); Deming
    (1986), Out of the Crisis, p. 88 (the check step).
    Departs: the design holds it at 0 or more; then a unit that believes nothing but wrong things would do no
    harm, which is against its own sentence that such projects do harm.

    Examples
    --------
    >>> usable_knowledge(0.5, right=0.75, wrong=0.25, check=0.0)
    0.25
    >>> usable_knowledge(0.5, right=0.25, wrong=0.75, check=1.0)
    0.125
    """
    return know_how * (right - (1.0 - check) * wrong)


@rule
def improvement_rate(
    half_life: float, speed: float, effort: float, commitment: float, knowledge: float
) -> float:
    """Return how fast a shortfall falls.

    Parameters
    ----------
    half_life : float scalar
        Months in which it halves when all factors are 1; at least a millionth, so that a redesign that takes all
        of it away leaves a number. [month]
    speed : float scalar
        Factor on all half-life rates. [-]
    effort : float scalar
        From `improvement_effort`. [-]
    commitment : float scalar
        How far the unit is behind it, 0..1. [-]
    knowledge : float scalar
        From `usable_knowledge`; below 0 it does harm. [-]

    Returns
    -------
    float scalar
        Relative rate. [1/month]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57.

    Examples
    --------
    >>> round(improvement_rate(1.0, speed=1.0, effort=1.0, commitment=1.0, knowledge=1.0), 6)
    0.693147
    """
    return _LN_TWO / max(half_life, _SHORTEST) * speed * effort * commitment * knowledge


@rule
def joint_speed_up(half_life: float, joint: float, faster: float) -> float:
    """Return by what the half-life of an attribute is multiplied where partners decide jointly.

    Only what is made across firms waits for partners: what halves in 14 months or more at full effort.

    Parameters
    ----------
    half_life : float scalar
        Months in which a shortfall halves when all factors are 1. [month]
    joint : float scalar
        How far an organisation decides jointly with its partners. [-]
    faster : float scalar
        Share of the half-life that full joint decision takes away. [-]

    Returns
    -------
    float scalar
        Factor on the half-life, 0..1. [-]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57: half-lives by organisational complexity; 14 months is the
    lowest of those across firms, 7 to 11 those across functions. Assumed: partners who decide jointly come nearer to
    a single firm.

    Examples
    --------
    >>> joint_speed_up(14.0, joint=0.5, faster=0.3), joint_speed_up(11.0, joint=0.5, faster=0.3)
    (0.85, 1.0)
    """
    return 1.0 - faster * joint if half_life >= _ACROSS_FIRMS else 1.0


@rule
def improve_shortfall(shortfall: float, rate: float, curvature: float) -> float:
    """Let a shortfall fall for a month, along the family of improvement curves.

    The exact solution over the month of dE/dt = -rate x E^(1 + curvature): exponential at 0, a power law
    above 0, at its end in finite time below 0. A rate below 0 does harm: what was well done, 1 - E, is
    spoilt exponentially.

    Parameters
    ----------
    shortfall : float scalar
        Share in which the unit fails, 0..1 (E). [-]
    rate : float scalar
        From `improvement_rate`. [1/month]
    curvature : float scalar
        Exponent of the family (kappa). [-]

    Returns
    -------
    float scalar
        The shortfall a month later, 0..1. [-]

    References
    ----------
    Zangwill & Kantor (1998), Management Science 44(7), 910-920.
    Departs: harm is ours; it mirrors the exponential case, so that a shortfall never goes beyond 1.

    Examples
    --------
    >>> round(improve_shortfall(0.5, rate=0.6931471805599453, curvature=0.0), 12)
    0.25
    >>> round(improve_shortfall(0.5, rate=2.0, curvature=1.0), 12)
    0.25
    >>> improve_shortfall(0.5, rate=0.0, curvature=0.5)
    0.5
    """
    if rate == 0.0 or (shortfall <= 0.0 and rate > 0.0):
        return shortfall
    if rate < 0.0:
        return shortfall + (1.0 - shortfall) * (1.0 - exponential(rate))
    if abs(curvature) < 1e-9:  # so near to 0 the power law is the exponential, and its formula 0 / 0
        return shortfall * exponential(-rate)
    left = power(shortfall, -curvature) + rate * curvature
    return min(power(left, -1.0 / curvature), shortfall) if left > 0.0 else 0.0


@rule
def commitment_target(
    push: float,
    culture: float,
    results: float,
    laid_off: float,
    internal_satisfaction: float,
    contact: float,
    culture_effect: float,
    results_effect: float,
    layoffs_effect: float,
    internal_effect: float,
    contact_effect: float,
) -> float:
    """Return how far a unit would come to stand behind improvement, if all stayed as it is.

    Management's push holds it up from outside, the value that members themselves put on improvement from
    inside; results, satisfaction as an internal customer and having met customers add to it; layoffs take
    away.

    Parameters
    ----------
    push : float scalar
        Commitment that push alone sustains. [-]
    culture : float scalar
        Mean of the members' value "improvement", 0..1. [-]
    results : float scalar
        Fall of shortfalls as a share of what full effort gives, 0..1. [-]
    laid_off : float scalar
        Share of staff laid off within 12 months. [-]
    internal_satisfaction : float scalar
        Satisfaction of the unit with its inputs, 0..100. [point]
    contact : float scalar
        Interviews that each member held this month, below 0 where nothing followed; more than one do no more. [1/month]
    culture_effect : float scalar
        Share of what push leaves open that full values sustain. [-]
    results_effect : float scalar
        Effect of full results. [-]
    layoffs_effect : float scalar
        Effect of a layoff of all. [-]
    internal_effect : float scalar
        Largest effect of internal satisfaction, up or down. [-]
    contact_effect : float scalar
        Effect of one interview a member and month. [-]

    Returns
    -------
    float scalar
        Commitment that would be reached, 0..1. [-]

    References
    ----------
    Repenning (2002), Organization Science 13(2), 109-127: push, results, and fear for the job.
    Departs: values, internal satisfaction and contact are ours; at effect 0 each drops out. Values fill part
    of what push leaves open: those who care need less pushing.

    Examples
    --------
    >>> commitment_target(0.5, 0.0, 0.5, 0.0, 50.0, 0.0, 0.5, 0.5, 0.5, 0.25, 0.25)
    0.75
    >>> commitment_target(0.5, 0.5, 0.0, 0.25, 100.0, 2.0, 0.5, 0.5, 0.5, 0.125, 0.125)
    0.75
    """
    sustained = push + (1.0 - push) * culture_effect * culture
    felt = internal_effect * (internal_satisfaction - 50.0) / 50.0 + contact_effect * max(
        min(1.0, contact), -1.0
    )
    return min(1.0, max(0.0, sustained + results_effect * results - layoffs_effect * laid_off + felt))


@rule
def move_commitment(commitment: float, target: float, months: float) -> float:
    """Move commitment towards its target for a month.

    Parameters
    ----------
    commitment : float scalar
        How far the unit stands behind improvement, 0..1. [-]
    target : float scalar
        From `commitment_target`. [-]
    months : float scalar
        Time constant. [month]

    Returns
    -------
    float scalar
        Commitment a month later. [-]

    References
    ----------
    Repenning (2002), Organization Science 13(2), 109-127.

    Examples
    --------
    >>> round(move_commitment(0.0, target=1.0, months=1.0), 6)
    0.632121
    """
    return commitment + (target - commitment) * (1.0 - exponential(-1.0 / months))


@rule
def train(know_how: float, training: float, decay: float) -> float:
    """Train members in the tools, and let them forget, for a month.

    The exact solution over the month of dH/dt = training x (1 - H) - decay x H.

    Parameters
    ----------
    know_how : float scalar
        Trained tools, 0..1 (H). [-]
    training : float scalar
        Rate of training. [1/month]
    decay : float scalar
        Rate of forgetting. [1/month]

    Returns
    -------
    float scalar
        Know-how a month later, 0..1. [-]

    References
    ----------
    Assumed: a stock that is filled by training and fades; Zangwill & Kantor (1998) call for one.

    Examples
    --------
    >>> round(train(0.5, training=0.25, decay=0.25), 12), train(0.5, training=0.0, decay=0.0)
    (0.5, 0.5)
    """
    rate = training + decay
    months = (1.0 - exponential(-rate)) / rate if rate > 0.0 else 1.0
    return know_how + (training * (1.0 - know_how) - decay * know_how) * months


@rule
def borrow_know_how(own: float, buyers: float, joint: float) -> float:
    """Let a supplier work with the know-how of its buyer, as far as they improve jointly.

    Parameters
    ----------
    own : float scalar
        The supplier's know-how, 0..1. [-]
    buyers : float scalar
        The buying unit's know-how, 0..1. [-]
    joint : float scalar
        How far the buyer lends it. [-]

    Returns
    -------
    float scalar
        Know-how that can be used this month; it is lent and does not stay. [-]

    References
    ----------
    Dyer & Nobeoka (2000), Strategic Management Journal 21(3), 345-367: Toyota's consultants at its suppliers.

    Examples
    --------
    >>> borrow_know_how(0.25, buyers=0.75, joint=0.5), borrow_know_how(0.75, buyers=0.25, joint=1.0)
    (0.5, 0.75)
    """
    return own + joint * max(0.0, buyers - own)


@rule
def visible_results(fall: float, full_fall: float) -> float:
    """Return how much of what could be achieved this month was achieved.

    Parameters
    ----------
    fall : float scalar
        Fall of shortfalls that projects brought, before requirements move on. [-]
    full_fall : float scalar
        Fall that all factors at 1 would have brought. [-]

    Returns
    -------
    float scalar
        Results, 0..1. [-]

    References
    ----------
    Repenning (2002), Organization Science 13(2), 109-127: commitment feeds on results that are seen.

    Examples
    --------
    >>> visible_results(0.125, full_fall=0.5), visible_results(0.0, full_fall=0.0)
    (0.25, 0.0)
    """
    return min(1.0, max(0.0, fall / full_fall)) if full_fall > 0.0 else 0.0


@rule
def smooth_results(seen: float, results: float, months: float) -> float:
    """Let the results that a unit has seen lately follow those of the month.

    Parameters
    ----------
    seen : float scalar
        Results as they were seen until now. [-]
    results : float scalar
        Results of this month, from `visible_results`. [-]
    months : float scalar
        Time constant. [month]

    Returns
    -------
    float scalar
        Results as they are seen now. [-]

    References
    ----------
    Assumed: a programme is not judged by one month.

    Examples
    --------
    >>> round(smooth_results(0.0, results=1.0, months=1.0), 6)
    0.632121
    """
    return seen + (results - seen) * (1.0 - exponential(-1.0 / months))


@rule
def weigh_results(results: float, seen: float, norm: float) -> float:
    """Return how much results speak for a programme, or against it.

    Parameters
    ----------
    results : float scalar
        Results of this month, which count where nothing is expected. [-]
    seen : float scalar
        Results as they were seen lately, from `smooth_results`. [-]
    norm : float scalar
        Results that are expected; 0: nothing is. [-]

    Returns
    -------
    float scalar
        -1 where there are none, 0 where there is what is expected, 1 from twice of it on. [-]

    References
    ----------
    Repenning (2002), Organization Science 13(2), 109-127, by its abstract: an effort to innovate must pass a
    threshold of motivation, or it reverts. Assumed: the form, in which the threshold is not written.

    Examples
    --------
    >>> weigh_results(0.5, seen=0.0, norm=0.0), weigh_results(0.5, seen=0.0, norm=0.25)
    (0.5, -1.0)
    >>> weigh_results(0.0, seen=0.375, norm=0.25), weigh_results(0.0, seen=1.0, norm=0.25)
    (0.5, 1.0)
    """
    return min(1.0, max(-1.0, (seen - norm) / norm)) if norm > 0.0 else results


@rule
def commitment_kept(commitment: float, laid_off: float, shock: float, fairness: float) -> float:
    """Return what is left of a unit's commitment in the month in which some of its members are laid off.

    Parameters
    ----------
    commitment : float scalar
        How far the unit stood behind improvement, 0..1. [-]
    laid_off : float scalar
        Share of its members laid off this month. [-]
    shock : float scalar
        Commitment lost per share laid off; at most all of it. [-]
    fairness : float scalar
        Share of the loss that is spared because it was seen as fair. [-]

    Returns
    -------
    float scalar
        Commitment afterwards, 0..1. [-]

    References
    ----------
    Trevor & Nyberg (2008), Academy of Management Journal 51(2), 259-276, by its abstract: layoffs act through
    commitment, less where procedures are fair. Assumed: the form and the size.

    Examples
    --------
    >>> commitment_kept(0.75, laid_off=0.25, shock=2.0, fairness=0.5), commitment_kept(0.75, 0.5, 3.0, fairness=0.0)
    (0.5, 0.0)
    """
    return max(0.0, commitment - min(1.0, shock * laid_off) * (1.0 - fairness))


@rule
def learn_from_peers(know_how: float, level: float, meetings: float, rate: float) -> float:
    """Let a unit take over tools from other firms whose managers its own have met.

    Parameters
    ----------
    know_how : float scalar
        The unit's trained tools, 0..1. [-]
    level : float scalar
        Mean know-how of those firms. [-]
    meetings : float scalar
        Firms met this month. [firm]
    rate : float scalar
        Share of the distance that one of them helps to close. [1/month]

    Returns
    -------
    float scalar
        Know-how afterwards; never beyond theirs, and who knows more than they do learns nothing. [-]

    References
    ----------
    Cai & Szeidl (2018), Quarterly Journal of Economics 133(3), 1229-1282, by its abstract: monthly meetings of
    managers raised firms' revenue and management, better peers more. Assumed: the form and the size.

    Examples
    --------
    >>> round(learn_from_peers(0.25, level=0.75, meetings=2.0, rate=0.34657359027997264), 12)
    0.5
    >>> learn_from_peers(0.75, level=0.5, meetings=10.0, rate=1.0), learn_from_peers(0.25, 0.5, 0.0, rate=1.0)
    (0.75, 0.25)
    """
    return know_how + max(0.0, level - know_how) * (1.0 - exponential(-rate * meetings))
