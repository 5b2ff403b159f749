"""What follows from an interview: who is found dissatisfied, who acts, what is mended, and what it does to trust."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule
from tci_sim.engine.rules.word_of_mouth import REGAINED_SATISFACTION


@rule
def is_dissatisfied(satisfaction: float, usual: float, below: float, gap: float, failure: float) -> bool:
    """Tell whether an interview finds somebody for whom there is something to be done.

    Either a customer is well below what is usual with the firm, or something failed this month, however satisfied
    the customer is on the whole.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction. [points of 100]
    usual : float scalar
        Mean satisfaction of the firm's customers last month. [points of 100]
    below : float scalar
        How far below it one has to be. [points of 100]
    gap : float scalar
        Perceived quality less reference, of the attribute that disappointed most this month. [quality]
    failure : float scalar
        How far below the reference it has to be to count as a failure. [quality]

    Returns
    -------
    bool scalar
        Whether it does. [-]

    References
    ----------
    Assumed: front-line members know what is usual, and hear of what went wrong.

    Examples
    --------
    >>> is_dissatisfied(60.0, usual=70.0, below=8.0, gap=0.0, failure=0.5)
    True
    >>> is_dissatisfied(80.0, usual=70.0, below=8.0, gap=-0.25, failure=0.5)
    False
    """
    return satisfaction < usual - below or gap < -failure


@rule
def ability_to_act(commitment: float, collaboration: float) -> float:
    """Return how likely a member who may act does what helps.

    Parameters
    ----------
    commitment : float scalar
        How far the unit stands behind improvement, 0..1. [-]
    collaboration : float scalar
        Mean of the members' value "collaboration", 0..1: most of what helps is done by others. [-]

    Returns
    -------
    float scalar
        Chance. [-]

    References
    ----------
    Assumed: wanting to and being helped are both needed, so they multiply.

    Examples
    --------
    >>> ability_to_act(0.5, collaboration=0.5)
    0.25
    """
    return commitment * collaboration


@rule
def chance_to_pass_on(authority: float, ability: float, sharing: float) -> float:
    """Return how likely a trouble that an interview finds goes up as a ticket, and is not mended at once.

    What a member may take up and cannot mend goes to the step that caused it, as far as steps share at all.

    Parameters
    ----------
    authority : float scalar
        Share of troubles that members may take up. [-]
    ability : float scalar
        Chance that one taken up is mended at once. [-]
    sharing : float scalar
        How far what one step knows is passed to the one before. [-]

    Returns
    -------
    float scalar
        Chance. [-]

    References
    ----------
    Assumed: where nobody may take up anything, nobody may pass it on either.

    Examples
    --------
    >>> chance_to_pass_on(1.0, ability=0.25, sharing=1.0), chance_to_pass_on(0.5, 0.0, 0.5)
    (0.75, 0.25)
    """
    return authority * (1.0 - ability) * sharing


@rule
def mend(satisfaction: float, usual: float, recovery: float, paradox: float) -> float:
    """Return how satisfied a customer is for whom the one who asked has acted.

    What is won back is part of the way to 70, or to what is usual with the firm where that is more.

    Parameters
    ----------
    satisfaction : float scalar
        Cumulative satisfaction before. [points of 100]
    usual : float scalar
        Mean satisfaction of the firm's customers last month. [points of 100]
    recovery : float scalar
        Share of the distance that is won back. [-]
    paradox : float scalar
        What is added beyond, however satisfied the customer was. [points of 100]

    Returns
    -------
    float scalar
        Satisfaction afterwards, at most 100 and never lower than before. [points of 100]

    References
    ----------
    de Matos, Henrique & Rossi (2007), Journal of Service Research 10(1), 60-77 (abstract read): customers who were
    won back are more satisfied than before, and no readier to buy again or to recommend.
    Departs: the paradox is 0 by default, for here all that satisfaction does, it does through one number. Assumed: as
    a complaint handled well, with which a firm whose customers are all above 70 would win nobody back.

    Examples
    --------
    >>> mend(50.0, usual=60.0, recovery=0.5, paradox=0.0), mend(70.0, 90.0, 0.5, 0.0), mend(99.0, 90.0, 0.5, 2.0)
    (60.0, 80.0, 100.0)
    """
    goal = max(usual, REGAINED_SATISFACTION)
    return min(satisfaction + recovery * max(goal - satisfaction, 0.0) + paradox, 100.0)


@rule
def share_reworked(mended: float, members: float, lots: float) -> float:
    """Return what share of a step's output is reworked next month because the next step was asked.

    Parameters
    ----------
    mended : float scalar
        Lots that members of the step have promised to put right. [lot]
    members : float scalar
        Members of the step. [member]
    lots : float scalar
        Lots that a member makes in a month. [lot/member]

    Returns
    -------
    float scalar
        Share, at most 1. [-]

    References
    ----------
    Assumed: an interview is about one lot, as large as others.

    Examples
    --------
    >>> share_reworked(10.0, members=4.0, lots=5.0), share_reworked(10.0, 1.0, 5.0), share_reworked(0.0, 0.0, 5.0)
    (0.5, 1.0, 0.0)
    """
    made = members * lots
    return min(mended / made, 1.0) if made > 0.0 else 0.0


@rule
def remember_follow_up(followed: float, found: float, dealt_with: float, months: float) -> float:
    """Return how far people trust that something follows when they say what is wrong.

    Parameters
    ----------
    followed : float scalar
        What they went by last month, 0..1. [-]
    found : float scalar
        Troubles found this month. [-]
    dealt_with : float scalar
        Troubles that were mended, and tickets that were closed, this month. [-]
    months : float scalar
        For how long they wait before they have made up their minds. [month]

    Returns
    -------
    float scalar
        What they go by now, 0..1; as before where nothing was found. [-]

    References
    ----------
    Assumed: a running mean over months, without memory of who said what.

    Examples
    --------
    >>> round(remember_follow_up(1.0, found=4.0, dealt_with=0.0, months=6.0), 6)
    0.846482
    >>> remember_follow_up(0.5, found=0.0, dealt_with=0.0, months=6.0)
    0.5
    """
    if found <= 0.0:
        return followed
    now = min(dealt_with / found, 1.0)
    return now + (followed - now) * exponential(-1.0 / months)


@rule
def trust_left(followed: float, turned: float) -> float:
    """Return what having been asked, or having asked, is worth where something or nothing follows.

    Parameters
    ----------
    followed : float scalar
        How far something follows, 0..1. [-]
    turned : float scalar
        How far the effect turns round where nothing follows; 0: it is the same whatever follows. [-]

    Returns
    -------
    float scalar
        Factor on the effect: 1 where all is followed up, down to 1 - 2 x `turned` where nothing is. [-]

    References
    ----------
    Assumed, with its sign from Dholakia & Morwitz (2002), Journal of Consumer Research 29(2), 159-167, who have the
    side on which being asked keeps customers.

    Examples
    --------
    >>> trust_left(1.0, turned=1.0), trust_left(0.0, turned=1.0), trust_left(0.25, turned=0.0)
    (1.0, -1.0, 1.0)
    """
    return 1.0 - 2.0 * turned * (1.0 - followed)
