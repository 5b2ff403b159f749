"""Practice apart from conformance, in a whole market: what customers start with, what a turn does, what is measured."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import small_market

from tci_sim.engine.measures.attributes import OfAttributes
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

WEIGHTS = {"fit": 0.5, "reliability": 0.15, "delivery": 0.1, "service": 0.3, "customisation": 0.5}
APART = {
    "world.improving.practice": 1,
    "world.requirements.turbulence": 0.0,
    "burn_in": 0,
    **{f"market.attributes.{name}.practice": weight for name, weight in WEIGHTS.items()},
}


def lived(months: int, changes: dict[str, object]) -> Simulation:
    scenario = small_market({**APART, **changes})
    simulation = Simulation(scenario, network_of(scenario), seed=5)
    simulation.step(months)
    return simulation


def test_norms_start_at_what_half_of_all_requirements_met_delivers() -> None:
    state = lived(0, {}).state
    # .7 well done, and of that a half of what practice weighs is lost
    expected = [0.7 * (1.0 - weight / 2.0) for weight in WEIGHTS.values()]
    assert np.allclose(state.market.segments.should, expected, atol=1e-12)
    assert np.allclose(state.nodes.quality.shortfall, 0.3)


def test_a_turn_turns_what_is_met_into_what_is_missed_and_spoils_no_work() -> None:
    turn = {"month": 6, "kind": "requirement_turn", "target": "service", "size": 1.0}
    world = lived(6, {"shocks": [turn], "world.improving.speed": 0.0, "world.requirements.creep": 0.0})
    state = world.state
    state.nodes.practice.kept[:] = state.market.needs.reality
    before = state.nodes.quality.shortfall.copy()
    world.step()
    missed = np.array([1.0 if name == "service" else 0.0 for name in WEIGHTS])
    assert np.allclose(state.nodes.practice.missed, missed, atol=1e-12)
    assert state.nodes.quality.shortfall.tobytes() == before.tobytes()
    outlet = np.flatnonzero(state.nodes.places.outlet)
    service = list(WEIGHTS).index("service")
    # .7 is well done, .3 of it for nothing; a unit that two others work with counts in both ways
    assert state.nodes.quality.defect_out[outlet, service] == pytest.approx(0.51, abs=0.1)
    assert state.nodes.quality.defect_out[outlet, 0] == pytest.approx(0.3, abs=0.1)


def test_what_is_missed_is_measured_and_is_nothing_where_practice_is_not_apart() -> None:
    apart, one = lived(2, {}), lived(2, {"world.improving.practice": 0})
    measured = apart.recording.attribute[:2, :, :, OfAttributes.MISSED]
    assert measured == pytest.approx(0.5, abs=0.1)
    assert (one.recording.attribute[:2, :, :, OfAttributes.MISSED] == 0.0).all()


def test_a_weight_acts_on_nothing_while_practice_is_not_apart() -> None:
    weighed = lived(3, {"world.improving.practice": 0})
    plain = lived(
        3, {"world.improving.practice": 0, **{f"market.attributes.{name}.practice": 0.0 for name in WEIGHTS}}
    )
    assert weighed.recording.firm.tobytes() == plain.recording.firm.tobytes()
    assert weighed.state.customers.satisfaction.tobytes() == plain.state.customers.satisfaction.tobytes()
