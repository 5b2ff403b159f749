"""What is read for the checks of meaning: what statistics and push do."""

from __future__ import annotations

import itertools
import math

import numpy as np

from tci_sim.analysis.validation.probes.markets import by_firm
from tci_sim.analysis.validation.readings import Floats, Probe, Readings
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean

_MONTHS = 12


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
weights_found = Probe(_weights_found)
