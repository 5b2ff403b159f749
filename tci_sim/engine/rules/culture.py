"""How a member's values are formed, and what it does to work that people agree or are content."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential, normal
from tci_sim.engine.backend.decorators import rule

CONTENT_AT_FIRST = 0.6
"""How satisfied employees usually are, 0..1, which is how all begin."""


@rule
def converge(own: float, other: float, bound: float, convergence: float) -> float:
    """Let a colleague move one value, if the two do not differ too much.

    Parameters
    ----------
    own : float scalar
        The member's value. [0..1]
    other : float scalar
        The colleague's value. [0..1]
    bound : float scalar
        Difference from which they no longer listen to each other. [0..1]
    convergence : float scalar
        Share of the difference that each gives up. [-]

    Returns
    -------
    float scalar
        The member's new value. [0..1]

    References
    ----------
    Deffuant, Neau, Amblard & Weisbuch (2000), Advances in Complex Systems 3, p. 88.

    Examples
    --------
    >>> converge(0.25, 0.5, bound=0.3, convergence=0.5), converge(0.5, 0.25, bound=0.3, convergence=0.5)
    (0.375, 0.375)
    >>> converge(0.1, 0.5, bound=0.3, convergence=0.5)
    0.1
    """
    return own + convergence * (other - own) if abs(other - own) < bound else own


@rule
def follow_leader(
    own: float, leader: float, leadership: float, socialisation: float, fading: float, tenure: int
) -> float:
    """Let what the leader lives shape one value of a member, newcomers most.

    Parameters
    ----------
    own : float scalar
        The member's value. [0..1]
    leader : float scalar
        What the leader lives. [0..1]
    leadership : float scalar
        How far members take the leader as their reference. [-]
    socialisation : float scalar
        Rate at which an entrant moves (b1). [1/month]
    fading : float scalar
        Rate at which that pull fades with tenure (b2). [1/month]
    tenure : int scalar
        Full months that the member has been with the firm. [month]

    Returns
    -------
    float scalar
        The member's new value. [0..1]

    References
    ----------
    Harrison & Carroll (1991), Administrative Science Quarterly 36(4), pp. 552-582:
    c += (ref - c) * b1 * exp(-b2 * (tenure - 1)), where the first month counts as tenure 1.
    Departs: nobody moves beyond the leader, however large b1 is.

    Examples
    --------
    >>> follow_leader(0.5, 1.0, leadership=1.0, socialisation=0.25, fading=0.3, tenure=0)
    0.625
    >>> round(follow_leader(0.5, 1.0, 1.0, 0.25, 0.3, tenure=24), 4)
    0.5001
    """
    pull = leadership * socialisation * exponential(-fading * tenure)
    return own + (leader - own) * min(pull, 1.0)


@rule
def raise_value(own: float, rate: float) -> float:
    """Raise one value of a member towards full, by visible results or by a programme of formation.

    Parameters
    ----------
    own : float scalar
        The member's value. [0..1]
    rate : float scalar
        Share of what is missing that is gained; outside 0..1 it is held there. [1/month]

    Returns
    -------
    float scalar
        The member's new value. [0..1]

    References
    ----------
    Assumed: what works is believed in (Schein 2010, Organizational Culture and Leadership, ch. 2), and the
    more is there already the less is added.

    Examples
    --------
    >>> raise_value(0.5, rate=0.5), raise_value(0.5, rate=0.0)
    (0.75, 0.5)
    """
    return own + (1.0 - own) * min(max(rate, 0.0), 1.0)


@rule
def agreement_of(spread: float) -> float:
    """Return how far members agree in their values.

    Parameters
    ----------
    spread : float scalar
        Standard deviation over members of a value, in the mean over values. [-]

    Returns
    -------
    float scalar
        1 where all hold the same, 0 where they are spread as far apart as half of the scale. [-]

    References
    ----------
    Assumed: consensus is read off the standard deviation, as in studies of strong cultures.

    Examples
    --------
    >>> agreement_of(0.125), agreement_of(0.75)
    (0.75, 0.0)
    """
    return max(0.0, 1.0 - 2.0 * spread)


@rule
def execution_error(most: float, steadying: float, agreement: float, held: float, draw: float) -> float:
    """Draw by how much a unit works worse or better this month than it is able to.

    Parameters
    ----------
    most : float scalar
        Standard deviation where its members agree on nothing. [-]
    steadying : float scalar
        Share of it that is spared where they agree on everything. [-]
    agreement : float scalar
        Agreement of their values, from `agreement_of`. [-]
    held : float scalar
        Share of their beliefs that are what the code of their organisation holds. [-]
    draw : float scalar
        Uniform [0, 1) number of the decision "execution". [-]

    Returns
    -------
    float scalar
        What is added to the share in which the unit fails, this month alone. [-]

    References
    ----------
    Sørensen (2002), Administrative Science Quarterly 47(1), 70-91, by its abstract: strong cultures vary less, in
    stable industries. Assumed: shared values and a code that is known steady together, and neither alone. That the
    benefit goes where much changes is not written here: a code that has just moved is held by few.

    Examples
    --------
    >>> execution_error(0.0, 0.5, agreement=0.0, held=0.0, draw=0.9), execution_error(0.5, 0.5, 1.0, 1.0, draw=0.5)
    (0.0, 0.0)
    >>> round(execution_error(0.03, 0.6, agreement=0.5, held=0.5, draw=0.8413447460685429), 6)
    0.0255
    """
    return most * (1.0 - steadying * agreement * held) * normal(draw)


@rule
def spoilt_at_hand_over(most: float, agreement: float, autonomy: float) -> float:
    """Return what share of good work is spoilt because units that decide for themselves do not mean the same.

    Parameters
    ----------
    most : float scalar
        Share where they are fully autonomous and agree on nothing. [-]
    agreement : float scalar
        Agreement of values over all members of the organisation, from `agreement_of`. [-]
    autonomy : float scalar
        How far units decide for themselves. [-]

    Returns
    -------
    float scalar
        Share. [-]

    References
    ----------
    Assumed: a rule from above, or a shared understanding, keeps hand-overs straight; in proportion to both.

    Examples
    --------
    >>> spoilt_at_hand_over(0.25, agreement=0.5, autonomy=1.0), spoilt_at_hand_over(0.25, 0.5, autonomy=0.0)
    (0.125, 0.0)
    """
    return most * (1.0 - agreement) * autonomy


@rule
def employee_satisfaction(commitment: float, laid_off: float, autonomy: float, shared_value: float) -> float:
    """Return how satisfied the members of a unit are with their work.

    Parameters
    ----------
    commitment : float scalar
        How far the unit stands behind improvement, 0..1. [-]
    laid_off : float scalar
        Share of its staff laid off within 12 months; from a quarter on nothing is left of safety. [-]
    autonomy : float scalar
        How far units decide for themselves. [-]
    shared_value : float scalar
        Mean of its members' value "shared value", without which deciding for oneself pleases nobody. [-]

    Returns
    -------
    float scalar
        Satisfaction, 0..1. [-]

    References
    ----------
    Assumed: commitment, safety and a say at 5 : 3 : 2. Only who leaves follows from it, and nothing of quality: in
    Brown & Lam (2008), Journal of Retailing 84(3), by its abstract, employees' satisfaction reaches customers
    through quality alone.

    Examples
    --------
    >>> round(employee_satisfaction(0.5, laid_off=0.0, autonomy=0.5, shared_value=0.5), 12)
    0.6
    >>> round(employee_satisfaction(0.0, laid_off=0.5, autonomy=0.0, shared_value=1.0), 12)
    0.0
    """
    return 0.5 * commitment + 0.3 * max(0.0, 1.0 - 4.0 * laid_off) + 0.2 * autonomy * shared_value
