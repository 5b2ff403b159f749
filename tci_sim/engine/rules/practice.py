"""What units do about requirements, right or wrong, apart from how well they do it."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def caught_by_check(code: float, worth: float, check: float) -> float:
    """Return what share of a change towards the firm's code, or a unit's own belief, the check step gives up.

    The check compares a change with what customers say before it becomes standard: as far as that speaks against it,
    and as far as the unit checks, the change is given up.

    Parameters
    ----------
    code : float scalar
        What the firm as such holds about the requirement, -1, 0 or +1, or what members believe, -1..1. [-]
    worth : float scalar
        What an act in the direction +1 is worth by what the firm has heard, from `judgement`. [-]
    check : float scalar
        Share of changes with evidence against them that are caught. [-]

    Returns
    -------
    float scalar
        Share given up, 0..1. [-]

    References
    ----------
    Deming (1986), Out of the Crisis, p. 88 (the check step).
    Assumed: it sees no more than the firm has heard; nobody in a firm knows the truth.

    Examples
    --------
    >>> caught_by_check(1, worth=-0.5, check=0.5), caught_by_check(1, worth=0.5, check=0.5)
    (0.25, 0.0)
    """
    return check * max(0.0, -code * worth)


@rule
def practise(practice: float, code: int, rate: float, caught: float) -> float:
    """Move what a unit does about a requirement towards what its firm holds, for a month.

    Where the firm holds nothing there is no standard to work to, and practice stays.

    Parameters
    ----------
    practice : float scalar
        What the unit does about the requirement, -1..1; 0: it meets it half-way. [-]
    code : int scalar
        What the firm as such holds: -1, 0 or +1. [-]
    rate : float scalar
        From `improvement_rate`, with all commitment. [1/month]
    caught : float scalar
        Share of the change that is given up, from `caught_by_check`. [-]

    Returns
    -------
    float scalar
        Practice a month later, -1..1. [-]

    References
    ----------
    Assumed: design and conformance are two things, and the first, too, halves its distance in a half-life.

    Examples
    --------
    >>> round(practise(0.0, code=1, rate=0.6931471805599453, caught=0.0), 12)
    0.5
    >>> practise(0.25, code=0, rate=1.0, caught=0.0), practise(0.25, code=-1, rate=1.0, caught=1.0)
    (0.25, 0.25)
    """
    return (
        practice + (code - practice) * (1.0 - exponential(-rate)) * (1.0 - caught) if code != 0 else practice
    )


@rule
def practise_as_asked(practice: float, asked: float, rate: float) -> float:
    """Move what a unit does about a requirement towards what customers who take part ask for, for a month.

    Parameters
    ----------
    practice : float scalar
        What the unit does about the requirement, -1..1. [-]
    asked : float scalar
        What those who take part ask for in the mean, -1..1. [-]
    rate : float scalar
        From `improvement_rate`, with all commitment. [1/month]

    Returns
    -------
    float scalar
        Practice a month later, -1..1. [-]

    References
    ----------
    Assumed: who sits at the table sees at once whether a change does what is asked for, and no code is needed.

    Examples
    --------
    >>> round(practise_as_asked(0.0, asked=0.5, rate=0.6931471805599453), 12), practise_as_asked(0.25, 1.0, 0.0)
    (0.25, 0.25)
    """
    return practice + (asked - practice) * (1.0 - exponential(-rate))


@rule
def weakest_part(own: float, contributes: bool, others: float) -> float:
    """Return how far a requirement is met by a unit and all that goes into its work, where all have to meet it.

    Parameters
    ----------
    own : float scalar
        The unit's practice in the direction that is asked for, -1..1. [-]
    contributes : bool scalar
        Whether the unit has a hand in the requirement's attribute. [-]
    others : float scalar
        The same of what goes into its work; 1 where nobody there has a hand in it. [-]

    Returns
    -------
    float scalar
        The least of them. [-]

    References
    ----------
    Assumed: the least of them, and not their product weighted by share, which hardly differs from a sum where a
    contributor's share is small.

    Examples
    --------
    >>> weakest_part(0.5, True, others=-0.25), weakest_part(-1.0, False, others=0.75)
    (-0.25, 0.75)
    """
    return min(own, others) if contributes else others


@rule
def missed_share(practice: float, reality: float) -> float:
    """Return how far a practice misses a requirement.

    Parameters
    ----------
    practice : float scalar
        What a unit does about it, -1..1. [-]
    reality : float scalar
        What customers ask for: -1 or +1, or their mean where not all ask for the same. [-]

    Returns
    -------
    float scalar
        0 where it does just that, 1 where it does the opposite of what all ask for. [-]

    References
    ----------
    Assumed: in proportion; a turn of the requirement turns what is met into what is missed.

    Examples
    --------
    >>> missed_share(1.0, reality=1), missed_share(0.5, reality=-1)
    (0.0, 0.75)
    """
    return (1.0 - practice * reality) / 2.0


@rule
def fall_short(shortfall: float, practice_weight: float, missed: float) -> float:
    """Join what a unit fails to do well and what it does that nobody asked for.

    Parameters
    ----------
    shortfall : float scalar
        Share of its task in which the unit fails by its own standard, 0..1. [-]
    practice_weight : float scalar
        Share of the attribute's quality that is lost where all requirements are missed. [-]
    missed : float scalar
        Share of its requirements that the unit's practice misses. [-]

    Returns
    -------
    float scalar
        Share in which the unit fails customers: 1 - (1 - shortfall)(1 - practice_weight x missed). [-]

    References
    ----------
    Assumed: quality of conformance times quality of design, after the distinction of quality management.

    Examples
    --------
    >>> fall_short(0.5, practice_weight=0.5, missed=0.5), fall_short(0.5, practice_weight=0.5, missed=0.0)
    (0.625, 0.5)
    """
    return shortfall + (1.0 - shortfall) * (practice_weight * missed)


@rule
def weight_of_own_ways(own_ways: float, autonomy: float, shared_value: float) -> float:
    """Return how far a unit practises what its own members believe in place of what its firm holds.

    Parameters
    ----------
    own_ways : float scalar
        How far a fully autonomous unit does that whose members put nothing before it. [-]
    autonomy : float scalar
        How far units decide for themselves. [-]
    shared_value : float scalar
        Mean of its members' value "shared value", by which they keep to what is common. [-]

    Returns
    -------
    float scalar
        Weight, 0..1. [-]

    References
    ----------
    Assumed: autonomy needs shared values, or each unit goes its own way.

    Examples
    --------
    >>> weight_of_own_ways(1.0, autonomy=0.5, shared_value=0.5), weight_of_own_ways(1.0, 1.0, shared_value=1.0)
    (0.25, 0.0)
    """
    return own_ways * autonomy * (1.0 - shared_value)


@rule
def go_own_way(
    by_code: float, practice: float, believed: float, rate: float, caught: float, weight: float
) -> float:
    """Let a unit follow its own members' belief as far as it goes its own way, and the code of its firm for the rest.

    Parameters
    ----------
    by_code : float scalar
        What it would do by the code, from `practise`. [-]
    practice : float scalar
        What the unit did about the requirement until now, -1..1. [-]
    believed : float scalar
        Mean belief of its members, -1..1. [-]
    rate : float scalar
        From `improvement_rate`, with all commitment. [1/month]
    caught : float scalar
        Share of the change that is given up, from `caught_by_check`. [-]
    weight : float scalar
        From `weight_of_own_ways`. [-]

    Returns
    -------
    float scalar
        Practice a month later, -1..1. [-]

    References
    ----------
    Assumed: what members believe is no better or worse for being their own; it is another thing in each unit.

    Examples
    --------
    >>> go_own_way(0.5, practice=0.0, believed=-1.0, rate=0.6931471805599453, caught=0.0, weight=0.0)
    0.5
    >>> round(go_own_way(0.5, practice=0.0, believed=-1.0, rate=0.6931471805599453, caught=0.0, weight=1.0), 12)
    -0.5
    """
    own = practice + (believed - practice) * (1.0 - exponential(-rate)) * (1.0 - caught)
    return by_code + weight * (own - by_code)
