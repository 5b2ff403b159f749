"""What is read of customers: what they answer, feel, tell, want and do."""

from __future__ import annotations

import numpy as np

from tci_sim.analysis.ecsi import fit_ecsi, survey
from tci_sim.analysis.validation.readings import Floats, Probe, Readings, recorded
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.rules.choice import chance_to_consider
from tci_sim.engine.rules.value import monthly_rate
from tci_sim.engine.rules.word_of_mouth import talk
from tci_sim.engine.state.sums import Sum
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum

_LOW, _HIGH = 60.0, 95.0  # satisfaction between which returns are read [points of 100]
_MILLION = 1e6


def _index(simulation: Simulation) -> Readings:
    """Read the paths, total effects and R2 of the customer satisfaction index, and how satisfaction is spread."""
    return fit_ecsi(survey(simulation))


def _step(simulation: Simulation) -> Readings:
    """Read how satisfaction answers to the first shock: what lasts, and how far it first goes beyond."""
    satisfaction = recorded(simulation, "firm", "satisfaction")
    lasting, overshoot = step_response(satisfaction, simulation.scenario.shocks[0].month)
    return {"lasting": lasting, "overshoot": overshoot, "satisfaction": satisfaction}


def step_response(series: Floats, month: int) -> tuple[float, float]:
    """Return what lasts of a step, and how far the answer first goes beyond it, as a share of what lasts.

    Parameters
    ----------
    series : float array (month,)
        What answers. Its level before is the mean of the year before the step, its level in the end the mean of the
        last year.
    month : int
        Month of the step.

    Returns
    -------
    float, float
        What lasts, in units of the series; and the overshoot, 0 if there is none. [-]

    Examples
    --------
    >>> step_response(np.array([50.0] * 12 + [58.0, 65.0, 62.0] + [60.0] * 12), 12)
    (10.0, 0.5)
    """
    before, after = exact_mean(series[max(month - 12, 0) : month]), exact_mean(series[-12:])
    lasting = float(after - before)
    farthest = float(((series[month:] - before) * np.sign(lasting)).max())
    return lasting, farthest / abs(lasting) - 1.0


def _intent_and_behaviour(simulation: Simulation) -> Readings:
    """Read how intent now, and still being there since month 0, curve over satisfaction."""
    customers, choice = simulation.state.customers, simulation.state.run.world[0].choice
    bought = customers.firm < len(simulation.state.firms.standing.open)
    satisfaction = customers.satisfaction[bought]
    looks_round = on_arrays(chance_to_consider)(
        satisfaction,
        customers.asked[bought],
        choice.consider_rate,
        choice.consider_slope,
        choice.asked_effect,
    )
    stayed = (customers.tenure[bought] >= simulation.month).astype(np.float64)
    return {
        "intent_curvature": _MILLION * curvature(satisfaction, 1.0 - looks_round),
        "behaviour_curvature": _MILLION * curvature(satisfaction, stayed),
        "stayed": float(exact_mean(stayed)),
    }


def curvature(over: Floats, value: Floats) -> float:
    """Return the second derivative of the parabola fitted between satisfaction 60 and 95.

    Examples
    --------
    >>> round(curvature(np.arange(101.0), (np.arange(101.0) - 80.0) ** 2), 9)
    2.0
    """
    inside = (over >= _LOW) & (over <= _HIGH)
    return float(2.0 * np.polynomial.Polynomial.fit(over[inside], value[inside], 2).convert().coef[2])


def _word_of_mouth(simulation: Simulation) -> Readings:
    """Read how readily customers speak, tenth by tenth of satisfaction."""
    customers, rates = simulation.state.customers, simulation.state.run.world[0].word_of_mouth
    satisfaction = customers.satisfaction[customers.firm < len(simulation.state.firms.standing.open)]
    said = on_arrays(talk)(
        np.sort(satisfaction),
        rates.talk_rate,
        rates.dissatisfied_talk,
        rates.satisfied_talk,
        rates.neutral_satisfaction,
    )
    tenths = np.array([exact_mean(tenth) for tenth in np.array_split(np.asarray(said), 10)])
    return {
        "lowest_to_highest": float(tenths[0] / tenths[-1]),
        "lowest_to_least": float(tenths[0] / tenths.min()),
        "highest_to_least": float(tenths[-1] / tenths.min()),
        "tenths": tenths,
    }


def _needs_voiced(simulation: Simulation) -> Readings:
    """Read the share of needs that have come up with the first firm at least once."""
    return {"coverage": float(exact_mean(simulation.state.firms.knowledge.voice_weight[0] > 0.0))}


def _feature(simulation: Simulation) -> Readings:
    """Read the Kano index of the newest feature, the last of the attributes."""
    return {"index": float(simulation.state.market.attributes.kano[-1])}


def _lifetime(simulation: Simulation) -> Readings:
    """Read customer equity as a multiple of a month's margin, and what it says of retention.

    The lifetime value is r / (1 + i - r) margins, so one more than that multiple is its elasticity to retention,
    (1 + i) / (1 + i - r).
    """
    books, firms, world = simulation.state.books, simulation.state.firms, simulation.state.run.world[0]
    margin = float(firms.costs.price[0] - firms.costs.unit_cost[0]) * float(world.choice.purchase_rate)
    multiple = float(books.worth.equity[0]) / (
        int(exact_sum(simulation.state.sums.by_segment[Sum.CUSTOMERS, 0])) * margin
    )
    stays, rate = float(books.worth.retention[0]), float(monthly_rate(float(world.economy.discount)))
    return {
        "elasticity": 1.0 + multiple,
        "retention": stays,
        "off_the_form": multiple - stays / (1.0 + rate - stays),
    }


customer_index = Probe(_index)
feature = Probe(_feature)
intent_and_behaviour = Probe(_intent_and_behaviour)
lifetime = Probe(_lifetime)
needs_heard = Probe(_needs_voiced)
step_in_quality = Probe(_step)
word_of_mouth = Probe(_word_of_mouth)
