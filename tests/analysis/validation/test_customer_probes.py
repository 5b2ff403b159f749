"""What is read of customers is what was put into the world: cases worked by hand, and worlds that differ once."""

from __future__ import annotations

import numpy as np
import pytest

from tci_sim.analysis.validation.probes.customers import (
    curvature,
    lifetime,
    needs_heard,
    step_response,
    word_of_mouth,
)
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of


def lived(name, changes):
    scenario = variant(load(name), changes)
    simulation = Simulation(scenario, network_of(scenario), seed=3, threads=1)
    simulation.run()
    return simulation


def test_a_step_down_that_recovers_half_way_undershoots_by_half_of_what_lasts():
    series = np.array([60.0] * 12 + [45.0, 50.0] + [50.0] * 12)
    assert step_response(series, 12) == pytest.approx((-10.0, 0.5))


def test_a_step_that_creeps_up_does_not_overshoot():
    series = np.concatenate([np.full(12, 50.0), 60.0 - 10.0 * 0.5 ** np.arange(40)])
    lasting, overshoot = step_response(series, 12)
    assert lasting == pytest.approx(10.0, abs=1e-6)
    assert overshoot == pytest.approx(0.0, abs=1e-6)


def test_curvature_distinguishes_a_bowl_from_a_dome_and_sees_nothing_outside():
    satisfaction = np.linspace(0.0, 100.0, 501)
    dome = np.where(satisfaction < 60.0, 1e3, -((satisfaction - 80.0) ** 2) / 2.0)
    assert curvature(satisfaction, dome) == pytest.approx(-1.0)
    assert curvature(satisfaction, -dome) == pytest.approx(1.0)


def test_nobody_speaks_more_where_satisfaction_moves_no_tongue():
    flat = {"world.word_of_mouth.dissatisfied_talk": 0.0, "world.word_of_mouth.satisfied_talk": 0.0}
    small = {"market.customers": 600, "burn_in": 6}
    assert word_of_mouth.read(lived("anderson1998", {**small, **flat}))["lowest_to_highest"] == 1.0
    assert word_of_mouth.read(lived("anderson1998", small))["lowest_to_highest"] > 1.0


def test_who_asks_nobody_hears_no_need():
    silent = {"policies.published.listening.review.interviews": 0.0, "months": 5}
    assert needs_heard.read(lived("griffin_hauser1993", silent))["coverage"] == 0.0
    assert needs_heard.read(lived("griffin_hauser1993", {"months": 5}))["coverage"] > 0.3


def test_where_nobody_considers_alternatives_retention_is_1_and_its_elasticity_that_of_the_discount_rate():
    still = {"world.choice.consider_rate": 0.0, "market.customers": 200, "months": 3}
    found = lifetime.read(lived("gupta_lehmann2004", still))
    assert found["retention"] == 1.0
    assert found["elasticity"] == pytest.approx(1.12 / 0.12, abs=1e-9)
