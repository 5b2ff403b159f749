"""Who speaks of a firm, who complains to it, who would recommend it, and what that moves."""

from __future__ import annotations

import math

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule

REGAINED_SATISFACTION = 70.0
"""Satisfaction towards which a well handled complaint moves a customer. [points of 100]"""


@rule
def talk(
    satisfaction: float,
    talk_rate: float,
    dissatisfied_talk: float,
    satisfied_talk: float,
    neutral_satisfaction: float,
) -> float:
    """Return how readily a customer speaks of the firm: the least in the middle, the most when let down.

    Below the middle the urge to speak rises steeply at first, above it only towards the very satisfied.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction, 0..100. [points of 100]
    talk_rate : float scalar
        Chance that a customer in the middle speaks. [1/month]
    dissatisfied_talk : float scalar
        How much more the most dissatisfied speak; 0: no more. [-]
    satisfied_talk : float scalar
        How much more the most satisfied speak; 0: no more. [-]
    neutral_satisfaction : float scalar
        Satisfaction at which a customer speaks least. [points of 100]

    Returns
    -------
    float scalar
        Chance that the customer speaks of the firm, at most 1. [1/month]

    References
    ----------
    Anderson (1998), Journal of Service Research 1(1), 5-17: word of mouth is an asymmetric U.
    Assumed: a square root below and a square above the middle, so that the dissatisfied speak more both
    at the end of the scale and in the lowest tenth of customers.

    Examples
    --------
    >>> talk(60.0, 0.3, 1.2, 0.6, 60.0)
    0.3
    >>> round(talk(0.0, 0.3, 1.2, 0.6, 60.0), 4), round(talk(100.0, 0.3, 1.2, 0.6, 60.0), 4)
    (0.66, 0.48)
    """
    below = max((neutral_satisfaction - satisfaction) / neutral_satisfaction, 0.0)
    above = max((satisfaction - neutral_satisfaction) / (100.0 - neutral_satisfaction), 0.0)
    return min(talk_rate * (1.0 + dissatisfied_talk * math.sqrt(below) + satisfied_talk * above * above), 1.0)


@rule
def share_reached(talk: float, friends: float, customers: float) -> float:
    """Return what share of a segment has heard somebody speak of a firm this month.

    Parameters
    ----------
    talk : float scalar
        How many customers of the segment spoke of the firm. [customer/month]
    friends : float scalar
        How many others hear each of them. [customer]
    customers : float scalar
        Customers in the segment. [customer]

    Returns
    -------
    float scalar
        Share that heard at least one, 0..1; 0 in an empty segment. [-]

    References
    ----------
    Assumed: what is said falls on listeners at random, so that the number heard is Poisson.

    Examples
    --------
    >>> share_reached(talk=0.0, friends=4.0, customers=100.0)
    0.0
    >>> round(share_reached(talk=25.0, friends=4.0, customers=100.0), 4)
    0.6321
    """
    heard = friends * talk / customers if customers > 0.0 else 0.0
    return 1.0 - exponential(-heard)


@rule
def update_reputation(
    reputation: float, mean_message: float, reached: float, reputation_update: float, rise: float
) -> float:
    """Move what a segment expects of a firm towards what its customers tell.

    The same for the quality that they were given and for how satisfied they are.

    Parameters
    ----------
    reputation : float scalar
        What the segment expects of the firm. [quality]
    mean_message : float scalar
        Quality that those who spoke told of. [quality]
    reached : float scalar
        Share of the segment that heard of it, 0..1. [-]
    reputation_update : float scalar
        Share of the distance that reputation moves when all have heard. [-]
    rise : float scalar
        How fast it rises, as a share of how fast it falls. [-]

    Returns
    -------
    float scalar
        New reputation. [quality]

    References
    ----------
    Assumed: each listener moves by the same share, and a reputation is the mean over listeners.

    Examples
    --------
    >>> round(update_reputation(0.6, 0.8, reached=0.5, reputation_update=0.3, rise=1.0), 4)
    0.63
    >>> round(update_reputation(0.6, 0.8, reached=0.5, reputation_update=0.3, rise=0.5), 4)
    0.615
    """
    pace = reputation_update * (rise if mean_message > reputation else 1.0)
    return reputation + pace * reached * (mean_message - reputation)


