"""When a customer considers alternatives, what each offer is worth, and what is chosen."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential, logarithm
from tci_sim.engine.backend.decorators import rule

USUAL_SATISFACTION = 70.0
"""Satisfaction at which a customer considers the market at the usual rate. [points of 100]"""

_SMALLEST_DRAW = 1e-16


@rule
def chance_to_consider(
    satisfaction: float, asked: float, consider_rate: float, consider_slope: float, asked_effect: float
) -> float:
    """Return how likely a customer of a firm is to look at what others offer.

    The chance falls with satisfaction ever more slowly. Stated intent to stay is what is left of it to 1,
    and so has decreasing returns to satisfaction; still being a customer after many months has increasing
    ones. Having been asked keeps a customer for a while.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction, 0..100. [points of 100]
    asked : float scalar
        What is left of having been asked, 0..1. [-]
    consider_rate : float scalar
        Chance at satisfaction 70. [1/month]
    consider_slope : float scalar
        How fast the chance falls with satisfaction. [1/point]
    asked_effect : float scalar
        Share by which one just asked considers the market less. [-]

    Returns
    -------
    float scalar
        Chance, at most 1. [1/month]

    References
    ----------
    Mittal & Kamakura (2001), Journal of Marketing Research 38(1), 131-142: intent and behaviour curve in
    opposite ways; Dholakia & Morwitz (2002), Journal of Consumer Research 29(2), 159-167: being asked keeps
    customers.
    Assumed: an exponential, the simplest curve that gives both.

    Examples
    --------
    >>> chance_to_consider(70.0, 0.0, 0.08, 0.04, 0.3), chance_to_consider(70.0, 1.0, 0.08, 0.04, 0.5)
    (0.08, 0.04)
    """
    chance = consider_rate * exponential(consider_slope * (USUAL_SATISFACTION - satisfaction))
    return min(chance * (1.0 - asked_effect * asked), 1.0)


@rule
def chance_at_occasion(chance: float, months: float) -> float:
    """Return how likely a customer is to look at what others offer when it is possible again after some months.

    Whoever would have looked in any month since the last occasion looks now; in the long run as many look as
    would have looked in at least one of the months.

    Parameters
    ----------
    chance : float scalar
        Chance to consider the market in a month of a customer who always can, 0..1. [1/month]
    months : float scalar
        Months since the last occasion, 1 or more. [month]

    Returns
    -------
    float scalar
        Chance at the occasion, at least that of one month and at most 1. [-]

    References
    ----------
    Assumed: what makes a customer look round does not wait for the occasion, only the look itself does.

    Examples
    --------
    >>> round(chance_at_occasion(0.1, 2.0), 6), chance_at_occasion(1.0, 12.0), chance_at_occasion(0.0, 12.0)
    (0.19, 1.0, 0.0)
    """
    return 1.0 - exponential(months * logarithm(1.0 - chance)) if chance < 1.0 else 1.0


@rule
def is_anniversary(months: int) -> bool:
    """Return whether a year of a contract ends this month.

    Parameters
    ----------
    months : int scalar
        Whole months with the firm at the beginning of this one: 0 in the first. [month]

    Returns
    -------
    bool scalar

    References
    ----------
    Assumed: a contract is for a year and is renewed for another one, as with insurers and suppliers of energy.

    Examples
    --------
    >>> [months for months in range(30) if is_anniversary(months)]
    [11, 23]
    """
    return (months + 1) % 12 == 0


@rule
def chance_to_buy(purchase_rate: float, interval: float) -> float:
    """Return how likely a customer of a firm is to ask for a unit in a month.

    Parameters
    ----------
    purchase_rate : float scalar
        The same where it is time to buy every month, 0..1. [1/month]
    interval : float scalar
        Months between two purchases of one who buys whenever it is time, 1 or more. [month]

    Returns
    -------
    float scalar
        Chance, 0..1. [1/month]

    References
    ----------
    Assumed: nobody remembers the last purchase, so that purchases are spread over the months from the start.

    Examples
    --------
    >>> chance_to_buy(0.8, 1.0), chance_to_buy(0.8, 40.0)
    (0.8, 0.02)
    """
    return purchase_rate / interval


@rule
def relative_price(price: float, market_price: float) -> float:
    """Compare a price with another one: the mean price that customers pay, or the price of a unit at the start.

    Parameters
    ----------
    price : float scalar
        Price of the firm. [currency/unit]
    market_price : float scalar
        What it is compared with. [currency/unit]

    Returns
    -------
    float scalar
        Multiple; 1 where there is no price to compare with. [-]

    References
    ----------
    Assumed: customers judge a price against the prices around it (`absolute_price` 0), or against what else the
    money buys (1): only then can all firms together become too dear.

    Examples
    --------
    >>> relative_price(110.0, 100.0), relative_price(110.0, 0.0)
    (1.1, 1.0)
    """
    return price / market_price if market_price > 0.0 else 1.0


@rule
def utility_of_firm(
    satisfaction: float,
    relative_price: float,
    inertia: float,
    taste: float,
    satisfaction_weight: float,
    price_weight: float,
) -> float:
    """Weigh what a firm would give against what it asks.

    The same for one's own firm and for a rival: of the one, satisfaction is felt, of the other, it is what
    its reputation leads one to expect.

    Parameters
    ----------
    satisfaction : float scalar
        Satisfaction felt or expected, 0..100. [points of 100]
    relative_price : float scalar
        Price, as a multiple of what it is compared with. [-]
    inertia : float scalar
        What the own firm has for being the own firm; 0 for a rival. [-]
    taste : float scalar
        Lasting taste of this customer for this firm; the firm's brand is added to it. [-]
    satisfaction_weight : float scalar
        Weight of full satisfaction. [-]
    price_weight : float scalar
        Weight of a price twice the market's mean. [-]

    Returns
    -------
    float scalar
        Utility, without what nobody can foresee. [-]

    References
    ----------
    Guadagni & Little (1983), Marketing Science 2(3), 203-238: a logit of quality, price and loyalty.

    Examples
    --------
    >>> round(utility_of_firm(80.0, 1.1, 0.5, 0.0, satisfaction_weight=5.0, price_weight=3.0), 4)
    4.2
    """
    offer = satisfaction_weight * satisfaction / 100.0 - price_weight * (relative_price - 1.0)
    return offer + inertia + taste


@rule
def chance_known(share: float, presence: float, half_known: float) -> float:
    """Return how likely one who considers the market knows a firm: the larger, the likelier, ever more slowly.

    Parameters
    ----------
    share : float scalar
        Share of those who buy, 0..1. [-]
    presence : float scalar
        Share that any open firm counts as having in addition. [-]
    half_known : float scalar
        Share, that addition included, at which every second one knows it; above 0. [-]

    Returns
    -------
    float scalar
        Chance, 0..1. [-]

    References
    ----------
    Assumed: being known saturates. Where the chance grows in proportion to the share, a logit choice among the
    firms that are known makes small firms smaller for ever.

    Examples
    --------
    >>> chance_known(0.02, presence=0.01, half_known=0.03), chance_known(0.0, 0.0, 0.03)
    (0.5, 0.0)
    """
    return (share + presence) / (share + presence + half_known)


@rule
def become_known(
    awareness: float, share: float, presence: float, half_known: float, awareness_time: float
) -> float:
    """Let a firm become known, or be forgotten, for one month.

    Parameters
    ----------
    awareness : float scalar
        Chance that one who considers the market knew the firm last month, 0..1. [-]
    share, presence, half_known : float scalar
        As in `chance_known`, which says where it comes to rest. [-]
    awareness_time : float scalar
        Time constant of a firm that has the whole market; 0: at rest at once. [month]

    Returns
    -------
    float scalar
        Chance this month, 0..1. [-]

    References
    ----------
    Assumed: those who do not know a firm hear of it at the rate (share + presence)/awareness_time, and those who
    do forget it at the rate half_known/awareness_time; solved over the month.

    Examples
    --------
    >>> become_known(0.0, share=0.02, presence=0.01, half_known=0.03, awareness_time=0.0)
    0.5
    >>> round(become_known(0.0, share=0.02, presence=0.01, half_known=0.03, awareness_time=1.0), 4)
    0.0291
    """
    rest = chance_known(share, presence, half_known)
    pace = (share + presence + half_known) / max(awareness_time, 1e-9)
    return rest + (awareness - rest) * exponential(-pace) if awareness_time > 0.0 else rest


@rule
def weight_at_rest(worth: float, known: float, offers: float, inertia: float, chance: float) -> float:
    """Weigh how much of the time a customer is with a firm, once the market has come to rest.

    Buying from f, a customer considers the market with a chance h_f and then chooses by a logit in which f has
    e to the inertia times its worth, and each rival is known by chance. The flow from f to g equals the flow
    back where the time with f is in proportion to A_f e_f (Z + (e^inertia - 1) e_f)/h_f.

    Parameters
    ----------
    worth : float scalar
        e to the utility of the firm, inertia left out; of not buying likewise. [-]
    known : float scalar
        Chance that a rival's customer knows the firm; 1 for not buying. [-]
    offers : float scalar
        Sum over all firms of `worth` times `known`, and of not buying. [-]
    inertia : float scalar
        What the own firm has for being the own firm; 0 for not buying. [-]
    chance : float scalar
        Chance with which a customer of the firm considers the market, above 0. [1/month]

    Returns
    -------
    float scalar
        Weight: over the sum of all weights, the share of the time. [-]

    References
    ----------
    Berry (1994), RAND Journal of Economics 25(2), 242-262: shares say what each name is worth.
    Departs: a customer moves at his own pace and has inertia; the chain is reversible and so has this closed form,
    exactly where all firms are known or inertia is 0, and else within .0005 of a share in the reference market.

    Examples
    --------
    >>> weight_at_rest(2.0, known=1.0, offers=5.0, inertia=0.0, chance=0.5)
    20.0
    """
    return known * worth * (offers + (exponential(inertia) - 1.0) * worth) / chance


@rule
def unforeseen_taste(draw: float) -> float:
    """Draw what nobody can foresee in one choice, so that the best of all offers is a logit choice.

    Parameters
    ----------
    draw : float scalar
        Uniform [0, 1) number of the decision "choose", one for each customer and offer. [-]

    Returns
    -------
    float scalar
        Standard Gumbel number: mean .577, standard deviation 1.283. [-]

    References
    ----------
    McFadden (1974), in Zarembka (ed.), Frontiers in Econometrics, 105-142: the choice of the greatest
    utility is a multinomial logit exactly when this term is Gumbel.

    Examples
    --------
    >>> abs(unforeseen_taste(0.36787944117144233)) < 1e-12
    True
    >>> unforeseen_taste(0.9) > unforeseen_taste(0.1)
    True
    """
    return -logarithm(-logarithm(min(max(draw, _SMALLEST_DRAW), 1.0 - _SMALLEST_DRAW)))


@rule
def surplus_of_market(own: float, rivals: float, not_buying: float, price_weight: float) -> float:
    """Value, in prices of a unit, having the market's offer instead of nothing.

    The expected greatest utility of all offers and of not buying, less the utility of not buying, made
    money by what a price weighs.

    Parameters
    ----------
    own : float scalar
        e to the utility of the own firm, inertia and taste left out; 0 without one. [-]
    rivals : float scalar
        Sum of e to the utility of every other firm. [-]
    not_buying : float scalar
        Utility of not buying. [-]
    price_weight : float scalar
        Weight of a price twice the market's mean; at 0 no utility has a price, and the surplus is 0. [-]

    Returns
    -------
    float scalar
        Surplus of one customer for one unit. [price of a unit]

    References
    ----------
    Small & Rosen (1981), Econometrica 49(1), 105-130: consumers' surplus of a logit choice.
    Departs: inertia and lasting tastes are left out, since habit is not worth money.

    Examples
    --------
    >>> round(surplus_of_market(own=1.0, rivals=0.0, not_buying=0.0, price_weight=1.0), 6)
    0.693147
    >>> surplus_of_market(own=1.0, rivals=0.0, not_buying=0.0, price_weight=0.0)
    0.0
    """
    gain = logarithm(1.0 + (own + rivals) * exponential(-not_buying))
    return gain / price_weight if price_weight > 0.0 else 0.0


@rule
def expected_unforeseen(offers: float, chosen: float, nothing: float) -> float:
    """Expect how much more nobody could foresee of the offer that was chosen than of not buying.

    With P the chance of this choice and P_0 that of not buying, it is -ln P - P_0 ln P_0/(1 - P_0): how well things
    turned out that one chose, and how ill not buying did, since one did not choose it. Inertia is in the chances, for
    one chose with it; it is not in what the offer is worth, for habit is not worth money.

    Parameters
    ----------
    offers : float scalar
        Logarithm of the sum of e to the utility of each offer compared, inertia included, and of not buying. [-]
    chosen : float scalar
        Utility of the offer that was chosen, inertia included. [-]
    nothing : float scalar
        Utility of not buying. [-]

    Returns
    -------
    float scalar
        Expected difference of what was not foreseen, above 0. [-]

    References
    ----------
    Small & Rosen (1981), Econometrica 49(1), 105-130: the greatest utility is `offers` in expectation (and Euler's
    constant more, which not buying has too), whichever offer it is; so `chosen` and this are together (offers -
    nothing)/(1 - P_0), and over those who buy and those who do not, offers - nothing: the surplus of a logit choice.

    Examples
    --------
    >>> round(expected_unforeseen(offers=2.0, chosen=1.5, nothing=-40.0), 6)
    0.5
    >>> round(expected_unforeseen(offers=0.6931471805599453, chosen=0.0, nothing=0.0), 6)
    1.386294
    """
    gain = max(offers - nothing, 0.0)
    kept = exponential(-gain)
    bad_luck = gain * kept / (1.0 - kept) if gain > 1e-6 else 1.0 - 0.5 * gain
    return offers - chosen + bad_luck


@rule
def surplus_of_offer(utility: float, not_buying: float, price_weight: float) -> float:
    """Value, in prices of a unit at the start, having one offer instead of nothing.

    Parameters
    ----------
    utility : float scalar
        Utility of the offer, its price against the price at the start, inertia left out. [-]
    not_buying : float scalar
        Utility of not buying, with the price at the start. [-]
    price_weight : float scalar
        Weight of a price twice that at the start; at 0 no utility has a price, and the surplus is 0. [-]

    Returns
    -------
    float scalar
        Surplus of one customer for one unit; below 0 where habit alone keeps him. [price of a unit at the start]

    References
    ----------
    Small & Rosen (1981), Econometrica 49(1), 105-130: a difference of utility over the marginal utility of money.
    Kahneman, Wakker & Sarin (1997), Quarterly Journal of Economics 112(2), 375-405: the utility that is meant decides;
    what is felt beside it moves with what one has come to expect.

    Examples
    --------
    >>> surplus_of_offer(utility=4.0, not_buying=2.0, price_weight=8.0)
    0.25
    >>> surplus_of_offer(utility=4.0, not_buying=2.0, price_weight=0.0)
    0.0
    """
    return (utility - not_buying) / price_weight if price_weight > 0.0 else 0.0


@rule
def visibility(share: float, presence: float) -> float:
    """Return how readily a customer who considers alternatives meets a firm: by its share, but never not at all.

    Parameters
    ----------
    share : float scalar
        Share of those who buy, 0..1. [-]
    presence : float scalar
        Share at which any open firm is met at the least. [-]

    Returns
    -------
    float scalar
        Weight of the firm among those that can be met. [-]

    References
    ----------
    Assumed: without a least presence a newcomer, or a firm that has lost all, could never be found.

    Examples
    --------
    >>> visibility(0.3, 0.02), visibility(0.0, 0.02)
    (0.3, 0.02)
    """
    return max(share, presence)
