"""Work that defects waste, and standard work that prevents them: yield, time, output, and where it does not pay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import play, small_market, whole_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.state import State
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of


def delivered(**changes: float) -> State:
    """A market after one month of making and sending, in which standard work is done fully."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    scenario = small_market({f"world.{path}": value for path, value in paths.items()})
    s = build(scenario, network_of(scenario), seed=7)
    s.firms.policies.in_force.improvement.standard_work[:] = 1.0
    play(deliver, s, month=4)
    return s


def test_standard_work_raises_yield_at_once_and_leaves_ability_as_it_is() -> None:
    plain, kept = delivered(improving__standard_effect=0.0), delivered(improving__standard_effect=0.5)
    assert kept.nodes.quality.shortfall.tobytes() == plain.nodes.quality.shortfall.tobytes()
    hand, short = plain.nodes.places.contribution, plain.nodes.quality.shortfall
    by_hand = np.prod(1.0 - hand * short * 0.5, axis=1)
    assert kept.nodes.quality.first_pass_yield == pytest.approx(by_hand)
    works = hand.any(axis=1)
    assert (kept.nodes.quality.first_pass_yield > plain.nodes.quality.first_pass_yield)[works].all()
    assert (kept.nodes.quality.reworked <= plain.nodes.quality.reworked).all()


def test_what_fails_takes_time_and_capacity_along() -> None:
    plain, wasting = (
        delivered(improving__standard_effect=0.0),
        delivered(improving__standard_effect=0.0, improving__defect_waste=1.0),
    )
    failed = 1.0 - plain.nodes.quality.first_pass_yield
    load = np.minimum(plain.goods.production.made / plain.goods.production.capacity, 1.0)
    more = wasting.nodes.work.rework_time - plain.nodes.work.rework_time
    assert more == pytest.approx(np.minimum(failed * load, 0.5))
    play(deliver, plain, month=5)
    play(deliver, wasting, month=5)
    limits = [s.goods.production.capacity for s in (plain, wasting)]
    assert (limits[1] < limits[0])[more > 0.0].all()


def test_what_fails_is_longer_on_its_way_through_a_node() -> None:
    plain, wasting = (
        delivered(improving__standard_effect=0.0),
        delivered(improving__standard_effect=0.0, improving__defect_waste=1.0),
    )
    longer = wasting.nodes.quality.cycle_time - plain.nodes.quality.cycle_time
    assert (longer >= 0.0).all()
    assert longer.max() > 0.0


def test_without_either_nothing_changes() -> None:
    plain, off = (
        delivered(improving__standard_effect=0.0),
        delivered(improving__standard_effect=0.0, improving__defect_waste=0.0),
    )
    assert off.nodes.work.rework_time.tobytes() == plain.nodes.work.rework_time.tobytes()
    assert off.nodes.quality.cycle_time.tobytes() == plain.nodes.quality.cycle_time.tobytes()


def means(changes: dict[str, Any]) -> dict[str, float]:
    """What the focal firm has in the mean of the second year."""
    world = Simulation(whole_market({"burn_in": 6, "firms.ours.policy": "tqm", **changes}), seed=3, threads=1)
    world.run()
    names = [measure.name for measure in MEASURES["firm"]]
    return dict(zip(names, world.recording.firm[12:, 0].mean(axis=0).tolist(), strict=True))


@pytest.fixture(scope="module")
def firms() -> dict[tuple[float, float], dict[str, float]]:
    """By what a defect wastes and how far standard work goes."""
    return {
        (waste, work): means({
            "world.improving.defect_waste": waste, "policies.tqm.improvement.standard_work": work,
        })
        for waste in (0.0, 1.0) for work in (0.0, 1.0)
    }  # fmt: skip


def test_where_defects_waste_work_standard_work_raises_output_of_a_member(
    firms: dict[tuple[float, float], dict[str, float]],
) -> None:
    gain = {
        waste: firms[waste, 1.0]["productivity"] / firms[waste, 0.0]["productivity"] for waste in (0.0, 1.0)
    }
    assert gain[1.0] > gain[0.0]
    assert gain[1.0] > 1.02
    assert firms[1.0, 1.0]["first_pass_yield"] > firms[1.0, 0.0]["first_pass_yield"]
    assert firms[1.0, 1.0]["cycle_time"] < firms[1.0, 0.0]["cycle_time"]
    dearer = {waste: firms[waste, 1.0]["unit_cost"] - firms[waste, 0.0]["unit_cost"] for waste in (0.0, 1.0)}
    assert dearer[1.0] < dearer[0.0]


def test_standard_work_does_not_pay_where_it_takes_much_time_and_prevents_little() -> None:
    dear: dict[str, Any] = {"world.improving.standard_effect": 0.02, "world.economy.standard_time": 0.08}
    without, with_it = (
        means({**dear, "policies.tqm.improvement.standard_work": work}) for work in (0.0, 1.0)
    )
    assert with_it["unit_cost"] > without["unit_cost"]
    assert with_it["productivity"] < without["productivity"]
    assert with_it["value_owners"] < without["value_owners"]
