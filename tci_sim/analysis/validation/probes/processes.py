"""What is read of processes: shortfalls, output and unit costs, month by month."""

from __future__ import annotations

import numpy as np

from tci_sim.analysis.validation.readings import Floats, Probe, Readings, recorded
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import running_sums
from tci_sim.statistics.series import fitted_line

_NOTHING = 1e-300


def _shortfall(simulation: Simulation) -> Readings:
    """Read a shortfall, its half-life and how straight its logarithm falls, from the first month of improvement."""
    shortfall = recorded(simulation, "node", "shortfall")
    months = np.arange(1.0, len(shortfall) + 1)
    slope, straight = fitted_line(months, np.log(np.maximum(shortfall, _NOTHING)))
    gone = np.flatnonzero(shortfall <= 0.0)
    after = {f"shortfall_after_{month}": float(shortfall[month - 1]) for month in (6, 12, 24)}
    return {
        "half_life": -np.log(2.0) / slope,
        "straightness": straight,
        "months_until_none": float(gone[0] + 1) if len(gone) else float(len(shortfall) + 1),
        "shortfall": shortfall,
        **after,
    }


def _trap(simulation: Simulation) -> Readings:
    """Read output against what it was in month 0, before the working time moved.

    What is decided in month 0 is worked by from month 1, when capability has changed for one month.
    """
    output = recorded(simulation, "node", "made")
    gain = output / output[0] - 1.0
    return {
        "gain_at_once": backwards(gain[1:4]),
        "gain_after_a_month": float(gain[1]),
        "break_even": crossing(gain[1:]) + 1.0,
        "gain_in_the_end": float(gain[-1]),
        "gain": gain,
    }


def _experience(simulation: Simulation) -> Readings:
    """Read how unit cost falls with the number of units ever made."""
    cost = recorded(simulation, "firm", "unit_cost")
    made = running_sums(recorded(simulation, "firm", "units_sold"))
    experience = float(simulation.state.firms.costs.starting_experience[0]) + made
    slope, straight = fitted_line(np.log(experience), np.log(cost))
    return {
        "cost_after_doubling": 2.0**slope,
        "straightness": straight,
        "experience": experience,
        "cost": cost,
    }


def crossing(series: Floats) -> float:
    """Find when a series first passes through 0, in steps from its first value, on a straight line in between.

    NaN where it never does.

    Examples
    --------
    >>> crossing(np.array([2.0, 1.0, -3.0]))
    1.25
    """
    passes = np.flatnonzero(np.sign(series[1:]) != np.sign(series[0]))
    if not len(passes):
        return float("nan")
    k = int(passes[0])
    return float(k + series[k] / (series[k] - series[k + 1]))


def backwards(series: Floats) -> float:
    """Follow a geometric approach one step back from its first three values.

    Examples
    --------
    >>> backwards(np.array([5.0, 3.0, 2.0]))
    9.0
    """
    first, second, third = series
    return float(first - (second - first) ** 2 / (third - second))


improvement_curve = Probe(_shortfall)
capability_trap = Probe(_trap)
experience_curve = Probe(_experience)
