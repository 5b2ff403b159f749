"""What Mesa's DataCollector writes down: the measures of the month that has just passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import mesa

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import InputError, nearest

if TYPE_CHECKING:
    from tci_sim.simulation import Simulation

_COLUMNS = {
    kind: {measure.name: column for column, measure in enumerate(MEASURES[kind])} for kind in MEASURES
}


def latest(simulation: Simulation, kind: Kind, name: str, *holder: int) -> float:
    """Look up a measure in the last month that was recorded.

    Parameters
    ----------
    simulation : Simulation
        The world and what has been seen of it.
    kind : {"market", "firm", "node"}
        Whose measure it is.
    name : str
        The measure, by its name.
    *holder : int
        Its row, but for the market.

    Returns
    -------
    float
        In the measure's unit; NaN before the first month after the burn-in has passed.

    Raises
    ------
    InputError
        There is no such measure of this kind.
    """
    if name not in _COLUMNS[kind]:
        raise InputError(f"{name} is no measure of a {kind}.{nearest(name, _COLUMNS[kind])}")
    if simulation.month <= 0:
        return float("nan")
    return float(getattr(simulation.recording, kind)[(simulation.month - 1, *holder, _COLUMNS[kind][name])])


def collector(kinds: Mapping[type[mesa.Agent], Kind]) -> mesa.DataCollector:
    """Make a collector of all measures of the market, and of agents by the kind of holder that they are."""
    return mesa.DataCollector(
        model_reporters={"month": _month, **_measures("market")},
        agenttype_reporters={agents: _measures(kind) for agents, kind in kinds.items()},
    )


def _measures(kind: Kind) -> dict[str, Callable[[Any], float]]:
    return {name: _measure(name) for name in _COLUMNS[kind]}


def _measure(name: str) -> Callable[[Any], float]:
    return lambda holder: holder.measure(name)


def _month(model: Any) -> int:
    """Give the month that was collected: one before the month to come."""
    return int(model.month) - 1
