"""What a unit costs: one experience curve for all, what spills over, and overhead that follows volume."""

import numpy as np
import pytest
from worlds import play, small_market

from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.unit_cost import overhead_of, processing_of
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SIZES = {"ours": 0.35, "north": 0.25, "south": 0.16, "east": 0.12, "west": 0.08, "centre": 0.04}


def market(**economy: float) -> State:
    """Return six firms of different sizes at their start."""
    sizes = {f"firms.{name}.share": share for name, share in SIZES.items()}
    changes = {**sizes, **{f"world.economy.{name}": value for name, value in economy.items()}}
    scenario = small_market(changes)
    return build(scenario, network_of(scenario), seed=1)


def processing(world: State) -> list[float]:
    """Return what it costs each selling firm to process a unit. [currency/unit]."""
    economy, costs = world.run.world[0].economy, world.firms.costs
    return [processing_of(economy, costs, f) for f in range(len(SIZES))]


def sell(world: State, firm: int, units: float) -> None:
    """Let a firm's first outlet make and sell some units."""
    places, production = world.nodes.places, world.goods.production
    node = int(np.flatnonzero((places.firm == firm) & places.outlet)[0])
    production.sold[node] = int(units * MICRO)
    production.sold_total[node] += int(units * MICRO)
    production.made_total[node] += int(units * MICRO)


def test_on_curves_of_their_own_all_firms_start_at_one_cost():
    assert len(set(processing(market(common_curve=0)))) == 1


def test_on_one_curve_the_larger_firm_has_the_lower_cost():
    costs = processing(market(common_curve=1))
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_twice_the_experience_takes_a_fifth_off_the_cost_on_one_curve():
    # Wright (1936): .35 and .175 of one market, without spill-over, lie a doubling apart
    world = market(common_curve=1, experience_exponent=0.322)
    world.firms.costs.experience[1] = world.firms.costs.experience[0] / 2.0
    first, second = processing(world)[:2]
    assert first / second == pytest.approx(0.8, abs=1e-3)


def test_what_spills_over_brings_costs_nearer_to_each_other():
    alone, together = processing(market(common_curve=1)), processing(market(common_curve=1, spill_over=0.33))
    assert max(together) / min(together) < max(alone) / min(alone)
    everything = processing(market(common_curve=1, spill_over=1.0))
    assert max(everything) == pytest.approx(min(everything), rel=1e-12)


def test_rivals_sales_teach_a_firm_as_far_as_they_spill_over():
    world = market(spill_over=0.25)
    keep, before = world.run.world[0].economy.experience_keep, world.firms.costs.experience.copy()
    sell(world, 0, 80.0)
    play(account, world, month=0)
    now = world.firms.costs.experience
    assert now[0] == pytest.approx(keep * before[0] + 80.0)
    assert now[1] == pytest.approx(keep * before[1] + 20.0)
    supplier = len(SIZES)
    assert now[supplier] == pytest.approx(keep * before[supplier])


def test_experience_rests_where_it_started_while_volumes_stay():
    world = market(spill_over=0.25)
    before = world.firms.costs.experience[: len(SIZES)].copy()
    for f in range(len(SIZES)):
        sell(world, f, world.firms.costs.starting_volume[f])
    play(account, world, month=0)
    assert world.firms.costs.experience[: len(SIZES)] == pytest.approx(before, rel=1e-6)


def test_overhead_follows_volume_down_in_steps_and_not_at_all_where_the_step_is_0():
    fixed, follows = market(), market(overhead_step=0.1)
    for world in (fixed, follows):
        for month in range(24):
            play(account, world, month=month)
    economy, opened = follows.run.world[0].economy, follows.firms.standing.open
    at_start = overhead_of(economy, opened, fixed.firms.costs, 0)
    assert at_start == pytest.approx(economy.overhead * economy.price * fixed.firms.costs.starting_volume[0])
    steps = np.log(at_start / overhead_of(economy, opened, follows.firms.costs, 0)) / np.log(1.1)
    assert steps == pytest.approx(round(steps), abs=1e-9)
    assert 5 <= round(steps) <= 24
    # nothing was sold, so a unit's share of overhead stays what it was: it is costed at the volume it is sized for
    assert follows.firms.costs.unit_cost[0] == pytest.approx(fixed.firms.costs.unit_cost[0], rel=1e-9)


def test_a_firm_whose_people_have_next_to_no_time_to_work_asks_a_price_that_can_be_counted():
    world = market()
    work, costs = world.nodes.work, world.firms.costs
    work.improvement_time[:], work.interview_time[:], work.rework_time[:] = 0.7, 0.3, 0.0
    assert 0.0 < 1.0 - 0.7 - 0.3 < 1e-15  # what the last bits of a number leave for work
    for node in np.flatnonzero(world.nodes.places.outlet):
        sell(world, int(world.nodes.places.firm[node]), 10.0)
    before = costs.unit_cost.copy()
    play(account, world, month=3)
    selling = costs.unit_cost[: len(SIZES)]
    assert (selling > before[: len(SIZES)]).all()
    assert (selling < 64.0 * costs.price[: len(SIZES)]).all()
