"""What an information platform does: results come sooner, more is written down, sharing takes less, demand is seen."""

from __future__ import annotations

import math

from tci_sim.engine.backend.decorators import rule

_BUILDING = 18.0
"""Months in which a full platform is built. [month]"""

_YEAR = 12.0

_SOONER = 0.8
"""Share of the delay of results that a full platform takes away. [-]"""

_SPARED = 0.5
"""Share of the time for sharing what is believed that a full platform spares. [-]"""


@rule
def delay_of_results(delay: int, platform: float) -> int:
    """Return for how many months the results of a survey wait.

    Parameters
    ----------
    delay : int scalar
        Months without a platform. [month]
    platform : float scalar
        How far the platform reaches, 0..1. [-]

    Returns
    -------
    int scalar
        Whole months, never more than without. [month]

    References
    ----------
    Assumed: four fifths of the delay is passing data on by hand; the questionnaire itself still takes its time.

    Examples
    --------
    >>> delay_of_results(6, platform=0.0), delay_of_results(6, platform=0.5), delay_of_results(6, platform=1.0)
    (6, 4, 1)
    """
    return math.floor(delay * (1.0 - _SOONER * platform) + 0.5)


@rule
def recorded_by(recorded: float, most: float, platform: float) -> float:
    """Return what share of complaints and of lost customers' reasons is written down.

    Parameters
    ----------
    recorded : float scalar
        Share without a platform. [-]
    most : float scalar
        Share with a full one, where that is more. [-]
    platform : float scalar
        How far the platform reaches, 0..1. [-]

    Returns
    -------
    float scalar
        Share. [-]

    References
    ----------
    Assumed: in proportion; who has somewhere to write, writes.

    Examples
    --------
    >>> recorded_by(0.2, most=0.9, platform=0.0), recorded_by(0.2, 0.9, 0.5), recorded_by(1.0, 0.9, 1.0)
    (0.2, 0.55, 1.0)
    """
    return recorded + platform * max(0.0, most - recorded)


@rule
def hours_of_sharing(hours: float, platform: float) -> float:
    """Return the working time that sharing fully what is believed takes of each member.

    Parameters
    ----------
    hours : float scalar
        Without a platform. [hour/month]
    platform : float scalar
        How far the platform reaches, 0..1. [-]

    Returns
    -------
    float scalar
        With it. [hour/month]

    References
    ----------
    Assumed: half of sharing is looking for what is known, the other half is explaining it, which stays.

    Examples
    --------
    >>> hours_of_sharing(3.0, platform=0.0), hours_of_sharing(3.0, platform=1.0)
    (3.0, 1.5)
    """
    return hours * (1.0 - _SPARED * platform)


@rule
def demand_carried(shared: float, platform: float, needed: int) -> float:
    """Return how far suppliers see the demand that a firm shares with them.

    Parameters
    ----------
    shared : float scalar
        How far the firm shares it. [-]
    platform : float scalar
        How far the platform reaches, 0..1. [-]
    needed : int scalar
        1: a platform is needed for it; 0: it is not. [-]

    Returns
    -------
    float scalar
        How far they see it. [-]

    References
    ----------
    Assumed: nobody can show more than is carried.

    Examples
    --------
    >>> demand_carried(0.8, platform=0.5, needed=1), demand_carried(0.8, platform=0.5, needed=0)
    (0.5, 0.8)
    """
    return min(shared, platform) if needed == 1 else shared


@rule
def build_platform(stands: float, wanted: float) -> float:
    """Build a platform for a month; what is wanted no more is switched off at once.

    Parameters
    ----------
    stands : float scalar
        How far it stands, 0..1. [-]
    wanted : float scalar
        How far it is to reach, 0..1. [-]

    Returns
    -------
    float scalar
        How far it stands a month later. [-]

    References
    ----------
    Assumed: a full one is built in a year and a half, part by part, and each part is of use when it stands.

    Examples
    --------
    >>> round(build_platform(0.5, wanted=1.0) - 0.5, 6), build_platform(0.5, 0.52), build_platform(0.5, 0.25)
    (0.055556, 0.52, 0.25)
    """
    return min(wanted, stands + 1.0 / _BUILDING)


@rule
def cost_of_platform(revenue: float, rate: float, stands: float, built: float) -> float:
    """Return what a platform costs in a month: running what stands, and building what is new.

    Parameters
    ----------
    revenue : float scalar
        Revenue of the month. [currency/month]
    rate : float scalar
        Cost of running a full platform, as a share of revenue. [-]
    stands : float scalar
        How far it stands, 0..1. [-]
    built : float scalar
        What was built of it this month; below 0: it was cut back. [-]

    Returns
    -------
    float scalar
        Cost. [currency/month]

    References
    ----------
    Assumed: building costs as much as a year of running.

    Examples
    --------
    >>> cost_of_platform(1000.0, rate=0.02, stands=0.5, built=0.0), cost_of_platform(1000.0, 0.02, 0.5, -0.1)
    (10.0, 10.0)
    >>> cost_of_platform(1000.0, rate=0.02, stands=0.5, built=0.05)
    22.0
    """
    return revenue * rate * (stands + _YEAR * max(0.0, built))
