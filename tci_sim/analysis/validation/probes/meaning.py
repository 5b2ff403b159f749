"""What is read for the checks of meaning: what asking, voices, statistics, push and shared gains do."""

from __future__ import annotations

import itertools
import math

import numpy as np

from tci_sim.analysis.validation.probes.markets import by_firm
from tci_sim.analysis.validation.readings import Floats, Probe, Ratio, Readings, recorded
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum

_MONTHS = 12
_PERCENT = 100.0


def last_year(series: Floats) -> float:
    """Average over the last twelve months, as the figure of a run does.

    Parameters
    ----------
    series : float array (month,)
        What was recorded.

    Examples
    --------
    >>> last_year(np.repeat([1.0, 5.0], 12))
    5.0
    """
    return float(exact_mean(series[-_MONTHS:]))


def months_until_known(knowledge: Floats, turn: int) -> float:
    """Count the months from a turn until as much is right again as is wrong; one more than there are, if never.

    Parameters
    ----------
    knowledge : float array (month,)
        Share of needs that a firm is right about, less the share that it is wrong about.
    turn : int
        The month in which what customers want turns into its opposite.

    Examples
    --------
    >>> months_until_known(np.array([0.8, -0.8, -0.2, 0.1]), turn=1)
    3.0
    """
    after = knowledge[turn:]
    known = np.flatnonzero(after >= 0.0)
    return float(known[0] + 1) if len(known) else float(len(after) + 1)


def root_mean_square(errors: Floats) -> float:
    """Return the size of errors, with the large ones counting most.

    Parameters
    ----------
    errors : float array
        Of any shape, without gaps.

    Examples
    --------
    >>> root_mean_square(np.array([[3.0, -3.0]]))
    3.0
    """
    return math.sqrt(float(exact_mean((errors * errors).ravel())))


def largest_step(ends: Floats) -> float:
    """Return by how much one rises above the one before at most.

    Parameters
    ----------
    ends : float array (firm,)
        Where firms end up, in the order of what differs between them.

    Examples
    --------
    >>> largest_step(np.array([0.0, 0.25, 1.0, 0.5]))
    0.75
    """
    return float(max(after - before for before, after in itertools.pairwise(ends)))


def _quality_and_owners(simulation: Simulation) -> Readings:
    """Read what the first firm delivers in the last year, and what is left to its owners of all it has sold."""
    quality, owners, revenue = (
        recorded(simulation, "firm", name) for name in ("delivered_quality", "value_owners", "revenue")
    )
    return {
        "delivered_quality": last_year(quality),
        "owners": Ratio(_PERCENT * float(exact_sum(owners)), float(exact_sum(revenue))),
    }


def _turn_seen(simulation: Simulation) -> Readings:
    """Read when the first firm is right again after the first shock, a turn of all that is wanted."""
    [turn, *_] = simulation.scenario.shocks
    return {"months": months_until_known(recorded(simulation, "firm", "knowledge"), turn.month)}


def _weights_found(simulation: Simulation) -> Readings:
    """Read how far weights found by statistics, and weights as stated, are from the true ones, in all rounds."""
    derived, stated = (
        root_mean_square(by_firm(simulation, f"{kind}_weight_error")) for kind in ("derived", "stated")
    )
    return {"derived": derived, "stated": stated, "derived_less_stated": derived - stated}


def _commitment_by_push(simulation: Simulation) -> Readings:
    """Read commitment of firms in their order, and what the push of one more than of the one before adds at most."""
    commitment = by_firm(simulation, "commitment")
    ends = np.array([last_year(commitment[:, firm]) for firm in range(commitment.shape[1])])
    return {"largest_step": largest_step(ends), **{f"firm_{k + 1}": float(end) for k, end in enumerate(ends)}}


commitment_by_push = Probe(_commitment_by_push)
quality_and_owners = Probe(_quality_and_owners)
turn_seen = Probe(_turn_seen)
weights_found = Probe(_weights_found)