@rule
def launch_pace(reputation_update: float, launch: float, speeds: float) -> float:
    """Return how far reputation moves where customers take part in launches: good and bad news travel faster.

    Parameters
    ----------
    reputation_update : float scalar
        Share of the distance that reputation moves when all have heard. [-]
    launch : float scalar
        Share of launches in which customers of the segment take part. [-]
    speeds : float scalar
        Share by which it moves faster at full participation. [-]

    Returns
    -------
    float scalar
        Share of the distance, at most 1. [-]

    References
    ----------
    Chang & Taylor (2016), Journal of Marketing 80(1), 47-64: participation at launch raises performance and speed.
    Assumed: by being known earlier for what it is; a worse offer is known earlier, too.

    Examples
    --------
    >>> launch_pace(0.25, launch=0.5, speeds=1.0), launch_pace(0.25, launch=0.0, speeds=0.5)
    (0.375, 0.25)
    """
    return min(1.0, reputation_update * (1.0 + speeds * launch))


@rule
def expected_satisfaction(by_reputation: float, usual: float, told: float) -> float:
    """Expect of a firm what its reputation says, what customers usually feel beside it, and what is told of it.

    Parameters
    ----------
    by_reputation : float scalar
        Satisfaction to which the quality alone that a firm is known for would lead. [points of 100]
    usual : float scalar
        How much more satisfied customers of all firms are than that; mostly below 0. [points of 100]
    told : float scalar
        How much more satisfied the firm's own customers are said to be than both. [points of 100]

    Returns
    -------
    float scalar
        Satisfaction expected, 0..100. [points of 100]

    References
    ----------
    Assumed: what customers feel of surprises, norms and noise they expect to feel anywhere. A rival of whom only
    quality is known would else look greener than any firm that one has tried.

    Examples
    --------
    >>> expected_satisfaction(by_reputation=75.0, usual=-8.0, told=1.0)
    68.0
    """
    return min(max(by_reputation + usual + told, 0.0), 100.0)


@rule
def recommendation(satisfaction: float) -> int:
    """Answer, in whole numbers from 0 to 10, how likely one would recommend the firm.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction, 0..100. [points of 100]

    Returns
    -------
    int scalar
        Answer: 9 and 10 are promoters, 0 to 6 detractors. [-]

    References
    ----------
    Reichheld (2003), Harvard Business Review 81(12), 46-54, for the question and the three groups.
    Assumed: the answer is satisfaction over 10, rounded.

    Examples
    --------
    >>> recommendation(84.0), recommendation(85.0), recommendation(64.9)
    (8, 9, 6)
    """
    return math.floor(satisfaction / 10.0 + 0.5)


@rule
def complain(satisfaction: float, threshold: float, rate: float, draw: float) -> bool:
    """Complain to the firm, as few of the dissatisfied do.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction, 0..100. [points of 100]
    threshold : float scalar
        Satisfaction below which a customer is dissatisfied. [points of 100]
    rate : float scalar
        Chance that a dissatisfied customer complains. [1/month]
    draw : float scalar
        Uniform [0, 1) number of the decision "complain". [-]

    Returns
    -------
    bool scalar
        Whether the customer complains. [-]

    References
    ----------
    Fornell & Wernerfelt (1987), Journal of Marketing Research 24(4), 337-346: most of the dissatisfied never
    complain. About 4 % of them speak: quoted by many, no study known to us gives it.

    Examples
    --------
    >>> complain(40.0, threshold=50.0, rate=0.04, draw=0.03), complain(50.0, 50.0, 0.04, 0.03)
    (True, False)
    """
    return satisfaction < threshold and draw < rate


@rule
def recover(satisfaction: float, recovery: float) -> float:
    """Win back part of the satisfaction of a customer whose complaint was handled well.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction of the one who complained. [points of 100]
    recovery : float scalar
        Share of the distance to satisfaction 70 that is won back. [-]

    Returns
    -------
    float scalar
        Satisfaction afterwards, never lower than before. [points of 100]

    References
    ----------
    Fornell & Wernerfelt (1987), Journal of Marketing Research 24(4), 337-346: complaint management keeps
    customers.
    Assumed: it recovers part of the loss and never more than the loss, since the opposite is disputed.

    Examples
    --------
    >>> recover(30.0, recovery=0.5), recover(80.0, recovery=0.5)
    (50.0, 80.0)
    """
    return satisfaction + recovery * max(REGAINED_SATISFACTION - satisfaction, 0.0)
