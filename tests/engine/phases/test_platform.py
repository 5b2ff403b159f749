"""An information platform: built over time, paid from revenue, felt in delays, records and time."""

from typing import Any

import numpy as np
import pytest
from worlds import lived, play, small_market

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.lever_time import time_of_levers
from tci_sim.engine.phases.listen import listen, shares_recorded
from tci_sim.engine.phases.order import shares_shown
from tci_sim.engine.phases.platform import platform_of
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO, SURVEY_DELAYS
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

OURS = 0


def world(reach: float = 1.0, changes: dict[str, Any] | None = None) -> State:
    """A small market at its start, in which all firms run one policy with a platform."""
    asked = small_market(
        {"policies.common.integration.platform": reach, "market.customers": 300, **(changes or {})}
    )
    return build(asked, network_of(asked), seed=1)


def test_what_is_paid_for_is_built_in_a_year_and_a_half():
    s = world()
    for month in range(18):
        play(account, s, month=month)
        assert s.firms.foresight.platform[OURS] == pytest.approx((month + 1) / 18.0)
    play(account, s, month=18)
    assert s.firms.foresight.platform[OURS] == 1.0


def test_running_and_building_it_are_shares_of_revenue():
    """A platform of .5: 1.5 % of 50,000 runs it fully; building an eighteenth costs two thirds of that again."""
    cost = {}
    for reach in (0.0, 0.5):
        s = world(reach, {"world.economy.platform_revenue": 0.015})
        outlet = int(np.flatnonzero((s.nodes.places.firm == OURS) & s.nodes.places.outlet)[0])
        s.goods.production.sold[outlet] = 500 * MICRO
        s.firms.foresight.platform[:] = 0.25
        play(account, s, month=0)
        cost[reach] = -s.books.ledger.statement[OURS, ACCOUNTS.index("overhead")] / MICRO
    stands = 0.25 + 1 / 18
    paid = 50_000 * 0.015 * (stands + 12 / 18)
    assert cost[0.5] - cost[0.0] == pytest.approx(paid, rel=1e-9)
    assert s.books.programmes.platform[OURS] / MICRO == pytest.approx(paid, rel=1e-9)


@pytest.mark.parametrize(("reach", "months"), [(0.0, 6), (0.5, 4), (1.0, 1)])
def test_results_of_a_survey_come_sooner(reach, months):
    s = world(1.0, {"policies.common.listening.survey.delay": 6})
    s.firms.foresight.platform[:] = reach
    play(listen, s, month=0)
    assert np.flatnonzero(s.firms.surveys.due[OURS]).tolist() == [months % SURVEY_DELAYS]


def test_more_complaints_are_recorded_where_it_stands_and_no_fewer_elsewhere():
    s = world(0.5, {"world.complaints.recorded": 0.2})
    s.firms.foresight.platform[:] = 0.0
    s.firms.foresight.platform[OURS] = 1.0
    recorded = shares_recorded(s.run.world[0].complaints, s.firms.policies, s.firms.foresight.platform)
    assert recorded[OURS] == pytest.approx(0.55)
    assert (recorded[1:] == 0.2).all()


def test_only_what_a_firm_makes_use_of_acts():
    s = world(0.5)
    s.firms.foresight.platform[:] = 0.8
    s.firms.policies.in_force.integration.platform[1] = 0.0
    assert [platform_of(s.firms.policies, s.firms.foresight.platform, f) for f in (0, 1)] == [0.5, 0.0]


def test_sharing_takes_half_the_time_with_a_full_platform():
    s = world(1.0, {"world.economy.sharing_hours": 3.2, "policies.common.learning.sharing": 1.0})
    levers = s.firms.policies.in_force[OURS]
    with_it, without = (time_of_levers(s.run.world[0].economy, levers, 1.0, reach) for reach in (1.0, 0.0))
    assert without - with_it == pytest.approx(0.01)


@pytest.mark.parametrize(("needed", "shown"), [(0, 0.8), (1, 0.25)])
def test_demand_is_seen_without_a_platform_unless_the_world_asks_for_one(needed, shown):
    changes = {
        "policies.common.integration.shared_demand": 0.8,
        "world.supply.platform_carries_demand": needed,
    }
    s = world(1.0, changes)
    s.firms.foresight.platform[:] = 0.25
    assert (
        shares_shown(s.run.world[0], s.nodes.places, s.firms.policies, s.firms.foresight.platform) == shown
    ).all()


def test_where_nobody_complains_or_asks_a_platform_only_costs():
    """Nothing to record, no results to wait for, nothing to share: revenue as before, and profit less by its cost."""
    still = {
        "world.complaints.rate": 0.0, "policies.tci.listening.survey.respondents": 0, "months": 18,
        "policies.tci.integration.shared_demand": 0.0, "policies.tci.learning.sharing": 0.0,
        "world.economy.platform_revenue": 0.015, "policies.tci.value.investment_step": 0.0,
    }  # fmt: skip
    names = [each.name for each in MEASURES["firm"]]
    found = {}
    for reach in (0.0, 1.0):
        run = lived(small_market({**still, "policies.tci.integration.platform": reach}))
        ours = run.recording.firm[:, OURS]
        found[reach] = {
            name: ours[:, names.index(name)].sum() for name in ("revenue", "profit", "platform_cost")
        }
    assert found[1.0]["revenue"] == found[0.0]["revenue"]
    assert found[1.0]["platform_cost"] > 0.01 * found[1.0]["revenue"]
    tax = small_market().world.economy.tax
    lost = found[0.0]["profit"] - found[1.0]["profit"]
    assert (1.0 - tax) * found[1.0]["platform_cost"] - 1.0 <= lost <= found[1.0]["platform_cost"] + 1.0
