"""Sanity in worlds drawn from the whole plausible range of every parameter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import qmc
from worlds import BASELINE, lived

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Attribute
from tci_sim.scenario.world import World
from tci_sim.simulation import Simulation
from tci_sim.world.records import leaves

UNCERTAINTIES = [(f"world.{path}", value, facts["plausible"]) for path, value, facts in leaves(World())]
LEVERS = [(path, value, facts["plausible"]) for path, value, facts in leaves(Policy())]
STRUCTURE = [
    *(
        (f"market.attributes.{attribute}.{path}", value, facts["plausible"])
        for attribute in ("fit", "reliability", "delivery", "service", "customisation")
        for path, value, facts in leaves(Attribute())
    ),
    *((f"market.segments.{name}.share", 1.0, (0.1, 1.0)) for name in ("value", "performance", "care")),
    *(
        (f"firms.{firm}.share", 1.0, (0.2, 3.0))
        for firm in ("ours", "north", "south", "east", "west", "centre")
    ),
    *((f"network.roles.{role}.members", 8, (4, 16)) for role in ("design", "production", "sales")),
    ("network.tiers.0.count", 3, (2, 6)),
    ("network.tiers.0.members", 8, (4, 16)),
    ("network.tiers.0.lead_time", 1, (1, 2)),
    ("network.inside_lead_time", 0, (0, 1)),
    ("market.rewired", 0.1, (0.0, 0.5)),
]
FIRM = [measure.name for measure in MEASURES["firm"]]
POLICIES = ("common", "tci", "command_and_control", "iso9000", "satisfaction_management", "tqm", "excellence")


def random_world(number: int, count: int) -> Any:
    """Draw one world of a Latin hypercube: every uncertainty, every lever of every policy, market and network."""
    names = [*UNCERTAINTIES, *STRUCTURE]
    for policy in POLICIES:
        names += [(f"policies.{policy}.{path}", value, plausible) for path, value, plausible in LEVERS]
    points = qmc.LatinHypercube(d=len(names), seed=20).random(count)
    changes: dict[str, Any] = {}
    for (path, value, (low, high)), u in zip(names, points[number], strict=True):
        drawn = low + u * (high - low)
        changes[path] = round(drawn) if isinstance(value, int) else float(drawn)
    small = {"market.customers": 1_000, "months": 120, "burn_in": 24}
    return variant(load(BASELINE), {**small, **changes}, drawn=True)


def faults_of(number: int, count: int) -> list[str]:
    """What is wrong with one random world after its ten years: nothing, one hopes."""
    simulation = lived(random_world(number, count), seed=number + 1)
    state = simulation.state
    floats = {
        f"{group}.{name}": array
        for group, arrays in state._asdict().items()
        for name, array in arrays._asdict().items()
        if isinstance(array, np.ndarray) and array.dtype == np.float64
    }
    found = [f"{name}: not finite" for name, array in floats.items() if not np.isfinite(array).all()]
    s = state.customers.satisfaction
    shortfall = state.nodes.quality.shortfall
    found += ["satisfaction outside 0..100"] if not ((s >= 0.0) & (s <= 100.0)).all() else []
    found += ["shortfall outside 0..1"] if not ((shortfall >= 0.0) & (shortfall <= 1.0)).all() else []
    ratio = state.firms.costs.price / 100.0
    found += [f"price explodes: {ratio.max():.3g}"] if not ((ratio > 1e-3) & (ratio < 1e3)).all() else []
    culture = state.members.culture
    found += ["culture outside 0..1"] if not ((culture >= 0.0) & (culture <= 1.0)).all() else []
    found += shares_stuck_without_cause(simulation)
    delivered = simulation.recording.firm[-24:, :, FIRM.index("delivered_quality")]
    if (
        simulation.scenario.world.requirements.turbulence > 0.002
        and (delivered >= 1.0 - 1e-6).all(axis=0).any()
    ):
        found.append("the gap between need and delivery closed for good while needs move")
    return found


def shares_stuck_without_cause(simulation: Simulation) -> list[str]:
    """Firms that had nobody, or everybody, for three years though a rival was neither cheaper nor better."""
    share = simulation.recording.firm[-36:, :, FIRM.index("share")]
    price, reputation = (
        simulation.state.firms.costs.price[:6],
        simulation.state.firms.standing.reputation.mean(axis=1),
    )
    found = []
    for f in range(6):
        others = [other for other in range(6) if other != f]
        beaten = price[f] > 1.15 * price[others].min() or reputation[f] < reputation[others].max() - 0.1
        beats = price[f] < 0.9 * price[others].min() or reputation[f] > reputation[others].max() + 0.1
        if (share[:, f] <= 0.0).all() and not beaten:
            found.append(f"firm {f} stuck without customers and without cause")
        if (share[:, f] >= 1.0).all() and not beats:
            found.append(f"firm {f} stuck with all customers and without cause")
    return found


@pytest.mark.parametrize("number", range(12))
def test_a_random_world_stays_sane_for_ten_years(number: int) -> None:
    assert faults_of(number, 12) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(200))
def test_two_hundred_random_worlds_stay_sane_for_ten_years(number: int) -> None:
    assert faults_of(number, 200) == []
