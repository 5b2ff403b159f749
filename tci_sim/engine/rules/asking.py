"""Who answers a survey, and what is made of answers: who is followed, what counts, what a point keeps."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import power
from tci_sim.engine.backend.decorators import rule

MIDDLING = 60.0
"""Satisfaction at which a customer answers at the usual rate. [points of 100]"""

FOLLOWED = 6
"""Months for which respondents are followed."""

_EXTREME = 30.0


@rule
def chance_to_answer(satisfaction: float, response_rate: float, extremes_answer: float) -> float:
    """Return how likely one who is asked answers: the more so, the farther from middling satisfaction.

    Parameters
    ----------
    satisfaction : float scalar
        Satisfaction with the present firm. [points of 100]
    response_rate : float scalar
        Chance at middling satisfaction, 60. [-]
    extremes_answer : float scalar
        How much likelier, as a share, one answers who is 30 points from there. [-]

    Returns
    -------
    float scalar
        Chance, at most 1. [-]

    References
    ----------
    Griffin & Hauser (1993), Marketing Science 12(1), 1-27: those who choose to answer bias measures of
    satisfaction (the sign, by the abstract). Assumed: a parabola; the sizes are parameters kept wide.

    Examples
    --------
    >>> chance_to_answer(60.0, 0.25, 0.5), chance_to_answer(90.0, 0.25, 0.5), chance_to_answer(30.0, 0.25, 0.5)
    (0.25, 0.375, 0.375)
    """
    far = (satisfaction - MIDDLING) / _EXTREME
    return min(response_rate * (1.0 + extremes_answer * far * far), 1.0)


@rule
def answers_of_kind(answers: int, share: float, others: int) -> int:
    """Return how many of the answers that are paid for a firm seeks among one kind of people.

    Parameters
    ----------
    answers : int scalar
        Answers of the whole round. [answer]
    share : float scalar
        Share of them that is sought among these people. [-]
    others : int scalar
        Answers sought elsewhere already. [answer]

    Returns
    -------
    int scalar
        Whole answers, rounded down, of those that are left at most. [answer]

    References
    ----------
    Assumed: quotas; own customers give what is left.

    Examples
    --------
    >>> answers_of_kind(200, 0.25, 0), answers_of_kind(200, 0.75, 100)
    (50, 100)
    """
    return min(math.floor(answers * share), answers - others)


@rule
def beside_rivals(shortfall: float, own: float, rivals: float) -> float:
    """Count what falls short of the need once more as far as customers of rivals are seen to get it.

    What others give, one's own customers soon hold that firms should give; only others' customers can tell.

    Parameters
    ----------
    shortfall : float scalar
        How far the own offer is heard to fall short of the need. [quality]
    own : float scalar
        How good own customers say the attribute is. [quality]
    rivals : float scalar
        How good others' customers say it is with them. [quality]

    Returns
    -------
    float scalar
        The shortfall as it counts when effort is planned. [quality]

    References
    ----------
    Boulding, Kalra, Staelin & Zeithaml (1993), Journal of Marketing Research 30(1), 7-27: what should happen is
    an expectation of its own. Assumed: it counts as much as the need does.

    Examples
    --------
    >>> round(beside_rivals(0.25, own=0.75, rivals=0.875), 9), beside_rivals(0.25, own=0.75, rivals=0.5)
    (0.375, 0.25)
    """
    return shortfall + max(rivals - own, 0.0)


@rule
def class_of_satisfaction(stated: float, classes: int) -> int:
    """Return the class in which an answer of how satisfied one is lies.

    Parameters
    ----------
    stated : float scalar
        The answer, 0..100. [points of 100]
    classes : int scalar
        How many classes of equal width there are. [-]

    Returns
    -------
    int scalar
        Number of the class, from 0; 100 points are in the last one. [-]

    References
    ----------
    Assumed: firms keep tables, not answers.

    Examples
    --------
    >>> class_of_satisfaction(0.0, 10), class_of_satisfaction(79.9, 10), class_of_satisfaction(100.0, 10)
    (0, 7, 9)
    """
    return min(math.floor(stated * classes / 100.0), classes - 1)


@rule
def kept_by_a_point(slope: float, left: float, months: float) -> float:
    """Turn what half a year shows of respondents into the customers that a point of satisfaction keeps in a month.

    Parameters
    ----------
    slope : float scalar
        By how much the log-odds of leaving within the months change with a point. [1/point]
    left : float scalar
        Share of respondents who left within them, 0..1. [-]
    months : float scalar
        Months for which they were followed. [month]

    Returns
    -------
    float scalar
        Share of customers lost less for each point more, at the mean customer; 0 or more. [1/month/point]

    References
    ----------
    Rust, Zahorik & Keiningham (1995), Journal of Marketing 59(2), 58-70: a logistic of retention on satisfaction.
    Derived: with P the share that leaves within n months, the share of a month is 1 - (1 - P)^(1/n), whose slope is
    that of the logistic, b P (1 - P), times (1 - P)^(1/n - 1) / n.

    Examples
    --------
    >>> round(kept_by_a_point(-0.04, 0.36, 2.0), 9), kept_by_a_point(0.01, 0.36, 2.0), kept_by_a_point(-0.04, 1.0, 2.0)
    (0.00576, 0.0, 0.0)
    """
    return max(-slope * left * power(1.0 - left, 1.0 / months) / months, 0.0)


@rule
def hold_back(estimate: float, answers: float, half_trusted: float) -> float:
    """Use an estimate as far as there are answers that it rests on.

    Parameters
    ----------
    estimate : float scalar
        What answers say. [any]
    answers : float scalar
        How many of them there are, as far as they still count. [answer]
    half_trusted : float scalar
        How many it takes to use half of it. [answer]

    Returns
    -------
    float scalar
        What is used; 0 without answers. [as `estimate`]

    References
    ----------
    Assumed: shrinkage towards "keeps nobody" as by a prior that is worth so many answers.

    Examples
    --------
    >>> hold_back(0.5, answers=200.0, half_trusted=200.0), hold_back(0.5, 0.0, 200.0), hold_back(0.5, 10.0, 0.0)
    (0.25, 0.0, 0.5)
    """
    return estimate * answers / (answers + half_trusted) if answers > 0.0 else 0.0


@rule
def lacks(weight: float, should: float, delivered: float, lasting: float) -> float:
    """Return how much an attribute counts among the reasons to go.

    Parameters
    ----------
    weight : float scalar
        What the attribute weighs with the customer. [-]
    should : float scalar
        What the customer holds that firms should deliver. [quality]
    delivered : float scalar
        What was delivered. [quality]
    lasting : float scalar
        How much better than it is the customer always sees it. [quality]

    Returns
    -------
    float scalar
        Weighted shortfall of what should be; below 0 where nothing is missed. [quality]

    References
    ----------
    Assumed: who goes names what fell short most of what should be.

    Examples
    --------
    >>> lacks(0.5, should=0.75, delivered=0.5, lasting=0.0)
    0.125
    """
    return weight * (should - delivered - lasting)
