"""How set-ups get shorter, and what work a unit of output then takes."""

from __future__ import annotations

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import rule


@rule
def shorten_set_ups(left: float, rate: float) -> float:
    """Let work on set-ups shorten them for a month.

    Parameters
    ----------
    left : float scalar
        Time of set-ups as a share of what it was at the start. [-]
    rate : float scalar
        From `improvement_rate`. [1/month]

    Returns
    -------
    float scalar
        Share a month later. [-]

    References
    ----------
    Schneiderman (1988), Quality Progress 21(4), 51-57: the form. Assumed: the time of set-ups follows it, towards 0.

    Examples
    --------
    >>> round(shorten_set_ups(1.0, rate=0.6931471805599453), 12), shorten_set_ups(0.4, rate=0.0)
    (0.5, 0.4)
    """
    return left * exponential(-rate)


@rule
def work_with_set_ups(share: float, left: float) -> float:
    """Return how much work a unit of output takes where its set-ups are shorter and its batches as large as before.

    Parameters
    ----------
    share : float scalar
        Share of the work in a unit at the start that goes into set-ups. [-]
    left : float scalar
        Time of set-ups as a share of what it was at the start, from `shorten_set_ups`. [-]

    Returns
    -------
    float scalar
        Work, in that of a unit at the start; 1 where set-ups are as long as they were. [-]

    References
    ----------
    Assumed: as many set-ups as before, so that what is saved of each is free for output.

    Examples
    --------
    >>> work_with_set_ups(share=0.25, left=0.5), work_with_set_ups(share=0.0, left=0.5)
    (0.875, 1.0)
    """
    return 1.0 - share * (1.0 - left)
