"""Whatever the schema allows runs to its end with figures that mean something: drawn jointly, and field by field."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from random_scenarios import SMALL, alone, at_bound, joint, plausible
from worlds import BASELINE, arrays_of

from tci_sim.analysis.check_files import check_world
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.recording import Recording
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation

ALONE = [*alone()]
STOCKS = (
    "goods.production.inventory", "goods.production.sold", "goods.demand.waiting",
    "edges.flows.stock", "edges.flows.pipeline", "edges.flows.owed", "edges.flows.order",
)  # fmt: skip


def faults_of(scenario: Scenario) -> list[str]:
    """Return what is wrong with a run of a scenario; warnings of libraries are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulation = Simulation(scenario, seed=1, threads=1)
        simulation.run()
    arrays = arrays_of(simulation.state)
    floats = {name: array for name, array in arrays.items() if array.dtype == np.float64}
    found = [f"{name}: is not finite" for name, array in floats.items() if not np.isfinite(array).all()]
    if scenario.world.supply.returns == 0:
        found += [f"{name}: is below 0" for name in STOCKS if (arrays[name] < 0).any()]
    return found + measures_beyond(simulation.recording)


def measures_beyond(recording: Recording) -> list[str]:
    """List the measures that leave what they are declared to stay within; NaN is where there is nobody to measure."""
    found = []
    for kind, measures in MEASURES.items():
        for place, measure in enumerate(measures):
            values = getattr(recording, kind)[..., place]
            low, high = measure.declared.low, measure.declared.high
            if np.isinf(values).any() or (values < low).any() or (values > high).any():
                found.append(f"{kind} {measure.name}: from {np.nanmin(values)} to {np.nanmax(values)}")
    return found


@pytest.mark.parametrize("number", range(4))
def test_a_scenario_drawn_from_the_schema_runs_within_what_is_declared(number: int) -> None:
    assert faults_of(joint(number)) == []


@pytest.mark.parametrize("number", [52, 143])
def test_orders_that_grow_from_step_to_step_are_held_and_the_run_goes_on(number: int) -> None:
    """Without the hold these two end in a month in which orders, or what is paid for them, cannot be counted."""
    assert faults_of(joint(number)) == []


def test_orders_that_grow_are_held_before_holding_them_for_years_costs_more_than_can_be_counted() -> None:
    """Held where only their price could not be paid, stock costs the outside's whole account in 160 months."""
    market = load(BASELINE)
    grows = {"forecast_months": 2, "markup": 7.0, "safety": 6.0}
    changes: dict[str, Any] = {
        f"policies.{policy}.value.{lever}": value
        for policy in market.policies
        for lever, value in grows.items()
    }
    changes |= {"world.economy.holding": 10.0, "world.supply.capacity_limits": 0}
    changes |= {"network.inside_lead_time": 3, "months": 180}
    few = {**SMALL, "market.customers": 20_000, "market.simulated": 120}
    assert faults_of(variant(market, {**few, **changes})) == []


def test_nothing_plausible_is_too_large_to_be_counted() -> None:
    for number in range(100):
        check_world(plausible(number))


@pytest.mark.parametrize(("path", "value"), ALONE[::40])
def test_a_field_at_a_bound_runs_within_what_is_declared(path: str, value: Any) -> None:
    scenario = at_bound(path, value)
    assert scenario is None or faults_of(scenario) == []


@pytest.mark.parametrize("depth", [0.999, 1.0])
def test_a_redesign_that_takes_the_whole_half_life_away_leaves_numbers(depth: float) -> None:
    scenario = at_bound("policies.*.improvement.redesign", depth)
    assert scenario is not None
    assert faults_of(scenario) == []


def test_where_nobody_would_buy_no_flow_begins_below_0() -> None:
    scenario = at_bound("world.choice.not_buying", 50.0)
    assert scenario is not None
    assert faults_of(scenario) == []


@pytest.mark.slow
def test_four_hundred_scenarios_drawn_from_the_schema_run_within_what_is_declared() -> None:
    """What grows without end in the model itself, orders from step to step, is held where it can be paid for."""
    found = {number: faults for number in range(400) if (faults := faults_of(joint(number)))}
    assert found == {}


@pytest.mark.slow
def test_every_field_at_each_of_its_bounds_runs_within_what_is_declared() -> None:
    given = {f"{path} = {value}": at_bound(path, value) for path, value in ALONE}
    found = {name: faults_of(scenario) for name, scenario in given.items() if scenario is not None}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert sum(scenario is None for scenario in given.values()) < 10
