"""Orders along a chain: the published bullwhip, and nothing lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import play

from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.order import order
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build import build
from tci_sim.world.network import ValueNetwork


def chain(stages: int, lead_time: int, window: int, shared: float) -> tuple[Scenario, ValueNetwork]:
    """A chain without a market, without capacity limits, where goods may be sent back: Chen et al. (2000)."""
    nodes = [
        {"name": f"stage {k}", "firm": "chain", "outlet": k == stages - 1, "lead_time": lead_time}
        for k in range(stages)
    ]
    edges = [
        {"source": f"stage {k}", "target": f"stage {k + 1}", "lead_time": lead_time}
        for k in range(stages - 1)
    ]
    scenario = Scenario.model_validate(
        {
            "reason": "Chen et al. (2000).",
            "burn_in": 0,
            "burn_in_policy": "only",
            "market": {"customers": 0, "attributes": {"fit": {}}, "segments": {"all": {}}},
            "network": {},
            "firms": {"chain": {"policy": "only"}},
            "policies": {
                "only": {
                    "integration": {"shared_demand": shared},
                    "value": {"safety": 0.0, "forecast_months": window},
                }
            },
            "world": {
                "supply": {
                    "demand_mean": 1000.0, "demand_sd": 50.0, "returns": 1, "capacity_limits": 0,
                    "fill_waiting": 1.0, "platform_carries_demand": 0,
                }
            },
        }
    )  # fmt: skip
    return scenario, ValueNetwork.build(nodes, edges)


def variance_ratios(stages: int, lead_time: int, window: int, shared: float, months: int) -> list[float]:
    """Variance of each stage's orders over that of demand, nearest to the customer first."""
    scenario, network = chain(stages, lead_time, window, shared)
    s = build(scenario, network, seed=7)
    demand, orders = np.empty(months), np.empty((months, stages))
    for month in range(months):
        play(order, s, month=month)
        demand[month] = s.goods.demand.total[-1]
        orders[month] = s.edges.flows.order[s.edges.links.first_in[:stages]]
        play(deliver, s, month=month)
    assert (
        s.edges.flows.shipped_total == s.edges.flows.received_total + s.edges.flows.pipeline.sum(axis=1)
    ).all()
    assert (s.edges.flows.received_total == s.edges.flows.stock + s.edges.flows.used_total).all()
    return list((orders[200:].var(axis=0) / demand[200:].var())[::-1])


@pytest.mark.parametrize(
    ("lead_time", "window", "published"), [(1, 5, 1.48), (2, 5, 2.12), (4, 5, 3.88), (4, 10, 2.12)]
)
def test_one_stage_amplifies_demand_as_published(lead_time: int, window: int, published: float) -> None:
    # Chen et al. (2000), Management Science 46(3): 1 + 2L/p + 2(L/p)**2 at rho 0.
    assert variance_ratios(1, lead_time, window, 0.0, 20_000)[0] == pytest.approx(published, rel=0.03)


@pytest.mark.parametrize(("shared", "published"), [(0.0, (2.12, 5.12, 13.5)), (1.0, (2.12, 3.88, 6.28))])
def test_three_stages_amplify_demand_as_published(shared: float, published: tuple[float, ...]) -> None:
    assert variance_ratios(3, 2, 5, shared, 20_000) == pytest.approx(published, rel=0.05)
