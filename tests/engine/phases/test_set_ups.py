"""Shorter set-ups free capacity and shorten cycle times; they take effort from quality, and are missing where off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import lived, play, small_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.state import State
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

NAMES = [each.name for each in MEASURES["firm"]]
ON = {"world.improving.setup_share": 0.4, "months": 30, "burn_in": 6}


def improved(share: float, effort: float, **changes: float) -> State:
    """A market after one month in which all put so much of their effort into set-ups, with all tools and time."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    scenario = small_market({"world.improving.setup_share": share, **paths})
    s = build(scenario, network_of(scenario), seed=7)
    s.firms.policies.in_force.improvement.setup_reduction[:] = effort
    s.nodes.work.improvement_time[:] = 0.3
    s.nodes.competence.know_how[:] = 1.0
    play(improve, s, month=4)
    return s


def test_at_full_effort_set_ups_shorten_by_their_half_life_and_free_so_much_capacity() -> None:
    plain, shorter = (
        improved(0.4, effort, world__improving__setup_half_life=1.0, world__economy__plan_hours=0.0)
        for effort in (0.0, 0.5)
    )
    hands = (plain.nodes.places.contribution > 0.0).sum(axis=1)
    left = 0.5 ** (
        0.5 * (hands + 1)
    )  # half the effort, on one thing more than the attributes it has a hand in
    assert shorter.nodes.content.setups_left == pytest.approx(left)
    freed = 1.0 / (1.0 - 0.4 * (1.0 - left))
    assert shorter.nodes.work.capability == pytest.approx(plain.nodes.work.capability * freed)
    assert (plain.nodes.content.setups_left == 1.0).all()


def test_what_goes_into_set_ups_is_missing_in_quality() -> None:
    plain, shorter = improved(0.4, 0.0), improved(0.4, 0.5)
    worse = shorter.nodes.quality.shortfall - plain.nodes.quality.shortfall
    assert (worse >= 0.0).all()
    assert worse.max() > 0.0


def test_where_set_ups_take_nothing_work_on_them_does_nothing() -> None:
    plain, off = improved(0.0, 0.0), improved(0.0, 0.5)
    for one, other in (
        (plain.nodes.quality.shortfall, off.nodes.quality.shortfall),
        (plain.nodes.work.capability, off.nodes.work.capability),
        (plain.nodes.content.setups_left, off.nodes.content.setups_left),
    ):
        assert one.tobytes() == other.tobytes()


def test_goods_are_through_a_node_sooner_by_the_work_that_a_unit_no_longer_takes() -> None:
    scenario = small_market(ON)
    found = []
    for left in (1.0, 0.25):
        s = build(scenario, network_of(scenario), seed=7)
        s.nodes.content.setups_left[:] = left
        play(deliver, s, month=4)
        found.append(s.nodes.quality.cycle_time)
    goods = s.nodes.places.carries_goods
    first = goods & ~np.isin(np.arange(len(goods)), s.edges.links.target[s.edges.links.source >= 0])
    saved = (found[0] - found[1])[first]
    assert first.any()
    assert saved == pytest.approx(0.3 * (found[0][first] - 1.0))  # all but the month on the way from outside
    assert (saved > 0.0).all()


def test_flow_comes_first_and_set_ups_get_what_it_leaves() -> None:
    changes = {"world__improving__lead_times": 1, "network__inside_lead_time": 1}
    scenario = small_market({path.replace("__", "."): value for path, value in changes.items()} | ON)
    s = build(scenario, network_of(scenario), seed=7)
    s.firms.policies.in_force.improvement.setup_reduction[:] = 1.0
    s.firms.policies.in_force.improvement.flow[:] = 1.0
    s.nodes.work.improvement_time[:] = 0.3
    s.nodes.competence.know_how[:] = 1.0
    play(improve, s, month=4)
    flows = s.nodes.ahead.lead_time < 1.0
    assert flows.any()
    assert (s.nodes.content.setups_left[flows] == 1.0).all()


def ours(changes: dict[str, Any]) -> tuple[dict[str, float], Simulation]:
    """The focal firm in the last month, and its world."""
    world = lived(small_market({**ON, **changes}))
    return dict(zip(NAMES, world.recording.firm[-1, 0].tolist(), strict=True)), world


def test_a_firm_with_shorter_set_ups_makes_more_with_its_people_at_less_cost() -> None:
    without, _ = ours({})
    shorter, world = ours({"policies.tci.improvement.setup_reduction": 0.4})
    assert shorter["capability"] > 1.02 * without["capability"]
    assert shorter["unit_cost"] < without["unit_cost"]
    assert shorter["defects"] > without["defects"]
    others = world.state.nodes.places.firm == 1
    assert (world.state.nodes.content.setups_left[others] == 1.0).all()


def test_capacity_that_is_freed_lasts_although_capability_fades() -> None:
    """What improvement time adds to capability goes into units that take less work, so the gain does not fade away."""
    _, world = ours({"policies.tci.improvement.setup_reduction": 0.4, "months": 60})
    mine = world.state.nodes.places.firm == 0
    taken = 1.0 - 0.4 * (1.0 - world.state.nodes.content.setups_left[mine])
    assert (taken < 0.95).all()
    _, plain = ours({"months": 60})
    gain = world.state.nodes.work.capability[mine] / plain.state.nodes.work.capability[mine]
    assert gain == pytest.approx(1.0 / taken, rel=0.1)
    assert np.median(gain) > 1.05
