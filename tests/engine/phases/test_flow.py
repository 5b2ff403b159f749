"""Lead times that are no whole months: nothing lost on the way, less stock, smaller swings, and what it takes."""

import numpy as np
import pytest
from engine.phases.test_order import chain
from worlds import lived, play, small_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.order import order
from tci_sim.simulation import Simulation
from tci_sim.world.build import build

NAMES = [each.name for each in MEASURES["firm"]]


def variance_ratio(taker: float, months: int = 20_000) -> float:
    """Variance of the orders of one stage over that of demand, at a lead time of two months that has fallen."""
    scenario, network = chain(1, lead_time=2, window=5, shared=0.0)
    s = build(scenario, network, seed=7)
    s.nodes.ahead.lead_time[:] = taker
    demand, orders = np.empty(months), np.empty(months)
    for month in range(months):
        play(order, s, month=month)
        demand[month], orders[month] = s.goods.demand.total[-1], s.edges.flows.order[0]
        play(deliver, s, month=month)
        sent, come = s.edges.flows.shipped_total, s.edges.flows.received_total
        assert (sent == come + s.edges.flows.pipeline.sum(axis=1)).all()
    return float(orders[200:].var() / demand[200:].var())


@pytest.mark.parametrize(("taker", "lead_time"), [(1.0, 2.0), (0.5, 1.5), (0.2, 1.2)])
def test_orders_swing_by_the_lead_time_that_there_is(taker: float, lead_time: float) -> None:
    # Chen et al. (2000), Management Science 46(3): 1 + 2L/p + 2(L/p)**2 at rho 0; the outside keeps its half
    published = 1.0 + 2.0 * lead_time / 5.0 + 2.0 * (lead_time / 5.0) ** 2
    assert variance_ratio(taker) == pytest.approx(published, rel=0.03)


def test_of_what_is_sent_so_much_comes_later_that_the_mean_is_the_lead_time() -> None:
    scenario, network = chain(2, lead_time=2, window=5, shared=0.0)
    s = build(scenario, network, seed=7)
    s.nodes.ahead.lead_time[:] = [0.5, 0.75]  # between them 2 x (.5 + .75) / 2 = 1.25 months
    between = int(np.flatnonzero(s.edges.links.source == 0)[0])
    s.edges.flows.pipeline[:] = 0
    s.edges.flows.owed[:] = 0
    s.edges.flows.order[:] = 0
    s.edges.flows.owed[between] = 1_000_001
    s.goods.production.inventory[0] = 1_000_001
    play(deliver, s, month=3)
    slots = s.edges.flows.pipeline.shape[1]
    coming = {1: 750_001, 2: 250_000}
    assert {ahead: int(s.edges.flows.pipeline[between, (3 + ahead) % slots]) for ahead in coming} == coming


ON = {"world.improving.lead_times": 1, "network.inside_lead_time": 1, "months": 24, "burn_in": 6}


def test_work_on_flow_shortens_lead_times_and_is_missing_elsewhere() -> None:
    found = {}
    for flow in (0.0, 0.3):
        world = lived(small_market({**ON, "policies.tci.improvement.flow": flow}))
        ours = world.recording.firm[-1, 0]
        found[flow] = {
            name: float(ours[NAMES.index(name)]) for name in ("lead_time", "cycle_time", "defects")
        }
        firm, shares = world.state.nodes.places.firm, world.state.nodes.ahead.lead_time
        assert (shares[firm == 1] == 1.0).all()
    assert found[0.3]["lead_time"] < found[0.0]["lead_time"] == 1.0
    assert found[0.3]["cycle_time"] < found[0.0]["cycle_time"]
    assert found[0.3]["defects"] > found[0.0]["defects"]


def test_a_redesign_saves_its_depth_when_it_is_done_and_not_before() -> None:
    asked = small_market(
        {**ON, "policies.tci.improvement.redesign": 0.5, "policies.tci.improvement.flow": 0.0}
    )
    world = Simulation(asked, seed=1, threads=1)
    mine = world.state.nodes.places.firm == 0
    world.step(asked.burn_in + 11)
    assert (world.state.nodes.ahead.lead_time == 1.0).all()
    world.step(1)
    assert world.state.nodes.ahead.lead_time[mine] == pytest.approx(1.0 - 0.5 * 0.8)
    world.step(3)
    assert world.state.nodes.ahead.lead_time[mine] == pytest.approx(1.0 - 0.5 * 0.8)


def test_a_deep_redesign_loses_more_than_it_brings_in_two_years_and_off_it_shortens_nothing() -> None:
    found = {}
    for depth in (0.0, 0.9):
        world = lived(small_market({**ON, "policies.tci.improvement.redesign": depth}))
        ours = world.recording.firm[:, 0]
        found[depth] = {
            "profit": float(ours[:, NAMES.index("profit")].sum()),
            "filled": float(ours[:12, NAMES.index("fill_rate")].min()),
            "lead_time": float(ours[-1, NAMES.index("lead_time")]),
        }
    assert found[0.9]["lead_time"] < 0.5 < found[0.0]["lead_time"]
    assert found[0.9]["filled"] < found[0.0]["filled"]
    assert found[0.9]["profit"] < found[0.0]["profit"]
    off = lived(
        small_market({**ON, "world.improving.lead_times": 0, "policies.tci.improvement.redesign": 0.9})
    )
    assert (off.state.nodes.ahead.lead_time == 1.0).all()
