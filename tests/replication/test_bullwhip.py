"""Chen et al. (2000) a second time, in plain NumPy from the paper alone, beside the engine on the same demand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.validation.readings import recorded
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

CHEN = Path(__file__).parents[2] / "scenarios" / "published" / "chen2000.yaml"
LEAD_TIME = 2


def moving_average(series: np.ndarray, months: int) -> np.ndarray:
    """Mean of this and the months before; the first ones, which have fewer, are NaN."""
    mean = np.full(len(series), np.nan)
    mean[months - 1 :] = np.convolve(series, np.ones(months) / months, mode="valid")
    return mean


def smoothed(series: np.ndarray, weight: float) -> np.ndarray:
    """Exponentially smoothed mean; where it began has long been forgotten."""
    mean = np.empty(len(series))
    mean[0] = series[0]
    for t in range(1, len(series)):
        mean[t] = weight * series[t] + (1 - weight) * mean[t - 1]
    return mean


def orders(demand: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    """Order-up-to with y = L x forecast: q = y(t) - y(t-1) + D(t)."""
    level = LEAD_TIME * forecast
    return np.concatenate(([np.nan], np.diff(level))) + demand


def engine(changes: dict[str, float]) -> tuple[np.ndarray, list[np.ndarray]]:
    scenario = variant(load(CHEN), {"months": 400, **changes})
    simulation = Simulation(scenario, network_of(scenario), seed=3, threads=1)
    simulation.run()
    return recorded(simulation, "node", "demand", 2), [
        recorded(simulation, "node", "orders", n) for n in (2, 1, 0)
    ]


@pytest.mark.parametrize("rho", [0.0, 0.7])
@pytest.mark.parametrize("months", [5, 10])
def test_every_stage_orders_the_same_month_by_month_where_demand_is_hidden(rho: float, months: int) -> None:
    changes = {"world.supply.demand_persistence": rho, "policies.forecasting.value.forecast_months": months}
    demand, found = engine(changes)
    for stage in found:
        demand = orders(demand, moving_average(demand, months))
        assert np.nanmax(np.abs(stage - demand)) < 1e-3
        demand = np.where(np.isnan(demand), stage, demand)
    assert np.isfinite(demand).all()


def test_every_stage_orders_the_same_month_by_month_where_demand_is_shared() -> None:
    demand, found = engine({"policies.forecasting.integration.shared_demand": 1.0})
    forecast = moving_average(demand, 5)
    asked = demand
    for stage in found:
        asked = orders(asked, forecast)
        assert np.nanmax(np.abs(stage - asked)) < 1e-3
        asked = np.where(np.isnan(asked), stage, asked)


def test_exponential_smoothing_orders_the_same_month_by_month() -> None:
    demand, found = engine({"policies.forecasting.value.smoothing": 0.25})
    expected = orders(demand, smoothed(demand, 0.25))
    assert np.abs(found[0] - expected)[100:].max() < 1e-3
    assert found[0].var() > demand.var()
