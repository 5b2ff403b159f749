"""How a member's values are formed: by colleagues, by the leader, by results, by a programme."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


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
