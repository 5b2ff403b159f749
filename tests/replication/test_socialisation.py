"""Socialisation (Harrison & Carroll 1991) a second time, in plain Python from its equation alone, beside the engine."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.validation.probes import get_probe
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

BHATT = Path(__file__).parents[2] / "scenarios" / "published" / "bhatt2017.yaml"
ENTRY, LEADER = 0.4, 1.0


def world(**changes: object) -> Simulation:
    scenario = variant(load(BHATT), {f"world.staff.{name}": value for name, value in changes.items()})
    return Simulation(scenario, network_of(scenario), 1, 1)


def cohorts(b1: float, b2: float, turnover: float) -> float:
    """Add up the values of all cohorts, each as large as turnover leaves it; the first month counts as tenure 1."""
    total, value, there = 0.0, ENTRY, turnover
    for tenure in range(1, 2000):
        value += (LEADER - value) * b1 * math.exp(-b2 * (tenure - 1))
        total += there * value
        there *= 1.0 - turnover
    return total


def test_a_month_adds_one_month_to_the_tenure_of_those_who_stay() -> None:
    simulation = world(turnover=0.0)
    members = simulation.state.members
    before = members.tenure.copy()
    simulation.step()
    assert members.active.sum() == 1000
    assert (members.tenure[members.active] == before[members.active] + 1).all()


def test_an_entrant_is_pulled_fully_in_the_first_month_and_by_its_tenure_in_the_next() -> None:
    simulation = world(turnover=1.0)
    culture = simulation.state.members.culture
    active = simulation.state.members.active
    simulation.step()
    assert np.allclose(culture[active], ENTRY + 0.6 * 0.3, atol=1e-12)


@pytest.mark.parametrize("turnover", [0.01, 0.035])
def test_members_who_come_and_go_stand_where_their_cohorts_do(turnover: float) -> None:
    simulation = world(turnover=turnover)
    simulation.state.members.tenure[:] = (
        0  # those of the start count as entrants, or would stay behind for years
    )
    simulation.run()
    found = get_probe("socialisation", "bhatt2017").read(simulation)["values"]
    assert found == pytest.approx(cohorts(0.3, 0.3, turnover), abs=0.006)
