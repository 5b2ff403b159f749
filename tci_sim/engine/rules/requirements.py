"""How what customers want moves, and what that does to norms, features and what firms do well."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def turns_over(turbulence: float, draw: float) -> bool:
    """Turn a requirement into its opposite, with a chance.

    Parameters
    ----------
    turbulence : float scalar
        Chance of a turn. [1/month]
    draw : float scalar
        Uniform [0, 1) number of the decision "turnover of requirement" in the month of the turn. [-]

    Returns
    -------
    bool scalar
        Whether it turns. [-]

    References
    ----------
    March (1991), Organization Science 2(1), p. 79: environmental turbulence, p4.

    Examples
    --------
    >>> turns_over(0.005, draw=0.004), turns_over(0.005, draw=0.005)
    (True, False)
    """
    return draw < turbulence


@rule
def movement(turned_share: float, obsolescence: float, creep: float) -> float:
    """Return what share of what is well done in an attribute has gone out of date this month.

    Parameters
    ----------
    turned_share : float scalar
        Share of the attribute's dimensions that turned. [-]
    obsolescence : float scalar
        Share of what is well done that is lost when all of them turn. [-]
    creep : float scalar
        Share that ages in any month. [1/month]

    Returns
    -------
    float scalar
        Share that is out of date, at most 1. [1/month]

    References
    ----------
    Assumed: what was done well for a need that is gone is partly of no use; a little ages of itself.

    Examples
    --------
    >>> movement(0.5, obsolescence=0.5, creep=0.25)
    0.5
    """
    return min(1.0, obsolescence * turned_share + creep)


@rule
def age_shortfall(shortfall: float, moved: float) -> float:
    """Open a shortfall again where requirements have moved on.

    Parameters
    ----------
    shortfall : float scalar
        Share in which a unit fails, 0..1. [-]
    moved : float scalar
        Share of what is well done that is out of date, from `movement`. [1/month]

    Returns
    -------
    float scalar
        The shortfall afterwards, 0..1. [-]

    References
    ----------
    Assumed: E + (1 - E) x moved; the gap between need and delivery never closes for good while needs move.

    Examples
    --------
    >>> age_shortfall(0.5, moved=0.5)
    0.75
    """
    return shortfall + (1.0 - shortfall) * moved


@rule
def ratchet_norm(norm: float, best: float, ratchet: float) -> float:
    """Raise what customers think they should get to the best that is on offer.

    Parameters
    ----------
    norm : float scalar
        The should-norm of a segment for an attribute. [quality]
    best : float scalar
        Best quality delivered on the market. [quality]
    ratchet : float scalar
        Share of the distance by which it rises; it never falls to a poorer offer. [1/month]

    Returns
    -------
    float scalar
        The norm a month later. [quality]

    References
    ----------
    Boulding, Kalra, Staelin & Zeithaml (1993), Journal of Marketing Research 30(1), 7-27: should-expectations
    move up only.
    Departs: the best offer is seen by all, where they use the firm's own service.

    Examples
    --------
    >>> ratchet_norm(0.5, best=0.75, ratchet=0.5), ratchet_norm(0.75, best=0.5, ratchet=0.5)
    (0.625, 0.75)
    """
    return norm + ratchet * max(0.0, best - norm)


@rule
def relax_norm(norm: float, moved: float) -> float:
    """Lower the norm as far as it was about requirements that have moved on.

    Parameters
    ----------
    norm : float scalar
        The should-norm. [quality]
    moved : float scalar
        Share that is out of date, from `movement`. [1/month]

    Returns
    -------
    float scalar
        The norm afterwards. [quality]

    References
    ----------
    Assumed: nobody can hold a firm to a standard that has not been shown yet; mirror of `age_shortfall`.

    Examples
    --------
    >>> relax_norm(0.5, moved=0.5)
    0.25
    """
    return norm - norm * moved


@rule
def age_feature(kano: float, decay: float, offered: float) -> float:
    """Let a delighting attribute become a must as the market comes to offer it.

    Parameters
    ----------
    kano : float scalar
        Kano index: 1 delights only, 0 is a must. [-]
    decay : float scalar
        Rate at which the index falls when all firms offer the attribute. [1/year]
    offered : float scalar
        Share of the market that offers it, 0..1. [-]

    Returns
    -------
    float scalar
        The index a month later. [-]

    References
    ----------
    Kano (2001), Life cycle and creation of attractive quality, 4th QMOD conference, Linkoeping.

    Examples
    --------
    >>> age_feature(0.5, decay=6.0, offered=0.5)
    0.375
    """
    return kano - kano * min(1.0, decay / 12.0 * offered)


@rule
def features_at_rest(kano: float, offered: float) -> float:
    """Return how many new features keep a Kano index where it is while the market's offer stays as it is.

    Parameters
    ----------
    kano : float scalar
        Kano index to be kept, 0..1. [-]
    offered : float scalar
        Share of the market that offers the attribute, 0..1. [-]

    Returns
    -------
    float scalar
        Rate at which what is a must is made a delight anew, as a multiple of the rate at which delight fades where all
        offer it; 0 at an index of 1, for no rate keeps it there: one feature, new to all, lives its life. [-]

    References
    ----------
    Assumed: an attribute is many features, each of which lives the life cycle of Kano (2001), and new ones come as old
    ones become musts.

    Examples
    --------
    >>> features_at_rest(0.75, offered=0.5), features_at_rest(1.0, offered=0.5)
    (1.5, 0.0)
    """
    return offered * kano / (1.0 - kano) if kano < 1.0 else 0.0


@rule
def live_on(kano: float, decay: float, offered: float, features: float) -> float:
    """Let an attribute lose its delight as the market comes to offer it, and regain it by new features.

    The exact solution over the month of dk/dt = decay/12 x [features x (1 - k) - offered x k].

    Parameters
    ----------
    kano : float scalar
        Kano index: 1 delights only, 0 is a must (k). [-]
    decay : float scalar
        Rate at which the index falls when all firms offer the attribute. [1/year]
    offered : float scalar
        Share of the market that offers it, 0..1. [-]
    features : float scalar
        From `features_at_rest`. [-]

    Returns
    -------
    float scalar
        The index a month later. [-]

    References
    ----------
    Kano (2001), Life cycle and creation of attractive quality, 4th QMOD conference, Linkoeping.
    Assumed: new features come at a steady rate, whatever requirements turn, so that an index rests between 0 and 1.

    Examples
    --------
    >>> round(live_on(0.75, decay=0.1, offered=0.5, features=1.5), 12)
    0.75
    >>> round(live_on(1.0, decay=12.0, offered=0.6931471805599453, features=0.0), 12)
    0.5
    """
    pace = offered + features
    if pace <= 0.0:
        return kano
    rest = features / pace
    return rest + (kano - rest) * exponential(-decay / 12.0 * pace)


@rule
def renew_feature(kano: float, turned_share: float) -> float:
    """Let an attribute delight again where its requirements have turned.

    Parameters
    ----------
    kano : float scalar
        Kano index: 1 delights only, 0 is a must. [-]
    turned_share : float scalar
        Share of the attribute's dimensions that turned. [-]

    Returns
    -------
    float scalar
        The index afterwards. [-]

    References
    ----------
    Kano (2001), Life cycle and creation of attractive quality: a new cycle begins with a new requirement.

    Examples
    --------
    >>> renew_feature(0.5, turned_share=0.5)
    0.75
    """
    return kano + turned_share * (1.0 - kano)


@rule
def imitate(own: int, rivals: int, imitation: float, draw: float) -> int:
    """Let a firm copy what a better-selling rival holds about one requirement.

    Parameters
    ----------
    own : int scalar
        What the firm's code holds: -1, 0 or +1. [-]
    rivals : int scalar
        What the rival's code holds. [-]
    imitation : float scalar
        Chance of copying it. [1/month]
    draw : float scalar
        Uniform [0, 1) number of the decision "imitate". [-]

    Returns
    -------
    int scalar
        What the firm's code holds afterwards. [-]

    References
    ----------
    Rivkin (2000), Management Science 46(6), 824-844: element-by-element imitation. Culture is never copied:
    Barney (1986), Academy of Management Review 11(3), 656-665.

    Examples
    --------
    >>> imitate(-1, rivals=1, imitation=0.01, draw=0.005), imitate(-1, rivals=1, imitation=0.01, draw=0.5)
    (1, -1)
    """
    return rivals if draw < imitation else own
