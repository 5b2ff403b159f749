"""With nothing that acts and nothing that moves, the world stands still except for noise."""

from __future__ import annotations

import numpy as np
from worlds import small_market

from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

STILL = {
    "market.customers": 4_000,
    "months": 120,
    "burn_in": 60,
    "off": (
        "listening", "learning", "culture", "improvement", "integration", "value.investment_step",
        "world.requirements", "world.staff.turnover", "world.beliefs.imitation", "world.complaints",
        "world.improving.know_how_decay", "world.economy.experience_exponent", "world.word_of_mouth",
        "world.improving.capability_fading", "world.supply.capacity_limits",
    ),
}  # fmt: skip


def test_a_world_in_which_nothing_acts_and_nothing_moves_stands_still() -> None:
    scenario = small_market(STILL)
    simulation = Simulation(scenario, network_of(scenario), seed=3)
    simulation.step(scenario.burn_in)
    before = simulation.state
    kept = {
        "shortfall": before.nodes.quality.shortfall.copy(),
        "belief": before.members.belief.copy(),
        "code": before.firms.knowledge.code.copy(),
        "culture": before.members.culture.copy(),
        "should": before.market.segments.should.copy(),
        "kano": before.market.attributes.kano.copy(),
        "capability": before.nodes.work.capability.copy(),
        "reality": before.market.needs.reality.copy(),
    }
    satisfaction = []
    for _ in range(120):
        simulation.step()
        with_firm = simulation.state.customers.firm < 6
        satisfaction.append(simulation.state.customers.satisfaction[with_firm].mean())
    after = simulation.state
    assert after.nodes.quality.shortfall.tobytes() == kept["shortfall"].tobytes()
    assert after.members.belief.tobytes() == kept["belief"].tobytes()
    assert after.firms.knowledge.code.tobytes() == kept["code"].tobytes()
    assert after.members.culture.tobytes() == kept["culture"].tobytes()
    assert after.market.segments.should.tobytes() == kept["should"].tobytes()
    assert after.market.attributes.kano.tobytes() == kept["kano"].tobytes()
    assert after.market.needs.reality.tobytes() == kept["reality"].tobytes()
    assert after.nodes.work.capability.tobytes() == kept["capability"].tobytes()
    # Noise of a month's mean over 4,000 customers is well below half a point.
    assert abs(np.mean(satisfaction[:24]) - np.mean(satisfaction[-24:])) < 1.0
    assert np.std(satisfaction) < 1.0
