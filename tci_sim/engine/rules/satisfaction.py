"""How a customer perceives, compares, judges and remembers; internal customers by the same rules."""

from __future__ import annotations

from tci_sim.engine.arithmetic import power, squash
from tci_sim.engine.backend.decorators import rule

SATISFIED_AT_FIRST = 70.0
"""Satisfaction of a node with its inputs before it has had any. [points of 100]"""


@rule
def perceive(delivered: float, leniency: float, noise: float, will: float, assimilation: float) -> float:
    """See one attribute of what was delivered, partly as it was expected to be.

    A lenient customer sees more than there is, chance adds its share, and what was expected colours the
    rest.

    Parameters
    ----------
    delivered : float scalar
        Delivered quality, 0..1. [quality]
    leniency : float scalar
        How much better than it is this customer always sees it. [quality]
    noise : float scalar
        What chance added this month. [quality]
    will : float scalar
        What the customer expected to get. [quality]
    assimilation : float scalar
        Share of a perception that is what was expected. [-]

    Returns
    -------
    float scalar
        Perceived quality; it may leave 0..1. [quality]

    References
    ----------
    Boulding, Kalra, Staelin & Zeithaml (1993), Journal of Marketing Research 30(1), 7-27: a perception
    is a mean of what is expected and of what is delivered.
    Assumed: leniency and noise add to what is delivered, because surveys show both.

    Examples
    --------
    >>> round(perceive(delivered=0.7, leniency=0.1, noise=0.0, will=0.6, assimilation=0.15), 4)
    0.77
    """
    return (1.0 - assimilation) * (delivered + leniency + noise) + assimilation * will


@rule
def reference_point(will: float, should: float, should_weight: float) -> float:
    """Set what a perception is compared with: between what one expects and what one may ask for.

    Parameters
    ----------
    will : float scalar
        What the customer expected to get. [quality]
    should : float scalar
        What the customer's segment holds that firms should deliver. [quality]
    should_weight : float scalar
        Weight of the should-norm. [-]

    Returns
    -------
    float scalar
        Reference. [quality]

    References
    ----------
    Boulding, Kalra, Staelin & Zeithaml (1993), Journal of Marketing Research 30(1), 7-27: customers hold
    two expectations, what will and what should happen.
    Assumed: one weighted mean of both; the paper lets each act on its own.

    Examples
    --------
    >>> round(reference_point(will=0.6, should=0.8, should_weight=0.45), 4)
    0.69
    """
    return (1.0 - should_weight) * will + should_weight * should


@rule
def value_of_gap(gap: float, kano: float, curvature: float, loss_aversion: float) -> float:
    """Weigh a surprise: a shortfall hurts more than an equal surplus pleases.

    The Kano index says which of the two this attribute can do: a must (0) only hurts, a delight (1) only
    pleases.

    Parameters
    ----------
    gap : float scalar
        Perceived less reference. [quality]
    kano : float scalar
        Kano index, 0 a must .. 1 delights only. [-]
    curvature : float scalar
        Exponent: below 1, a gap twice as large counts less than twice. [-]
    loss_aversion : float scalar
        How many times more a shortfall weighs than a surplus. [-]

    Returns
    -------
    float scalar
        Value of the gap, below 0 for a shortfall. [-]

    References
    ----------
    Tversky & Kahneman (1992), Journal of Risk and Uncertainty 5(4), p. 309: the value function; Kano (2001),
    for attributes that can only please or only hurt.
    Departs: the paper's loss aversion of 2.25 is left to the world (disputed), and the Kano index scales
    both sides, by 2*kano and 2*(1 - kano), so that at .5 both are the paper's.

    Examples
    --------
    >>> value_of_gap(0.25, kano=0.5, curvature=1.0, loss_aversion=2.0)
    0.25
    >>> value_of_gap(-0.25, kano=0.5, curvature=1.0, loss_aversion=2.0)
    -0.5
    """
    size = power(abs(gap), curvature)
    pleases = 2.0 * kano * size
    hurts = -loss_aversion * 2.0 * (1.0 - kano) * size
    return pleases if gap >= 0.0 else hurts


@rule
def perceived_value(quality: float, relative_price: float, taste: float, price_in_value: float) -> float:
    """Judge quality for the price paid.

    Parameters
    ----------
    quality : float scalar
        Perceived quality over all attributes. [quality]
    relative_price : float scalar
        Price, as a multiple of what it is compared with. [-]
    taste : float scalar
        Lasting taste of this customer for value, and how well the firm suits him, if that is felt. [quality]
    price_in_value : float scalar
        Fall of perceived value when the price is twice the market's. [quality]

    Returns
    -------
    float scalar
        Perceived value. [quality]

    References
    ----------
    Fornell, Johnson, Anderson, Cha & Bryant (1996), Journal of Marketing 60(4), 7-18: perceived value is
    quality relative to price.
    Assumed: a straight line in price, so that price can be switched off alone.

    Examples
    --------
    >>> round(perceived_value(quality=0.8, relative_price=1.2, taste=0.0, price_in_value=0.5), 4)
    0.7
    """
    return quality - price_in_value * (relative_price - 1.0) + taste


@rule
def feel_taste(taste: float, usual: float, taste_felt: float) -> float:
    """Find a firm worth more that suits one better than their firms suit most.

    Parameters
    ----------
    taste : float scalar
        Lasting taste of this customer for the own firm. [standard deviation]
    usual : float scalar
        Mean of it over customers at rest, above 0 since they choose what suits them. [standard deviation]
    taste_felt : float scalar
        What one standard deviation of taste adds to perceived value. [quality]

    Returns
    -------
    float scalar
        What is added to perceived value. [quality]

    References
    ----------
    Assumed: what a customer chooses by is also felt, so that a firm that grows wins customers whom it suits less.

    Examples
    --------
    >>> feel_taste(2.0, usual=1.0, taste_felt=0.1), feel_taste(1.0, usual=1.0, taste_felt=0.1)
    (0.1, 0.0)
    """
    return taste_felt * (taste - usual)


@rule
def satisfaction_level(
    quality: float,
    disconfirmation: float,
    value: float,
    image: float,
    base: float,
    quality_effect: float,
    disconfirmation_effect: float,
    value_effect: float,
    image_effect: float,
) -> float:
    """Sum up one month's experience on a scale from 0 to 100.

    Parameters
    ----------
    quality : float scalar
        Perceived quality over all attributes. [quality]
    disconfirmation : float scalar
        Weighted value of the gaps. [-]
    value : float scalar
        Perceived value. [quality]
    image : float scalar
        Image of the firm. [-]
    base : float scalar
        Constant. [-]
    quality_effect, disconfirmation_effect, value_effect, image_effect : float scalar
        What one unit of each adds, on the logistic scale. [-]

    Returns
    -------
    float scalar
        Satisfaction with this month, 0..100. [points of 100]

    References
    ----------
    Fornell, Johnson, Anderson, Cha & Bryant (1996), Journal of Marketing 60(4), 7-18, and Tenenhaus et al.
    (2005), Computational Statistics & Data Analysis 48(1), 159-205: what satisfaction comes from.
    Departs: the expectation works through the gap and not as a cause of its own, and a logistic curve
    keeps the scale inside its ends.

    Examples
    --------
    >>> satisfaction_level(0.5, 0.0, 0.5, 0.5, -2.0, 2.0, 3.5, 1.0, 1.0)
    50.0
    """
    felt = quality_effect * quality + disconfirmation_effect * disconfirmation
    return 100.0 * squash(base + felt + value_effect * value + image_effect * image)


@rule
def remember(remembered: float, now: float, memory: float) -> float:
    """Keep part of what was remembered and add what is felt now.

    Satisfaction and the quality that customers report in a survey are both remembered so.

    Parameters
    ----------
    remembered : float scalar
        What was remembered until last month. [any]
    now : float scalar
        What this month was like. [the same]
    memory : float scalar
        Share of what was remembered that stays. [1/month]

    Returns
    -------
    float scalar
        What is remembered now. [the same]

    References
    ----------
    Johnson, Anderson & Fornell (1995), Journal of Consumer Research 21(4), 695-707: satisfaction with a
    firm is cumulative and adapts.

    Examples
    --------
    >>> remember(80.0, 60.0, memory=0.5)
    70.0
    """
    return memory * remembered + (1.0 - memory) * now


@rule
def update_will(
    will: float,
    perceived: float,
    image: float,
    optimism: float,
    lift: float,
    will_update: float,
    image_on_will: float,
    image_centre: float,
) -> float:
    """Move what a customer expects towards what was perceived.

    A good image and an optimistic nature keep the expectation above experience; a seat in the firm's plan
    step lifts it on top of that.

    Parameters
    ----------
    will : float scalar
        What the customer expected to get. [quality]
    perceived : float scalar
        What the customer perceived. [quality]
    image : float scalar
        Image of the firm. [-]
    optimism : float scalar
        How far above experience this customer always expects. [quality]
    lift : float scalar
        What taking part in the firm's plans adds this month. [quality]
    will_update : float scalar
        Share of the distance that the expectation moves. [1/month]
    image_on_will : float scalar
        How far a good image lifts the expectation. [-]
    image_centre : float scalar
        Image at which it neither lifts nor lowers it. [-]

    Returns
    -------
    float scalar
        What the customer expects next month. [quality]

    References
    ----------
    Boulding, Kalra, Staelin & Zeithaml (1993), Journal of Marketing Research 30(1), 7-27: the updating of
    expectations; image to expectation: Tenenhaus et al. (2005), Computational Statistics & Data Analysis
    48(1), 159-205.
    Departs: image, optimism and participation are added to the paper's mean of old and new.

    Examples
    --------
    >>> round(update_will(0.5, 0.7, 0.75, 0.0, 0.0, 0.1, 0.2, 0.65), 4)
    0.522
    """
    target = perceived + image_on_will * (image - image_centre) + optimism
    return will + will_update * (target - will) + lift


@rule
def update_image(image: float, satisfaction: float, prior: float, image_update: float) -> float:
    """Move the image of a firm towards how it satisfies, held back by what one thinks of any firm.

    Parameters
    ----------
    image : float scalar
        Image of the firm. [-]
    satisfaction : float scalar
        Cumulative satisfaction, 0..100. [points of 100]
    prior : float scalar
        What this customer thinks of any firm. [-]
    image_update : float scalar
        Share of the distance that image moves. [1/month]

    Returns
    -------
    float scalar
        New image. [-]

    References
    ----------
    Johnson, Gustafsson, Andreassen, Lervik & Cha (2001), Journal of Economic Psychology 22(2), 217-245: image
    follows satisfaction.
    Assumed: satisfaction and the lasting prior weigh the same.

    Examples
    --------
    >>> round(update_image(image=0.6, satisfaction=80.0, prior=0.6, image_update=0.05), 4)
    0.605
    """
    target = 0.5 * satisfaction / 100.0 + 0.5 * prior
    return image + image_update * (target - image)
